"""Two-tier and deeper headings: which rows belong together, and the joined heading of each column."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from sotay.definitions.folding import match_key
from sotay.intake.tables.page import Merge, Page
from sotay.intake.tables.row_kinds import is_heading_word, is_numbering, is_preamble, is_signing, is_unit_row, is_value, is_weekday_row, opens_group, squeezed, unit_factor

MAX_TIERS = 7
LONG_HEADING = 250
_ISO_DAY = re.compile(r"^\d{4}-(\d{2})-(\d{2})(?: 00:00(?::00)?)?$")
_DAY_MONTH = re.compile(r"^(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{2,4})?$")
# The next day of the month, or the first of the next month after the 28th to 31st.
_NEXT_DAY = frozenset({1, 70, 71, 72, 73})
_TITLE_WORD = re.compile(r"^(danh sach|bao cao|bang|bieu|so (theo doi|dang ky)|thong ke|tong hop|phu luc|ke hoach|don vi tinh|dvt|mau|nhat ky|lich)\b")


def last_tier(page: Page, row: int, bottom: int) -> int:
    """Last heading row of the table whose first one is `row`."""
    end = row
    while end - row < MAX_TIERS - 1 and end + 1 < bottom:
        reach = max((m[2] for m in page.merges_over(row, end) if row <= m[0] <= end and page.text[m[0]][m[1]] and m[2] > end), default=end)
        if reach > end and reach - row < MAX_TIERS and page.count[end + 1:reach + 1].any():
            end = max(r for r in range(end + 1, reach + 1) if page.count[r]) if reach < bottom else end
            if end + 1 > reach:
                continue
        if not _is_tier(page, row, end, end + 1):
            break
        end += 1
    return end


def _is_tier(page: Page, start: int, end: int, row: int) -> bool:
    """True when the row holds the lower headings of groups that the rows above leave open."""
    columns = page.filled_columns(row)
    texts = [page.text[row][c] for c in columns]
    numbering = bool(columns) and is_numbering(texts, len(columns)) and columns[0] == page.filled_columns(start)[0]
    if not columns or numbering or is_unit_row(texts) or len(columns) == 1 and opens_group(texts[0]) or any(len(t) > LONG_HEADING for t in texts):
        return False
    if is_weekday_row(texts):
        return True
    spans = _spans(page, start, end)
    own = {c for r in range(start, end + 1) for c in page.filled_columns(r)}
    under = [c for c in columns if c in spans]
    same = [c for c in columns if any(page.text[r][c] and squeezed(page.text[r][c]) == squeezed(page.text[row][c]) for r in range(start, end + 1))]
    if len(set(under) | set(same)) < len(columns) or not under:
        return _is_wrapped(page, own, columns, row)
    words = [c for c in columns if not page.is_value(row, c)]
    closed = own - set(spans)
    years = (len(same) >= 2 or 2 * len(words) > len(columns)) and all(_is_year(page.text[row][c]) for c in columns if c not in words)
    if len(words) < len(columns) and not years and not (closed and not closed & set(columns) and _counts([page.text[row][c] for c in columns if c not in words])):
        return False
    return bool(closed - set(columns)) or bool(set(columns) - own) and _all_groups(page, start, columns) or len(same) >= 2


def _is_wrapped(page: Page, own: set[int], columns: list[int], row: int) -> bool:
    """Headings typed over two rows without merging: words only, none in the first column, which the next row fills with a number."""
    first, below = min(own), page.next_filled(row + 1, min(row + 3, page.height))
    if len(columns) < 2 or first in columns or not set(columns) <= own or below is None:
        return False
    if any(page.is_value(row, c) or len(page.text[row][c]) > 40 for c in columns):
        return False
    typed_on = sum(page.text[row][c][:1].islower() for c in columns)
    return 2 * typed_on >= len(columns) and page.filled[below, first] and page.is_value(below, first) and page.count[below] >= len(columns)


def counts_up(texts: list[str]) -> bool:
    """Days or years as headings: 1 2 3 … 31, 2024 2025, 01/9 02/9 03/9."""
    numbers = [t.strip() for t in texts]
    if not all(n.isdigit() for n in numbers):
        return _days_on_end(numbers)
    counted = [int(n) for n in numbers]
    if counted != sorted(set(counted)):
        return False
    return all(1990 <= n <= 2060 for n in counted) or len(counted) >= 5 and counted[-1] <= 31 and counted[-1] - counted[0] <= 2 * (len(counted) - 1)


def _is_year(text: str) -> bool:
    return len(text.strip()) == 4 and text.strip().isdigit() and 1990 <= int(text) <= 2060


def _counts(texts: list[str]) -> bool:
    return counts_up(texts) or _counted_again(texts)


def _days_on_end(texts: list[str]) -> bool:
    days = [_day(t) for t in texts]
    known = [d for d in days if d is not None]
    return len(known) == len(days) >= 3 and all(b - a in _NEXT_DAY for a, b in zip(known, known[1:], strict=False))


def _day(text: str) -> int | None:
    """A day as a number that grows by one from day to day inside a month."""
    if hit := _ISO_DAY.match(text):
        return 100 * int(hit[1]) + int(hit[2])
    if hit := _DAY_MONTH.match(text):
        return 100 * int(hit[2]) + int(hit[1])
    return None


def _counted_again(texts: list[str]) -> bool:
    """Under each group the lower headings count from 1: 1 2 3 4, 1 2 3; or years come again: 2024 2025, 2024 2025."""
    numbers = [int(t) for t in map(str.strip, texts) if t.isdigit()]
    if len(numbers) < len(texts) or len(numbers) < 3:
        return False
    starts = [i for i, n in enumerate(numbers) if not i or n <= numbers[i - 1]]
    steady = all(b - a == 1 for i, (a, b) in enumerate(zip(numbers, numbers[1:], strict=False)) if i + 1 not in starts)
    return steady and all(numbers[i] == numbers[0] for i in starts) and len(numbers) >= 2 * len(starts) and (numbers[0] == 1 or all(1990 <= n <= 2060 for n in numbers))


def _all_groups(page: Page, start: int, columns: list[int]) -> bool:
    """No column stands alone above: then only a merge, or fewer cells above than below, tells tiers from data."""
    return len(page.filled_columns(start)) < len(columns) and all(not is_value(page.text[start][c]) for c in page.filled_columns(start))


def _spans(page: Page, start: int, end: int) -> set[int]:
    """Columns that stand under a group: inside a horizontal merge, or right of a heading up to the next one."""
    merges = page.merges_over(start, end)
    closed = {m[1] for m in merges if m[2] > end}
    open_columns: set[int] = set()
    for row in range(start, end + 1):
        filled = page.filled_columns(row)
        if not filled:
            continue
        above = {c for r in range(start, row) for c in page.filled_columns(r)}
        down = {m[1] for m in merges if m[2] > row and m[3] == m[1]}
        spread = {m[1]: m for m in reversed(merges) if m[0] <= row <= m[2] <= end and m[1] < m[3]}
        stops = sorted(set(filled) | down)
        for column in filled:
            wide = spread.get(column)
            if wide:
                open_columns |= set(range(wide[1], wide[3] + 1))
                continue
            if column in closed:
                continue
            right = bisect_right(stops, column)
            last = stops[right] - 1 if right < len(stops) else page.columns.stop - 1
            reach = {c for c in range(column, last + 1) if c == column or c not in above or row > start}
            if len(reach) > 1:
                open_columns |= reach
    return open_columns


def _no_group(text: str) -> bool:
    preamble = is_preamble(text) and not is_heading_word(text)
    return preamble or len(text) > 60 or is_value(text) or is_signing(text) or unit_factor(text) != 1.0 or bool(_TITLE_WORD.match(match_key(text)))


def _ends_in_colons(texts: list[str]) -> bool:
    """Most of many cells end in a colon: somebody's way of writing headings, no form to be filled in."""
    return len(texts) >= 5 and sum(t.rstrip().endswith(":") for t in texts) >= 0.6 * len(texts)


def stands_over(page: Page, row: int, end: int, texts: dict[int, str]) -> bool:
    """A form line ("Đơn vị: …", "Mẫu số 03") right above rows that head every column without it; a heading written again in each of its rows is none."""
    if sum(page.text[row][c] == page.text[row + 1][c] for c in page.filled_columns(row)) >= 2:
        return False
    styled = _ends_in_colons(page.texts(row))
    formal = {c for c in page.filled_columns(row) if _no_group(page.text[row][c]) or ":" in (page.text[row][c].rstrip(" :") if styled else page.text[row][c])}
    return bool(formal) and set(texts) - set(join_tiers(page, row + 1, end)[1]) <= formal


def groups_above(page: Page, row: int, texts: dict[int, str]) -> bool:
    """The row above holds only group headings over some of the columns; the single headings stand in the lower row."""
    if row == 0 or not page.count[row - 1]:
        return False
    cells = page.filled_columns(row - 1)
    words = [page.text[row - 1][c] for c in cells]
    if min(cells) <= min(texts) or not set(cells) <= set(texts) or any(_no_group(w) or w.rstrip().endswith(":") for w in words):
        return False
    keys = [match_key(t.split(" / ")[-1]) for t in texts.values()]
    doubled = len(set(keys)) < len(keys)
    wide = {m[1]: m[3] - m[1] + 1 for m in page.merges_over(row - 1, row - 1) if m[0] == row - 1 and m[3] > m[1]}
    if not all(c in wide or not wide for c in cells) or any(n > 0.7 * len(texts) for n in wide.values()):
        return False
    if not wide:
        return len(cells) >= 2 and doubled and all(c + 1 in texts and c + 1 not in cells for c in cells)
    return doubled or len(cells) >= 2 or not words[0].isupper()


def join_tiers(page: Page, start: int, end: int) -> tuple[tuple[dict[int, str], ...], dict[int, str]]:
    """Own cells of every tier, and per column the headings from top to bottom joined with " / "."""
    tiers = tuple({c: squeezed(page.text[r][c]) for c in page.filled_columns(r)} for r in range(start, end + 1))
    merges = page.merges_over(start, end)
    parts: dict[int, list[str]] = {}
    for depth, tier in enumerate(tiers):
        for column, text in _spread(tier, tiers[depth + 1:], [m for m in merges if m[0] == start + depth]).items():
            kept = parts.setdefault(column, [])
            if text and (not kept or kept[-1] != text):
                kept.append(text)
    return tiers, {c: " / ".join(parts[c]) for c in sorted(parts) if parts[c]}


def _spread(tier: dict[int, str], below: tuple[dict[int, str], ...], merges: list[Merge]) -> dict[int, str]:
    """A tier's cells, group headings repeated over the columns they cover."""
    spread = dict(tier)
    wide = {m[1]: m for m in merges if m[3] > m[1] and m[1] in tier}
    for m in wide.values():
        for column in range(m[1], m[3] + 1):
            if column == m[1] or any(column in t for t in below):
                spread[column] = tier[m[1]]
    leaves, sources = sorted({c for t in below for c in t}), sorted(tier)
    for column in (c for c in leaves if c not in spread):
        place = bisect_right(sources, column)
        source = sources[place - 1] if place else None
        if source is None or source in wide:
            continue
        # From the group on every column has a lower heading: as many of them as columns.
        if bisect_right(leaves, column) - bisect_left(leaves, source) == column - source + 1:
            spread[column] = tier[source]
    return spread
