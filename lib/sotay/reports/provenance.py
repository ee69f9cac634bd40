"""On what figures stand: the basis, the findings, method and sources, each with an anchor that figures link to."""

from __future__ import annotations

import pandas as pd

from sotay.reports.blocks import SOURCE_MARK, Block, esc, file_name, gap_box, heading, note_line, sentence
from sotay.reports.numbers import integer
from sotay.reports.origins import CHECKED_BY_HASH, ROWS_UNTOLD, changes_said, corrections_list, mended_said, month_figures, rows_said
from sotay.reports.paragraphs import missing_said
from sotay.reports.tables import table
from sotay.reports.wording import INTAKE_STATUS, SEVERITY, fix_of, message_of
from sotay.tracking.evidence import reasons_merged
from sotay.tracking.overview import at_dataset
from sotay.tracking.words import certainty

METHOD_ANCHOR = "cach-tinh-va-nguon"
MANY_DATASETS = 12
ROWS_IN_BASIS = "Đơn vị, số tệp, số dòng và phép kiểm tra của từng tập ở bảng “Số liệu dựa trên những tệp nào”; trong ngoặc là số ô máy đã sửa và số ô sửa theo khai báo."
# In the place of how many rows and which.
FEW_SAID, MARKED = "có", "các ô đánh dấu trong tệp trả lại"
READING = "Chỉ các dòng đạt mọi phép kiểm tra mức “Lỗi” được đưa vào số liệu. Số liệu thiếu để trống, không tính là 0. Mẫu số bằng 0 ghi “không phát sinh”"


def basis(book, datasets: list[str]) -> Block:
    """Table of book.basis with a sentence on what is missing."""
    frame = book.basis(list(datasets))
    counts = [c for c in frame.columns if pd.api.types.is_integer_dtype(frame[c])]
    # Where nothing came there is nothing to count: a gap, not a zero.
    frame[counts] = frame[counts].astype("Int64").mask(frame["Số tệp"] == 0) if len(frame) else frame[counts]
    note = book.small_note(frame.loc[frame["Số tệp"] > 0, "Dòng dữ liệu"]) if len(frame) else ""
    known = table(frame, "Số liệu dựa trên những tệp nào", note=note, formats={"Phép kiểm tra đã chạy": "text"}, most=80, links={book.dataset_name(d): at_dataset(d) for d in datasets})
    gone = missing_said(book, list(datasets))
    lost = f'<p class="lost">Còn thiếu: {esc(gone)}. Các số dưới đây chưa gồm phần này; phần thiếu không tính là 0.</p>' if gone else ""
    return Block(f'<section class="basis">{heading("Cơ sở số liệu")}{known.html.replace(SOURCE_MARK, "")}{lost}</section>', "Cơ sở số liệu")


def findings(book, datasets: list[str] | None = None, top: int = 8) -> Block:
    """Counts by severity, then the most frequent rules: what, where, how to fix; never values, and no number of rows in a register whose own is not told."""
    found = book.findings(list(datasets) if datasets is not None else None)
    title = heading("Phát hiện cần xử lý")
    if found.empty and not _checked(book, datasets):
        return Block(f'<section class="findings">{title}{gap_box("chưa có tệp nào để kiểm tra").html}</section>', "Chưa có tệp nào để kiểm tra.")
    if found.empty:
        return Block(f'<section class="findings">{title}<p class="clean">Không có lỗi.</p></section>', "Không có lỗi.")
    counts = found["severity"].value_counts()
    line = ", ".join(f"{integer(int(counts[s]))} {name.lower()}" for s, name in SEVERITY.items() if s in counts)
    groups = groups_of(book, found)
    rows = "".join(_finding_row(book, group) for group in groups[:top])
    rest = len(groups) - top
    more = f'<p class="note">… và {integer(rest)} loại phát hiện khác, ở tệp trả lại cho từng đơn vị.</p>' if rest > 0 else ""
    heads = '<th scope="col" class="n">Số lần</th><th scope="col">Phát hiện và cách sửa</th><th scope="col">Ở đâu</th>'
    return Block(
        f'<section class="findings">{title}<p class="counts">Có {esc(line)}. Dòng có lỗi tạm để riêng, chưa đưa vào số liệu.</p>'
        f'<div class="scroll"><table class="data findings"><caption>Phát hiện thường gặp nhất</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{more}</section>',
        f"Phát hiện: {line}",
    )


def _checked(book, datasets: list[str] | None) -> bool:
    """Was there a row to check at all."""
    used = book.part("intake", datasets)
    return bool((used["status"] == "accepted").any())


def groups_of(book, found: pd.DataFrame, by: tuple[str, ...] = ()) -> list[pd.DataFrame]:
    """Findings of one dataset that say the same, whichever column or rule they come from, errors first, then by number; `by`: kept apart too."""
    rank = {name: n for n, name in enumerate(SEVERITY)}
    same: dict[tuple, list[pd.DataFrame]] = {}
    for _, group in found.groupby(["severity", "dataset", "rule", "field", *by], sort=True, dropna=False):
        first = group.iloc[0]
        same.setdefault((first["severity"], first["dataset"], *(first[b] for b in by), message_of(book, group)), []).append(group)
    return sorted((pd.concat(parts) if len(parts) > 1 else parts[0] for parts in same.values()), key=lambda g: (rank.get(g["severity"].iloc[0], 9), -len(g)))


def _finding_row(book, group: pd.DataFrame) -> str:
    first = group.iloc[0]
    level = first["severity"]
    name = book.dataset_name(first["dataset"])
    return (
        f'<tr><td class="n">{FEW_SAID if book.is_untold(first["dataset"]) else integer(len(group))}</td><td><span class="level {esc(level)}">{esc(SEVERITY.get(level, level))}</span> <strong>{esc(message_of(book, group))}</strong>'
        f'<span class="fix">Cách sửa: {esc(fix_of(book, group))}</span></td><td>{esc(name)}{_places(book, group)}</td></tr>'
    )


def _places(book, group: pd.DataFrame, files: int = 2, rows: int = 8) -> str:
    said, hidden = [], book.is_untold(group["dataset"].iloc[0])
    by_file = group.groupby(["unit", "file", "sheet"], sort=True, dropna=False)
    for (unit, file, sheet), members in list(by_file)[:files]:
        numbers = sorted({int(r) for r in members["row"].dropna()})
        where = MARKED if hidden and numbers else f"dòng {', '.join(map(str, numbers[:rows]))}{'…' if len(numbers) > rows else ''}" if numbers else "cả tệp"
        page = f", trang {sheet.strip()}" if isinstance(sheet, str) and sheet.strip() else ""
        said.append(f'<span class="place">{esc(book.unit_name(unit))}: <span class="file">{esc(file_name(file))}</span>{esc(page)}: {where}</span>')
    rest = by_file.ngroups - files
    return "".join(said) + (f'<span class="place">và {integer(rest)} tệp khác</span>' if rest > 0 else "")


def method(book, datasets: list[str], extra: str = "") -> Block:
    """Definitions, checks, file versions, with anchors `nguon-<dataset>`."""
    parts = [heading("Cách tính và nguồn", METHOD_ANCHOR)]
    if extra:
        from sotay.reports.paragraphs import text

        parts.append(text(extra).html)
    known = [book.registry.datasets[d] for d in datasets if d in book.registry.datasets]
    parts.append("".join(_dataset_note(book, d) for d in known) if len(known) <= MANY_DATASETS else _many_notes(book, known))
    parts.append(_formulas(book, {d.id for d in known}))
    parts.append(_files(book, datasets))
    parts.append(corrections_list(book, [d.id for d in known]))
    parts.append(note_line(READING) + CHECKED_BY_HASH)
    return Block(f'<section class="method">{"".join(parts)}</section>', "Cách tính và nguồn")


def _short_note(book, dataset) -> str:
    """One line for a dataset of many: what is told at length elsewhere in counts."""
    runs = book.part("runs", [dataset.id], ("rule", "status", "reason"))
    ran = set(runs.loc[runs["status"] == "run", "rule"])
    idle = len(set(runs["rule"]) - ran)
    waiting = f"; {integer(idle)} phép kiểm tra chưa chạy được" if idle else ""
    counts = f"; {rows_said(book, [dataset.id])}"
    return f'<p class="source" id="{esc(at_dataset(dataset.id))}"><strong>{esc(dataset.title)}</strong>: {esc(book.unit_name(dataset.owner))}; định nghĩa {esc(certainty(book, dataset.source))}{esc(counts)}{waiting}.</p>'


def _many_notes(book, datasets: list) -> str:
    """Many datasets by where their definitions come from, each at its anchor; what the table of the basis tells of each is not told again."""
    by_source: dict[str, list[str]] = {}
    for dataset in datasets:
        cells = mended_said(book, [dataset.id])
        by_source.setdefault(certainty(book, dataset.source), []).append(f'<span id="{esc(at_dataset(dataset.id))}">{esc(dataset.short)}{esc(f" ({cells})" if cells else "")}</span>')
    groups = sorted(by_source.items(), key=lambda group: (-len(group[1]), group[0]))
    lines = "".join(f'<p class="source"><strong>Định nghĩa {esc(source)}</strong> ({integer(len(names))} tập): {"; ".join(names)}.</p>' for source, names in groups)
    return f'<h3>Các tập dữ liệu</h3><p class="source">{ROWS_IN_BASIS}</p>{lines}'


def _dataset_note(book, dataset) -> str:
    runs = book.part("runs", [dataset.id], ("rule", "status", "reason"))
    done = runs.loc[runs["status"] == "run", "rule"].unique()
    ran, declared = len(done), runs["rule"].nunique()
    checks = f"Đã chạy {integer(ran)}/{integer(declared)} phép kiểm tra." if declared else "Chưa có phép kiểm tra nào chạy vì chưa có dữ liệu."
    # A check that ran on some columns counts as run, here as in the number above.
    idle_runs = runs[~runs["rule"].isin(done) & (runs["reason"] != "")]
    reasons = idle_runs.groupby("reason")["rule"].nunique() if len(runs) else pd.Series(dtype=int)
    idle = "".join(f"<li>{integer(n)} phép chưa chạy: {esc(reason)}</li>" for reason, n in reasons_merged(reasons))
    rows = _rows(book.records([dataset.id]))
    own = f" Dòng {dataset.annex.row} trong phụ lục kế hoạch: “{esc(dataset.annex.name)}”; mức độ chia sẻ: {esc(dataset.annex.sharing)}." if dataset.annex else ""
    grains = "; ".join(f"{t.title}: mỗi dòng là {t.grain}" for t in dataset.tables)
    return (
        f'<div class="source" id="{esc(at_dataset(dataset.id))}"><h3>{esc(dataset.title)}</h3><p>Đơn vị cung cấp: {esc(book.unit_name(dataset.owner))}.{own} {esc(grains)}. '
        f"Định nghĩa {esc(certainty(book, dataset.source))}. {rows} {esc(changes_said(book, dataset.id))} {checks}</p>{f'<ul>{idle}</ul>' if idle else ''}</div>"
    )


def _rows(records) -> str:
    if records.used.empty:
        return "Tháng này chưa có tệp."
    if records.left_out:
        return f"{ROWS_UNTOLD[0].upper()}{ROWS_UNTOLD[1:]}."
    return f"Đưa vào số liệu {integer(records.sum('rows_accepted'))} dòng, tạm để riêng {integer(records.sum('rows_quarantined'))} dòng."


def _formulas(book, datasets: set[str]) -> str:
    """Formulas of the indicators that these datasets feed."""
    fed = [i for i in sorted(book.registry.indicators.values(), key=lambda i: i.number) if datasets & set(i.feeds)]
    items = "".join(f"<li>Chỉ số {i.number}, {esc(i.short)}: {esc(i.official)} ({esc(certainty(book, i.source))}).</li>" for i in fed)
    return f"<h3>Dùng cho các chỉ số của kế hoạch</h3><ul>{items}</ul>" if items else ""


def _files(book, datasets: list[str]) -> str:
    lines = book.told(book.part("intake", datasets))
    if lines.empty:
        return ""
    note = sentence("Dòng đọc được gồm cả dòng không phải dữ liệu (tổng, ghi chú, chữ ký)") + f" {book.small_note(lines['rows_accepted'])}"
    frame = pd.DataFrame(
        {
            "Đơn vị": [book.unit_name(u) for u in lines["unit"]],
            "Tệp": lines["file"].map(file_name).to_list(),
            "Trang tính": lines["sheet"].to_list(),
            "Dòng đọc được": lines["rows_read"].to_list(),
            "Đưa vào số liệu": lines["rows_accepted"].to_list(),
            "Tình trạng": [INTAKE_STATUS.get(s, s) for s in lines["status"]],
        }
    )
    return table(frame, "Các tệp đã dùng", note=note).html.replace(SOURCE_MARK, "")


def month_method(book, datasets: list[str]) -> Block:
    """How the figures of the month's own page come about: those at its top, the indicators, and the datasets counted."""
    parts = [heading("Cách tính và nguồn", METHOD_ANCHOR), month_figures(book), "<h3>Số liệu chính của xã</h3>"]
    parts += [_short_note(book, book.registry.datasets[d]) for d in datasets if d in book.registry.datasets]
    parts += [corrections_list(book, list(book.registry.datasets)), note_line(READING), CHECKED_BY_HASH]
    return Block(f'<section class="method">{"".join(parts)}</section>', "Cách tính và nguồn")
