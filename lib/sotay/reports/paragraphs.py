"""Words of a report: head, paragraphs, big figures."""

from __future__ import annotations

import mistune

from sotay.book.records import FEW_RECORDS, NOT_TOLD
from sotay.intake.counts import file_count
from sotay.reports.blocks import CONTENTS_MARK, Block, big, esc, gap_box, key_cell, linked, none_yet, sentence
from sotay.reports.numbers import MISSING, integer, is_missing, plain
from sotay.reports.numbers import month as month_name
from sotay.reports.origins import ROWS_UNTOLD, left_out_said
from sotay.scoring.punctuality import PENDING
from sotay.tracking.overview import at_dataset


class _Paragraphs(mistune.HTMLRenderer):
    """Markdown without raw HTML and without pictures from elsewhere."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return esc(text)


_MARKDOWN = mistune.create_markdown(renderer=_Paragraphs(escape=True), plugins=["strikethrough", "table"])


def paragraphs(words: str) -> str:
    """Markdown as HTML; HTML in it is shown, not run."""
    return str(_MARKDOWN(words))


NO_FIGURE = "chưa có số liệu"


def text(words: str) -> Block:
    """A paragraph or a few, in Markdown; HTML in it is shown, not run."""
    return Block(f'<div class="text">{paragraphs(words)}</div>', words.strip())


def gap(reason: str) -> Block:
    """The box that says why there is nothing to show."""
    return gap_box(reason)


def commune_name(book) -> str:
    """ "Xã Sơn Hải, tỉnh Bắc Ninh" from commune.yml."""
    commune = book.registry.commune
    name = commune.name if commune.name.lower().startswith(commune.kind.lower()) else f"{commune.kind} {commune.name}"
    province = commune.province if commune.province.lower().startswith(("tỉnh", "thành phố")) else f"tỉnh {commune.province}"
    return f"{name[0].upper()}{name[1:]}, {province}"


def head(book, title: str, question: str, datasets: list[str] | None = None) -> Block:
    """Title, period, the question answered, one status line."""
    period = f"Tháng {month_name(book.month)}"
    status = status_line(book, datasets)
    return Block(
        f'<header class="head" data-commune="{esc(commune_name(book))}" data-period="{esc(period)}"><p class="period">{esc(period)}</p><h1>{esc(title)}</h1>'
        f'<p class="question">{esc(question)}</p><p class="status">{status}</p></header>{CONTENTS_MARK}',
        f"{title} – {period}",
    )


def status_line(book, datasets: list[str] | None = None) -> str:
    """HTML of one line: units, files, rows, quarantined; what is missing and why."""
    records, parts = book.records(datasets or None), []
    used = records.used
    if used.empty:
        parts.append("Chưa có tệp nào của tháng này.")
    else:
        parts.append(f"{integer(used['unit'].nunique())} đơn vị gửi {integer(file_count(used))} tệp, {_rows(records)}.")
    gone = missing_said(book, datasets)
    waiting = _waiting(book, datasets)
    parts += [f"Chưa đến hạn nộp: {integer(waiting)} tập dữ liệu."] if waiting else []
    line = esc(" ".join(parts))
    return f'{line} <strong class="lost">Còn thiếu: {esc(gone)}.</strong>' if gone else line


def _rows(records) -> str:
    accepted, aside = records.sum("rows_accepted"), records.sum("rows_quarantined")
    if accepted is None:
        return ROWS_UNTOLD
    return f"{integer(accepted + aside)} dòng{left_out_said(records)}; đưa vào số liệu {integer(accepted)} dòng" + (f", tạm để riêng {integer(aside)} dòng có lỗi" if aside else "")


def _waiting(book, datasets: list[str] | None) -> int:
    """Datasets still to come while the due day has not."""
    lines = book.part("submissions", datasets or None, ("status",))
    return int((lines["status"] == PENDING).sum())


def missing_said(book, datasets: list[str] | None = None, most: int = 4) -> str:
    """What was due and did not come: each with its unit and reason, or, when they are more than `most`, counted by unit."""
    lines = book.part("submissions", datasets or None, ("dataset", "unit", "status", "note"))
    lines = lines[lines["status"] == "missing"]
    if len(lines) <= most:
        return "; ".join(f"{book.dataset_name(r.dataset)} ({book.unit_name(r.unit)}: {'chưa nộp' if is_missing(r.note) else r.note})" for r in lines.itertuples())
    counts = lines["unit"].value_counts()
    return f"{integer(len(lines))} tập dữ liệu chưa nộp ({', '.join(f'{book.unit_name(str(u))} {integer(int(n))}' for u, n in counts.items())})"


def key_figures(figures: list[tuple], book=None, tables: list[str] | None = None) -> Block:
    """A row of big numbers: (label, value, unit, note, anchor); all but the first two may be left out. `anchor`: where the page tells how the figure comes about.

    `tables`: the table each figure is counted from; of one that did not come there is no figure, whatever `value` says.
    """
    if not figures:
        return gap_box("không có chỉ tiêu nào để nêu")
    cells, words = [], []
    for (label, value, *rest), table in zip(figures, tables or [""] * len(figures), strict=True):
        unit, note, anchor = [*rest, "", "", ""][:3]
        anchor = at_dataset(book.ref(table).dataset.id) if table and not anchor else anchor
        if table and not _came(book, table):
            value, note, none = None, "chưa nộp tệp", NO_FIGURE
        elif table and is_missing(value) and not book.rows_told(table):
            value, note, none = NOT_TOLD, FEW_RECORDS, ""
        else:
            none = "không phát sinh" if table else NO_FIGURE
        value = None if value == MISSING else value
        number = value if isinstance(value, str) and value.strip() else none if is_missing(value) else plain(value, unit or "")
        of = f' <span class="unit">{esc(unit)}</span>' if unit and unit != "%" else ""
        # Words in the place of a figure ("chưa nộp") are not set as large as one.
        cells.append(key_cell(esc(label), linked(big(number), anchor) + of if any(c.isdigit() for c in number) else none_yet(number), esc(note or "")))
        words.append(f"{label}: {number}")
    return Block(f'<dl class="keys of{len(cells)}">{"".join(cells)}</dl>', sentence("; ".join(words)))


def _came(book, table: str) -> bool:
    """Did a file of this table's dataset come that could be used."""
    return bool((book.part("intake", [book.ref(table).dataset.id])["status"] == "accepted").any())
