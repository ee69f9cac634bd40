"""The change of an indicator in one sentence, and in two small tables: which component, which dataset or unit, which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.words import rule_words
from sotay.scoring.indicators import NONE
from sotay.scoring.shown import change
from sotay.tracking.moves import ENTERED, MOVED, SMALLEST, Move, Part, Place, RuleMove, leading_place, leading_rule, move_of, places
from sotay.tracking.standing import ordered, why_unknown
from sotay.tracking.words import CLASSES, book_of, bullets, count, month_name, pct

if TYPE_CHECKING:
    from sotay.book import Book

ADDED = "Góp vào thay đổi (điểm %)"
PART_COLUMNS = ["Thành phần", "Trước", "Nay", ADDED]
PLACE_COLUMNS = ["Ở đâu", "Trước", "Nay", ADDED]
# By so much more must a unit explain than the first dataset to be named in its place.
CLEARLY_MORE = 1.5
NO_EARLIER = "Chưa có tháng trước để so sánh."
NOTHING_NOW = "Tháng này chưa tính được nên chưa so sánh được với các tháng trước."


def moved_words(book: Book, indicator: str) -> str:
    """One sentence: how far the indicator moved since the last month with a value, and what moved it most."""
    move = move_of(book, indicator)
    if move is None:
        return _not_compared(book, [indicator])
    return f"Chỉ số {move.indicator.number} ({move.indicator.short}) {change_said(book, move)}."


def _not_compared(book: Book, indicators: list[str]) -> str:
    """Why there is no change to tell: no earlier month with a value, or none now."""
    past = [book.history(i) for i in indicators]
    return NOTHING_NOW if any(p.loc[p["month"] < book.month, "value"].notna().any() for p in past) else NO_EARLIER


def change_said(book: Book, move: Move) -> str:
    """"tăng 2,7 điểm % so với tháng 8/2026 (từ … lên …), chủ yếu do …"."""
    past = f"tháng {month_name(move.month)}"
    points = change(move.old, move.new)
    if not points:
        return f"không đổi so với {past}"
    way, to = _way(move.old, move.new)
    cause = cause_said(book, move)
    return f"{way} {count(abs(points))} điểm % so với {past} (từ {pct(move.old)} {to} {pct(move.new)}){', ' + cause if cause else ''}"


def unusual_words(book: Book) -> str:
    """A sentence per indicator that changed unusually by its own history; else that none did."""
    moves = {known.id: move_of(book, known.id) for known in ordered(book)}
    if not any(moves.values()):
        return _not_compared(book, list(moves))
    said = [moved_words(book, name) for name, move in moves.items() if move and move.unusual]
    return bullets(said) if said else "Không chỉ số nào thay đổi khác thường so với các tháng trước của chính nó."


def cause_said(book: Book, move: Move) -> str:
    """"chủ yếu do …" with component, place and rule; nothing when no component explains the change."""
    part = move.main
    if part is None:
        return "do thay đổi trọng số hoặc cách tính" if abs(move.rest) >= SMALLEST else ""
    where = where_said(book, move)
    return f"chủ yếu do {_part_said(book, move, part)} (góp {_signed(part.points)} điểm %){'; ' + where if where else ''}"


def where_said(book: Book, move: Move) -> str:
    """The dataset and unit that moved the main component most, with their counts, and the rule that explains it."""
    scope = _telling_scope(book, move)
    place = leading_place(book, move, scope) if scope else None
    if place is None:
        return ""
    said = f"nhiều nhất ở {_place_name(book, place)}: {_counts_said(book, move, place)}"
    rule = leading_rule(book, move, place.scope_id) if scope == "dataset" else None
    return said + (f"; phép kiểm tra “{_rule_said(book, rule)}” không đạt từ {count(rule.old)} {'lên' if rule.new > rule.old else 'xuống'} {count(rule.new)} lượt" if rule else "")


def moved(book: Book, indicator: str) -> pd.DataFrame:
    """A line per component: its value then and now, and what it added to the indicator's change, the largest first."""
    move = move_of(book, indicator)
    lines = [[p.measure.title, p.old, p.new, p.points] for p in sorted(move.parts, key=lambda p: -abs(p.points))] if move else []
    if move and abs(move.rest) >= SMALLEST:
        lines.append(["Trọng số hoặc cách tính đã đổi", None, None, move.rest])
    frame = pd.DataFrame(lines, columns=PART_COLUMNS).astype(dict.fromkeys(PART_COLUMNS[1:], "Float64"))
    return frame.rename(columns={"Trước": f"Tháng {month_name(move.month)}", "Nay": f"Tháng {month_name(book.month)}"}) if move else frame


def moved_where(book: Book, indicator: str, most: int = 6) -> pd.DataFrame:
    """Datasets (of a component of one dataset: units) that moved the main component, their counts then and now, the largest first."""
    move = move_of(book, indicator)
    scope = _telling_scope(book, move) if move else ""
    found = places(book, move.month, indicator, move.main.measure.id, scope) if scope else []
    lines = [[_place_name(book, p), _share(book, move, p.old), _share(book, move, p.new), p.points] for p in found if abs(p.points) >= SMALLEST]
    frame = pd.DataFrame(lines[:most], columns=PLACE_COLUMNS).astype({ADDED: "Float64"})
    return frame.rename(columns={"Trước": f"Tháng {month_name(move.month)}", "Nay": f"Tháng {month_name(book.month)}"}) if move else frame


def _telling_scope(book: Book, move: Move) -> str:
    """Datasets where a component has several, unless one unit explains clearly more than any dataset; else units."""
    if move.main is None or move.main.kind != MOVED:
        return ""
    by = {scope: places(book, move.month, move.indicator.id, move.main.measure.id, scope) for scope in ("dataset", "unit")}
    most = {scope: max((p.points * move.main.points for p in found), default=0.0) for scope, found in by.items()}
    return "dataset" if len(by["dataset"]) > 1 and most["dataset"] * CLEARLY_MORE >= most["unit"] else "unit" if by["unit"] else "dataset"


def main_title(book: Book, indicator: str) -> str:
    """The component that moved the indicator most; empty when none did."""
    move = move_of(book, indicator)
    return move.main.measure.title if move and move.main else ""


def _part_said(book: Book, move: Move, part: Part) -> str:
    title, past = part.measure.title, f"tháng {month_name(move.month)}"
    if part.kind == MOVED:
        way, to = _way(part.old, part.new)
        return f"“{title}” {way} từ {pct(part.old)} {to} {pct(part.new)}"
    if part.kind == ENTERED:
        return f"“{title}” {past} {_why_none(book_of(book, move.month), move, part)}, tháng này đạt {pct(part.new)}"
    return f"“{title}” {past} đạt {pct(part.old)}, tháng này {_why_none(book, move, part)}"


def _why_none(book: Book, move: Move, part: Part) -> str:
    """Why a component has no value in the month of `book`."""
    rows = book.scores(move.indicator.id)
    status = set(rows.loc[rows["measure"] == part.measure.id, "status"])
    return "không phát sinh" if NONE in status else f"chưa tính được ({why_unknown(book, move.indicator, part.measure.id)})"


def _place_name(book: Book, place: Place) -> str:
    if place.scope == "unit":
        return book.unit_name(place.scope_id)
    known = book.registry.datasets.get(place.scope_id)
    return f"{book.dataset_name(place.scope_id)} ({book.unit_name(known.owner)})" if known else book.dataset_name(place.scope_id)


def _counts_said(book: Book, move: Move, place: Place) -> str:
    old, new = (_share(book, move, counts) for counts in (place.old, place.new))
    if not place.old[1]:
        return f"tháng {month_name(move.month)} chưa có số liệu, nay {new}"
    return f"từ {old} {'lên' if _ratio(place.new) > _ratio(place.old) else 'xuống' if _ratio(place.new) < _ratio(place.old) else 'thành'} {new}" if place.new[1] else f"từ {old}, nay chưa có số liệu"


def _ratio(counts: tuple[float, float]) -> float:
    return counts[0] / counts[1]


def _share(book: Book, move: Move, counts: tuple[float, float]) -> str:
    """"331/420 (78,8%)", the percentage alone where the counts are not told; a dash where there is nothing to count."""
    if not counts[1]:
        return "–"
    share = pct(100 * _ratio(counts))
    told = move.main is not None and book.told_counts(move.main.measure, *counts)[1] is not None
    return f"{count(counts[0])}/{count(counts[1])} ({share})" if told else share


def _rule_said(book: Book, found: RuleMove) -> str:
    """A declared rule in its own words, an automatic one by what it looks for."""
    ref = book.registry.tables.get(found.table)
    rule = next((r for r in ref.table.rules if r.id == found.rule), None) if ref else None
    if rule is not None:
        return (rule.message or rule_words(rule, ref.table, book.registry)).rstrip(".")
    field = found.rule.partition(":")[2]
    title = next((c.title for c in ref.table.columns if c.name == field), "") if ref and field else ""
    return f"{CLASSES.get(found.error_class, 'lỗi khác').lower()}{f' ở cột {title}' if title else ''}"


def _way(old: float, new: float) -> tuple[str, str]:
    return ("tăng", "lên") if new > old else ("giảm", "xuống")


def _signed(points: float) -> str:
    return f"{'+' if points > 0 else '−'}{count(round(abs(points), 1))}"
