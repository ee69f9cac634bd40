"""The closed vocabulary of checks; each kind is a class here, told in words by `sotay.definitions.words` and run by a short function in `sotay.checks`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sotay.definitions.models.rules.across_months import CarriedOver, Change, NoDecrease
from sotay.definitions.models.rules.across_tables import AbsentFrom, Between, Covered, GroupSize, InRegister, OtherValue, Reference, SamePersonIn, ShareOf, Tally
from sotay.definitions.models.rules.days import ClosingDay, DaysBetween, WithinDays
from sotay.definitions.models.rules.people import Age, AgeBand, AgeGroup, AgeLookup, AgeRate, IdAgreement, MistypedCode, RequiredAtAge, SameCouple, SameIdOtherName, SimilarPerson
from sotay.definitions.models.rules.rule import Rule
from sotay.definitions.models.rules.within_row import (
    Balance,
    Differ,
    DossierDate,
    DueState,
    Empty,
    Implies,
    InWords,
    Lookup,
    NotAbove,
    Order,
    Pattern,
    Product,
    Range,
    Ratio,
    Required,
    SameValue,
    Standard,
    Sum,
    Words,
)
from sotay.definitions.models.rules.within_table import Ascending, Constant, DossierSequence, FewRows, Filler, HierarchySum, NearReport, NoOverlap, PerGroup, Sequence, Unique

__all__ = ["AgeBand", "AgeRate", "AnyRule", "Rule"]

AnyRule = Annotated[
    Required | Empty | Range | Order | NotAbove | Sum | Product | Ratio | Balance | Differ | SameValue | Implies | Lookup | Standard | DueState | DossierDate | Words
    | Pattern | InWords | DaysBetween | WithinDays | ClosingDay | Unique | Constant | PerGroup | Sequence | DossierSequence | Ascending | Filler | HierarchySum | NoOverlap
    | NearReport | FewRows | IdAgreement | SameIdOtherName | SimilarPerson | SameCouple | MistypedCode | Age | AgeGroup | AgeLookup | RequiredAtAge | Reference
    | AbsentFrom | SamePersonIn | GroupSize | Between | OtherValue | Tally | ShareOf | Covered | InRegister | NoDecrease | Change | CarriedOver,
    Field(discriminator="kind"),
]
