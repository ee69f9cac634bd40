"""Reading in child processes: a file that dies, hangs or allocates costs only itself; order and content are those of reading here."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path

import numpy as np
import psutil
import pytest

from container_writers import with_part, xlsx
from small_registry import small_registry
from sotay.intake import chain
from sotay.intake.files.child import CRASHED
from sotay.intake.files.guarded import GuardedReader, Item
from sotay.intake.files.handover import receive, send
from sotay.intake.files.snapshot import CHANGING
from sotay.intake.files.worker import TOO_BIG
from sotay.intake.handed_in import files_under, source_of
from sotay.intake.reading import Refusal

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "tests" / "acceptance" / "case-1" / "data" / "incoming"
MISBEHAVING = f"""
import os, signal, sys, time
sys.path[:] = {[str(p) or os.getcwd() for p in sys.path]!r}
from sotay.intake.files.worker import serve


class Panic(BaseException):
    pass


class File:
    def __init__(self, task):
        self.names = task.split("+")
        self.sha256 = str(os.getpid()) if "changing" in task else "same"
        if task == "abort at once":
            os.abort()

    def read(self, place):
        what = self.names[place]
        if what == "abort":
            os.abort()
        if what == "exit":
            os._exit(5)
        if what == "hang":
            time.sleep(60)
        if what == "slow":
            time.sleep(0.4)
        if what == "allocate":
            return [bytearray(1 << 20) for _ in range(1 << 20)]
        if what == "panic":
            raise Panic("Nguyễn Văn An")
        if what == "burn":
            while True:
                pass
        if what == "sleep of the machine":
            os.kill(os.getpid(), signal.SIGSTOP)
        if what == "print":
            os.write(1, b"noise")
            os.write(2, b"noise")
        if what == "swell":
            File.kept = bytearray(os.urandom(1) * (340 << 20))
        return "read"


serve(lambda load: File)
"""


def reader(workers: int = 1, seconds: float = 20, memory: int = 300 << 20) -> GuardedReader:
    """A reader whose processes misbehave as the names of a file's parts say."""
    return GuardedReader(chain.prepare, None, workers, seconds, memory, (sys.executable, "-c", MISBEHAVING))


def said(outcome: object) -> object:
    return outcome.note if isinstance(outcome, Refusal) else outcome


def outcomes(within: GuardedReader, *tasks: str) -> list[str]:
    """What each part of each file gave."""
    with within as open_reader:
        return [said(outcome) for _, found in open_reader.in_order(Item(t, t) for t in tasks) for _, outcome in found]


@pytest.fixture(autouse=True)
def nothing_is_left_behind():
    before = set(psutil.Process().children())
    yield
    # Zombies are children too.
    assert set(psutil.Process().children()) <= before


@pytest.mark.parametrize(("defect", "note"), [("abort", TOO_BIG), ("abort at once", TOO_BIG), ("allocate", TOO_BIG), ("exit", CRASHED)])
def test_a_file_that_ends_its_process_costs_only_itself(defect, note):
    assert outcomes(reader(), "before", defect, "after") == ["read", note, "read"]


def test_a_file_that_hangs_is_ended_at_its_deadline():
    started = time.monotonic()
    (before, hang, after) = outcomes(reader(seconds=1), "before", "hang", "after")
    assert (before, after) == ("read", "read")
    assert "quá 1 giây" in hang
    assert time.monotonic() - started < 20


def test_a_file_that_keeps_the_processor_busy_is_ended_at_its_deadline():
    assert ["quá 1 giây" in said for said in outcomes(reader(seconds=1), "burn", "after")] == [True, False]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the system does not tell what a process has had")
def test_time_in_which_the_machine_gave_no_turn_does_not_count():
    """As when it is overloaded, or a laptop's lid was closed: what a file gives must not hang on that."""
    with reader(seconds=1) as open_reader:
        found = open_reader.in_order([Item("x", "a+sleep of the machine+b")])
        asked = threading.Thread(target=lambda: told.extend(next(found)[1]))
        told = []
        asked.start()
        stopped = _stopped_child()
        time.sleep(2)
        stopped.resume()
        asked.join()
    assert [said(outcome) for _, outcome in told] == ["read"] * 3


def _stopped_child() -> psutil.Process:
    for _ in range(600):
        for child in psutil.Process().children():
            if child.status() == psutil.STATUS_STOPPED:
                return child
        time.sleep(0.05)
    raise AssertionError("no process was stopped")


def test_a_panic_tells_its_kind_and_no_value():
    (panic, after) = outcomes(reader(), "panic", "after")
    assert ("Panic" in panic, "Nguyễn" in panic, after) == (True, False, "read")


def test_what_a_reader_prints_does_not_get_between_the_answers():
    assert outcomes(reader(), "print", "after") == ["read", "read"]


def test_a_part_that_ends_its_process_costs_only_itself():
    with reader() as open_reader:
        ((_, found),) = open_reader.in_order([Item("x", "a+abort+b+exit+allocate+c")])
    assert [name for name, _ in found] == ["a", "abort", "b", "exit", "allocate", "c"]
    assert [said(o) for _, o in found] == ["read", TOO_BIG, "read", CRASHED, TOO_BIG, "read"]


def test_an_archive_of_slow_files_is_given_up_as_a_whole():
    found = outcomes(reader(seconds=1), "+".join(["slow"] * 20), "after")
    assert len(found) == 21
    assert found[:5] + found[-1:] == ["read"] * 6
    assert "cả tệp nén quá 4 giây" in found[-2]


def test_an_archive_that_changes_between_two_processes_is_told():
    assert outcomes(reader(), "changing+exit+rest") == ["read", CRASHED, CHANGING]


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system does not tell a process's size")
def test_a_process_that_stays_swollen_is_replaced():
    with reader(memory=700 << 20) as open_reader:
        pids = []
        for name in ("calm", "calm", "swell", "calm"):
            pids.append(open_reader._all[0].process.pid if open_reader._all else None)
            list(open_reader.in_order([Item(name, name)]))
            pids[-1] = pids[-1] or open_reader._all[0].process.pid
        swollen, last = pids[2], open_reader._all[0].process.pid
    assert pids[0] == pids[1] == swollen != last


def file_at(folder: Path, name: str, data: bytes) -> Item:
    path = folder / name
    path.write_bytes(data)
    return Item(name, chain.Task(source_of("", name, path)), len(data))


def csv(number: int = 1, lines: int = 1) -> bytes:
    return ("STT;Họ tên\n" + f"{number};Lý Thị Bình\n" * lines).encode()


def first_cell(found: list[tuple[str, chain.Part]]) -> str:
    return found[0][1].sheets.tables[0].cells[0, 0]


def test_order_is_kept_whatever_takes_longer(tmp_path):
    items = [file_at(tmp_path, f"{n}.csv", csv(n, 40_000 if n == 0 else 1)) for n in range(30)]
    with GuardedReader(chain.prepare) as open_reader:
        found = list(open_reader.in_order(items))
    assert [key for key, _ in found] == [f"{n}.csv" for n in range(30)]
    assert [first_cell(parts) for _, parts in found] == [str(n) for n in range(30)]


def same(here: object, there: object) -> bool:
    """Equal field by field, arrays by content, type and shape."""
    if isinstance(here, Refusal):
        return (here.status, here.note) == (there.status, there.note)
    if isinstance(here, np.ndarray):
        return np.array_equal(here, there) and here.dtype == there.dtype and here.shape == there.shape
    if isinstance(here, (list, tuple)):
        return len(here) == len(there) and all(map(same, here, there))
    if is_dataclass(here):
        return type(here) is type(there) and all(same(getattr(here, f.name), getattr(there, f.name)) for f in fields(here))
    return here == there


def test_every_file_of_a_month_reads_as_it_does_here(monkeypatch):
    month = sorted(p for p in CASE.iterdir() if p.is_dir())[-1]
    items = [Item(path, chain.Task(source_of(unit, name, path))) for unit, name, path in files_under(month)]
    with GuardedReader(chain.prepare, small_registry()) as open_reader:
        there = list(open_reader.in_order(items))
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    with GuardedReader(chain.prepare, small_registry()) as open_reader:
        here = list(open_reader.in_order(items))
    assert len(here) >= 25
    assert sum(len(part.sheets.tables) for _, found in here for _, part in found if isinstance(part, chain.Part) and not isinstance(part.sheets, Refusal)) >= 25
    assert same(here, there)


def test_a_reading_process_starts_without_what_reading_does_not_need():
    program = f"import sys; sys.path[:] = {[p for p in map(str, sys.path) if p]!r}\nimport sotay.intake.chain\n" \
        f"print(sorted(set(sys.modules) & {{'pandas', 'pyarrow', 'openpyxl', 'duckdb', 'numpy', 'lxml', 'pydantic', 'rapidfuzz'}}))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("cells", [[["a", "\x1e"], ["", "\ud800"]], [["a\nb", ""], ["Đ", "😀"]], [["", ""]], np.empty((0, 3), dtype=object)])
def test_texts_arrive_as_they_were_sent(cells):
    pipe, sent = io.BytesIO(), np.array(cells, dtype=object)
    send(pipe, sent)
    pipe.seek(0)
    got = receive(pipe)
    assert (got.tolist(), got.shape, got.dtype) == (sent.tolist(), sent.shape, sent.dtype)
    assert got.flags.writeable


def test_texts_that_come_again_arrive_as_one_object():
    pipe = io.BytesIO()
    send(pipe, np.array([["x", f"{n}"] for n in range(50)], dtype=object))
    pipe.seek(0)
    got = receive(pipe)
    assert got.tolist() == [["x", f"{n}"] for n in range(50)]
    assert len(set(map(id, got[:, 0]))) == 1


def test_a_cell_in_the_last_corner_of_a_lying_workbook_ends_no_month(tmp_path):
    """Cells in an unusual spelling pass the scan of the used range; the spreadsheet reader then asks for the whole rectangle."""
    good = xlsx(lambda ws: (ws.append(["STT"]), ws.append([1])))
    filler = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(3, 300_000))
    data = with_part(good, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"</sheetData>", filler + b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert len(archive.read("xl/worksheets/sheet1.xml")) > 1 << 23
    with GuardedReader(chain.prepare, None, 1) as open_reader:
        (_, ((_, corner),)), (_, after) = open_reader.in_order([file_at(tmp_path, "a", data), file_at(tmp_path, "b", csv())])
    assert (corner.status, corner.note) == ("unreadable", TOO_BIG)
    assert first_cell(after) == "1"


def test_the_environment_turns_child_processes_off(monkeypatch, tmp_path):
    monkeypatch.setenv("SOTAY_READ_IN_PROCESS", "1")
    with GuardedReader(chain.prepare, command=("/nowhere",)) as open_reader:
        assert [first_cell(found) for _, found in open_reader.in_order([file_at(tmp_path, "a", csv())])] == ["1"]
        assert open_reader._all == []


@pytest.mark.parametrize("command", [("/nowhere/python",), (sys.executable, "-c", "raise SystemExit(1)"), (sys.executable, "-c", "print('no protocol')")])
def test_where_no_child_can_be_started_files_are_read_here_and_it_is_said_once(command, tmp_path):
    with pytest.warns(RuntimeWarning, match="tiến trình con") as told, GuardedReader(chain.prepare, workers=1, command=command) as open_reader:
        found = list(open_reader.in_order(file_at(tmp_path, f"{n}", csv(n)) for n in range(3)))
    assert [first_cell(parts) for _, parts in found] == ["0", "1", "2"]
    assert len(told) == 1


def test_an_interrupt_ends_the_processes():
    with pytest.raises(KeyboardInterrupt), reader(workers=2) as open_reader:
        pending = open_reader.in_order(Item(n, n) for n in ("before", "hang", "hang", "after"))
        next(pending)
        raise KeyboardInterrupt


def test_it_works_where_main_has_no_file(tmp_path):
    (tmp_path / "numpy.py").write_text("raise RuntimeError('the current folder is no library')", encoding="utf-8")
    (tmp_path / "a.csv").write_bytes(csv())
    program = f"import sys; sys.path[:] = {[p for p in map(str, sys.path) if p]!r}\n" \
        "from pathlib import Path\nfrom sotay.intake.inspect import inspect\nimport warnings; warnings.simplefilter('error')\n" \
        "print(inspect(Path('a.csv'))['tables'][0]['rows'])"
    ended = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, cwd=tmp_path)
    assert (ended.stdout.strip(), ended.stderr) == ("1", "")
