"""Clean rows that may rightly be told of, because of an error planted elsewhere."""

from __future__ import annotations

from other.case import Case
from other.spelt import SpeltTable

_LINKING = ("dossier", "cccd", "identity", "identity_or_tax")


def neutral_rows(case: Case) -> list[dict]:
    """Rows that share an identifier with a spoilt row, point at one, follow a number that was spoilt, or sum spoilt rows up."""
    references = [r for t in case.tables for r in t.table.rules if r.kind == "reference"]
    linking = {name for r in references for name in (r.field, r.to_field)}
    targets = {(r.to_table, r.to_field) for r in references}
    spoilt = {v for t in case.tables for i, hot in enumerate(t.hot) if hot for v in _identifiers(t, i, linking)}
    lost = {v for t in case.tables for i, hot in enumerate(t.hot) for n in hot if (t.table.id, n) in targets for v in _values(t, i, [n])}
    # A row that an error elsewhere only looks at (a death) is touched by no error of its own.
    planted = {(id(t), i) for e in case.errors for t, i, _ in [(e.table, e.row, e.fields), *e.more]}
    found = []
    for table in case.tables:
        clean = [i for i in range(len(table.typed)) if (id(table), i) not in planted]
        outline = any(table.hot) and any(r.kind == "hierarchy_sum" for r in table.table.rules)
        pointing = [r.field for r in table.table.rules if r.kind == "reference" and r.field in table.names]
        told = {i for i in clean if outline or _identifiers(table, i, linking) & spoilt or _values(table, i, pointing) & lost} | _after_gaps(table)
        rows = [table.rows_at[i] for i in sorted(told)] + ([table.total_row] if table.total_row and any(table.hot) else [])
        found += [{"file": table.file, "sheet": table.sheet, "row": row} for row in rows]
    return found


def _values(table: SpeltTable, row: int, names: list[str]) -> set[str]:
    """What the cells mean, before and after they were spoilt."""
    return {str(v) for n in names for v in (table.original[row].get(n), table.typed[row].get(n)) if v}


def _identifiers(table: SpeltTable, row: int, linking: set[str]) -> set[str]:
    names = [c.name for c in table.columns if c.type in _LINKING or c.name in linking and c.type == "text"]
    return {v for v in _values(table, row, names) if any(c.isdigit() for c in v)}


def _after_gaps(table: SpeltTable) -> set[int]:
    """The rows whose number comes next after a spoilt one of the same run; they may be spoilt in another way, which the judge does not look at."""
    found: set[int] = set()
    for rule in table.table.rules:
        if rule.kind != "sequence" or rule.field not in table.names:
            continue
        clean = [i for i, hot in enumerate(table.hot) if not hot & {rule.field, *rule.group}]
        for i, hot in enumerate(table.hot):
            spoilt = [n for rows in (table.original, table.typed) if (n := _number(rows[i], rule.field)) is not None] if hot & {rule.field, *rule.group} else []
            for number in spoilt:
                later = sorted((n, k) for k in clean if (n := _number(table.typed[k], rule.field)) is not None and n > number)
                nearest: dict[tuple, int] = {}
                for _, k in later:
                    nearest.setdefault(tuple(table.typed[k].get(g) for g in rule.group), k)
                found |= set(nearest.values())
    return found


def _number(row: dict, name: str) -> int | None:
    value = str(row.get(name))
    return int(value) if value.isdigit() else None
