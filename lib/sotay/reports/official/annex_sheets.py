"""The tables of the annex as data: the same figures as the report, one line per thing counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sotay.definitions.models.dataset import Dataset
from sotay.reports.indicator import STATUS
from sotay.reports.numbers import date, is_missing
from sotay.reports.official.formal import Formal, raised
from sotay.reports.official.indicators import change_of, state_of
from sotay.reports.provenance import groups_of
from sotay.reports.wording import CLASSES, SEVERITY, fix_of, message_of
from sotay.scoring.shown import change, places_against, rounded
from sotay.tracking.restatement import restated
from sotay.tracking.standing import ordered, target_of
from sotay.tracking.submitting import due_note, handed_in, unit_totals, units

NO_DATA = "Trong tháng chưa có dữ liệu."


@dataclass(frozen=True)
class Field:
    """A column: heading, width in characters, kind (text, mark: short text in the middle, int, dec, change: with its sign, count: whole where it is whole, pct as percent points, date)."""

    title: str
    width: float
    kind: str = "text"


@dataclass(frozen=True)
class Sheet:
    """A sheet: tab name, title, remark, columns, rows; `bold` are the places of summing rows, `frozen` columns stay in view."""

    name: str
    title: str
    note: str
    columns: tuple[Field, ...]
    rows: tuple[tuple, ...]
    frozen: int = 1
    bold: frozenset[int] = frozenset()
    empty: str = NO_DATA


def annex_sheets(book: Formal, cover: Callable[[str], str] = str) -> list[Sheet]:
    """All sheets in the report's order; the one on figures scored again only when there are any."""
    found = [_indicators(book), _units(book), _datasets(book), _handed_in(book), _findings(book), _plan(book, cover)]
    again = restated(book)
    return found + ([_restated(book, again)] if len(again) else [])


def _indicators(book: Formal) -> Sheet:
    columns = (Field("Số TT", 7, "mark"), Field("Chỉ số, thành phần", 50), Field("Tử số", 10, "count"), Field("Mẫu số", 10, "count"), Field("Kết quả", 10, "pct"), Field("Mục tiêu", 10,
        "pct"), Field("Trọng số", 9, "pct"),
               Field("Kỳ trước", 10, "pct"), Field("Tăng, giảm (điểm %)", 11, "change"), Field("Điểm", 8, "dec"), Field("Tình trạng, xếp loại", 17), Field("Phép tính đã chạy", 9,
                   "int"), Field("Phép tính đã khai báo", 10, "int"))
    rows, bold = [], set()
    for known in ordered(book):
        total, before = book.total(known.id), book.before(known.id)
        line = total.iloc[0] if len(total) else pd.Series({"checks_run": None, "checks_declared": None, "score": None})
        bold.add(len(rows))
        rows.append((str(known.number), known.title, None, None, _against(book.value(known.id), target_of(book, known)), target_of(book, known), None, before[1] if before else None, change_of(book, known.id),
            line["score"], state_of(book, known), line["checks_run"], line["checks_declared"]))
        for r in book.scores(known.id).itertuples():
            past = book.before(known.id, r.measure)
            moved = None if past is None or pd.isna(r.value) else change(past[1], r.value)
            rows.append((known_number(r.title), r.title.split(". ", 1)[-1], *book.told_of(known.id, r), _against(r.value, r.target), r.target, 100 * r.weight or None, past[1] if past else None,
                moved, None, STATUS.get(str(r.status), ""), r.checks_run, r.checks_declared))
    return Sheet("Chỉ số", "Kết quả các chỉ số và thành phần",
        f"Số liệu {book.said}. Ô trống: chưa tính được hoặc không có; phần thiếu không tính là 0. Thành phần không có trọng số chỉ để tham khảo, không tính vào kết quả. Tử số, mẫu số là hồ sơ của người dân mà dưới {book.small_number}, hoặc chênh nhau dưới {book.small_number}, không nêu.", columns, tuple(rows), 2,
                 frozenset(bold))


def _against(value, target) -> Decimal | None:
    """A share as printed: with as many decimals as tell whether its target is reached."""
    return None if is_missing(value) else rounded(value, 1 if is_missing(target) else places_against(value, target))


def known_number(title: str) -> str:
    """ "1a" of "1a. Hồ sơ …"."""
    return title.split(". ", 1)[0] if ". " in title else ""


def _totals(book: Formal, scope: str) -> tuple[list[Field], dict[str, dict[str, float]]]:
    """Per indicator a column with its value in a scope."""
    columns, values = [], {}
    for known in ordered(book):
        own = book.total(known.id, scope).dropna(subset=["value"])
        if len(own):
            columns.append(Field(f"Chỉ số {known.number}: {known.short}", 10, "pct"))
            values[columns[-1].title] = dict(zip(own["scope_id"], own["value"].astype(float), strict=True))
    return columns, values


def _units(book: Formal) -> Sheet:
    frame = units(book)
    counts = [c for c in frame.columns if c != "Đơn vị"]
    extra, values = _totals(book, "unit")
    ids = {book.unit_name(u): u for u in book.registry.units}
    worst = frame.pop("Muộn nhất (ngày)")
    frame["Muộn nhất (ngày)"] = worst.mask(frame["Nộp muộn"] == 0)
    names = [c for c in frame.columns if c in counts]
    summed = unit_totals(book, frame)
    rows = [(str(r["Đơn vị"]), *(r[c] for c in names), *(values[f.title].get(ids.get(str(r["Đơn vị"]), "")) for f in extra)) for _, r in frame.iterrows()]
    sums = ("Tổng cộng", *map(summed.get, names), *(None for _ in extra))
    columns = (Field("Cơ quan, đơn vị", 28), *(Field({"Đã nộp": "Đã gửi", "Nộp muộn": "Gửi muộn", "Chưa nộp": "Chưa gửi", "Lỗi": "Lỗi phải sửa"}.get(c, c), 8, "int") for c in names), *extra)
    return Sheet("Theo đơn vị", "Số liệu theo cơ quan, đơn vị", f"Số liệu {book.said}. Dòng để riêng: dòng có lỗi, chưa đưa vào số liệu.{f' {note}.' if (note := due_note(book)) else ''}", columns, (*rows,
        sums) if rows else (), bold=frozenset({len(rows)}))


def _in_plan_order(book: Formal) -> list[Dataset]:
    """The datasets of the plan's annex by its rows, those of the specialised domains by domain, the operational feeds."""
    # "đ" stands between "d" and "e".
    domains = sorted(book.registry.domains.values(), key=lambda d: d.letter.replace("đ", "d~"))

    def place(dataset: Dataset) -> tuple[int, int, int]:
        if dataset.group is None:
            return 1, next((n for n, d in enumerate(domains) if dataset.id in d.datasets), len(domains)), 0
        number = book.registry.groups[dataset.group].number
        return (0, number, dataset.annex.row) if dataset.annex else (2, number, 0)

    return sorted(book.registry.datasets.values(), key=place)


def _datasets(book: Formal) -> Sheet:
    names = [d.id for d in _in_plan_order(book) if d.id in {*book.submissions["dataset"], *book.used["dataset"]}]
    frame = book.basis(names)
    extra, values = _totals(book, "dataset")
    levels = book.all_findings.groupby(["dataset", "severity"]).size() if len(book.all_findings) else pd.Series(dtype=int)
    counts = ["Số tệp", "Dòng dữ liệu", "Đưa vào số liệu", "Tạm để riêng"]
    rows = []
    for name, (_, r) in zip(names, frame.iterrows(), strict=True):
        came = bool(r["Số tệp"])
        rows.append((r["Tập dữ liệu"], r["Đơn vị"], *(r[c] if came else None for c in counts), *(int(levels.get((name, s), 0)) if came else None for s in ("error", "warning")),
            r["Phép kiểm tra đã chạy"], r["Tình trạng"],
                     *(values[f.title].get(name) for f in extra)))
    columns = (Field("Tập dữ liệu", 26), Field("Đơn vị quản lý", 29), Field("Số tệp", 6, "int"), Field("Dòng dữ liệu", 8, "int"), Field("Đưa vào số liệu", 8, "int"),
        Field("Để riêng", 8, "int"), Field("Lỗi phải sửa", 8, "int"),
               Field("Cần xem lại", 8, "int"), Field("Phép kiểm tra đã chạy", 10, "mark"), Field("Tình trạng gửi", 20), *extra)
    return Sheet("Theo tập dữ liệu", "Số liệu theo tập dữ liệu", f"Số liệu {book.said}. Tập chưa gửi để trống, không tính là 0.{_small_said(book)}", columns, tuple(rows))


def _small_said(book: Formal) -> str:
    return f" Tập về người có dưới {book.small_number} dòng, và tập phải che kèm để tổng không làm lộ, không nêu số dòng." if book.untold else ""


def _handed_in(book: Formal) -> Sheet:
    frame = handed_in(book)
    rows = [tuple(None if pd.isna(v) else v for v in (r["Đơn vị"], r["Tập dữ liệu"], r["Ngày nộp"], r["So với hạn (ngày)"], r["Tình trạng"], r["Số tệp"],
        r["Số dòng"], raised(r["Ghi chú"]))) for _, r in frame.iterrows()]
    columns = (Field("Cơ quan, đơn vị", 36), Field("Tập dữ liệu", 32), Field("Ngày gửi", 12, "date"), Field("So với hạn (ngày)", 10, "int"), Field("Tình trạng", 16),
        Field("Số tệp", 8, "int"), Field("Số dòng", 10, "int"), Field("Ghi chú", 40))
    return Sheet("Nộp báo cáo", "Tình hình gửi dữ liệu, báo cáo",
        f"Hạn gửi: trước ngày {date(book.last_good_day)}. So với hạn: số âm là sớm, 0 là đúng ngày cuối cùng, số dương là số ngày muộn.{_small_said(book)}", columns, tuple(rows), 2)


def _findings(book: Formal) -> Sheet:
    rows = []
    for group in groups_of(book, book.all_findings, ("unit",)):
        first = group.iloc[0]
        kind = CLASSES.get(int(first["class"]) if pd.notna(first["class"]) else 0, "")
        rows.append((book.unit_name(first["unit"]), book.dataset_name(first["dataset"]), SEVERITY.get(first["severity"], ""), raised(kind),
            ", ".join(sorted({str(r) for r in group["rule"]})), message_of(book, group), len(group), fix_of(book, group)))
    columns = (Field("Cơ quan, đơn vị", 24), Field("Tập dữ liệu", 20), Field("Mức", 12), Field("Loại", 17), Field("Quy tắc", 19), Field("Nội dung", 36), Field("Số chỗ", 7,
        "int"), Field("Cách sửa", 36))
    empty = "Không có lỗi." if len(book.used) else NO_DATA
    return Sheet("Lỗi theo quy tắc", "Lỗi và nội dung cần xem lại theo quy tắc kiểm tra", "Chỉ nêu số lượng; từng ô nằm trong tệp trả lại cho đơn vị gửi.", columns, tuple(rows), 2, empty=empty)


def _plan(book: Formal, cover: Callable[[str], str]) -> Sheet:
    rows = [(r["Số"], r["Nhiệm vụ"], r["Đơn vị"], r["Thời hạn"], r["Còn lại (ngày)"], r["Tình trạng"], r["Tỷ lệ"], r["Báo cáo tháng"], *(cover(r[c]) if isinstance(r[c],
        str) else None for c in ("Minh chứng", "Vướng mắc", "Kiến nghị")))
            for _, r in book.plan.iterrows()]
    columns = (Field("Mục", 10), Field("Nhiệm vụ", 46), Field("Đơn vị chủ trì", 20), Field("Thời hạn", 12), Field("Còn lại (ngày)", 8, "int"), Field("Tình trạng", 13),
        Field("Tỷ lệ", 9, "pct"), Field("Báo cáo tháng", 9, "mark"), Field("Minh chứng", 15),
               Field("Khó khăn, vướng mắc", 18), Field("Kiến nghị, đề xuất", 18))
    return Sheet("Tiến độ Kế hoạch", "Tiến độ thực hiện nhiệm vụ của Kế hoạch", f"Tính đến hết {book.said}. Còn lại: số ngày đến hết thời hạn, số âm là đã quá hạn.", columns, tuple(rows))


def _restated(book: Formal, frame: pd.DataFrame) -> Sheet:
    rows = tuple((r["Chỉ số"], r["Số cũ"], r["Số mới"], r["Thay đổi"], r["Lý do"]) for _, r in frame.iterrows())
    columns = (Field("Chỉ số", 34), Field("Số cũ", 12, "pct"), Field("Số mới", 12, "pct"), Field("Thay đổi (điểm %)", 12, "change"), Field("Lý do", 80))
    return Sheet("Số liệu điều chỉnh", "Số liệu điều chỉnh", f"So với lần chấm đầu tiên kể từ hạn gửi dữ liệu {book.said}.", columns, rows)
