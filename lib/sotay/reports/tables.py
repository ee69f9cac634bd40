"""Tables as accessible HTML: caption, scoped heads, Vietnamese numbers, bars behind figures, a total line."""

from __future__ import annotations

import pandas as pd

from sotay.reports.blocks import NO_ROWS, SOURCE_MARK, Block, esc, gap_box, linked, note_line, nothing_box, sentence
from sotay.reports.numbers import FORMATS, MISSING, NUMERIC, format_of, integer, is_missing

MOST_ROWS = 40
# From this many columns on the type gets smaller, so that A4 upright still holds the table.
MANY_COLUMNS, VERY_MANY_COLUMNS = 8, 11
# From this many columns on a telephone shows each row as a list of its own, every figure beside its heading.
STACKED_COLUMNS = 4
# From this many columns on, or with texts this long, a table takes the whole width of a printed page.
WIDE_COLUMNS, LONG_TEXT = 6, 60
# In a table with long texts a column has room for so many letters, no column claims more than so many.
LETTERS_OF_A_LINE, LONGEST_SHARE = 22, 60
# Texts up to this long stay on one line where a line of the page has the room.
SHORT_TEXT, LETTERS_ACROSS = 16, 85
# Decimals that a format shows.
PLACES = {"int": 0, "vnd": 0, "dec0": 0, "dec2": 2}
SHORT_HEAD, NO_BREAK = 10, "\u00a0"
# A table up to this long is not broken between printed pages.
SHORT_ROWS = 10


def table(frame: pd.DataFrame, caption: str, note: str = "", total=None, formats: dict[str, str] | None = None, bars: list[str] | None = None, most: int = MOST_ROWS,
          empty: str = "", links: dict[str, str] | None = None, rows: str = "") -> Block:
    """A frame as a table; a named or text index becomes its first column.

    `formats`: column -> int, dec0, dec1, dec2, num (whole figures without decimals, each by itself: for columns of several units), pct (83.4 -> 83,4%), vnd, date, month, bool or text; by default what suits the type. `bars`: columns with a bar behind the figure.
    `total`: column -> value, or a label (True: "Tổng") for sums of counts and amounts. The first `most` rows are shown. `empty`: what it means that there is no row.
    `links`: text of the first column -> anchor at which the page tells how the row comes about. `rows`: heading over the labels of an index without a name.
    """
    if frame.shape[1] == 0 or frame.empty:
        return nothing_box(empty, caption) if empty else gap_box(NO_ROWS, caption)
    frame = _flat(frame, rows)
    kinds = [(c, (formats or {}).get(c) or format_of(frame.iloc[:, i])) for i, c in enumerate(frame.columns)]
    shown, many = frame.head(most), frame.shape[1] >= STACKED_COLUMNS
    peaks = {c: _peak(frame[c]) for c in bars or [] if c in frame.columns}
    whole = _unbroken(shown, kinds)
    body = "".join(_row(row, kinds, peaks, many, whole, links or {}) for row in shown.itertuples(index=False, name=None))
    if len(frame) > most:
        body += f'<tr class="more"><td class="more" colspan="{frame.shape[1]}">… và {integer(len(frame) - most)} dòng nữa</td></tr>'
    lost = any(is_missing(v) for i, (_, kind) in enumerate(kinds) if kind != "text" for v in shown.iloc[:, i])
    dash = f"Dấu {MISSING}: chưa có số liệu hoặc không phát sinh" if lost and f"Dấu {MISSING}" not in note else ""
    notes = note_line(" ".join(sentence(t) for t in (note, dash) if t))
    width = " dense" if frame.shape[1] >= VERY_MANY_COLUMNS else " tight" if frame.shape[1] >= MANY_COLUMNS else ""
    return Block(
        f'<div class="figure"><div class="scroll" tabindex="0" role="region" aria-label="{esc(caption)}"><table class="data{width}{" stack" if many else ""}{" wide" if _is_wide(shown, kinds) else ""}{" short" if len(frame) <= SHORT_ROWS else ""}"><caption>{esc(caption)}</caption>'
        f"{_columns(shown, kinds, whole)}<thead><tr>{_heads(kinds)}</tr></thead><tbody>{body}</tbody>{_total(frame, kinds, total)}</table></div>{notes}{SOURCE_MARK}</div>",
        f"Bảng: {caption} ({len(frame)} dòng)",
    )


def _flat(frame: pd.DataFrame, rows: str) -> pd.DataFrame:
    """A named index, or one of texts, becomes the first columns; headings become single texts."""
    if any(n is not None for n in frame.index.names) or not isinstance(frame.index, pd.RangeIndex) and not pd.api.types.is_integer_dtype(frame.index.dtype):
        frame = frame.reset_index(names=[n or (" " * i if i else rows) for i, n in enumerate(frame.index.names)])
    frame = frame.copy()
    frame.columns = [" / ".join(str(p) for p in c if str(p)) if isinstance(c, tuple) else str(c) for c in frame.columns]
    return frame


def _columns(frame: pd.DataFrame, kinds: list[tuple[str, str]], whole: set[int]) -> str:
    """Widths by what stands in the columns, for tables with long texts: left to itself a page gives a paragraph no more than a date."""
    if not _has_long_text(frame, kinds):
        return ""
    shares = []
    for place, (name, kind) in enumerate(kinds):
        texts = [FORMATS[kind](v) for v in frame.iloc[:, place]]
        word, longest = max(len(w) for t in [name, *texts] for w in (t.split() or [""])), max(map(len, texts), default=0)
        mean = sum(map(len, texts)) / max(len(texts), 1)
        # A heading over figures may take two lines, not four.
        shares.append(max(word, longest, _in_two(name)) + 2 if kind != "text" or place in whole else min(max(word, mean, min(longest, LETTERS_OF_A_LINE)), LONGEST_SHARE))
    columns = "".join(f'<col style="width:{100 * s / sum(shares):.1f}%">' for s in shares)
    return f"<colgroup>{columns}</colgroup>"


def _in_two(name: str) -> int:
    """Letters of the longer line when a heading is broken into two at a space as evenly as can be."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    return min((max(place, len(name) - place - 1) for place in spaces), default=len(name))


def _has_long_text(frame: pd.DataFrame, kinds: list[tuple[str, str]]) -> bool:
    return any(len(str(v)) > LONG_TEXT for i, (_, kind) in enumerate(kinds) if kind == "text" for v in frame.iloc[:, i])


def _is_wide(frame: pd.DataFrame, kinds: list[tuple[str, str]]) -> bool:
    return frame.shape[1] >= WIDE_COLUMNS or _has_long_text(frame, kinds)


def _peak(values: pd.Series) -> float:
    numbers = pd.to_numeric(values, errors="coerce")
    return float(numbers.max()) if numbers.notna().any() else 0.0


def _heads(kinds: list[tuple[str, str]]) -> str:
    # Short headings stay on one line while columns are few; no-break spaces do it in every reader.
    few = len(kinds) < MANY_COLUMNS
    return "".join(f'<th scope="col"{_class(kind)}>{esc(name.replace(" ", NO_BREAK) if few and len(name) <= SHORT_HEAD else name)}</th>' for name, kind in kinds)


def _class(kind: str) -> str:
    return ' class="n"' if kind in NUMERIC else ' class="d"' if kind in ("date", "month") else ""


def _unbroken(frame: pd.DataFrame, kinds: list[tuple[str, str]]) -> set[int]:
    """Places of the columns of short texts that are kept on one line, as long as the page still holds the table."""
    taken, short = 0, []
    for place, (name, kind) in enumerate(kinds):
        texts = [FORMATS[kind](v) for v in frame.iloc[:, place]]
        longest, word = max(map(len, texts), default=0), max((len(w) for t in [name, *texts] for w in t.split()), default=0)
        taken += max(word, longest) if kind != "text" else word
        short += [(longest, word, place)] if kind == "text" and word < longest <= SHORT_TEXT else []
    whole = set()
    for longest, word, place in sorted(short):
        taken += longest - word
        whole |= {place} if taken <= LETTERS_ACROSS else set()
    return whole


def _row(row: tuple, kinds: list[tuple[str, str]], peaks: dict[str, float], named: bool, whole: set[int], links: dict[str, str]) -> str:
    cells = []
    for place, (value, (name, kind)) in enumerate(zip(row, kinds, strict=True)):
        text = esc(FORMATS[kind](value))
        if name in peaks and not is_missing(value) and peaks[name] > 0:
            # As long as the figure beside it says: two that read the same are equally long.
            share = max(0.0, min(100.0, 100.0 * round(float(value), PLACES.get(kind, 1)) / (round(peaks[name], PLACES.get(kind, 1)) or peaks[name])))
            text = f'<span class="bar" style="width:{share:.1f}%"></span><span class="over">{text}</span>'
        text = linked(text, links.get(str(value), "")) if place == 0 else text
        head = place == 0 and kind not in NUMERIC
        css = ' class="n b"' if name in peaks else ' class="w"' if place in whole else _class(kind)
        said = f' data-h="{esc(name)}"' if named else ""
        cells.append(f'<th scope="row"{css}>{text}</th>' if head else f"<td{css}{said}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _total(frame: pd.DataFrame, kinds: list[tuple[str, str]], total) -> str:
    """`total`: a mapping column -> value, or a label (True: "Tổng") for the sums of counts and amounts; a column with a gap has no sum."""
    if total is None or total is False:
        return ""
    first = kinds[0][0]
    if isinstance(total, (dict, pd.Series)):
        values = dict(total)
    else:
        sums = {c: pd.to_numeric(frame.iloc[:, i], errors="coerce").sum(skipna=False) for i, (c, kind) in enumerate(kinds) if kind in ("int", "vnd") and c != first}
        values = sums | {first: total if isinstance(total, str) else "Tổng"}
    named = len(kinds) >= STACKED_COLUMNS
    cells = "".join(_total_cell(values.get(c), kind, c in values, c if named and c != first else "") for c, kind in kinds)
    return f"<tfoot><tr>{cells}</tr></tfoot>"


def _total_cell(value, kind: str, given: bool, name: str) -> str:
    text = esc(value if isinstance(value, str) else FORMATS[kind](value)) if given else ""
    said = f' data-h="{esc(name)}"' if name and text else ""
    return f"<td{_class(kind)}{said}>{text}</td>"
