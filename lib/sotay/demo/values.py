"""A plausible value for a column from its type alone, where neither a recipe, a rule nor a name pattern says more."""

from __future__ import annotations

import datetime as dt
import random
import re

from sotay.definitions.models.dataset import Column
from sotay.demo import people as p
from sotay.demo.periods import Period, office_time, to_working


def day_within(rng: random.Random, first: dt.date, last: dt.date, working: bool = True) -> dt.date:
    day = first + dt.timedelta(days=rng.randrange(max(1, (last - first).days + 1)))
    return to_working(day, last) if working else day


def default_value(column: Column, rng: random.Random, period: Period, labels: list[str], agency: str, steady: bool = False):
    """A value of the column's type within its limits; None for types that need a person or another table."""
    kind = column.type
    if kind == "code":
        return p.weighted(rng, {label: max(1, 9 - 3 * i) for i, label in enumerate(labels[:6])}) if labels else None
    if kind == "bool":
        return rng.random() < 0.8
    if kind in ("int", "dec", "vnd", "pct"):
        return _number(column, rng, period)
    if kind in ("date", "datetime", "partial_date"):
        return _date(column, rng, period, steady)
    if kind == "month":
        return period.month
    if kind == "doc_no":
        return f"{rng.randrange(1, 400):02}/QĐ-UBND"
    if kind == "dossier":
        return f"{agency}-{day_within(rng, period.first, period.last):%y%m%d}-{rng.randrange(1, 9999):04}"
    if kind == "procedure":
        return f"{rng.choice('12')}.{rng.randrange(1, 14000):06}"
    if kind == "tax_code":
        return p.tax_code(rng)
    if kind == "masked_id":
        return "*" * 8 + f"{rng.randrange(10000):04}"
    if kind == "bhyt":
        return f"{rng.choice(('GD', 'DK', 'HN', 'HT'))}4{24}{rng.randrange(10**10):010}"
    if kind == "bhxh":
        return f"24{rng.randrange(10**8):08}"
    return None


def _number(column: Column, rng: random.Random, period: Period):
    if re.match(r"nam($|_)", column.name) and column.type == "int":
        return max(int(column.min or 0), period.year - rng.choice((0, 0, 0, 1, 2)))
    low = column.min if column.min is not None else 0
    high = column.max if column.max is not None else max(low, 1) * {"vnd": 2_000_000, "pct": 100}.get(column.type, 20)
    if column.type == "vnd":
        return int(rng.randrange(int(low) // 1000, int(high) // 1000 + 1) * 1000)
    if column.type == "int":
        return rng.randint(int(low), int(min(high, low + 40)))
    return round(rng.uniform(float(low), float(high)), 1)


def _date(column: Column, rng: random.Random, period: Period, steady: bool):
    """Of rows that come back each month the day lies in the year before, so that it stays."""
    if steady:
        day = to_working(dt.date(period.year, 1, 1) - dt.timedelta(days=rng.randrange(1, 360)))
        return office_time(rng, day) if column.type == "datetime" else day
    if column.future and rng.random() < 0.6:
        day = to_working(period.last + dt.timedelta(days=rng.randrange(5, 60)))
    else:
        day = day_within(rng, dt.date(period.year, 1, 2) if period.number > 1 else period.first, period.last)
    return office_time(rng, day) if column.type == "datetime" else day


def from_pattern(rng: random.Random, regex: str) -> str | None:
    """A text of the form of a simple regular expression; None where it is beyond this small reader."""
    import re._parser as parser

    try:
        text = _made(rng, parser.parse(regex))
    except LookupError:
        return None
    return text if re.fullmatch(regex, text) else None


def _made(rng: random.Random, tree) -> str:
    out = []
    for op, argument in tree:
        name = str(op)
        if name == "LITERAL":
            out.append(chr(argument))
        elif name == "IN":
            out.append(_one_of(rng, argument))
        elif name in ("MAX_REPEAT", "MIN_REPEAT"):
            low, high, inner = argument
            out += [_made(rng, inner) for _ in range(rng.randint(low, min(int(high), low + 2)))]
        elif name == "SUBPATTERN":
            out.append(_made(rng, argument[3]))
        elif name == "BRANCH":
            out.append(_made(rng, rng.choice(argument[1])))
        elif name != "AT":
            raise LookupError(name)
    return "".join(out)


def _one_of(rng: random.Random, choices) -> str:
    op, argument = rng.choice(choices)
    name = str(op)
    if name == "RANGE":
        return chr(rng.randint(*argument))
    if name == "LITERAL":
        return chr(argument)
    if name == "CATEGORY" and "DIGIT" in str(argument):
        return str(rng.randrange(10))
    raise LookupError(name)
