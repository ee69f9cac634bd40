"""The commune, its units, its plan, and who gets its reports."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sotay.definitions.models.base import Dated, Id, Model, Source, Text


class OldUnit(Model):
    """A former name and code of what is now this commune."""

    name: Text
    code: Text
    district: Text
    province: Text


class Signatory(Model):
    """Who signs; the name is left to fill by the office."""

    role: Text
    title: Text
    name: str = ""


class DataPeriod(Model):
    """Which days a month's exports cover: the calendar month, the month before, or day to day (e.g. 20 to 19)."""

    kind: Literal["calendar_month", "previous_month", "day_to_day"]
    first_day: Annotated[int, Field(ge=1, le=28)] = 1
    source: Source


class Commune(Model):
    """Facts of the commune; empty lists are facts not yet given (see `sotay lint --open`)."""

    id: Id
    name: Text
    kind: Text
    code: Text
    province: Text
    province_code: Text
    former: list[OldUnit]
    stale_words: list[Text]
    population: int | None = None
    due_day: Annotated[int, Field(ge=1, le=28)]
    data_period: DataPeriod
    villages: list[Text] = []
    agency_codes: list[Text] = []
    id_province_codes: list[Text]
    place: Text
    report_symbol: Text
    signatories: list[Signatory]
    small_number: Annotated[int, Field(ge=2)] = 5
    people_units: list[Text] = []
    open_questions: list[Text] = []


# How far a result may go, from everyone to the unit it is about.
Level = Literal["public", "shared", "internal", "own"]
# How a package is handed over.
Delivery = Literal["folder", "smtp", "https"]


class Unit(Dated):
    """An office that owns datasets and hands in exports; `folder` names under data/incoming follow the id. `delivery` and `address`: where its returned files go, to it alone."""

    id: Id
    name: Text
    short: Text
    aliases: list[Text] = []
    kind: Literal["office", "police", "health", "school"]
    contact: str = ""
    source: Source
    delivery: Delivery = "folder"
    address: str = ""


class Task(Model):
    """One task of the plan: where it stands, its words, who leads, who helps, the quarter it is due."""

    id: Id
    section: Text
    heading: Text
    text: Text
    lead: list[Id]
    with_units: list[Id] = []
    with_text: str = ""
    due: list[Annotated[str, Field(pattern=r"^2026-Q[1-4]$")]] = []
    monthly: bool = False
    note: str = ""
    indicators: list[Id] = []
    datasets: list[Id] = []


class Section(Model):
    """A numbered heading of the plan with what its closing lines say, word for word."""

    id: Text
    title: Text
    due_text: str = ""
    lead_text: str = ""
    with_text: str = ""
    note: str = ""


class Plan(Model):
    """The plan's tasks; `issued` is its date as written ("01/03/2026"), empty while it has none."""

    title: Text
    number: Text
    issued: str = ""
    year: int
    basis: Text
    sections: list[Section]
    tasks: list[Task]


class Recipient(Model):
    """A line of "Nơi nhận": what it may see is the sharing level and the reports listed. `addressee`: the report is addressed to it ("Kính gửi"), under this name.

    `delivery` and `address`: how its package is handed over (a folder, a mail address, an https address); without an address it waits in the release folder.
    """

    id: Id
    line: Text
    addressee: str = ""
    purpose: Literal["report", "inform", "do", "archive"]
    level: Level
    units: list[Id] = []
    reports: list[Text]
    delivery: Delivery = "folder"
    address: str = ""
    note: str = ""


class Group(Model):
    """One of the annex's six groups (plus the operational feeds)."""

    id: Id
    number: int
    title: Text
    short: Text
    notebook: bool = True


class Domain(Model):
    """One of the specialised domains a–g of part II.3.2, word for word."""

    id: Id
    letter: Text
    title: Text
    short: Text
    content: str = ""
    due: list[Annotated[str, Field(pattern=r"^2026-Q[1-4]$")]]
    due_text: Text
    lead: Id
    with_text: Text
    datasets: list[Id]


class OpenDataCondition(Model):
    """A condition that must be met, with evidence and date (dd/mm/yyyy), before anything is published."""

    id: Id
    text: Text
    met: bool = False
    evidence: str = ""
    date: Annotated[str, Field(pattern=r"^$|^(0[1-9]|[12]\d|3[01])/(0[1-9]|1[0-2])/\d{4}$")] = ""
    source: Source

    @property
    def settled(self) -> bool:
        """Met, and it can be shown."""
        return self.met and bool(self.evidence.strip()) and bool(self.date)


class OpenData(Model):
    """One of the annex's five proposals for open data: rows with `columns`, or counts by `aggregate_by`.

    `keep_zeros`: a count of 0 is shown; else it is hidden like other small numbers. `rounding`: counts are published as multiples of it instead, totals as sums of those, and nothing is hidden. `keywords`, `theme`, `frequency` (EU vocabularies), `licence_url` and `access_url`
    (where the folder will be found on the web) go into the metadata; what is left empty is told as missing.
    """

    id: Id
    number: int
    title: Text
    content: Text
    note: Text
    dataset: Id | None = None
    table: Id | None = None
    columns: list[Id] = []
    aggregate_by: Annotated[list[Id], Field(max_length=2)] = []
    keep_zeros: bool = False
    rounding: Annotated[int, Field(ge=3)] | None = None
    periodicity: Text
    frequency: Literal["MONTHLY", "QUARTERLY", "ANNUAL", "IRREG"] = "IRREG"
    keywords: list[Text] = []
    theme: Literal["AGRI", "ECON", "EDUC", "ENER", "ENVI", "GOVE", "HEAL", "INTR", "JUST", "REGI", "SOCI", "TECH", "TRAN"] | None = None
    licence: str = ""
    licence_url: str = ""
    contact: str = ""
    access_url: Annotated[str, Field(pattern=r"^$|^https://\S+$")] = ""
    conditions: list[OpenDataCondition]

    @model_validator(mode="after")
    def _one_way(self):
        if self.columns and self.aggregate_by:
            raise ValueError("chỉ dùng một trong `columns` (mở từng dòng) và `aggregate_by` (mở số đếm)")
        if self.rounding and not self.aggregate_by:
            raise ValueError("`rounding` chỉ dùng khi mở số đếm (`aggregate_by`)")
        return self

    @property
    def may_publish(self) -> bool:
        """Every condition is met, with evidence and date; no conditions at all is not enough."""
        return bool(self.conditions) and all(c.settled for c in self.conditions)
