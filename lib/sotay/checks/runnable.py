"""Whether a rule can run at all on what the files hold; one that cannot is counted as not run, never as passed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sotay.checks.model import MonthFrame
from sotay.definitions.models.base import Condition
from sotay.definitions.models.rules import Rule

# Keys naming one column, or a list of columns, without which a rule says nothing.
_ONE = ("field", "id_field", "name_field", "birth_field", "label_field", "total", "part", "whole", "birth", "at", "code_field", "closing", "due", "numerator", "denominator", "first", "last", "finished",
        "key", "by", "outline", "per_year_of", "latitude", "longitude", "moment", "date_field",
        "day_field", "place_field")
_EVERY = ("group", "factors", "key")
# Per kind: a list of which so many columns are enough, by its key.
_SOME = {"required": ("fields", 1), "empty": ("fields", 1), "words": ("fields", 1), "dossier_date": ("fields", 1), "required_at_age": ("fields", 1), "order": ("fields", 2), "differ": ("fields", 2),
         "same_value": ("others", 1)}
# Keys that a kind can do without.
_SPARED = {"id_agreement": {"birth_field", "sex_field"}, "similar_person": {"id_field"}, "between": {"first", "last"}, "absent_from": {"id_field"}, "same_person_in": {"id_field"}, "change": {"key"}, "no_decrease": {"key"},
           "carried_over": {"key"}, "in_register": {"id_field"}, "no_overlap": {"last"}, "same_id_other_name": set()}


def cannot_run(rule: Rule, frame: MonthFrame) -> str:
    """Why a declared rule cannot run (Vietnamese); empty when it can."""
    gone = [n for n in dict.fromkeys(_needed(rule)) if _absent(frame, n)]
    gone += [c.field for c in getattr(rule, "when", []) if _needs_value(c) and _absent(frame, c.field)]
    name, least = _SOME.get(rule.kind, ("", 0))
    listed = getattr(rule, name, []) if name else []
    if sum(not _absent(frame, n) for n in listed) < min(least, len(listed)):
        gone += [n for n in listed if _absent(frame, n)]
    if rule.kind == "unique":
        gone += [n for n in rule.fields if _absent(frame, n)]
    if rule.kind == "implies" and all(_absent(frame, c.field) for c in rule.then if _needs_value(c)) and any(_needs_value(c) for c in rule.then):
        gone += [c.field for c in rule.then]
    if rule.kind == "id_agreement" and not rule.sex and all(not n or _absent(frame, n) for n in (rule.sex_field, rule.birth_field)):
        gone += [n for n in (rule.sex_field, rule.birth_field) if n]
    if rule.kind == "per_group":
        gone += [c.field for c in rule.that if _absent(frame, c.field)]
    titles = ", ".join(f"“{frame.title(n)}”" for n in dict.fromkeys(gone))
    return f"các tệp không có cột {titles}" if gone else ""


def _needed(rule: Rule) -> Iterable[str]:
    spared = _SPARED.get(rule.kind, set())
    for key in (k for k in _keys(type(rule)) if k not in spared):
        value = getattr(rule, key)
        if isinstance(value, str):
            yield value
        elif isinstance(value, list) and key in _EVERY:
            yield from value


@cache
def _keys(kind: type[Rule]) -> tuple[str, ...]:
    """Those of the keys that a kind of rule has."""
    return tuple(k for k in (*_ONE, *_EVERY) if k in kind.model_fields)


def _needs_value(condition: Condition) -> bool:
    """Whether an empty cell can never satisfy the condition."""
    return condition.filled is not False and condition.not_in is None


def _absent(frame: MonthFrame, name: str) -> bool:
    return not frame.has(name) and name in frame.table.names()
