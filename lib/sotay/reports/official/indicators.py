"""The part on the plan's indicators: a table, and for each its value, target, change, why, and what is not known."""

from __future__ import annotations

import pandas as pd

from sotay.definitions.models.indicator import Indicator
from sotay.reports.indicator import NEVER_BEST, band_label
from sotay.reports.numbers import MISSING, decimal, integer, is_missing, percent, percent_against
from sotay.reports.numbers import month as month_name
from sotay.reports.official.formal import Formal, joined, listed, part_name, raised
from sotay.reports.official.model import Column, Grid, Heading, Paragraph, Part
from sotay.scoring.indicators import NONE, UNKNOWN
from sotay.scoring.measures import NOT_YET_DUE
from sotay.scoring.shown import change, reaches, verdict
from sotay.tracking.explaining import cause_said, where_said
from sotay.tracking.moves import ENTERED, MOVED, Move, move_of
from sotay.tracking.standing import capped, ordered, target_of, waiting_for
from sotay.tracking.words import book_of, count

COLUMNS = (Column("STT", 0.78, centred=True), Column("Chỉ số", 4.85), Column("Kết quả", 0.95, True), Column("Mục tiêu", 0.9, True), Column("Kỳ trước", 0.95, True), Column("Tăng, giảm", 0.95, True), Column("Điểm", 0.95, True),
           Column("Xếp loại", 1.25))
# A change that would be shown as 0,0 is none.
SMALLEST = 0.05
NOT_ARISEN, NOT_KNOWN = "Không phát sinh", "Chưa tính được"


def indicators(book: Formal) -> list[Part]:
    """The table, an item per indicator, the composite beside its parts."""
    found: list[Part] = [Heading(1, "Kết quả bộ chỉ số đánh giá phát triển dữ liệu"), Paragraph(_opening(book)), _table(book)]
    if all(book.value(i.id) is None for i in ordered(book)):
        return found
    for number, known in enumerate(ordered(book), 1):
        found += [Heading(2, f"{number}. {known.title}"), *map(Paragraph, _told(book, known))]
    return found


def _opening(book: Formal) -> str:
    every = ordered(book)
    known = [i for i in every if book.value(i.id) is not None]
    if not known:
        return f"Chưa đủ số liệu để tính {integer(len(every))} chỉ số của Kế hoạch trong {book.said}."
    reached = sum(reaches(book.value(i.id), target_of(book, i)) for i in known)
    below = len(known) - reached
    some = "tất cả đạt mục tiêu" if not below else f"{integer(reached)} chỉ số đạt mục tiêu, {integer(below)} chỉ số chưa đạt" if reached else "chưa chỉ số nào đạt mục tiêu"
    whole = f"Cả {integer(len(every))} chỉ số của Kế hoạch đều tính được, trong đó" if len(known) == len(every) else f"Tính được {integer(len(known))} trong {integer(len(every))} chỉ số của Kế hoạch, trong đó"
    return f"{whole.removesuffix(' trong đó') if not (reached and below) else whole} {some}. Điểm tổng hợp từ các chỉ số tính được là {decimal(book.composite)}/100 điểm; điểm này cần xem cùng kết quả từng chỉ số."


def change_of(book: Formal, indicator: str) -> float | None:
    """Percentage points since the last earlier month with a value."""
    value, before = book.value(indicator), book.before(indicator)
    return None if value is None or before is None else change(before[1], value)


def change_said(points: float | None) -> str:
    """ "+1,9", "−3,2", "0" for a table."""
    if points is None:
        return MISSING
    return f"{'+' if points > 0 else ''}{decimal(points)}" if points else "0"


def state_of(book: Formal, known: Indicator) -> str:
    """The band's name, or why there is none."""
    total = book.total(known.id)
    if book.value(known.id) is not None:
        return band_label(known, str(total["status"].iloc[0]))
    return NOT_ARISEN if _nothing_arose(book, known) else NOT_KNOWN


def _nothing_arose(book: Formal, known: Indicator) -> bool:
    rows = book.scores(known.id)
    counted = rows[rows["weight"] > 0]
    return len(counted) > 0 and bool((counted["status"] == NONE).all())


def _table(book: Formal) -> Grid:
    rows = []
    for known in ordered(book):
        value, goal, before, total = book.value(known.id), target_of(book, known), book.before(known.id), book.total(known.id)
        score = decimal(total["score"].iloc[0]) if value is not None else MISSING
        rows.append((str(known.number), known.title, percent_against(value, goal), percent(goal), percent(before[1]) if before else MISSING, change_said(change_of(book, known.id)), score, state_of(book, known)))
    months = sorted({b[0] for i in ordered(book) if (b := book.before(i.id))})
    past = [f"Kỳ trước: {joined('tháng ' + month_name(m) for m in months)}.", "Tăng, giảm: điểm phần trăm, lấy theo số đã làm tròn."] if months else ["Chưa có số liệu kỳ trước để so sánh."]
    gaps = ["Dấu –: chưa có số liệu, không tính là 0."] if any(MISSING in row[2:3] for row in rows) else []
    return Grid("Kết quả các chỉ số", COLUMNS, tuple(rows), " ".join([*past, "Điểm: phần trăm đạt mục tiêu, tối đa 100.", *_bands_said(book), *gaps]))


def _bands_said(book: Formal) -> list[str]:
    """From how many points each grade is given, where all indicators are graded alike."""
    graded = {tuple((b.at_least, b.label) for b in sorted(i.bands, key=lambda b: -b.at_least)) for i in ordered(book)}
    if len(graded) != 1:
        return []
    *upper, lowest = graded.pop()
    said = [f"Xếp loại: {', '.join(f'{label} từ {count(least)} điểm' for least, label in upper)}, dưới đó {lowest[1]}."] if upper else []
    return said + [f"{raised(NEVER_BEST)}."] * any(capped(book, i) for i in ordered(book))


def _told(book: Formal, known: Indicator) -> list[str]:
    value = book.value(known.id)
    if value is None:
        return [_untold(book, known)]
    goal = target_of(book, known)
    first = f"Kết quả {percent_against(value, goal)}, mục tiêu {percent(goal)} ({book.source_said(known.target_source)}): {verdict(value, goal)}; xếp loại {state_of(book, known)}{' (không nội dung nào đạt mục tiêu)' if capped(book, known) else ''}. {_moved(book, known)}".strip()
    return [first, " ".join(_why(book, known))]


def _untold(book: Formal, known: Indicator) -> str:
    if _nothing_arose(book, known):
        return f"Trong {book.said} không phát sinh nội dung thuộc chỉ số này, không đánh giá."
    unknown = [r.measure for r in _counted(book, known).itertuples() if r.status == UNKNOWN]
    return f"Chưa tính được chỉ số{': ' + _waits_for(book, known, unknown) if unknown else ''}. Mục tiêu là {percent(known.target)}."


def _waits_for(book: Formal, known: Indicator, measures: list[str]) -> str:
    """Which units still owe the data that components rest on."""
    by_unit: dict[str, dict[str, None]] = {}
    for dataset in (d for m in measures for d in waiting_for(book, known, m)):
        by_unit.setdefault(book.unit_name(dataset.owner), {})[dataset.short] = None
    return f"chưa có dữ liệu {listed(f'{joined(names)} ({unit})' for unit, names in by_unit.items())}" if by_unit else "chưa có dòng dữ liệu nào đủ điều kiện tính"


def _counted(book: Formal, known: Indicator) -> pd.DataFrame:
    rows = book.scores(known.id)
    return rows[rows["weight"] > 0]


def _moved(book: Formal, known: Indicator) -> str:
    before, points = book.before(known.id), change_of(book, known.id)
    if before is None or points is None:
        return "" if book.earlier.empty else "Chưa có kỳ trước để so sánh."
    past = f"tháng {month_name(before[0])} ({percent(before[1])})"
    if not points:
        return f"Không thay đổi so với {past}."
    move = move_of(book, known.id)
    cause = _came_or_went(book, move) if move and move.main and move.main.kind != MOVED else _cause(book, known, points, before[0])
    where = where_said(book, move) if cause and move and move.unusual else ""
    if not cause and move is not None:
        cause = _formally(cause_said(book, move))
    unusual = f" Đây là thay đổi khác thường so với các tháng trước{': ' + _formally(where) if where else ''}." if move and move.unusual else ""
    return f"{'Tăng' if points > 0 else 'Giảm'} {decimal(abs(points))} điểm phần trăm so với {past}{', ' + cause if cause else ''}.{unusual}"


def _formally(said: str) -> str:
    return said.replace("điểm %", "điểm phần trăm")


def _came_or_went(book: Formal, move: Move) -> str:
    """The component that moved the indicator most because it had no value in one of the two months, and why it had none."""
    part, past = move.main, f"tháng {month_name(move.month)}"
    without = book_of(book, move.month) if part.kind == ENTERED else book
    rows = without.scores(move.indicator.id)
    quiet = NONE in set(rows.loc[rows["measure"] == part.measure.id, "status"])
    why = "không phát sinh" if quiet else f"chưa tính được vì {_waits_for(without, move.indicator, [part.measure.id])}"
    now = f"{past} {why}, tháng này đạt {percent(part.new)}" if part.kind == ENTERED else f"{past} đạt {percent(part.old)}, tháng này {why}"
    return f"chủ yếu do nội dung {part_name(part.measure.title)}: {now}, làm {'tăng' if part.points > 0 else 'giảm'} {decimal(abs(part.points))} điểm phần trăm"


def _cause(book: Formal, known: Indicator, points: float, month: str) -> str:
    """The component that moved the indicator most its way since `month`; nothing when one that had no value in either month may have moved it more."""
    moves = [(r.weight * (r.value - past[1]), r.title, past[1], r.value) for r in _counted(book, known).itertuples() if not is_missing(r.value) and (past := book.before(known.id, r.measure)) and past[0] == month]
    best = max(moves, key=lambda m: m[0] * (1 if points > 0 else -1), default=None)
    if best is None or best[0] * points <= 0 or abs(best[3] - best[2]) < SMALLEST:
        return ""
    way, to = ("tăng", "lên") if best[3] > best[2] else ("giảm", "xuống")
    return f"chủ yếu do nội dung {part_name(best[1])} {way} từ {percent(best[2])} {to} {percent(best[3])}"


def _why(book: Formal, known: Indicator) -> list[str]:
    rows = _counted(book, known)
    valued = rows[rows["value"].notna()]
    below = valued[valued["target"].notna() & (valued["value"] < valued["target"] - 1e-9)]
    good = valued.drop(below.index)
    said = [f"Nội dung đạt mục tiêu: {listed(_part_said(book, known, r) for r in good.itertuples())}."] if len(good) else []
    said += [f"Nội dung chưa đạt mục tiêu: {listed(f'{_part_said(book, known, r)} so với mục tiêu {percent(r.target)}' for r in below.itertuples())}."] if len(below) else []
    quiet, early = rows.loc[rows["status"] == NONE, "title"], rows.loc[rows["status"] == NOT_YET_DUE, "title"]
    said += [f"Không phát sinh trong tháng, không tính vào kết quả: {listed(map(part_name, quiet))}."] if len(quiet) else []
    said += [f"Chưa đến hạn gửi nên chưa tính: {listed(map(part_name, early))}."] if len(early) else []
    return said + [f"Chưa tính được {part_name(r.title)}: {_waits_for(book, known, [r.measure])}." for r in rows[rows["status"] == UNKNOWN].itertuples()]


def _part_said(book: Formal, known: Indicator, row) -> str:
    part, whole = book.told_of(known.id, row)
    counted = not is_missing(whole) and float(whole).is_integer() and float(part).is_integer() and abs(100 * part / whole - row.value) < 1e-6
    return f"{part_name(row.title)} {percent_against(row.value, row.target)}" + (f" ({integer(int(part))}/{integer(int(whole))})" if counted else "")


def reached_words(book: Formal) -> str:
    """One line for the leader: the indicators below their target, the farthest first."""
    known = [(book.value(i.id), target_of(book, i), i) for i in ordered(book) if book.value(i.id) is not None]
    below = sorted((k for k in known if not reaches(*k[:2])), key=lambda k: k[0] / k[1])
    return raised(joined(f"{i.short} {percent_against(value, goal)} (mục tiêu {percent(goal)})" for value, goal, i in below))
