"""Why an indicator is what it is, in a few sentences, and the plan's words on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.models.indicator import Indicator
from sotay.scoring.indicators import NONE, UNKNOWN, band
from sotay.scoring.measures import NOT_YET_DUE
from sotay.scoring.shown import verdict
from sotay.tracking.explaining import change_said
from sotay.tracking.moves import move_of
from sotay.tracking.standing import band_name, capped, covered, gains, why_unknown
from sotay.tracking.words import bullets, count, listed, pct

if TYPE_CHECKING:
    from sotay.book import Book


def indicator_words(book: Book, indicator: str) -> str:
    """The plan's words on an indicator: the task, when it is due, who leads and who helps."""
    known, plan = book.registry.indicators[indicator], book.registry.plan
    task = next((t for t in plan.tasks if t.text == known.plan_text), None)
    if task is None:
        return f"Kế hoạch ghi: “{known.plan_text}”"
    section = next((s for s in plan.sections if s.id == task.section), None)
    facts = f" Thời gian: {section.due_text.rstrip('.')}. Chủ trì: {section.lead_text.rstrip('.')}. Phối hợp: {section.with_text.rstrip('.')}." if section else ""
    return f"Kế hoạch, mục {task.section}: “{known.plan_text}”{facts}"


def reasons(book: Book, indicator: str) -> str:
    """Why the indicator is what it is: value, what moved it, components below target or without a value, where most points lie."""
    known = book.registry.indicators[indicator]
    return bullets([*_value_said(book, known), *_change_said(book, known), *_components_said(book, known), *_gains_said(book, known)])


def _value_said(book: Book, known: Indicator) -> list[str]:
    total = book.total(known.id)
    if total.empty or pd.isna(total["value"].iloc[0]):
        return ["Chưa tính được chỉ số của tháng này: phần có số liệu chưa bằng một nửa trọng số các thành phần."]
    line = total.iloc[0]
    level = band_name(known, str(line["status"])).lower()
    return [f"**{pct(line['value'], line['target'])}**, mục tiêu {pct(line['target'])}: **{verdict(line['value'], line['target'])}**; {count(line['score'])}/100 điểm, xếp loại **{level}**{_why_lower(book, known, line)}.", *_target_said(known)]


def _why_lower(book: Book, known: Indicator, line: pd.Series) -> str:
    """That the points alone would give a better band, where they would."""
    by_points = band_name(known, band(known, line["value"], line["target"]))
    return f" (theo điểm thì {by_points.lower()}, nhưng không thành phần nào đạt mục tiêu riêng)" if capped(book, known) else ""


def _target_said(known: Indicator) -> list[str]:
    """That the whole has another target than its components together, where it has."""
    parts = known.target_of_parts
    return [f"Mục tiêu chung {pct(known.target)} đặt riêng; tính theo mục tiêu từng thành phần là {pct(parts)}."] if parts is not None else []


def _change_said(book: Book, known: Indicator) -> list[str]:
    """What moved the indicator, marked when that is unusual; nothing without an earlier month."""
    move = move_of(book, known.id)
    if move is None:
        return []
    said = change_said(book, move)
    return [f"**Thay đổi khác thường:** {said}." if move.unusual else f"{said[0].upper()}{said[1:]}."]


def _components_said(book: Book, known: Indicator) -> list[str]:
    rows = book.scores(known.id)
    rows = rows[rows["weight"] > 0]
    below = rows[rows["value"].notna() & (rows["value"] < rows["target"] - 1e-9)]
    said = [f"Dưới mục tiêu: {'; '.join(f'{r.title} {pct(r.value, r.target)} (mục tiêu {pct(r.target)})' for r in below.itertuples())}."] if len(below) else []
    said += [f"Mọi thành phần có số liệu đều đạt mục tiêu: {'; '.join(rows.loc[rows['value'].notna(), 'title'])}."] if below.empty and rows["value"].notna().any() else []
    quiet, early, unknown = rows.loc[rows["status"] == NONE, "title"], rows.loc[rows["status"] == NOT_YET_DUE, "title"], rows[rows["status"] == UNKNOWN]
    said += [f"Không phát sinh trong tháng, không tính vào điểm: {'; '.join(quiet)}."] if len(quiet) else []
    said += [f"Chưa đến hạn nộp nên chưa tính: {'; '.join(early)}."] if len(early) else []
    return said + [f"Chưa tính được {r.title}: {why_unknown(book, known, r.measure)}." for r in unknown.itertuples()]


def _gains_said(book: Book, known: Indicator) -> list[str]:
    best = gains(book, known.id, 3)
    words = "; ".join(f"{r[0]} ở {r[1]}: +{count(round(r[4], 1))} điểm %" for r in best.itertuples(index=False, name=None) if r[4] >= 0.05)
    said = [f"Làm trước để tăng nhiều nhất: {words}."] if words else []
    missing = book.missing(covered(book, known.id))
    return said + ([f"Tập dữ liệu chưa nộp, làm hụt số liệu: {listed(missing, 6)}."] if missing else [])
