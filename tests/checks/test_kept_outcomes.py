"""A rule is judged again only when its table, or something else that it looked at, has changed; what is kept is what it would find."""

from __future__ import annotations

import pandas as pd
import pytest

import sotay.checks.run as run
from frames import Definitions, clean, dataset
from sotay.checks.automatic import REPEAT
from sotay.checks.model import ALL_TABLES, VILLAGES, Month
from sotay.checks.run import check_month
from sotay.definitions.steps import StepCache

REFERENCE = {"id": "R-1", "kind": "reference", "severity": "error", "class": 6, "field": "a", "to_table": "kia", "to_field": "k"}
OWN = dataset({"a": "dossier", "b": {"type": "text", "required": True}}, [REFERENCE])
OTHER = dataset({"k": "dossier"}, identifier="kia")
THIRD = dataset({"c": {"type": "int", "required": True}}, identifier="ba")
FIRST, SECOND, LATER = "H08.1-260901-0001", "H08.1-260901-0002", "H08.1-260801-0009"


class Earlier:
    """Earlier months, whose content is told by what stands in them."""

    def __init__(self, *known: str) -> None:
        self.known = known

    def __call__(self, table: str, back: int) -> pd.DataFrame:
        return pd.DataFrame({"k": list(self.known), "_month": ["2026-08"] * len(self.known)}) if self.known else pd.DataFrame()

    def digest(self, table: str, back: int) -> str:
        return f"{table} {back} {self.known}"


@pytest.fixture
def judged(monkeypatch) -> list[str]:
    """Ids of the rules that are judged."""
    ids, real = [], run._judged

    def noted(rule, judge, frame, state):
        ids.append(rule.id)
        return real(rule, judge, frame, state)

    monkeypatch.setattr(run, "_judged", noted)
    return ids


def check(folder, others: list[str], earlier, third: int = 1):
    tables = [clean(OWN, [{"a": FIRST, "b": "x"}, {"a": SECOND, "b": None}]), clean(OTHER, [{"k": k} for k in others], f"k{len(others)}.xlsx"), clean(THIRD, [{"c": third}], f"c{third}.xlsx")]
    return check_month(tables, Definitions([OWN, OTHER, THIRD]), "2026-09", earlier, StepCache(folder, "khoa") if folder else None)


def told(checked) -> tuple[str, str]:
    return checked.findings.to_csv(), checked.runs.to_csv()


def test_the_same_month_is_not_judged_again(tmp_path, judged):
    first = told(check(tmp_path, [FIRST], Earlier(LATER)))
    assert "R-1" in judged
    judged.clear()
    assert told(check(tmp_path, [FIRST], Earlier(LATER))) == first
    assert judged == []


def test_another_table_touches_only_the_rules_that_look_at_it(tmp_path, judged):
    check(tmp_path, [FIRST], Earlier(LATER))
    judged.clear()
    changed = told(check(tmp_path, [FIRST, SECOND], Earlier(LATER)))
    # The reference, and what the changed table says of itself (no cell of it is required); neither the other rules of the table that refers to it nor the third table's.
    assert sorted(judged) == ["R-1", REPEAT]
    assert changed == told(check(None, [FIRST, SECOND], Earlier(LATER)))
    judged.clear()
    check(tmp_path, [FIRST, SECOND], Earlier(LATER), third=2)
    assert "R-1" not in judged and judged


def test_other_earlier_months_are_looked_at_again(tmp_path, judged):
    before = told(check(tmp_path, [FIRST], Earlier(LATER)))
    judged.clear()
    after = told(check(tmp_path, [FIRST], Earlier(LATER, SECOND)))
    assert "R-1" in judged
    assert after == told(check(None, [FIRST], Earlier(LATER, SECOND))) != before


def test_earlier_months_that_do_not_tell_their_content_are_looked_at_each_time(tmp_path, judged):
    for _ in range(2):
        judged.clear()
        check(tmp_path, [FIRST], lambda table, back: pd.DataFrame())
        assert "R-1" in judged


def test_what_is_looked_at_is_noted():
    month = Month("2026-09", Definitions([OWN]), {"bang": object()}, Earlier(LATER)).watched()
    assert month.frames.get("khong_co") is None and "bang" in month.frames
    month.earlier("kia", 12, ["k"])
    month.history("kia", 1)
    assert month.seen == {("table", "khong_co"), ("table", "bang"), ("earlier", "kia", 12), ("earlier", "kia", 1)}
    assert len(month.frames) == 1 and ALL_TABLES in month.seen
    assert VILLAGES not in month.seen
