"""The book: one workspace and month, the only thing that notebooks open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from sotay.book.asking import empty_question, why_not
from sotay.book.names import BookError, Names
from sotay.book.records import ToldRecords
from sotay.book.rows import StoredRows
from sotay.book.tables import MonthTables
from sotay.checks.store import COUNT, read_month
from sotay.definitions.models.indicator import Indicator
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace, clean_path, find_workspace
from sotay.prepare import TABLES, month_registry, prepare_month
from sotay.privacy.masking import personal_fields
from sotay.privacy.unmasking import UnmaskRefused, unmask
from sotay.scoring.indicators import TOTAL, composite, dqi, score
from sotay.traces import note, note_rows


def open_book(month: str = "", workspace: str | Path = "") -> Book:
    """The book of a month; without one, the newest month of the workspace. Prepares the month first where that has not been done.

    Raises BookError when the workspace has no month at all, DefinitionError when its parameters are wrong.
    """
    place = find_workspace(workspace)
    chosen = month or next(iter(reversed(place.months())), "")
    if not chosen:
        raise BookError("Chưa có tháng nào: đặt tệp của các đơn vị vào data/incoming/<tháng>/<đơn vị>/ hoặc chạy `sotay demo .` để có tháng mẫu.")
    if not all((place.internal(chosen) / f"{name}.csv").is_file() for name in TABLES):
        prepare_month(place, chosen)
    return Book(place, chosen)


@dataclass
class Book(ToldRecords, Names):
    """What a notebook may ask of a month: data (masked), findings, scores, who handed in what, the plan."""

    workspace: Workspace
    month: str

    @cached_property
    def registry(self) -> Registry:
        return month_registry(self.workspace, self.month)

    @property
    def period(self) -> pd.Period:
        return pd.Period(self.month, "M")

    @property
    def months(self) -> list[str]:
        """The workspace's months up to this one, oldest first."""
        note(f"{self.month}/months/")
        return [m for m in self.workspace.months() if m <= self.month]

    @cached_property
    def _tables(self) -> MonthTables:
        return MonthTables(self.workspace, self.month)

    @cached_property
    def _rows(self) -> StoredRows:
        return StoredRows(self.workspace, self.registry)

    def part(self, name: str, datasets: Iterable[str] | None, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """The rows of intake, findings, changes, runs, submissions or points that belong to these datasets (None: all rows), with these `columns` (None: all).

        Ask for no more than is shown: a corrected export that changes nothing of it then need not run the notebook again.
        """
        rows = self._tables.whole(name, columns) if datasets is None else self._tables.part(name, datasets, columns)
        return self._handed(rows) if name == "submissions" else rows

    @property
    def intake(self) -> pd.DataFrame:
        """A line per table or file handed in, as in internal/intake.csv; what is shown of its numbers of rows goes through `told` or `records`."""
        return self._tables.whole("intake")

    @property
    def all_findings(self) -> pd.DataFrame:
        return self._tables.whole("findings")

    @property
    def changes(self) -> pd.DataFrame:
        """Cells that cleaning repaired: where and by which rule; never the values."""
        return self._tables.whole("changes")

    @property
    def runs(self) -> pd.DataFrame:
        """For every rule and unit: rows looked at, rows failed, or why it did not run."""
        return self._tables.whole("runs")

    @property
    def was_checked(self) -> bool:
        """Is there any check that looked at the month, or would have: nothing to mend then means that nothing is wrong."""
        return len(self.part("runs", None, ("rule",))) > 0

    @property
    def submissions(self) -> pd.DataFrame:
        """Who was to hand in what, when it came (see scoring.punctuality); `rows` is missing where it is not told."""
        return self._handed(self._tables.whole("submissions"))

    def submissions_in(self, states: Iterable[str]) -> pd.DataFrame:
        """The lines of submissions in these states: a page on what is late or missing need not be made again when what came in time is corrected."""
        return self._handed(self._tables.in_states(states))

    def _handed(self, lines: pd.DataFrame) -> pd.DataFrame:
        return lines.assign(rows=lines["rows"].astype("Int64").mask(lines["dataset"].isin(self.untold_datasets))) if "rows" in lines else lines

    @property
    def all_scores(self) -> pd.DataFrame:
        return self._tables.whole("scores")

    @property
    def points(self) -> pd.DataFrame:
        """By how much each possible repair raises each indicator, for the commune and for the unit that makes it (see scoring.points)."""
        return self._tables.whole("points")

    def cover(self, text: str, month: str = "") -> str:
        """What a unit or the office wrote in their own words, as a page may show it (see privacy.file_names)."""
        return (self._past(month) if month not in ("", self.month) else self._tables).cover(text)

    @property
    def small_number(self) -> int:
        """Groups of people below this are not shown."""
        return self.registry.commune.small_number

    @property
    def year_share(self) -> float:
        """Percent of the year gone by at the month's end."""
        return 100.0 * self.period.month / 12

    def as_of(self, dataset: str) -> pd.Timestamp:
        """The day a dataset's figures speak of: when it was handed in, the month's last day when that is not within the month."""
        handed = self.part("submissions", [dataset], ("handed_in",))["handed_in"].max()
        last = self.period.end_time.normalize()
        return handed if pd.notna(handed) and self.period.start_time <= handed < last else last

    # -- data --------------------------------------------------------------------------------------------------------------------------------------------

    def has(self, table: str) -> bool:
        """Are there accepted rows of this table in the month."""
        ref = self.ref(table)
        note_rows(self.month, ref.dataset.id, table)
        return clean_path(self.workspace.clean, ref.dataset.id, table, self.month).is_file()

    def load(self, table: str) -> pd.DataFrame:
        """Accepted rows of a table, identifying columns pseudonymised; no rows and all columns when nothing was handed in, and in a batch where their number is not told."""
        rows, ref = self._masked(table, self.month), self.ref(table)
        if rows is None:
            empty = {c.name: pd.Series(dtype=_EMPTY.get(c.type, "object")) for c in ref.table.columns}
            return pd.DataFrame(empty | ({COUNT: pd.Series(dtype="int64")} if ref.table.keep == "counts" else {}))
        return rows if self._listed(table, self.month) else rows.head(0)

    def unmask(self, table: str, reason: str = "") -> pd.DataFrame:
        """Accepted rows of a table with people's real values, for a person at the screen who says why; who, when, why and which columns is written to data/.unmask-log.jsonl.

        Raises BookError without a real reason, under Papermill or in a batch, and for what is kept as counts only.
        """
        ref = self.ref(table)
        if ref.table.keep == "counts":
            raise BookError(f"Bảng `{table}` chỉ lưu số đếm, không lưu dữ liệu của từng người.")
        try:
            unmask(self.workspace.root, reason, table, personal_fields(ref.table), self.month)
        except UnmaskRefused as refused:
            raise BookError(str(refused)) from None
        note_rows(self.month, ref.dataset.id, table)
        rows = read_month(self.workspace.clean, self.registry, table, self.month)
        return self.load(table) if rows is None else rows

    def _masked(self, table: str, month: str, columns: Iterable[str] | None = None) -> pd.DataFrame | None:
        note_rows(month, self.ref(table).dataset.id, table)
        return self._rows.of(table, month, columns)

    def months_of(self, table: str) -> list[str]:
        """Months for which this table is stored, up to the book's own."""
        ref, months = self.ref(table), self.months
        for month in months:
            note_rows(month, ref.dataset.id, table)
        return [m for m in months if clean_path(self.workspace.clean, ref.dataset.id, table, m).is_file()]

    def over_months(self, table: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
        """Accepted rows of all stored months up to this one (in a batch: of those in which their number is told), masked, with the column `thang`; `columns`: those that are wanted besides (None: all)."""
        wanted = None if columns is None else list(columns)
        frames = [self._masked(table, m, wanted).assign(thang=m) for m in self.months_of(table) if self._listed(table, m)]
        if frames:
            return pd.concat(frames, ignore_index=True)
        rows = self.load(table).head(0)
        return (rows if wanted is None else rows[[c for c in rows.columns if c in wanted]]).assign(thang=pd.Series(dtype=str))

    def sql(self, query: str) -> pd.DataFrame:
        """DuckDB over the clean store of all months: a view per table, masked, with the column `thang`. Reads only; no file or network access."""
        if not query.strip(" ;\n\t"):
            raise BookError(empty_question())
        connection = duckdb.connect(config={"enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
        for name in self.registry.tables:
            if name in query:
                connection.register(name, self.over_months(name))
        try:
            return connection.execute(query).df()
        except duckdb.Error as error:
            raise BookError(why_not(error, query, self.registry)) from None
        finally:
            connection.close()

    # -- findings ----------------------------------------------------------------------------------------------------------------------------------------

    def findings(self, datasets: list[str] | None = None) -> pd.DataFrame:
        """Findings of the datasets named (all when none), without values."""
        return self.all_findings if datasets is None else self.part("findings", datasets).reset_index(drop=True)

    def missing(self, datasets: list[str]) -> list[str]:
        """Short names of the datasets due but not handed in."""
        lines = self.part("submissions", datasets, ("dataset", "status"))
        return [self.dataset_name(d) for d in lines.loc[lines["status"] == "missing", "dataset"]]

    # -- scores ------------------------------------------------------------------------------------------------------------------------------------------

    def scores(self, indicator: str, scope: str = "commune") -> pd.DataFrame:
        """Measures of one indicator in one scope, in the definition's order, with title, formula and weight; of no dataset or unit whose number of records is not told: exact shares tell of how many."""
        known, gone = self.registry.indicators[indicator], self.untold_in(scope)
        own = self._tables.scores(indicator, scope)
        return self._tables.found("scores", ("told", indicator, scope), lambda _: _told(known, own[(own["measure"] != TOTAL) & ~own["scope_id"].isin(gone)]))

    def total(self, indicator: str, scope: str = "commune") -> pd.DataFrame:
        """The indicator's own value per scope, with `score` 0-100; of datasets and units as in `scores`."""
        own = self._tables.scores(indicator, scope)
        own = own[own["measure"] == TOTAL]
        own = own[~own["scope_id"].isin(self.untold_in(scope))]
        return own.assign(score=[score(v, t) for v, t in zip(own["value"], own["target"], strict=True)]).reset_index(drop=True)

    def has_value(self, indicator: str) -> bool:
        """Has the commune's indicator a value, whichever: a page that asks this alone need not be made again when the value changes."""
        return self._tables.has_value(indicator, "commune", TOTAL)

    def history(self, indicator: str, measure: str = TOTAL) -> pd.DataFrame:
        """Commune values of a measure over the stored months: month, value, target."""
        every = self._tables.history(indicator, self.months)
        return every.loc[every["measure"] == measure, ["month", "value", "target"]].reset_index(drop=True)

    @property
    def composite(self) -> float | None:
        """Weighted mean of the indicators' scores."""
        return composite(self.all_scores, self.registry)

    @property
    def dqi(self) -> pd.DataFrame:
        """The DQI of CV 4856 with its letters."""
        return dqi(self.all_scores, self.registry)


def _told(known: Indicator, scores: pd.DataFrame) -> pd.DataFrame:
    """Scores beside what the definition says of their measures."""
    facts = pd.DataFrame([{"measure": m.id, "title": m.title, "formula": m.formula, "weight": m.weight, "official": m.official or ""} for m in known.measures])
    return facts.merge(scores, on="measure", how="inner")


_EMPTY = {"int": "Int64", "vnd": "Int64", "dec": "Float64", "pct": "Float64", "date": "datetime64[s]", "datetime": "datetime64[s]", "partial_date": "datetime64[s]", "bool": "boolean"}
