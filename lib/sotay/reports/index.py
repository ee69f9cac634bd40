"""index.html of the month: what to do first, then results, reports, and what was handed in."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pandas as pd

from sotay.reports.blocks import big, esc, file_name, key_cell, none_yet, sentence, slug
from sotay.reports.indicator import NONE_YET, band_label
from sotay.reports.numbers import date, integer, is_missing, percent, percent_against, plain
from sotay.reports.numbers import month as month_name
from sotay.reports.outgoing import packages
from sotay.reports.page import full_page, write_page
from sotay.reports.paragraphs import commune_name
from sotay.reports.provenance import groups_of
from sotay.reports.section import Section
from sotay.reports.tables import table
from sotay.reports.wording import INTAKE_STATUS, fix_of, message_of, note_of, small
from sotay.scoring.shown import verdict

MOST_OF_A_KIND, MOST_PROBLEMS = 3, 8
UNUSABLE = ("unreadable", "unrecognised", "refused", "empty")
# Documents beside the reports, listed when they have been made.
DOCUMENTS = {"bao-cao-thang.docx": "Báo cáo tháng (Word, để ký)", "bao-cao-thang.pdf": "Báo cáo tháng (PDF)", "phu-luc-so-lieu.xlsx": "Phụ lục số liệu (Excel)", "tong_hop.pdf": "Tóm tắt cho lãnh đạo (trang 1 của Tổng hợp tháng)"}
REMINDERS = "reports/nhac-nop"


def render_index(book, sections: list[Section], path: str | Path) -> None:
    """Writes the month's index; figures and names of units only, no value of any row."""
    period = f"Tháng {month_name(book.month)}"
    title = f"Số liệu tháng {month_name(book.month)}: việc cần làm"
    head = f'<header class="head" data-commune="{esc(commune_name(book))}" data-period="{esc(period)}"><p class="period">{esc(period)}</p><h1>{esc(title)}</h1></header>'
    back = {p.name for p in (Path(path).parent / "returns").glob("*") if p.is_dir()}
    parts = [head, _to_do(book, sections, back), _results(book, sections), _most_frequent(book), _reports(book, sections, Path(path).parent), packages(book, Path(path).parent), _handed_in(book), _intake(book)]
    page = full_page("".join(parts), "Mục lục báo cáo", "Mục lục báo cáo")
    write_page(Path(path), page.replace('<a href="../index.html">Mục lục tháng</a>', ""))


# -- what to do -----------------------------------------------------------------------------------------------------------------------------------------


def _to_do(book, sections: list[Section], back: set[str]) -> str:
    """An item per unit to call, with all that it is asked for, then reports that failed."""
    asked = [(unit, _missing(book, unit) + _unusable(book, unit) + _problems(book, unit, back)) for unit in _units(book)]
    items = [f"{_call(book, unit)}<ul>{''.join(f'<li>{t}</li>' for t in texts)}</ul>" for unit, texts in asked if texts] + _failed(sections)
    body = (
        f'<ol class="todo">{"".join(f"<li>{i}</li>" for i in items)}</ol>'
        if items
        else '<p class="clean">Đã đủ dữ liệu, không có lỗi cần đơn vị sửa. Có thể dùng các báo cáo dưới đây.</p>'
    )
    return body + _late(book)


def _units(book) -> list[str]:
    """Units by how much is still to come from them, then by errors."""
    missing = book.submissions.loc[book.submissions["status"] == "missing", "unit"].value_counts()
    errors = book.all_findings.loc[book.all_findings["severity"] == "error", "unit"].value_counts()
    units = sorted({*missing.index, *errors.index, *book.intake["unit"]})
    return sorted(units, key=lambda u: (-int(missing.get(u, 0)), -int(errors.get(u, 0))))


def _call(book, unit: str) -> str:
    known = book.registry.units.get(unit)
    contact = f" ({esc(known.contact)})" if known and known.contact else ""
    return f"<strong>{esc(book.unit_name(unit))}</strong>{contact}"


def _missing(book, unit: str) -> list[str]:
    own = book.submissions[(book.submissions["status"] == "missing") & (book.submissions["unit"] == unit)]
    if own.empty:
        return []
    names = ", ".join(esc(book.dataset_name(d)) for d in own["dataset"])
    reasons = sorted({str(n) for n in own["note"] if not is_missing(n)})
    return [
        f"Nộp {integer(len(own))} tập dữ liệu còn thiếu (hạn trước ngày {date(own['due'].iloc[0])}): {names}." + (f" Lý do: {esc(sentence('; '.join(reasons)))}" if reasons else "")
    ]


def _unusable(book, unit: str) -> list[str]:
    lines = book.intake[book.intake["status"].isin(UNUSABLE) & (book.intake["unit"] == unit)]
    said = [
        f'Gửi lại tệp <span class="file">{esc(file_name(r.file))}</span>: {esc(small(sentence(_said(book, r.status, r.note))))}'.strip()
        for r in lines.itertuples()
    ]
    return said if len(said) <= MOST_OF_A_KIND else [*said[:MOST_OF_A_KIND], f"Và {integer(len(said) - MOST_OF_A_KIND)} tệp khác, xem bảng tệp đã nhận."]


# States that the note tells better by itself.
_TOLD = ("empty", "replaced", "duplicate")


def _said(book, status: str, note: object) -> str:
    """What became of a file and why."""
    state, why = INTAKE_STATUS.get(status, status), sentence(note_of(book, note))
    return why if why and status in _TOLD else f"{state}: {small(why)}" if why else state


def _errors(book) -> pd.DataFrame:
    return book.all_findings[book.all_findings["severity"] == "error"]


def _problems(book, unit: str, back: set[str]) -> list[str]:
    own = _errors(book)[lambda f: f["unit"] == unit]
    if own.empty:
        return []
    counts = own["dataset"].value_counts(sort=True)
    names = ", ".join(f"{esc(book.dataset_name(d))} {integer(int(n))}" for d, n in counts.head(MOST_OF_A_KIND).items()) + ("…" if len(counts) > MOST_OF_A_KIND else "")
    link = f' <a href="returns/{esc(unit)}/">Tệp đã đánh dấu lỗi để trả lại</a>' if unit in back else ""
    return [f"Sửa {integer(len(own))} chỗ lỗi: {sentence(names)}{link}"]


def _most_frequent(book) -> str:
    """The errors found most often, each with whom to call and how it is mended."""
    groups = groups_of(book, _errors(book), ("unit",))[:MOST_PROBLEMS]
    if not groups:
        return ""
    frame = pd.DataFrame(
        {
            "Đơn vị": [book.unit_name(g["unit"].iloc[0]) for g in groups],
            "Tập dữ liệu": [book.dataset_name(g["dataset"].iloc[0]) for g in groups],
            "Lỗi": [message_of(book, g) for g in groups],
            "Số chỗ": [len(g) for g in groups],
            "Cách sửa": [sentence(fix_of(book, g)) for g in groups],
        }
    )
    return f'<h2 id="loi-nhieu-nhat">Lỗi gặp nhiều nhất</h2>{table(frame, "Gọi đơn vị nào, sửa gì trước").html}'


def _failed(sections: list[Section]) -> list[str]:
    return [f"Báo cáo <strong>{esc(s.title)}</strong> chưa lập được: {esc(sentence(s.problem))}" for s in sections if s.html is None]


def _late(book) -> str:
    lines = book.submissions[book.submissions["status"] == "late"]
    if lines.empty:
        return ""
    by_unit = lines.groupby("unit", sort=True)["days_late"].agg(["size", "max"]).sort_values("max", ascending=False, kind="stable")
    said = "; ".join(f"{esc(book.unit_name(str(unit)))} {integer(int(r['size']))} tập, {integer(int(r['max']))} ngày" for unit, r in by_unit.iterrows())
    return f"<p><strong>Đã nộp nhưng muộn</strong> (số tập dữ liệu, số ngày muộn nhất): {said}.</p>"


# -- results --------------------------------------------------------------------------------------------------------------------------------------------


def _results(book, sections: list[Section]) -> str:
    pages = {s.id: s.html for s in sections if s.html}
    cells = [_composite(book)]
    for known in sorted(book.registry.indicators.values(), key=lambda i: i.number):
        total = book.total(known.id)
        line = total.iloc[0] if len(total) else None
        name = f"{known.number}. {known.short}"
        title = f'<a href="{esc(pages[known.id])}">{esc(name)}</a>' if known.id in pages else esc(name)
        if line is None or is_missing(line["value"]):
            cells.append(key_cell(title, none_yet(NONE_YET)))
        else:
            level = str(line["status"])
            band = f'<b class="{esc(level)}">{esc(band_label(known, level))}</b> · mục tiêu {percent(line["target"])}: {verdict(line["value"], line["target"])}'
            cells.append(key_cell(title, big(percent_against(line["value"], line["target"])), band))
    return f'<h2 id="ket-qua">Kết quả các chỉ số</h2><dl class="keys">{"".join(cells)}</dl>{_dqi(book)}'


def _dqi(book) -> str:
    """The data quality index beside the composite, with its parts."""
    *parts, whole = book.dqi.itertuples()
    if is_missing(whole.value):
        return ""
    said = "; ".join(f"{p.title} {percent(p.value) if not is_missing(p.value) else NONE_YET}" for p in parts)
    return f'<p class="note">Chỉ số chất lượng dữ liệu {esc(whole.title)}: <strong>{percent(whole.value)}</strong> ({esc(said)}).</p>'


def _composite(book) -> str:
    value, every = book.composite, book.registry.indicators
    if is_missing(value):
        return key_cell("Điểm tổng hợp", none_yet(NONE_YET), css="whole")
    known = sum(len(t := book.total(i)) > 0 and not is_missing(t["value"].iloc[0]) for i in every)
    return key_cell("Điểm tổng hợp", big(plain(round(float(value), 1))), f"trên 100 điểm, tính từ {known}/{len(every)} chỉ số; chỉ đọc cùng các chỉ số", "whole")


# -- reports --------------------------------------------------------------------------------------------------------------------------------------------


def _reports(book, sections: list[Section], folder: Path) -> str:
    groups = [(name, list(items)) for name, items in groupby(sections, key=lambda s: s.group)]
    lists = "".join(f'<div class="reports"><h3 id="{slug(name)}">{esc(name)}</h3><ul>{"".join(map(_report, items))}</ul></div>' for name, items in groups)
    return f'<h2 id="bao-cao">Báo cáo của tháng</h2>{_documents(book, folder)}{lists or "<p>Chưa có báo cáo nào.</p>"}'


def _documents(book, folder: Path) -> str:
    items = "".join(f'<li><a href="reports/{name}">{esc(title)}</a></li>' for name, title in DOCUMENTS.items() if (folder / "reports" / name).is_file())
    letters = "; ".join(f'<a href="{REMINDERS}/{esc(p.name)}">{esc(book.unit_name(p.stem))}</a>' for p in sorted((folder / REMINDERS).glob("*.txt")))
    items += f"<li>Lời nhắc soạn sẵn gửi từng đơn vị: {letters}</li>" if letters else ""
    return f'<div class="reports"><h3 id="van-ban">Văn bản</h3><ul>{items}</ul></div>' if items else ""


def _report(section: Section) -> str:
    if section.html is None:
        return f'<li><span>{esc(section.title)}</span> <span class="lost">chưa lập được: {esc(sentence(section.problem))}</span></li>'
    pdf = f' <a class="pdf" href="{esc(section.pdf)}">PDF</a>' if section.pdf else f' <span class="note">chưa có PDF: {esc(sentence(section.problem))}</span>'
    return f'<li><a href="{esc(section.html)}">{esc(section.title)}</a>{pdf}</li>'


# -- what was handed in ---------------------------------------------------------------------------------------------------------------------------------

LATE, DUE = "muộn", "Phải nộp trước ngày"
HANDED = {"on_time": "đúng hạn", "missing": "chưa nộp", "pending": "chưa đến hạn", "not_due": "không đến kỳ"}


def _handed_in(book) -> str:
    lines = book.submissions
    frame = pd.DataFrame(
        {
            "Đơn vị": [book.unit_name(u) for u in lines["unit"]],
            "Tập dữ liệu": [book.dataset_name(d) for d in lines["dataset"]],
            DUE: lines["due"].to_list(),
            "Ngày nộp": lines["handed_in"].to_list(),
            "Tình trạng": [f"{LATE} {integer(int(d))} ngày" if s == "late" else HANDED.get(s, s) for s, d in zip(lines["status"], lines["days_late"], strict=True)],
            "Số dòng": [r if s not in ("missing", "pending") else None for s, r in zip(lines["status"], lines["rows"], strict=True)],
            "Ghi chú": [sentence(n) if not is_missing(n) else "" for n in lines["note"]],
        }
    ).sort_values(["Đơn vị", "Tập dữ liệu"], key=lambda names: names.map(slug), kind="stable")
    by_unit = "".join(_by_unit(name, part.drop(columns="Đơn vị").reset_index(drop=True), book.small_note(part.loc[part["Ngày nộp"].notna(), "Số dòng"])) for name, part in frame.groupby("Đơn vị", sort=False))
    return f'<h2 id="nop-du-lieu">Đơn vị nộp dữ liệu</h2>{by_unit or table(frame, "Nộp dữ liệu theo đơn vị").html}'


def _by_unit(unit: str, lines: pd.DataFrame, note: str) -> str:
    """A unit's line of counts, opened for its datasets."""
    lines = lines if lines["Ghi chú"].any() else lines.drop(columns="Ghi chú")
    states = lines["Tình trạng"]
    late = states.str.startswith(LATE).sum()
    counts = [(int((states == "đúng hạn").sum()), "đúng hạn"), (int(late), "muộn"), (int((states == "chưa nộp").sum()), "chưa nộp"), *((int((states == s).sum()), s) for s in ("chưa đến hạn", "không đến kỳ"))]
    said = ", ".join(f"{integer(n)} {word}" for n, word in counts if n)
    known = table(lines, f"{unit}: từng tập dữ liệu", note=note, formats={DUE: "date", "Ngày nộp": "date", "Số dòng": "int"}, most=200)
    return f"<details><summary><strong>{esc(unit)}</strong> · {integer(len(lines))} tập: {said}</summary>{known.html}</details>"


def _intake(book) -> str:
    lines = book.told(book.intake)
    note = sentence("Dòng đọc = đưa vào số liệu + để riêng + dòng không phải dữ liệu (tổng, ghi chú, chữ ký)") + f" {book.small_note(lines['rows_accepted'])}"
    frame = pd.DataFrame(
        {
            "Đơn vị": [book.unit_name(u) for u in lines["unit"]],
            "Tệp": lines["file"].map(file_name).to_list(),
            "Trang tính": lines["sheet"].to_list(),
            "Tập dữ liệu": [book.dataset_name(d) for d in lines["dataset"]],
            "Dòng đọc": lines["rows_read"].to_list(),
            "Đưa vào": lines["rows_accepted"].to_list(),
            "Để riêng": lines["rows_quarantined"].to_list(),
            "Tình trạng": [_said(book, s, n) for s, n in zip(lines["status"], lines["note"], strict=True)],
        }
    )
    known = table(frame, "Từng tệp đã nhận", note=note, most=400, empty="Chưa nhận được tệp nào của tháng")
    return f'<h2 id="tep-da-nhan">Tệp đã nhận</h2>{known.html}'
