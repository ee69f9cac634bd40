"""Where one table of a sheet ends and the next begins: below it with its own title and letterhead, or beside it."""

from __future__ import annotations

from collections.abc import Collection
from itertools import islice

import numpy as np

from sotay.definitions.folding import match_key
from sotay.intake.tables.headings import ACCEPT, MOST_LOOKS, Heading, heading_at
from sotay.intake.tables.page import Page
from sotay.intake.tables.row_kinds import (
    is_heading_word,
    is_national,
    is_note,
    is_ordinal_heading,
    is_signing,
    is_value,
    is_whole,
    may_be_ordinal_heading,
    opens_group,
    total_label,
)

STACKED = ACCEPT + 0.8
_BLOCKS_ABOVE = 3
# More columns headed STT than this are no tables side by side.
MOST_SIDE_BY_SIDE = 12
# Lists told apart only by where they end are not looked for among more.
MOST_COLUMNS_OF_LISTS = 300


def side_by_side(page: Page, heading: Heading) -> list[range]:
    """Column ranges of tables that share their heading rows: each starts with STT, or repeats the headings of the one before."""
    columns = list(heading.texts)
    leaf = {c: match_key(heading.texts[c].split(" / ")[-1]) for c in columns}
    if columns[-1] - columns[0] + 1 < 4:
        return []
    used = page.filled[heading.start:].any(axis=0)
    words, starts, opened = list(leaf.values()), [columns[0]], 0
    counting = set(heading.counting)
    ordinals = [c in counting for c in columns]
    for place in range(2, len(columns) - 1):
        left, column, first = columns[place - 1], columns[place], words[opened]
        gap = column > left + 1 and not used[left + 1:column].any()
        if place - opened < 2:
            continue
        own_length = gap and len(columns) <= MOST_COLUMNS_OF_LISTS and _ends_elsewhere(page, heading, columns[opened:place], columns[place:])
        if not ordinals[place] and not (gap and words[place] == first) and not own_length:
            continue
        if gap or words[place] == first and _alike(words, opened, place) or ordinals[opened] and _counts(page, heading, column):
            starts.append(column)
            opened = place
    ends = [*starts[1:], page.columns.stop]
    return [range(a if i else page.columns.start, b) for i, (a, b) in enumerate(zip(starts, ends, strict=True))] if 1 < len(starts) <= MOST_SIDE_BY_SIDE else []


def _ends_elsewhere(page: Page, heading: Heading, left: list[int], right: list[int]) -> bool:
    """Both sides of a blank column run on without a hole from the heading, and one of them at least two rows longer: two lists, not one."""
    runs = [_run(page, heading, columns) for columns in (left, right)]
    return min(runs) >= 2 and abs(runs[0] - runs[1]) >= 2


def _run(page: Page, heading: Heading, columns: list[int]) -> int:
    """How many non-blank rows from the heading on fill two or more of these columns, when none does after them; else 0."""
    below = np.flatnonzero(page.count[heading.end + 1:]) + heading.end + 1
    rows = page.filled[np.ix_(below, columns)].sum(axis=1) >= 2
    if not len(rows):
        return 0
    length = int(rows.argmin()) if not rows.all() else len(rows)
    return 0 if rows[length:].any() else length


def _alike(words: list[str], first: int, second: int) -> bool:
    """Whether the headings from `second` on repeat those between `first` and `second`."""
    return 2 * second - first <= len(words) and all(a == b for a, b in zip(islice(words, first, second), islice(words, second, None), strict=False))


def _counts(page: Page, heading: Heading, column: int) -> bool:
    """Whether the cells below a heading are whole numbers for the most part: "TT" may stand for other words."""
    below = [t for r in range(heading.end + 1, min(page.height, heading.end + 40)) if (t := page.text[r][column])]
    return 2 * sum(is_whole(t) for t in below) > len(below)


def next_heading(page: Page, heading: Heading, known: Collection[str] | None) -> Heading | None:
    """The heading of the next table below; a heading repeated over the same table is none."""
    promising = (r for r in _suspects(page, heading) if _promising(page.texts(r), known))
    for row in islice(promising, MOST_LOOKS):
        found = heading_at(page, row, page.height, known)
        if found is None or found.score < STACKED:
            continue
        texts = [t.split(" / ")[-1] for t in found.texts.values()]
        if _same(found, heading):
            if _restarts(page, heading, found) or _renamed(heading, found) and _counts_anew(page, found):
                return found
            continue
        if _signed(page, found):
            continue
        strong = any(is_ordinal_heading(t) for t in texts[:2]) or known is not None and sum(match_key(t) in known for t in texts) >= 0.6 * len(texts)
        plain = row == 0 or not page.count[row - 1] or page.count[row - 1] <= 2
        if strong or plain and _titled(page, row) and sum(is_heading_word(t) for t in texts) >= 0.6 * len(texts) and not any(is_value(t) for t in texts):
            return found
    return None


def _promising(texts: list[str], known: Collection[str] | None) -> bool:
    """A look at the words alone, before the costly look at what follows."""
    if any(is_ordinal_heading(t) for t in texts[:3]):
        return True
    return 2 * sum(is_heading_word(t) or known is not None and match_key(t) in known for t in texts) >= len(texts)


def _suspects(page: Page, heading: Heading) -> list[int]:
    """Rows below a heading that could head another table: text only, and after a gap, or opening with STT, or like the heading itself."""
    rows, first = np.arange(page.height), min(heading.texts)
    # A row that begins with a count is a record.
    counted = np.fromiter(map(str.isdigit, page.text.column(first)), dtype=bool, count=page.height)
    text_only = (page.count >= 2) & (page.typed.sum(axis=1) <= 0.3 * page.count) & (rows > heading.end) & ~counted
    after_gap = np.zeros(page.height, dtype=bool)
    after_gap[1:] = page.count[:-1] <= 2
    opening = np.zeros(page.height, dtype=bool)
    for column in range(page.columns.start, min(page.columns.start + 3, page.columns.stop)):
        values = page.grid.cells[:, column]
        words = [v for v in set(values[text_only].tolist()) if v and not v[-1].isdigit() and may_be_ordinal_heading(v) and is_ordinal_heading(v)]
        opening |= np.isin(values.astype(object), words) if words else False
    opening |= np.asarray(page.grid.cells[:, first] == page.text[heading.start][first], dtype=bool) & (page.text[heading.start][first] != "")
    return np.flatnonzero(text_only & (after_gap | opening)).tolist()


def _same(one: Heading, other: Heading) -> bool:
    keys = {c: match_key(t) for c, t in other.texts.items()}
    return sum(match_key(t) == keys.get(c) for c, t in one.texts.items()) >= 0.7 * max(len(one.texts), len(keys))


def _titled(page: Page, row: int) -> bool:
    """Lines of text stand above, parted by a blank row from the table before."""
    above = row - 1
    while above >= 0 and not page.count[above]:
        above -= 1
    lines = 0
    while above >= 0 and 0 < page.count[above] <= 2:
        lines, above = lines + 1, above - 1
    return lines > 0 and above > 0 and not page.count[above]


def _restarts(page: Page, heading: Heading, again: Heading) -> bool:
    """The same heading opens a new table when a title or a signature stands before it and the count starts at 1 again."""
    between = [r for r in range(heading.end + 1, again.start) if page.count[r]]
    tail = []
    for row in reversed(between):
        if page.count[row] > 2 or opens_group(page.texts(row)[0]):
            break
        tail.append(row)
    if not any(len(page.texts(r)[0].split()) >= 3 or is_signing(page.texts(r)[0]) for r in tail):
        return False
    if again.ordinal is None:
        return len(tail) > 1 or any(_is_title(page.texts(r)[0]) or is_signing(page.texts(r)[0]) for r in tail)
    return _counts_anew(page, again)


def _renamed(heading: Heading, again: Heading) -> bool:
    """Headings that come again with another word in one of them: "Nội dung thu", "Nội dung chi"; a slip of the pen changes no word in whole."""
    leaves = [(match_key(heading.texts[c].split(" / ")[-1]).split(), match_key(again.texts[c].split(" / ")[-1]).split()) for c in heading.texts if c in again.texts]
    return any(len(one) == len(other) and len(one) >= 2 and sum(a != b for a, b in zip(one, other, strict=True)) == 1 for one, other in leaves)


def _signed(page: Page, found: Heading) -> bool:
    """Signatories beside each other, not headings: below them only "(Ký, ghi rõ họ tên)", or their names after a gap."""
    if len(found.texts) > 4:
        return False
    row = page.next_filled(found.end + 1, page.height)
    if row is None or all(is_signing(t) for t in page.texts(row)):
        return True
    return row > found.end + 2 and page.next_filled(row + 1, page.height) is None and not any(page.is_value(row, c) for c in page.filled_columns(row))


def _counts_anew(page: Page, again: Heading) -> bool:
    if again.ordinal is None:
        return False
    row = page.next_filled(again.end + 1, page.height)
    while row is not None and not (is_whole(page.text[row][again.ordinal]) and not all(is_value(t) for t in page.texts(row))):
        row = page.next_filled(row + 1, page.height)
    return row is not None and page.text[row][again.ordinal].strip().rstrip(".)").lstrip("0") == "1"


def title_start(page: Page, heading: Heading, following: Heading) -> int:
    """Where the lines above the next heading begin: its titles and its national header are not rows of the table before."""
    row = _block_start(page, heading, following.start)
    gap = _gap_start(page, heading, row)
    if gap == row and row != following.start:
        return following.start
    for _ in range(_BLOCKS_ABOVE):
        above = _block_start(page, heading, gap)
        if above == gap:
            break
        texts = [t for r in range(above, gap) for t in page.texts(r)]
        formal = any(map(_is_title, texts)) or all(_is_form_line(page, r) and not _ends_a_table(page.texts(r)[0]) for r in range(above, gap))
        if any(map(is_national, texts)) or page.count[above - 1] == 0 and formal:
            row = above
        gap = _gap_start(page, heading, above)
    return row


def _is_title(text: str) -> bool:
    return text.isupper() and len(text.split()) >= 4 and not is_signing(text) and not total_label(text)


def _is_form_line(page: Page, row: int) -> bool:
    """"Từ ngày: | 01/09/2026 | Đến ngày: | 18/09/2026", "Người lập: Nguyễn Văn An"."""
    texts = page.texts(row)
    return ":" in texts[0] and len(texts) <= 2 * sum(":" in t for t in texts)


def _ends_a_table(text: str) -> bool:
    return is_signing(text) or is_note(text) or match_key(text).startswith(("nguoi nhap", "ngay in", "in luc", "in ngay", "nguoi in"))


def _block_start(page: Page, heading: Heading, row: int) -> int:
    """The first of the lines of few cells that stand together above a row."""
    while row - 1 > heading.end and page.count[row - 1]:
        texts = page.texts(row - 1)
        if not _is_form_line(page, row - 1) and (len(texts) > 3 or is_signing(texts[0]) and not any(map(is_national, texts))):
            break
        row -= 1
    return row


def _gap_start(page: Page, heading: Heading, row: int) -> int:
    while row - 1 > heading.end and not page.count[row - 1]:
        row -= 1
    return row
