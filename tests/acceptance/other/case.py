"""A case: the tables of a clean month and of the month before, and the errors planted in the later one."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from other.kinds import KINDS, Kind
from other.spelt import SpeltTable
from sotay.definitions.folding import match_key
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped
from sotay.demo.exports import DemoFile, month_files
from sotay.demo.kitchen import load_kitchen
from sotay.demo.periods import month_before, period_of
from sotay.demo.world import World
from sotay.demo.writers import ENDINGS, is_text

TEXT = {"txt_tab": ("utf-16", "\t"), "csv_pipe": ("utf-8-sig", "|")}
_ENDINGS = ENDINGS | {"txt_tab": "txt", "csv_pipe": "csv"}
_BOOKS = ("xlsx",) * 6 + ("xls", "xlsx_as_xls")
_SINGLE = ("html", "csv_bom", "csv_semicolon", "csv_cp1258", "csv_utf16", *TEXT)
_BETWEEN_MONTHS = ("no_decrease", "carried_over")
_TAIL_ROWS, _TRIES, _CLEAN_SHARE = 25, 900, 0.55


@dataclass
class SpeltFile:
    """A file of one unit: its container and its tables, laid out later."""

    name: str
    unit: str
    container: str
    handed_in: dt.datetime
    tables: list[SpeltTable] = field(default_factory=list)


@dataclass
class Planted:
    """One error: where it was planted, and the cells of other rows that belong to it."""

    table: SpeltTable
    row: int
    fields: list[str]
    kind: Kind
    more: list[tuple[SpeltTable, int, list[str]]]


class Case:
    """The same arguments give the same case; `least` is how often each kind is planted at least, `share` how many of the datasets are handed in."""

    def __init__(self, month: str, seed: int, size: float = 1.0, least: int = 6, share: float = 1.0):
        self.month, self.seed, self.size, self.least = month, seed, size, least
        self.rng = random.Random(f"case{seed}")
        whole, kitchen = load_registry(shipped() / "parameters"), load_kitchen(shipped() / "parameters" / "demo")
        self.due = period_of(whole.commune, month).due
        self.registry = whole.at(self.due.replace(day=28))
        self.last_day = dt.date(self.due.year, self.due.month, 28)
        world = World(self.registry, kitchen, seed, size, month)
        self.files: list[SpeltFile] = []
        self.second_files: dict[str, SpeltTable] = {}
        handed_in = set(random.Random(f"{seed}/datasets").sample(sorted(self.registry.datasets), round(share * len(self.registry.datasets))))
        for file in month_files(world, month, month, True):
            if file.dataset.id not in handed_in:
                continue
            self.files.append(self._spelt(file, self.due, len(self.files) + 1))
        self._split_a_register()
        self.earlier_month = month_before(month)
        due_before = period_of(whole.commune, self.earlier_month).due
        self.earlier: list[SpeltFile] = []
        for file in month_files(world, self.earlier_month, month, True):
            if file.dataset.id in handed_in and any(_looks_back(t.table) for t in file.tables):
                self.earlier.append(self._spelt(file, due_before, len(self.earlier) + 1))
        self.before: dict[str, list[dict]] = {}
        for table in (t for f in self.earlier for t in f.tables):
            self.before.setdefault(table.table.id, []).extend(table.typed)
        self.errors: list[Planted] = []

    @property
    def tables(self) -> list[SpeltTable]:
        return [t for f in self.files for t in f.tables]

    def _spelt(self, file: DemoFile, due: dt.date, number: int) -> SpeltFile:
        rng = random.Random(f"{self.seed}/{due}/{file.unit}/{file.dataset.id}")
        container = rng.choice(_BOOKS + (_SINGLE if len(file.tables) == 1 else ()))
        name = f"{file.dataset.short.replace('/', '-')} - {file.unit} ({number}).{_ENDINGS[container]}"
        spelt = SpeltFile(name, file.unit, container, dt.datetime(due.year, due.month, due.day - 2, 8 + number % 9, number % 60))
        for export in file.tables:
            own = random.Random(f"{self.seed}/{due}/{name}/{export.table.id}")
            native = not is_text(container) and container not in TEXT
            spelt.tables.append(SpeltTable(name, file.unit, file.dataset, export.table, list(export.columns), export.rows, container, native, self.registry, own))
        return spelt

    def _split_a_register(self) -> None:
        """The longest register of dossiers is handed in as two files, so that one dossier may stand in both."""
        registers = [f for f in self.files if len(f.tables) == 1 and any(f.tables[0].column_type(k) == "dossier" for k in f.tables[0].table.key)]
        whole = max(registers, key=lambda f: len(f.tables[0].typed), default=None)
        if whole is None or len(whole.tables[0].typed) < 2 * _TAIL_ROWS:
            return
        first = whole.tables[0]
        name = f"{match_key(first.dataset.short)} bo sung.xlsx"
        own = random.Random(f"{self.seed}/second")
        second = SpeltTable(name, whole.unit, first.dataset, first.table, first.columns, first.typed[-_TAIL_ROWS:], "xlsx", True, self.registry, own)
        for rows in (first.typed, first.original, first.written, first.hot):
            del rows[-_TAIL_ROWS:]
        self.files.append(SpeltFile(name, whole.unit, "xlsx", whole.handed_in + dt.timedelta(hours=3), [second]))
        self.second_files[first.file] = second

    def spoil(self) -> None:
        """Plants every kind in rows that are still clean, those that few rows take first, and keeps most rows of each table clean."""
        tables = self.tables
        for kind in sorted(KINDS.values(), key=lambda k: k.count):
            wanted, tries = max(self.least, round(kind.count * self.size)), 0
            while wanted and tries < _TRIES:
                tries += 1
                wanted -= self._planted(kind, self.rng.choice(tables))

    def _planted(self, kind: Kind, table: SpeltTable) -> bool:
        free = [i for i, hot in enumerate(table.hot) if not hot]
        if len(free) < max(1, _CLEAN_SHARE * len(table.typed)):
            return False
        row = self.rng.choice(free)
        touched = kind.plant(table, row, self)
        if not touched:
            return False
        fields, more = touched if isinstance(touched, tuple) else (touched, [])
        self.errors.append(Planted(table, row, fields, kind, more))
        for other, at, names in [(table, row, fields), *more]:
            other.hot[at] |= set(names)
        return True


def _looks_back(table) -> bool:
    return any(r.kind in _BETWEEN_MONTHS or r.kind == "unique" and r.months_back for r in table.rules)
