"""Reads delimited text: finds the delimiter by consistency and keeps the line number of every record."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from sotay.intake.files.cells import grid_of
from sotay.intake.model import Grid

_DELIMITERS = (";", "\t", "|", ",")
_DECLARED = re.compile(r'^"?sep=(.)"?\s*$', re.I)
_SAMPLE_RECORDS = 300
_SAMPLE_LETTERS = 400_000
_MOST_LINES_IN_A_RECORD = 60


def _records(lines: Sequence[str], delimiter: str, quoting: int) -> list[tuple[int, list[str]]]:
    """First line number and fields of every record, blank lines included."""
    csv.field_size_limit(1 << 30)
    reader = csv.reader(lines, delimiter=delimiter, quoting=quoting)
    records, line = [], 1
    for fields in reader:
        records.append((line, fields))
        line = reader.line_num + 1
    return records


def _split(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Records with quoted fields; quotes are taken as plain letters where one is never closed and would swallow the records below."""
    lines = list(io.StringIO(text, newline=""))
    records = _records(lines, delimiter, csv.QUOTE_MINIMAL)
    starts = [line for line, _ in records] + [len(lines) + 1]
    if max((after - before for before, after in zip(starts, starts[1:], strict=False)), default=0) > _MOST_LINES_IN_A_RECORD:
        return _records(lines, delimiter, csv.QUOTE_NONE)
    last = records[-1][0] if records else 0
    if last and starts[-1] - last > 1 and "".join(lines[last - 1:]).count('"') % 2:
        below = _split("".join(lines[last:]), delimiter)
        plain = _records(lines[last - 1:last], delimiter, csv.QUOTE_NONE)[0][1]
        return [*records[:-1], (last, plain), *((line + last, fields) for line, fields in below)]
    return records


def _consistency(text: str, delimiter: str) -> tuple[float, int]:
    """Share of filled records that have the most usual number of fields, and that number; (0, 0) when it does not split."""
    counts = Counter(len(fields) for _, fields in _split(text, delimiter)[:_SAMPLE_RECORDS] if any(field.strip() for field in fields))
    several = {width: count for width, count in counts.items() if width > 1}
    if not several:
        return 0.0, 0
    width = max(several, key=lambda width: (several[width], width))
    return several[width] / sum(counts.values()), width


def find_delimiter(text: str) -> str:
    """The delimiter that splits most records into the same number of fields; the comma for a single column."""
    sample = text[:_SAMPLE_LETTERS]
    scored = {delimiter: _consistency(sample, delimiter) for delimiter in _DELIMITERS if delimiter in sample}
    return max(scored, key=lambda delimiter: (round(scored[delimiter][0], 1), scored[delimiter][1]), default=",")


def read_delimited(text: str) -> Grid:
    """One grid; row numbers are the line numbers of the records' first lines, a line `sep=;` names the delimiter and is not a row."""
    text = text.replace("\0", "")
    first, _, rest = text.partition("\n")
    declared = _DECLARED.match(first.rstrip("\r"))
    offset = 1 if declared else 0
    body = rest if declared else text
    records = _split(body, declared.group(1) if declared else find_delimiter(body))
    return grid_of(None, [fields for _, fields in records], (line + offset for line, _ in records))
