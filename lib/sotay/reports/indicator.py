"""The whole block of an indicator: value, score, band, its measures with numerator and denominator, formulas."""

from __future__ import annotations

import pandas as pd

from sotay.reports.bars import dots
from sotay.reports.blocks import Block, esc, gap_box, heading, sentence
from sotay.reports.numbers import decimal, integer, is_missing, percent, plain
from sotay.reports.provenance import certainty
from sotay.reports.trends import lines

STATUS = {"dat": "Đạt", "chua_dat": "Chưa đạt", "khong_phat_sinh": "Không phát sinh", "chua_tinh_duoc": "Chưa tính được"}
NONE_YET = "chưa tính được"


def band_label(definition, level: str) -> str:
    """The band's own words for a level; in other states what that state is called."""
    return next((b.label for b in definition.bands if b.level == level), STATUS.get(level, NONE_YET.capitalize()))


def indicator(book, indicator_id: str) -> Block:
    """Everything about one indicator: value, score, band, measures with numerator and denominator, against targets, over months, formulas."""
    known = book.registry.indicators[indicator_id]
    total, measures = book.total(indicator_id), book.scores(indicator_id)
    line = total.iloc[0] if len(total) else None
    parts = [heading(f"Kết quả: {known.short}", f"ket-qua-{known.id}"), _verdict(known, line)]
    if measures.empty:
        parts.append(gap_box("chưa có thành phần nào tính được trong tháng").html)
    else:
        parts.append(_measures(known, measures))
        aimed = measures[measures["target"].notna()]
        if len(aimed):
            parts.append(dots(aimed, "title", "value", "target", "Từng thành phần so với mục tiêu", "%").html)
    past = book.history(indicator_id)
    if past["value"].notna().sum() > 1:
        parts.append(lines(past.set_index("month")["value"], "Diễn biến qua các tháng", "%", target=float(known.target)).html)
    parts.append(_formulas(known))
    return Block(f'<section class="indicator" id="chi-so-{esc(known.id)}">{"".join(parts)}</section>', f"{known.short}: {percent(line['value']) if line is not None else NONE_YET}")


def _verdict(known, line) -> str:
    if line is None or is_missing(line["value"]):
        return gap_box("các tập dữ liệu nuôi chỉ số này chưa có hoặc không phát sinh", known.title).html
    level = str(line["status"])
    run, declared = line["checks_run"], line["checks_declared"]
    coverage = f"Tính từ {integer(int(run))}/{integer(int(declared))} thành phần" if not is_missing(run) and not is_missing(declared) else ""
    return (f'<dl class="keys"><div class="key"><dt>Giá trị</dt><dd><span class="big">{percent(line["value"])}</span><small>mục tiêu {percent(known.target)} ({esc(certainty(known.target_source))})</small></dd></div>'
            f'<div class="key"><dt>Điểm</dt><dd><span class="big">{plain(round(float(line["score"]), 1))}</span><small>trên 100</small></dd></div>'
            f'<div class="key"><dt>Xếp loại</dt><dd><span class="band {esc(level)}">{esc(band_label(known, level))}</span><small>{esc(coverage)}</small></dd></div></dl>')


def _measures(known, measures: pd.DataFrame) -> str:
    rows = "".join(_measure(known, r) for r in measures.itertuples())
    heads = ["Tử số", "Mẫu số", "Giá trị", "Mục tiêu"]
    return ('<div class="figure"><div class="scroll" tabindex="0" role="region" aria-label="Các thành phần của chỉ số"><table class="data tight"><caption>Các thành phần của chỉ số</caption><thead><tr><th scope="col">Thành phần</th>'
            + "".join(f'<th scope="col" class="n">{h}</th>' for h in heads) + '<th scope="col">Tình trạng</th><th scope="col" class="n">Trọng số</th><th scope="col" class="n">Đã chạy</th></tr></thead>'
            f'<tbody>{rows}</tbody></table></div><p class="note">Bấm tên thành phần để xem công thức. “Đã chạy”: số phép kiểm tra, phép tính đã chạy trên số đã khai báo. Trọng số “–”: chỉ để xem, không tính vào điểm.</p></div>')


def _count(value) -> str:
    return integer(value) if not is_missing(value) and float(value).is_integer() else decimal(value, 1)


def _measure(known, row) -> str:
    state = STATUS.get(row.status, "")
    css = {"dat": "good", "chua_dat": "poor"}.get(row.status, "")
    cells = [_count(row.numerator), _count(row.denominator), percent(row.value), percent(row.target)]
    weight = decimal(row.weight, 2) if row.weight else "–"
    return (f'<tr><th scope="row"><a href="#cach-tinh-{esc(known.id)}-{esc(row.measure)}">{esc(row.title)}</a></th>' + "".join(f'<td class="n">{c}</td>' for c in cells)
            + f'<td><span class="state {css}">{esc(state)}</span></td><td class="n">{weight}</td><td class="n">{_count(row.checks_run)}/{_count(row.checks_declared)}</td></tr>')


def _formulas(known) -> str:
    items = "".join(f'<dt id="cach-tinh-{esc(known.id)}-{esc(m.id)}">{esc(m.title)}</dt><dd>{esc(m.formula)} <small>({esc(certainty(m.source))}{f"; {esc(m.official)}" if m.official else ""}; mục tiêu: {esc(certainty(m.target_source))})</small></dd>' for m in known.measures)
    note = f'<p class="note">{esc(known.note)}</p>' if known.note else ""
    return f'<div class="formulas"><h3>Công thức từng thành phần</h3><p>{esc(sentence(known.plan_text))} Nguồn: {esc(sentence(known.official))}</p><dl>{items}</dl>{note}</div>'
