"""The province: many workspaces and one month, read through what their gates let pass; the only thing that its notebooks open."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from sotay.definitions.workspace import MONTH, find_workspace
from sotay.rollup.ledger import COMPLETE, FILE, PARTIAL, STARTED, ProvinceLedger
from sotay.rollup.passed import NEVER, Absent, Passed, read_passed
from sotay.rollup.places import OUT, NoWorkspace, Place, find_places, full_name, name_of, out_of, relative

INDICATOR_COLUMNS = ["id", "commune", "indicator", "number", "title", "value", "target", "score", "status", "parts_run", "parts_declared"]
MEASURE_COLUMNS = ["id", "commune", "indicator", "measure", "title", "numerator", "denominator", "hidden", "value", "target", "status", "weight"]
DATASET_COLUMNS = ["id", "commune", "dataset", "title", "unit", "unit_kind", "status", "days_late"]


class ProvinceError(Exception):
    """A request that cannot be answered; the message (Vietnamese) says what there is."""


def open_province(month: str = "", province: str | Path = "") -> Province:
    """The roll-up of a month: `province` is the folder that holds the workspaces, or the one with the results of `sotay province run`.

    Without a folder: SOTAY_PROVINCE, else the nearest folder upwards with such results, else the workspace at hand as a province of one.
    Without a month, the newest one that any workspace has results of. Raises ProvinceError.
    """
    folder = Path(province).resolve() if province else _at_hand()
    out = out_of(folder)
    places = _places(folder, out)
    if not places:
        raise ProvinceError(f"Không thấy thư mục làm việc nào của xã trong `{folder.name}`. Ghi ở ô đầu tiên thư mục đã dùng cho lệnh sotay province run.")
    chosen = month or max((m for p in places for m in p.workspace.months() if (p.workspace.outputs(m)).is_dir()), default="")
    if not MONTH.match(chosen):
        raise ProvinceError(f"`{chosen}` không phải tháng. Viết năm-tháng, ví dụ 2026-09." if chosen else "Chưa xã nào chạy tháng nào: chạy sotay province run trước.")
    return Province(places, chosen, out)


def _at_hand() -> Path:
    if os.environ.get("SOTAY_PROVINCE"):
        return Path(os.environ["SOTAY_PROVINCE"]).resolve()
    here = Path.cwd().resolve()
    return next((p for p in (here, *here.parents) if (out_of(p) / FILE).is_file()), None) or find_workspace().root


def _places(folder: Path, out: Path) -> list[Place]:
    """The workspaces that the ledger names, wherever they are, and those under the folder, or beside the usual folder of results."""
    holder = folder.parent if folder == out and folder.name == OUT else folder
    named = {(out / e.workspace).resolve() for e in ProvinceLedger(out / FILE).entries}
    try:
        under = {p.root for p in find_places([holder])}
    except NoWorkspace:
        under = set()
    return [Place(root, name_of(root)) for root in sorted(named | under)]


@dataclass
class Province:
    """What a province's notebook may ask of a month. Frames have a line per commune with figures; a commune without any is in `absent`, never a zero."""

    places: list[Place]
    month: str
    out: Path

    @cached_property
    def _read(self) -> list[Passed | Absent]:
        return [read_passed(p.root, self.month) for p in self.places]

    @cached_property
    def ledger(self) -> ProvinceLedger:
        return ProvinceLedger(self.out / FILE)

    @cached_property
    def passed(self) -> list[Passed]:
        """Communes with figures, in the order of their names; of two with the same id neither can be told from the other."""
        found = [p for p in self._read if isinstance(p, Passed) and self._of_id[p.figures.commune.id] == 1]
        return sorted(found, key=lambda p: (p.figures.commune.name, p.figures.commune.id))

    @cached_property
    def _of_id(self) -> Counter:
        return Counter(p.figures.commune.id for p in self._read if isinstance(p, Passed))

    @cached_property
    def absent(self) -> list[tuple[str, str]]:
        """Every commune without figures: its name and why, in Vietnamese; what the last run said goes before what lies there."""
        last, found = self.ledger.last(self.month), []
        for place, read in zip(self.places, self._read, strict=True):
            if isinstance(read, Absent):
                found.append((place.name, _why(read, last.get(relative(place.root, self.out)))))
            elif self._of_id[read.figures.commune.id] > 1:
                found.append((place.name, f"mã xã `{read.figures.commune.id}` trùng với xã khác: sửa `id` trong parameters/commune.yml rồi chạy lại"))
        return sorted(found)

    @property
    def province(self) -> str:
        """The province's name as most communes write it."""
        names = Counter(p.figures.commune.province for p in self.passed)
        return min(names, key=lambda n: (-names[n], n)) if names else ""

    @property
    def period(self) -> pd.Period:
        return pd.Period(self.month, "M")

    @cached_property
    def before(self) -> Province:
        """The same workspaces, the month before."""
        return Province(self.places, str(self.period - 1), self.out)

    # -- figures -----------------------------------------------------------------------------------------------------------------------------------------

    @cached_property
    def communes(self) -> pd.DataFrame:
        """id, commune, code, composite (points of 100), package and its hash, counts hidden."""
        lines = [(p.figures.commune.id, _name(p), p.figures.commune.code, p.figures.composite, p.recipient, p.package, p.version, p.sha256, p.figures.hidden) for p in self.passed]
        return pd.DataFrame(lines, columns=["id", "commune", "code", "composite", "recipient", "package", "version", "sha256", "hidden"]).astype({"composite": float})

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Columns as in INDICATOR_COLUMNS, a line per commune and indicator; value and target in percent, empty when not computed."""
        lines = [(p.figures.commune.id, _name(p), i.id, i.number, i.title, i.value, i.target, i.score, i.status, i.parts_run, i.parts_declared) for p in self.passed for i in p.figures.indicators]
        return pd.DataFrame(lines, columns=INDICATOR_COLUMNS).astype({"value": float, "target": float, "score": float})

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Columns as in MEASURE_COLUMNS, a line per commune and measure; counts are empty when hidden or not computed."""
        lines = [(p.figures.commune.id, _name(p), i.id, m.id, m.title, m.numerator, m.denominator, m.hidden, m.value, m.target, m.status, m.weight)
                 for p in self.passed for i in p.figures.indicators for m in i.measures]
        return pd.DataFrame(lines, columns=MEASURE_COLUMNS).astype({"numerator": float, "denominator": float, "value": float, "target": float, "weight": float})

    @cached_property
    def datasets(self) -> pd.DataFrame:
        """Columns as in DATASET_COLUMNS, a line per commune and dataset due."""
        lines = [(p.figures.commune.id, _name(p), d.id, d.title, d.unit, d.unit_kind, d.status, d.days_late) for p in self.passed for d in p.figures.datasets]
        return pd.DataFrame(lines, columns=DATASET_COLUMNS).astype({"days_late": "Int64"})

    @cached_property
    def titles(self) -> dict[str, str]:
        """Indicators in order: id -> short title, as most communes have it."""
        counts = self.indicators.groupby(["number", "indicator", "title"], sort=True).size().reset_index(name="n")
        best = counts.sort_values(["indicator", "n"], ascending=[True, False], kind="stable").drop_duplicates("indicator").sort_values(["number", "indicator"])
        return dict(zip(best["indicator"], best["title"], strict=True))


def _name(passed: Passed) -> str:
    return full_name(passed.figures.commune.kind, passed.figures.commune.name)


def _why(read: Absent, last) -> str:
    """The state of the workspace in words."""
    if last is not None and last.result == STARTED:
        return "lần chạy gần nhất bị dừng giữa chừng"
    if last is not None and last.result not in (*COMPLETE, PARTIAL):
        more = f" (và {len(last.problems) - 1} điều khác)" if len(last.problems) > 1 else ""
        return f"lần chạy gần nhất không xong: {last.problems[0].rstrip('.') if last.problems else 'chưa rõ lý do'}{more}"
    return read.why if read.kind == NEVER or last is None or not last.problems else f"{read.why}; lần chạy gần nhất: {last.problems[0].rstrip('.')}"
