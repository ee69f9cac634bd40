"""Reading in child processes: a file that dies, hangs or allocates costs only itself; order and content are those of reading here."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import numpy as np
import psutil
import pytest
from container_writers import with_part, xlsx

from sotay.intake.files import guarded
from sotay.intake.files.containers import Member, Reading, Refusal, members
from sotay.intake.files.guarded import GuardedReader
from sotay.intake.files.handover import receive, send
from sotay.intake.files.worker import TOO_BIG, read_guarded
from sotay.intake.month import files_under

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "tests" / "acceptance" / "case-1" / "data" / "incoming"
MISBEHAVING = f"""
import os, sys, time
sys.path[:] = {[str(p) or os.getcwd() for p in sys.path]!r}
from sotay.intake.files.containers import read
from sotay.intake.files.worker import serve


class Panic(BaseException):
    pass


def misbehave(member):
    what = member.name
    if what == "abort":
        os.abort()
    if what == "exit":
        os._exit(5)
    if what == "hang":
        time.sleep(60)
    if what == "allocate":
        return [bytearray(1 << 20) for _ in range(1 << 20)]
    if what == "panic":
        raise Panic("Nguyễn Văn An")
    if what == "print":
        os.write(1, b"noise")
        os.write(2, b"noise")
    if what == "swell":
        misbehave.kept = bytearray(os.urandom(1) * (100 << 20))
    return read(member)


serve(misbehave)
"""


def reader(workers: int = 1, seconds: float = 20, memory: int = 300 << 20) -> GuardedReader:
    """A reader whose processes misbehave as the member's name says."""
    return GuardedReader(workers, seconds, memory, (sys.executable, "-c", MISBEHAVING))


def csv(number: int = 1) -> bytes:
    return f"STT;Họ tên\n{number};Lý Thị Bình".encode()


def outcomes(within: GuardedReader, *names: str) -> list[str]:
    with within as open_reader:
        found = [outcome for _, outcome in open_reader.in_order((n, Member(n, csv(n))) for n in names)]
    return [o.note if isinstance(o, Refusal) else o.container for o in found]


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    before = set(psutil.Process().children())
    yield
    # Zombies are children too.
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize(("defect", "note"), [("abort", TOO_BIG), ("allocate", TOO_BIG), ("exit", guarded._CRASHED)])
def test_a_file_that_ends_its_process_costs_only_itself(defect, note):
    assert outcomes(reader(), "before", defect, "after") == ["csv", note, "csv"]


def test_a_file_that_hangs_is_ended_at_its_deadline():
    started = time.monotonic()
    (before, hang, after) = outcomes(reader(seconds=1), "before", "hang", "after")
    assert (before, after) == ("csv", "csv")
    assert "quá 1 giây" in hang
    assert time.monotonic() - started < 20


def test_a_panic_tells_its_kind_and_no_value():
    (panic, after) = outcomes(reader(), "panic", "after")
    assert ("Panic" in panic, "Nguyễn" in panic, after) == (True, False, "csv")


def test_what_a_reader_prints_does_not_get_between_the_answers():
    assert outcomes(reader(), "print", "after") == ["csv", "csv"]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell a process's size")
def test_a_process_that_stays_swollen_is_replaced():
    with reader() as open_reader:
        pids = []
        for name in ("calm", "calm", "swell", "calm"):
            pids.append(open_reader._all[0].process.pid if open_reader._all else None)
            list(open_reader.in_order([(name, Member(name, csv()))]))
            pids[-1] = pids[-1] or open_reader._all[0].process.pid
        swollen, last = pids[2], open_reader._all[0].process.pid
    assert pids[0] == pids[1] == swollen != last


def test_order_is_kept_whatever_takes_longer():
    names = [str(n) for n in range(30)]
    big = "\n".join(["STT;Họ tên", *("1;a" for _ in range(40_000))]).encode()
    refusal = Refusal("refused", "vì sao")
    items = [(n, refusal if n == "7" else Member(n, big if n == "0" else csv(int(n)))) for n in names]
    with GuardedReader() as open_reader:
        found = list(open_reader.in_order(items))
    assert [key for key, _ in found] == names
    assert [outcome.grids[0].cells[1, 0] for key, outcome in found if key not in ("0", "7")] == [n for n in names if n not in ("0", "7")]
    assert found[7][1] is refusal


def same(here: Reading | Refusal, there: Reading | Refusal) -> bool:
    if isinstance(here, Refusal):
        return (here.status, here.note) == (there.status, there.note)
    assert (here.container, here.encoding, here.notes, len(here.grids)) == (there.container, there.encoding, there.notes, len(there.grids))
    for one, other in zip(here.grids, there.grids):
        for name, value in vars(one).items():
            got = getattr(other, name)
            assert (np.array_equal(value, got) and value.dtype == got.dtype and value.shape == got.shape) if isinstance(value, np.ndarray) else value == got, name
    return True


def test_every_file_of_a_month_reads_as_it_does_here():
    month = sorted(p for p in CASE.iterdir() if p.is_dir())[-1]
    parts = [part for _, _, path in files_under(month) for part in members(path)]
    assert len(parts) >= 25
    with GuardedReader() as open_reader:
        found = list(open_reader.in_order((p, p) for p in parts))
    assert all(same(read_guarded(part), outcome) for part, outcome in found)


@pytest.mark.parametrize("cells", [[["a", "\x1e"], ["", "\ud800"]], [["a\nb", ""], ["Đ", "😀"]], [["", ""]], np.empty((0, 3), dtype=object)])
def test_texts_arrive_as_they_were_sent(cells):
    pipe, sent = io.BytesIO(), np.array(cells, dtype=object)
    send(pipe, sent)
    pipe.seek(0)
    got = receive(pipe)
    assert (got.tolist(), got.shape, got.dtype) == (sent.tolist(), sent.shape, sent.dtype)
    assert got.flags.writeable


def test_a_cell_in_the_last_corner_of_a_lying_workbook_ends_no_month():
    """Cells in an unusual spelling pass the scan of the used range; the spreadsheet reader then asks for the whole rectangle."""
    good = xlsx(lambda ws: (ws.append(["STT"]), ws.append([1])))
    filler = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 300_000))
    data = with_part(good, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", filler + b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.read("xl/worksheets/sheet1.xml")) > 1 << 23
    with GuardedReader(1) as open_reader:
        (_, corner), (_, after) = open_reader.in_order([(1, Member("a", data)), (2, Member("b", csv()))])
    assert (corner.status, corner.note) == ("unreadable", TOO_BIG)
    assert after.container == "csv"


def test_the_environment_turns_child_processes_off(monkeypatch):
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    with GuardedReader(command=("/nowhere",)) as open_reader:
        assert [o.container for _, o in open_reader.in_order([(1, Member("a", csv()))])] == ["csv"]
        assert open_reader._all == []


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "raise SystemExit(1)"), (sys.executable, "-c", "print('no protocol')")])
def test_where_no_child_can_be_started_files_are_read_here_and_it_is_said_once(command):
    with pytest.warns(RuntimeWarning, match="tiến trình con") as told, GuardedReader(1, command=command) as open_reader:
        found = list(open_reader.in_order((n, Member(str(n), csv(n))) for n in range(3)))
    assert [o.container for _, o in found] == ["csv"] * 3
    assert len(told) == 1


def test_an_interrupt_ends_the_processes():
    with pytest.raises(KeyboardInterrupt), reader(workers=2) as open_reader:
        pending = open_reader.in_order((n, Member(n, csv())) for n in ("before", "hang", "hang", "after"))
        next(pending)
        raise KeyboardInterrupt


def test_it_works_where_main_has_no_file(tmp_path):
    (tmp_path / "numpy.py").write_text("raise RuntimeError('the current folder is no library')", encoding="utf-8")
    program = f"import sys; sys.path[:] = {[p for p in map(str, sys.path) if p]!r}\n" \
        "from sotay.intake.files.guarded import GuardedReader, Member\nimport warnings; warnings.simplefilter('error')\n" \
        "with GuardedReader() as r: print([o.container for _, o in r.in_order([(1, Member('a', b'STT;b\\n1;2'))])], len(r._all) > 0)"
    ended = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, cwd=tmp_path)
    assert (ended.stdout.strip(), ended.stderr) == ("['csv'] True", "")
