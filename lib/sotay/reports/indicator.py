"""The whole block of an indicator: value, score, band, its measures with numerator and denominator, formulas."""

from __future__ import annotations

import re

import pandas as pd

from sotay.reports.blocks import Block, big, esc, gap_box, heading, key_cell, linked, note_line, sentence
from sotay.reports.numbers import decimal, integer, is_missing, percent, percent_against, plain
from sotay.reports.origins import indicator_anchor, measure_anchor, measure_origin, target_said, weights_said
from sotay.reports.tables import table
from sotay.reports.targets import dots
from sotay.reports.trends import lines
from sotay.scoring.shown import verdict
from sotay.tracking.standing import covered, ordered, standing
from sotay.tracking.words import certainty

STATUS = {"dat": "Đạt", "chua_dat": "Chưa đạt", "khong_phat_sinh": "Không phát sinh", "chua_den_han": "Chưa đến hạn", "chua_tinh_duoc": "Chưa tính được"}
NONE_YET = "chưa tính được"
NEVER_BEST = "chỉ số mà không thành phần nào đạt mục tiêu thì không được xếp loại cao nhất"
HEADS = ("Thành phần", "Tử số", "Mẫu số", "Giá trị", "Mục tiêu", "Tình trạng", "Trọng số", "Đã chạy")
WORDS, NUMBER = ("Thành phần", "Tình trạng"), ' class="n"'


def band_label(definition, level: str) -> str:
    """The band's own words for a level; in other states what that state is called."""
    return next((b.label for b in definition.bands if b.level == level), STATUS.get(level, NONE_YET.capitalize()))


def indicator(book, indicator_id: str) -> Block:
    """Everything about one indicator: value, score, band, measures with numerator and denominator, against targets, over months, formulas."""
    known = book.registry.indicators[indicator_id]
    total, measures = book.total(indicator_id), book.scores(indicator_id)
    line = total.iloc[0] if len(total) else None
    parts = [heading(f"Kết quả: {known.short}", f"ket-qua-{known.id}"), _verdict(book, known, line)]
    if measures.empty:
        parts.append(gap_box("chưa có thành phần nào tính được trong tháng").html)
    else:
        parts.append(_measures(known, _told(book, known, measures), book.small_number))
        aimed = measures[measures["target"].notna()]
        if aimed["value"].notna().any():
            why = {place: STATUS[s].lower() for place, s in enumerate(aimed["status"]) if s in STATUS}
            parts.append(dots(aimed, "title", "value", "target", "Từng thành phần so với mục tiêu", "%", why=why).html)
    past = book.history(indicator_id)
    if past["value"].notna().sum() > 1:
        parts.append(lines(past.set_index("month")["value"].rename(None), "Diễn biến qua các tháng", "%", target=float(line["target"]) if line is not None else None).html)
    parts.append(_formulas(book, known))
    return Block(f'<section class="indicator" id="chi-so-{esc(known.id)}">{"".join(parts)}</section>', f"{known.short}: {percent(line['value']) if line is not None else NONE_YET}")


def indicators(book) -> Block:
    """All indicators in one table: value, target, score, band, change, coverage."""
    frame = standing(book)
    links = {f"{i.number}. {i.short}": indicator_anchor(i.id) for i in ordered(book)}
    note = f"Tăng, giảm: điểm % so với tháng trước. Xếp loại theo điểm; {NEVER_BEST}. Điểm tổng hợp: trung bình có trọng số các chỉ số tính được"
    frame["Giá trị"] = [percent_against(v, t) if pd.notna(v) else None for v, t in zip(frame["Giá trị"], frame["Mục tiêu"], strict=True)]
    return table(frame, "Chỉ số, điểm và xếp loại", formats={"Giá trị": "shown", "Mục tiêu": "pct", "Điểm": "dec1", "Tăng, giảm": "dec1"}, bars=["Điểm"], note=note, links=links)


def _verdict(book, known, line) -> str:
    if line is None or is_missing(line["value"]):
        return gap_box(_why_none(book, known), known.title).html
    level = str(line["status"])
    run, declared = line["checks_run"], line["checks_declared"]
    coverage = f"Tính từ {integer(int(run))}/{integer(int(declared))} thành phần" if not is_missing(run) and not is_missing(declared) else ""
    cells = [
        key_cell("Giá trị", linked(big(percent_against(line["value"], line["target"])), indicator_anchor(known.id)), f"mục tiêu {percent(line['target'])} ({esc(certainty(book, known.target_source))}): {verdict(line['value'], line['target'])}"),
        key_cell("Điểm", linked(big(plain(round(float(line["score"]), 1))), indicator_anchor(known.id)), "trên 100"),
        key_cell("Xếp loại", f'<span class="band {esc(level)}">{esc(band_label(known, level))}</span>', coverage),
    ]
    return f'<dl class="keys">{"".join(cells)}</dl>'


def _why_none(book, known) -> str:
    some = book.scores(known.id)["value"].notna().any()
    gone = book.missing(covered(book, known.id))
    reason = "phần tính được chưa bằng một nửa trọng số các thành phần" if some else "chưa thành phần nào tính được"
    return reason + (f"; chưa nộp: {', '.join(gone[:6])}{'…' if len(gone) > 6 else ''}" if gone else "")


def _told(book, known, measures: pd.DataFrame) -> pd.DataFrame:
    """Without the counts of components that are not told (see book.records)."""
    own = {m.id: m for m in known.measures}
    told = [book.told_counts(own[r.measure], r.numerator, r.denominator) for r in measures.itertuples()]
    return measures.assign(**{c: pd.Series([pair[n] for pair in told], index=measures.index, dtype="Float64") for n, c in enumerate(("numerator", "denominator"))})


def _measures(known, measures: pd.DataFrame, least: int) -> str:
    rows = "".join(_measure(known, r) for r in measures.itertuples())
    heads = "".join(
        f'<th scope="col"{"" if h in WORDS else NUMBER}>{h}</th>' for h in HEADS
    )
    title = "Các thành phần của chỉ số"
    note = "Bấm tên thành phần để xem công thức và nguồn. “Đã chạy”: số phép kiểm tra, phép tính đã chạy trên số đã khai báo. Trọng số “–”: chỉ để xem, không tính vào điểm"
    if (measures["denominator"].isna() & measures["value"].notna()).any():
        note += f". Tử số, mẫu số “–” mà có giá trị: dưới {least} trường hợp, hoặc chỉ trừ dưới {least}, nên không nêu"
    return (
        f'<div class="figure"><div class="scroll" tabindex="0" role="region" aria-label="{title}"><table class="data tight stack"><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{note_line(note)}</div>"
    )


def _count(value) -> str:
    return integer(value) if not is_missing(value) and float(value).is_integer() else decimal(value, 1)


def _measure(known, row) -> str:
    state = STATUS.get(row.status, "–")
    css = {"dat": "good", "chua_dat": "poor"}.get(row.status, "")
    cells = zip(HEADS[1:5], (_count(row.numerator), _count(row.denominator), percent_against(row.value, row.target), percent(row.target)), strict=True)
    weight = decimal(row.weight, 2) if row.weight else "–"
    return (
        f'<tr><th scope="row"><a class="src" href="#{esc(measure_anchor(known.id, row.measure))}">{esc(row.title)}</a></th>'
        + "".join(f'<td class="n" data-h="{h}">{c}</td>' for h, c in cells)
        + f'<td data-h="{HEADS[5]}"><span class="state {css}">{esc(state)}</span></td><td class="n" data-h="{HEADS[6]}">{weight}</td><td class="n" data-h="{HEADS[7]}">{_count(row.checks_run)}/{_count(row.checks_declared)}</td></tr>'
    )


def _formulas(book, known) -> str:
    rows = {r.measure: r for r in book.scores(known.id).itertuples()}
    items = "".join(_formula(book, known, m, rows.get(m.id)) for m in known.measures)
    note = f'<p class="note">{esc(weights_said(known))} {esc(sentence(known.note or ""))}</p>'
    bands = sorted(known.bands, key=lambda b: -b.at_least)
    note += f'<p class="note">Xếp loại theo điểm: {esc(", ".join(f"từ {plain(b.at_least)} {b.label}" for b in bands))}. Điểm = giá trị ÷ mục tiêu × 100, tối đa 100. {esc(target_said(known))} {NEVER_BEST[0].upper()}{NEVER_BEST[1:]}.</p>'
    said = f"{esc(sentence(known.plan_text))} Nguồn: {esc(sentence(known.official))}"
    return f'<div class="formulas"><h3 id="{esc(indicator_anchor(known.id))}">Công thức, số liệu và nguồn của từng thành phần</h3><dl>{items}</dl>{note}<p class="note">{said}</p></div>'


def _formula(book, known, measure, row) -> str:
    aimed = f"; mục tiêu {percent(measure.target)}: {esc(certainty(book, measure.target_source))}" if measure.target is not None else ""
    cited = f". Đối chiếu: {_foreign(esc(measure.official))}" if measure.official else ""
    said = f"Nguồn của công thức: {esc(certainty(book, measure.source))}{aimed}{cited}."
    return f'<dt id="{esc(measure_anchor(known.id, measure.id))}">{esc(measure.title)}</dt><dd>{esc(sentence(measure.formula))} {measure_origin(book, measure, row)} <small>{said}</small></dd>'


def _foreign(text: str) -> str:
    """The names that a standard gives its measures, in brackets, marked as English for whoever reads them aloud."""
    return re.sub(r"\(([A-Z][a-z]+)\)", r'(<span lang="en">\1</span>)', text)
