"""A corrected export is not late, whatever became of the first one: laid over, thrown away, under another name; what could not be used was not handed in."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sotay.definitions.models.dataset import Dataset
from sotay.definitions.workspace import Workspace
from sotay.intake.model import Export, RawTable, Source
from sotay.prepare import prepare_month
from sotay.scoring.first_days import FILE, First, FirstDays
from sotay.scoring.punctuality import submissions
from sotay.status import status_lines

MONTH = "2026-09"
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "data" / "incoming" / MONTH
EXPORT = "ttpvhcc/So hoa ho so T9.csv"


def dataset(name: str) -> Dataset:
    table = {"id": name, "title": name, "grain": "dòng", "columns": [{"name": "co_x", "title": "Có", "type": "bool", "source": "test"}]}
    return Dataset.model_validate({"id": name, "title": name, "short": name, "owner": "don_vi", "sharing": "noi_bo", "every": "month", "tables": [table], "source": "test"})


REGISTRY = SimpleNamespace(datasets={"a": dataset("a")}, units={"don_vi": SimpleNamespace(short="Đơn vị A")}, commune=SimpleNamespace(due_day=20), scoring=SimpleNamespace(exempt=lambda *known: False))


def sent(day: int, file: str = "a.xlsx", content: str = "1", status: str = "accepted", unit: str = "don_vi") -> Export:
    source = Source(unit, file, Path(file), "xlsx", None, dt.datetime(2026, 9, day, 8, 0), content)
    numbers = np.arange(5, 7)
    table = RawTable(source, None, 4, 4, (), numbers, np.empty((2, 0), dtype=object), np.empty((2, 0), dtype=np.uint8), np.full(2, "", dtype=object), dataset="a", table="a")
    return Export(source, [table] if status in ("accepted", "replaced") else [], status)


def after(*runs: list[Export]) -> tuple[FirstDays, tuple]:
    """The ledger after some runs, and the day, days late and remark of the dataset at the last one."""
    days = FirstDays()
    for exports in runs:
        days = days.seen(exports)
    line = submissions(runs[-1], REGISTRY, MONTH, None, days).iloc[0]
    return days, (line["handed_in"].day if pd.notna(line["handed_in"]) else None, line["days_late"] if pd.notna(line["days_late"]) else None, line["note"])


REMARK = "nộp lần đầu 12/09/2026, bản sửa ngày 25/09/2026"


@pytest.mark.parametrize(("runs", "told"), [
    ([[sent(25)]], (25, 6, "")),
    # Laid over the first one; the same file only copied anew is no correction.
    ([[sent(12)], [sent(25, content="2")]], (12, 0, REMARK)),
    ([[sent(12)], [sent(25)]], (12, 0, "")),
    ([[sent(12)], [sent(12, content="2")]], (12, 0, "")),
    # Thrown away, and sent again under the same or another name; under another name beside the first it is a part more.
    ([[sent(12)], [], [sent(25, content="2")]], (12, 0, REMARK)),
    ([[sent(12)], [sent(25, "b.xlsx", "2")]], (12, 0, REMARK)),
    ([[sent(12)], [], [sent(25, "b.xlsx", "2")]], (12, 0, REMARK)),
    ([[sent(12)], [sent(12), sent(25, "b.xlsx", "2")]], (25, 6, "")),
    ([[sent(12), sent(18, "b.xlsx")], [sent(25, "c.xlsx", "2")]], (18, 0, "nộp lần đầu 18/09/2026, bản sửa ngày 25/09/2026")),
    ([[sent(12)], []], (None, None, "")),
    # The unit that sent it again is the one whose first day counts.
    ([[sent(12)], [sent(25, content="2"), sent(23, unit="khac")]], (23, 4, f"Đơn vị A {REMARK}")),
    # A version kept beside the correction, itself laid over.
    ([[sent(12)], [sent(14, content="2", status="replaced"), sent(25, "b.xlsx", "3")]], (12, 0, REMARK)),
    # What could not be used was not handed in; the page says since when the unit had tried.
    ([[sent(12, status="unreadable")], [sent(25, content="2")]], (25, 6, "tệp gửi ngày 12/09/2026 chưa dùng được, tính từ bản dùng được đầu tiên")),
    ([[sent(12)], [sent(20, content="2", status="unreadable")], [sent(25, content="3")]], (12, 0, REMARK)),
    ([[sent(12, status="duplicate")], [sent(25, content="2")]], (25, 6, "")),
    # A file that turns out to be older than thought.
    ([[sent(22)], [sent(12, content="2")]], (12, 0, "")),
])
def test_the_day_of_the_first_version_that_could_be_used(runs, told):
    days, line = after(*runs)
    assert line == told
    assert days.seen(runs[-1]).known == days.known


def test_a_day_is_kept_without_a_name_and_read_again(tmp_path):
    days, _ = after([sent(12, "Nguyễn Thị Hoa.xlsx", "c" * 64), sent(13, "hỏng.xls", "", "unreadable")])
    days.write(tmp_path / FILE)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert "Hoa" not in text and "hỏng" not in text and len(json.loads(text)) == 2
    assert FirstDays.of(tmp_path / FILE).known == days.known
    (tmp_path / FILE).write_text("[1]", encoding="utf-8")
    assert FirstDays.of(tmp_path / FILE).known == {} and First(dt.datetime(2026, 9, 12), "c").content == "c"


def test_a_prepared_month_remembers_and_the_same_month_again_leaves_the_same_bytes(tmp_path, definitions_read_once):
    target, moment = tmp_path / "data" / "incoming" / MONTH / EXPORT, lambda day: dt.datetime(2026, 9, day, 8, 0).timestamp()
    target.parent.mkdir(parents=True)
    shutil.copyfile(GOLDEN / EXPORT, target)
    _laid(target, target.read_bytes(), moment(12))
    workspace = Workspace(tmp_path)
    first = prepare_month(workspace, MONTH).tables["submissions"].set_index("dataset").loc["so_hoa_ho_so"]
    assert (first["days_late"], first["note"]) == (0, "")
    _laid(target, b"\n".join(target.read_bytes().splitlines()[:-1]), moment(25))
    written = []
    for _ in range(2):
        line = prepare_month(workspace, MONTH).tables["submissions"].set_index("dataset").loc["so_hoa_ho_so"]
        assert (line["handed_in"].day, line["days_late"], line["status"], line["note"]) == (12, 0, "on_time", REMARK)
        written.append({p.name: p.read_bytes() for p in workspace.internal(MONTH).iterdir() if p.is_file()})
    assert written[0] == written[1] and FILE in written[0]
    assert any(REMARK in said and "muộn" not in said for said in status_lines(workspace, MONTH, dt.date(2026, 9, 26)))


def _laid(path: Path, content: bytes, when: float) -> None:
    path.write_bytes(content)
    os.utime(path, (when, when))
