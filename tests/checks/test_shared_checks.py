"""The tables of a month are checked by several processes, or only some of them, with the same findings."""

from __future__ import annotations

import pandas as pd
import pytest

from frames import FIRST_ROW, Definitions, check, clean, dataset, found
from sotay.checks.run import check_month
from sotay.definitions.handed import PROCESSORS
from sotay.definitions.steps import StepCache

REFERENCE = {"id": "R-1", "kind": "reference", "severity": "error", "class": 6, "field": "a", "to_table": "kia", "to_field": "k"}


def month():
    own, other = dataset({"a": "dossier", "b": {"type": "text", "required": True}}, [REFERENCE]), dataset({"k": "dossier", "c": {"type": "text", "required": True}}, identifier="kia")
    more = [dataset({"c": {"type": "int", "required": True}}, identifier=f"them_{n}") for n in range(5)]
    rows = [{"a": "H08.1-260901-0001", "b": "x"}, {"a": "H08.1-260901-0002", "b": None}]
    tables = [clean(own, rows), clean(other, [{"k": "H08.1-260901-0001", "c": None}], "k.xlsx"), *(clean(m, [{"c": n}, {"c": None}], f"{m.id}.xlsx") for n, m in enumerate(more))]
    return Definitions([own, other, *more]), tables


def told(checked) -> tuple[str, str, dict]:
    return checked.findings.to_csv(), checked.runs.to_csv(), {name: frame.rows["_ok"].tolist() for name, frame in checked.frames.items()}


@pytest.mark.parametrize("kept", [False, True])
def test_several_processes_find_what_one_finds(monkeypatch, tmp_path, kept):
    results = []
    for processors in ("1", "2", "3"):
        monkeypatch.setenv(PROCESSORS, processors)
        for _ in range(2):  # the second time some outcomes are kept
            steps = StepCache(tmp_path / processors, "khoa") if kept else None
            definitions, tables = month()
            results.append(told(check_month(tables, definitions, "2026-09", lambda table, back: pd.DataFrame(), steps)))
    assert all(result == results[0] for result in results)
    assert results[0][2] == {"bang": [True, False], "kia": [False]} | {f"them_{n}": [True, False] for n in range(5)}


def test_only_some_tables_are_judged_and_all_are_looked_at():
    definitions, tables = month()
    whole = check(definitions, tables)
    assert found(whole, "R-1") == [(FIRST_ROW + 1, "A", "error")]
    part = check_month(tables, definitions, "2026-09", lambda table, back: pd.DataFrame(), only={"bang"})
    assert found(part, "R-1") == found(whole, "R-1") and set(part.frames) == {"bang"}
    own = whole.findings[whole.findings["file"] == "a.xlsx"].reset_index(drop=True)
    assert set(part.findings["file"]) == {"a.xlsx"} and part.findings.to_csv() == own.to_csv()
    assert set(part.runs["table"]) == {"bang"}
