"""Every rule of the domain notes is declared, follows from a column, or is listed as not checkable with the reason; `domain_rules.csv` names them all and what fulfils each."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from sotay.checks import automatic, totals
from sotay.cleaning.rules import FAULTS
from sotay.definitions.folding import match_key
from sotay.definitions.open_facts import open_facts
from sotay.definitions.registry import load_registry
from sotay.intake.workbook import _GUIDE

REGISTRY = load_registry(Path(__file__).parents[2] / "parameters")
LINES = list(csv.DictReader((Path(__file__).parent / "domain_rules.csv").open(encoding="utf-8", newline="")))


def declared(dataset: str) -> list:
    """The rules of a dataset's tables; of all datasets when none is named."""
    return [r for d in ([REGISTRY.datasets[dataset]] if dataset else REGISTRY.datasets.values()) for t in d.tables for r in t.rules]


def _by_rule(dataset: str, words: list[str]) -> bool:
    """The rule itself, or its parts: KT-02 as KT-02a, KT-02b; TCg-01 as TCg-01-BCG."""
    own = re.compile(rf"{re.escape(words[0])}(?:[a-z]\d*|[a-z]?-.+)?")
    return any(own.fullmatch(r.id) for r in declared(dataset))


def _by_key(dataset: str, words: list[str]) -> bool:
    return automatic.KEY == "TRUNG-KHOA" and any(t.key == words for t in REGISTRY.datasets[dataset].tables)


def _by_required(dataset: str, words: list[str]) -> bool:
    return all(any(c.name == w and c.required for t in REGISTRY.datasets[dataset].tables for c in t.columns) for w in words)


WAYS = {
    "rule": _by_rule, "key": _by_key, "required": _by_required,
    "cleaning": lambda dataset, words: words[0] in FAULTS,
    "totals": lambda dataset, words: words[0] == totals.TOTAL,
    "intake": lambda dataset, words: bool(_GUIDE.search(match_key(" ".join(words)))),
}


def listed(line: dict) -> list:
    """The lines of the dataset's list of rules that cannot be checked which speak of this one."""
    return [u for u in (REGISTRY.datasets[line["dataset"]].undeclared if line["dataset"] else []) if u.rule.split()[0] == line["id"]]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_a_rule_of_the_notes_is_declared_or_listed_with_its_reason(line):
    way, *words = line["by"].split()
    if way == "undeclared":
        assert len(listed(line)) == 1 and not _by_rule("", [line["id"]]), "declared by now: take it off the list"
    else:
        assert WAYS[way](line["dataset"], words) and listed(line) == []


def test_the_list_names_every_rule_once():
    ids = [line["id"] for line in LINES]
    assert len(ids) == len(set(ids)) == 157


def test_nothing_is_listed_that_the_notes_do_not_know():
    known = {(line["dataset"], line["id"]) for line in LINES if line["by"] == "undeclared"}
    assert {(d.id, u.rule.split()[0]) for d in REGISTRY.datasets.values() for u in d.undeclared} == known


def test_what_cannot_be_checked_is_told_by_lint():
    told = [f.text for f in open_facts(REGISTRY)]
    for line in (line for line in LINES if line["by"] == "undeclared"):
        assert sum(line["id"] in text and listed(line)[0].reason in text for text in told) == 1
