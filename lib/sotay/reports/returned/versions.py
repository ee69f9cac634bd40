"""What was found in a unit's table now, held against its version before: new, still there, mended."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from sotay.checks.run import check_month
from sotay.checks.store import history
from sotay.cleaning.corrections import corrected_table
from sotay.cleaning.model import CleanTable
from sotay.definitions.workspace import Workspace
from sotay.intake.model import Export
from sotay.prepare import Prepared
from sotay.reports.returned.job import NEW, STAYED, STAYED_MONTH, Mended
from sotay.reports.returned.ledger import FILE, Ledger, RowKeys, Version
from sotay.reports.returned.words import general_message

# Unit, file and sheet.
Sheet = tuple[str, str, str]


@dataclass
class Located:
    """Clean tables by the rows they hold, so that a finding finds its cells and its key."""

    parts: list[CleanTable]
    sheets: dict[Sheet, list[CleanTable]] = field(default_factory=lambda: defaultdict(list))
    rows: dict[Sheet, dict[int, tuple[CleanTable, int]]] = field(default_factory=dict)
    keys: dict[int, RowKeys] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for part in self.parts:
            self.sheets[part.raw.source.unit, part.raw.source.file, part.raw.sheet or ""].append(part)

    def of(self, finding) -> tuple[CleanTable | None, int | None]:
        """The table and the place in it of the row that a finding is about; the rows of a sheet are listed when the first finding asks."""
        if pd.isna(finding.row):
            return None, None
        sheet = (finding.unit, finding.file, finding.sheet or "")
        if sheet not in self.rows:
            self.rows[sheet] = {int(r): (part, i) for part in self.sheets.get(sheet, ()) for i, r in enumerate(part.raw.rows)}
        return self.rows[sheet].get(int(finding.row), (None, None))

    def table_of(self, finding) -> str:
        """The declared table a finding is about."""
        part, _ = self.of(finding)
        if part is not None:
            return part.table
        same = [p.table for p in self.parts if p.dataset == finding.dataset and p.raw.source.file == finding.file and (p.raw.sheet or "") == finding.sheet]
        return same[0] if same else finding.dataset

    def key_of(self, finding, registry) -> str:
        part, position = self.of(finding)
        if part is None:
            return f"|{finding.field}|{finding.rule}"
        if id(part) not in self.keys:
            self.keys[id(part)] = RowKeys(part, registry.tables[part.table].table)
        return f"{self.keys[id(part)].of(position, finding.field)}|{finding.field}|{finding.rule}"


@dataclass
class Compared:
    """How one unit's table stands against its version before."""

    states: dict[str, list[str]] = field(default_factory=dict)
    mended: list[Mended] = field(default_factory=list)
    fresh: set[str] = field(default_factory=set)

    def state(self, key: str) -> str:
        """The state of the next finding under a key: as many as were there before have stayed, the others are new."""
        left = self.states.get(key)
        return left.pop() if left else NEW


class Comparison:
    """The month's findings by unit and table, each compared with the version before."""

    def __init__(self, workspace: Workspace, result: Prepared, located: Located) -> None:
        self.workspace, self.result, self.located = workspace, result, located
        self.path = workspace.internal(result.month) / FILE
        self.ledger = Ledger.of(self.path)
        earlier = [m for m in workspace.months() if m < result.month]
        self.last_month = Ledger.of(workspace.internal(earlier[-1]) / FILE) if earlier else Ledger()

    def run(self) -> dict[str, Compared]:
        """Every unit's tables compared and remembered; keys are `unit|table`."""
        now = self._versions(self.result.checked.findings, self.located, _sources(self.result.exports, "accepted"))
        replaced = _sources(self.result.exports, "replaced")
        unknown = {k for k in replaced if k in now and self.ledger.before(k, now[k].sources) is None}
        old = self._replaced(unknown) if unknown else {}
        compared = {}
        for key, version in now.items():
            if key in old:
                self.ledger.remember(key, old[key])
            before = self.ledger.before(key, version.sources)
            compared[key] = self._held(version, before, STAYED) if before else self._held_month(key, version)
            self.ledger.remember(key, version)
        self.ledger.write(self.path)
        return compared

    def _versions(self, findings: pd.DataFrame, located: Located, sources: dict[str, list[str]]) -> dict[str, Version]:
        versions = {key: Version(shas) for key, shas in sources.items()}
        groups: dict[tuple[str, str], list[int]] = defaultdict(list)
        for place, finding in enumerate(findings.itertuples()):
            key = f"{finding.unit}|{located.table_of(finding)}"
            if key in versions:
                versions[key].found[located.key_of(finding, self.result.registry)] += 1
                groups[key, f"{finding.field}|{finding.rule}"].append(place)
        for (key, kind), places in groups.items():
            versions[key].said[kind] = [self._title(key.split("|")[1], kind.split("|")[0]), general_message(self.result, findings.iloc[places])]
        return versions

    def _title(self, table: str, name: str) -> str:
        ref = self.result.registry.tables.get(table)
        return next((c.title for c in ref.table.columns if c.name == name), "") if ref else ""

    def _replaced(self, keys: set[str]) -> dict[str, Version]:
        """Versions that a later file of the same month replaced before any run saw them alone, checked beside everything else of the month."""
        result, registry, month = self.result, self.result.registry, self.result.month
        raw = [(e, t) for e in result.exports if e.status == "replaced" for t in e.tables if f"{e.source.unit}|{t.table}" in keys]
        old = [corrected_table(t, registry, month, e.source.handed_in.date()) for e, t in raw]
        beside = [p for p in self.located.parts if f"{p.raw.source.unit}|{p.table}" not in keys]
        files = {(e.source.unit, e.source.file) for e, _ in raw}
        findings = check_month([*beside, *old], registry, month, history(self.workspace.clean, registry, month), only={p.table for p in old}).findings
        own = findings[[pair in files for pair in zip(findings["unit"], findings["file"], strict=True)]]
        return self._versions(own, Located(old), {k: s for k, s in _sources(result.exports, "replaced").items() if k in keys})

    def _held(self, version: Version, before: Version, stayed: str) -> Compared:
        states = {key: [stayed] * min(count, version.found[key]) for key, count in before.found.items() if key in version.found}
        gone: Counter[str] = Counter()
        for key, count in before.mended_by(version).items():
            gone[key.split("|", 1)[1]] += count
        mended = [Mended(*before.said.get(kind, ["", ""]), count) for kind, count in sorted(gone.items(), key=lambda g: (-g[1], g[0]))]
        return Compared(states, mended, set(version.sources) - set(before.sources))

    def _held_month(self, key: str, version: Version) -> Compared:
        """Against last month: a row that is no longer there was not mended, only left out."""
        before = self.last_month.newest(key)
        if before is None or not before.found:
            return Compared()
        there = set().union(*(RowKeys(p, self.result.registry.tables[p.table].table).all() for p in self.located.parts if f"{p.raw.source.unit}|{p.table}" == key))
        still = Version(before.sources, Counter({k: n for k, n in before.found.items() if k.split("|", 1)[0] in there}), before.said)
        return self._held(version, still, STAYED_MONTH)


def _sources(exports: Iterable[Export], status: str) -> dict[str, list[str]]:
    """SHA-256 of the files behind each `unit|table`."""
    found: dict[str, set[str]] = defaultdict(set)
    for export in exports:
        if export.status == status:
            for table in export.tables:
                found[f"{export.source.unit}|{table.table}"].add(export.source.sha256)
    return {key: sorted(shas) for key, shas in sorted(found.items())}
