"""Where a workspace keeps its parameters, exports, clean data and outputs."""

from __future__ import annotations

import datetime as dt
import os
import re
from calendar import monthrange
from dataclasses import dataclass
from pathlib import Path

MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


def shipped() -> Path:
    """The folder with the suite's own `parameters/` and `notebooks/`: the repository, or what a wheel carries."""
    repository = Path(__file__).resolve().parents[3]
    return repository if (repository / "notebooks").is_dir() and (repository / "parameters").is_dir() else Path(__file__).resolve().parents[1] / "_workspace"


@dataclass(frozen=True)
class Workspace:
    """A folder with `data/` and `outputs/`; its own `parameters/`, and its own notebooks one by one, win over the suite's."""

    root: Path

    @property
    def parameters(self) -> Path:
        own = self.root / "parameters"
        return own if (own / "commune.yml").is_file() else shipped() / "parameters"

    def notebook(self, inner: str) -> Path:
        """A notebook by its path under `notebooks/`: the workspace's own, else the suite's."""
        own = self.root / "notebooks" / inner
        return own if own.is_file() else shipped() / "notebooks" / inner

    @property
    def incoming(self) -> Path:
        return self.root / "data" / "incoming"

    @property
    def clean(self) -> Path:
        return self.root / "data" / "clean"

    def outputs(self, month: str) -> Path:
        return self.root / "outputs" / month

    def internal(self, month: str) -> Path:
        return self.outputs(month) / "internal"

    def made(self, month: str) -> Path:
        """Where what readers are to get waits for the release gate, laid out as under `outputs(month)`."""
        return self.internal(month) / "made"

    def waiting(self, month: str) -> Waiting:
        """The workspace as steps see it that make something for readers of a month."""
        return Waiting(self.root, month)

    def months(self) -> list[str]:
        """Months that have exports or results, oldest first."""
        folders = [p for base in (self.incoming, self.root / "outputs") if base.is_dir() for p in base.iterdir() if p.is_dir()]
        return sorted({p.name for p in folders if MONTH.match(p.name)})


@dataclass(frozen=True)
class Waiting(Workspace):
    """A workspace in which one month's outputs wait in `made`: nobody finds there what the gate has not let out yet."""

    month: str

    def outputs(self, month: str) -> Path:
        return self.made(month) if month == self.month else super().outputs(month)

    def internal(self, month: str) -> Path:
        return super().outputs(month) / "internal"


def find_workspace(start: str | Path = "") -> Workspace:
    """The workspace at `start`; without one, SOTAY_WORKSPACE, else the nearest folder upwards that holds `data` and `parameters`, else the suite's own."""
    if start:
        return Workspace(Path(start).resolve())
    if os.environ.get("SOTAY_WORKSPACE"):
        return Workspace(Path(os.environ["SOTAY_WORKSPACE"]).resolve())
    here = Path.cwd().resolve()
    for folder in (here, *here.parents):
        if (folder / "parameters" / "commune.yml").is_file():
            return Workspace(folder)
    return Workspace(shipped())


def clean_path(root: Path, dataset: str, table: str, month: str) -> Path:
    """data/clean/<dataset>/<month>.parquet; a dataset's further tables add their own name."""
    name = f"{month}.parquet" if table == dataset else f"{month}.{table}.parquet"
    return Path(root) / dataset / name


def last_day(month: str) -> dt.date:
    """The day whose definitions hold for a month."""
    year, number = map(int, month.split("-"))
    return dt.date(year, number, monthrange(year, number)[1])
