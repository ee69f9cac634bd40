"""How many records a reader is told of: of no register of few people, and of no other that would give one back (the rule is in privacy.suppression.registers)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sotay.book.tables import MonthTables
from sotay.definitions.models.indicator import AnyMeasure
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.intake.counts import file_count
from sotay.privacy.suppression.registers import ALL, Place, about_people, has_cases, of_people, untold_places
from sotay.privacy.suppression.shares import few
from sotay.privacy.unmasking import by_machine
from sotay.traces import note_parts

# Any of them gives the number of records back.
ROWS = ("rows_read", "rows_accepted", "rows_quarantined", "rows_not_data")
_USED = ("unit", "file", "dataset", "status", "rows_accepted", "rows_quarantined")
_CAME, _RAN = ("handed_in", "status", "days_late"), ("rule", "status")
_TO_MEND = ("dataset", "rows_quarantined", "status", "unit")
_COUNTED = ("dataset", "rows_accepted", "rows_quarantined", "status", "unit")
TABLE = "untold"
# What a component of an indicator counts in.
TABLE_KEYS = ("table", "in_table", "log")
# The kind that measures the records of every dataset.
WHOLE = "quality"
# In the place of a number of records, and why.
NOT_TOLD, FEW_RECORDS = "không nêu", "ít bản ghi về người hoặc phải che kèm"


@dataclass(frozen=True)
class Records:
    """Lines of the usable files of some datasets, and those of them whose numbers of rows are told."""

    used: pd.DataFrame
    told: pd.DataFrame

    @property
    def left_out(self) -> int:
        """Datasets whose numbers of rows no sum contains."""
        return self.used["dataset"].nunique() - self.told["dataset"].nunique()

    def sum(self, column: str) -> int | None:
        """Of the rows told; None where files came and none of them is told."""
        return None if self.told.empty and len(self.used) else int(self.told[column].sum())


def places(tables: MonthTables, registry: Registry) -> frozenset[Place]:
    """(unit, dataset) and totals whose number of records is not told in a month; its own table, worked out anew where the month was prepared without one."""
    if tables.has(TABLE):
        note_parts(tables.month, TABLE, None)
        return tables.known(TABLE, ("places",), _places_of)
    if tables.has("intake"):
        note_parts(tables.month, "intake", None, _COUNTED)
        return tables.known("intake", (TABLE,), lambda frame: _places_of(untold_places(frame, registry.datasets, registry.commune.small_number)))
    return frozenset()


def _places_of(lines: pd.DataFrame) -> frozenset[Place]:
    return frozenset(zip(lines["unit"], lines["dataset"], strict=True))


class ToldRecords:
    """The part of a book that every page asks before it tells a number of records."""

    workspace: Workspace
    month: str

    @property
    def untold(self) -> frozenset[Place]:
        """(unit, dataset) whose number of records is not told, with the totals that would give it back (see privacy.suppression.registers)."""
        return places(self._tables, self.registry)

    @property
    def untold_datasets(self) -> set[str]:
        """Datasets whose number of records, of all units together, is not told."""
        return {name for unit, name in self.untold if unit == ALL}

    def untold_in(self, scope: str) -> set[str]:
        """Units or datasets (`scope`) whose number of records is not told; none of the commune."""
        return self.untold_datasets if scope == "dataset" else {unit for unit, name in self.untold if name == ALL != unit} if scope == "unit" else set()

    def is_untold(self, dataset: str, month: str = "") -> bool:
        """Is the number of records of a dataset, of all units together, not told."""
        return (ALL, dataset) in (places(self._past(month), self.registry) if month not in ("", self.month) else self.untold)

    def records(self, datasets: Iterable[str] | None = None, columns: Iterable[str] = _USED) -> Records:
        """What a sum over datasets (None: the whole month) is made of: where it would give a hidden number back, of the others alone."""
        lines = self.part("intake", datasets, columns)
        used = lines[lines["status"] == "accepted"]
        whole = datasets is None and (ALL, ALL) not in self.untold
        return Records(used, used if whole else used[~used["dataset"].isin(self.untold_datasets)])

    def told(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Lines of intake, all of each dataset among them, without the numbers of rows that are not told.

        A file of few people in a larger register takes those of its unit's other files with it: the register's own number is told.
        """
        hidden, known, least = self.untold, self.registry.datasets, self.small_number
        rows, own = lines["rows_accepted"] + lines["rows_quarantined"], list(zip(lines["unit"], lines["dataset"], strict=True))
        few = {place for place, n in zip(own, rows, strict=True) if 0 < n < least and place[1] in known and of_people(known[place[1]])}
        gone = pd.Series([place in hidden or place in few for place in own], index=lines.index, dtype=bool)
        return lines.assign(**{c: lines[c].astype("Int64").mask(gone) for c in ROWS if c in lines})

    def rows_told(self, table: str, month: str = "") -> bool:
        """Is the number of rows of a table told in a month (the book's own, when not given): not of few people, in this table or another one of its dataset."""
        dataset = self.ref(table).dataset
        if self.is_untold(dataset.id, month):
            return False
        return not any(0 < self._stored(t.id, month or self.month) < self.small_number for t in dataset.tables if about_people(t))

    def to_mend(self, unit: str) -> pd.Series:
        """Rows set aside that a unit must mend, per dataset, the most first; missing (and last) where the number of the dataset's records is not told."""
        lines = self.part("intake", None, _TO_MEND)
        used = lines[(lines["unit"] == unit) & (lines["status"] == "accepted") & (lines["rows_quarantined"] > 0)]
        by = used.groupby("dataset")["rows_quarantined"].sum().astype("Int64")
        gone = [(unit, name) in self.untold or name in self.untold_datasets for name in by.index]
        return by.mask(pd.Series(gone, index=by.index, dtype=bool)).sort_values(ascending=False, kind="stable", na_position="last")

    def told_rows(self, table: str, month: str = "", rows: int | None = None) -> int | None:
        """The number of rows of a table in a month, or of some `rows` of it, where it is told."""
        if not self.rows_told(table, month):
            return None
        found = self._stored(table, month or self.month) if rows is None else rows
        return None if about_people(self.ref(table).table) and 0 < found < self.small_number else found

    def _listed(self, table: str, month: str) -> bool:
        """May pages count a table's rows as they like: whoever draws them by day, week or kind tells how many there are. A person at the screen may."""
        return not by_machine() or self.rows_told(table, month)

    def told_counts(self, measure: AnyMeasure | None, numerator: float | None, denominator: float | None) -> tuple[float | None, float | None]:
        """Numerator and denominator of a component; neither where it counts in a register that is not told, or counts people's cases and they are few, or few are left out.

        What measures the records of all datasets together counts as many as there are: not told where the sum of all is not.
        """
        if getattr(measure, "kind", "") == WHOLE and (ALL, ALL) in self.untold:
            return None, None
        refs = [self.ref(getattr(measure, key)) for key in TABLE_KEYS if getattr(measure, key, None)]
        hidden = any(self.is_untold(r.dataset.id) for r in refs) or bool(refs) and has_cases(refs[0].table) and few(numerator, denominator, self.small_number)
        return (None, None) if hidden else (numerator, denominator)

    def basis(self, datasets: list[str]) -> pd.DataFrame:
        """What figures of these datasets stand on, a line each: unit, files, rows and quarantined where they are told, checks run of declared, status, why missing."""
        lines = []
        for name in datasets:
            dataset = self.registry.datasets[name]
            own, handed, runs = (self.part(t, [name], columns) for t, columns in (("intake", _USED), ("submissions", _CAME), ("runs", _RAN)))
            own = own[own["status"] == "accepted"]
            good, aside = (None if self.is_untold(name) else int(own[c].sum()) for c in ("rows_accepted", "rows_quarantined"))
            declared, ran = runs["rule"].nunique(), runs.loc[runs["status"] == "run", "rule"].nunique()
            lines.append({
                "Tập dữ liệu": dataset.short, "Đơn vị": self.unit_name(dataset.owner), "Số tệp": file_count(own), "Dòng dữ liệu": None if good is None else good + aside, "Đưa vào số liệu": good, "Tạm để riêng": aside,
                "Phép kiểm tra đã chạy": f"{ran}/{declared}" if declared else "–", "Tình trạng": self._status(handed),
            })
        frame = pd.DataFrame(lines)
        return frame.astype(dict.fromkeys(("Dòng dữ liệu", "Đưa vào số liệu", "Tạm để riêng"), "Int64")) if lines else frame

    def _status(self, handed: pd.DataFrame) -> str:
        if handed.empty:
            return "Không đến kỳ nộp"
        line = handed.iloc[0]
        if pd.isna(line["handed_in"]):
            return {"missing": "Chưa nộp", "pending": "Chưa đến hạn nộp"}.get(line["status"], "Không đến kỳ nộp")
        when = pd.Timestamp(line["handed_in"]).strftime("%d/%m/%Y")
        remark = {"late": f", muộn {int(line['days_late'])} ngày", "not_due": " (không đến kỳ)"}.get(line["status"], "")
        return f"Nộp {when}{remark}"

    def small_note(self, numbers: pd.Series) -> str:
        """What to say under a table in which `numbers` of rows of what came are missing; nothing where none is."""
        return f"Dấu – ở nơi đã nộp: số dòng không nêu, vì tập về người có dưới {self.small_number} dòng hoặc phải che kèm để không suy ra được số đó" if numbers.isna().any() else ""

    def _stored(self, table: str, month: str) -> int:
        rows = self._masked(table, month, [])
        return 0 if rows is None else len(rows)

    def _past(self, month: str) -> MonthTables:
        return self.__dict__.setdefault("_past_tables", {}).setdefault(month, MonthTables(self.workspace, month))
