"""Intake: reading a large workbook against the bare spreadsheet reader, and looking into a usual one as a clerk does."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from frame import Row, measured
from sotay.definitions.registry import load_registry
from sotay.intake.month import take_in_file

ROOT = Path(__file__).resolve().parents[2]
LARGE, USUAL = 100_000, 5_000
TIMES = 5
HEAD = ["STT", "Mã hồ sơ", "Chủ hồ sơ", "Ngày sinh", "Giới tính", "Số CCCD", "Địa chỉ", "Thôn", "Ngày nộp", "Ngày hẹn trả", "Lĩnh vực", "Tên thủ tục", "Cán bộ",
        "Trạng thái", "Lệ phí", "Số điện thoại", "Hình thức", "Điểm", "Ghi chú", "Mức độ"]
FAMILY, MIDDLE, GIVEN = "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi".split(), "Văn Thị Hữu Ngọc Minh".split(), "An Bình Cường Dung Giang Hà Khánh Lan Mai Nam".split()


def _record(number: int, pick: random.Random) -> list:
    choice, below = pick.choice, pick.randrange
    return [
        number, f"H{below(10**9):09d}", f"{choice(FAMILY)} {choice(MIDDLE)} {choice(GIVEN)}", dt.date(1950 + below(60), 1 + below(12), 1 + below(28)), choice(("Nam", "Nữ")),
        f"{below(10**12):012d}", f"Số {below(300)} đường {choice(GIVEN)}", f"Thôn {below(20)}", f"{1 + below(28):02d}/09/2026", dt.datetime(2026, 9, 1 + below(28), 8, below(60)),
        "Hộ tịch", f"Thủ tục {below(100)}", f"Cán bộ {below(9)}", choice(("Đã giải quyết", "Đang giải quyết")), below(100) * 1000, f"09{below(10**8):08d}",
        choice(("Trực tuyến", "Trực tiếp")), round(pick.random() * 10, 2), None, choice(("Toàn trình", "Một phần")),
    ]


def _workbook(path: Path, rows: int) -> Path:
    book, pick = Workbook(write_only=True), random.Random(rows)
    sheet = book.create_sheet("Hồ sơ")
    for line in (["DANH SÁCH HỒ SƠ"], [], HEAD):
        sheet.append(line)
    for number in range(1, rows + 1):
        sheet.append(_record(number, pick))
    book.save(path)
    return path


def _bare(path: Path) -> int:
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def bench_large_workbook(scratch: Path) -> list[Row]:
    path, registry = _workbook(scratch / "lon.xlsx", LARGE), load_registry(ROOT / "parameters")
    bare, whole = partial(_bare, path), partial(take_in_file, path, registry)
    # The watcher of memory asks after every process of the machine all the time: it has calls of its own, and those that are timed go in turn.
    watched = [measured(bare), measured(whole)]
    read = sum(len(t.rows) for e in watched[1].result for t in e.tables)
    if read != LARGE:
        raise AssertionError(f"{read} rows read")
    peaks, watched = [m.peak_mb for m in watched], None
    of_bare, of_whole = (min(seconds) for seconds in zip(*((_seconds(bare), _seconds(whole)) for _ in range(TIMES)), strict=True))
    size = "100.000 × 20"
    return [
        Row("Đọc xlsx chỉ bằng python-calamine", "xlsx, bare python-calamine", size, of_bare, 1.0, "python-calamine", peaks[0]),
        Row("Đọc xlsx qua cả khâu nhận tệp", "xlsx, the whole intake", size, of_whole, of_whole / of_bare, "python-calamine", peaks[1], "1,5 lần; 1.000 MB"),
    ]


def bench_inspect(scratch: Path) -> list[Row]:
    path = _workbook(scratch / "vua.xlsx", USUAL)
    command = [sys.executable, "-c", "from sotay.cli import main; main()", "inspect", str(path), "--json", "--workspace", str(ROOT)]
    calls = [measured(partial(subprocess.run, command, check=True, capture_output=True)) for _ in range(4)][1:]
    if [t["rows"] for t in json.loads(calls[0].result.stdout)["tables"]] != [USUAL]:
        raise AssertionError("inspect found something else")
    seconds, peak = min(c.seconds for c in calls), max(c.peak_mb for c in calls)
    return [Row("sotay inspect, đã chạy trước một lần", "sotay inspect, warm", "5.000 × 20", seconds, peak_mb=peak, limit="3 giây (s)")]
