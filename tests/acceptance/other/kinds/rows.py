"""Errors of a row as a whole: a required cell left empty, cells shifted to the right, a total that is not the sum."""

from __future__ import annotations

from other.kinds.declared import kind
from other.spellings import ONE_SIDED


@kind(30, 1)
def missing_required(table, row, case):
    # Where only yes is marked, an empty flag means no.
    names = [c.name for c in table.columns if c.required and table.has(row, c.name) and not (c.type == "bool" and table.flag_style in ONE_SIDED)]
    return table.put(row, table.rng.choice(names), table.rng.choice([None] * 4 + [" ", "\u00a0" if table.any_letter else None])) if names else None


@kind(8, 4, row_level=True)
def shifted_row(table, row, case):
    names = table.names
    values = [table.written[row][n] for n in names]
    if len(names) < 7 or values[-1] is not None or sum(v is not None for v in values) < 6:
        return None
    start = table.rng.randrange(1, 3)
    table.written[row] = dict(zip(names, values[:start] + [None] + values[start:-1], strict=True))
    return names[start:]
