"""Every finished file passes the gate before anybody is shown it; what does not pass is held back under internal/, with file, kind and count."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared, write_csv
from sotay.privacy.gate.passed import Passed
from sotay.privacy.gate.scan import Leak, as_table, watchlist
from sotay.privacy.gate.search import Search
from sotay.privacy.masking import workspace_key
from sotay.publish.release import FOLDER
from sotay.publish.searching import Searched

# For the units themselves, or for the office: they never leave, and do hold personal values.
INSIDE = ("internal", "returns")
HELD, REPORT, OPEN_DATA = "held", "gate", "open_data"
PASSED = "gate.json"


class Gate:
    """The month's gate: made ready once, asked after every step that finishes files.

    It may be asked about every file each time: one whose bytes passed in an earlier run is searched again only for values that have come since (internal/gate.json).
    """

    def __init__(self, workspace: Workspace, result: Prepared) -> None:
        self.root = workspace.outputs(result.month)
        self.search = Search(watchlist(result.exports, result.checked.frames.values(), result.registry))
        self.passed = Passed(self.search, workspace_key(workspace.root), self.root / "internal" / PASSED)
        self.searched = Searched(self.search, self.passed)
        self.found: list[Leak] = []
        shutil.rmtree(self.root / "internal" / HELD, ignore_errors=True)
        # Packages are made anew from what passes now.
        shutil.rmtree(self.root / FOLDER, ignore_errors=True)

    def hold_back(self, files: list[Path]) -> dict[str, str]:
        """Searches the files and moves away those that must not leave; why, in Vietnamese, by path under the month's folder."""
        found = [leak for path in files for leak in self.searched.leaks(path.relative_to(self.root).as_posix(), path.read_bytes())]
        self.found += found
        write_csv(self.root / "internal" / f"{REPORT}.csv", as_table(self.found))
        self.passed.write()
        reasons: dict[str, list[str]] = {}
        for leak in found:
            reasons.setdefault(leak.file, []).append(leak.why or f"{leak.count} chỗ giống {leak.kind}")
        for name in list(reasons):
            # A dataset without its data, or data without what describes it, is no dataset.
            for beside in self._whole(name) - reasons.keys():
                reasons[beside] = ["một tệp khác của tập dữ liệu này bị giữ lại"]
        for name in reasons:
            self._move(name)
        return {name: f"cổng kiểm soát giữ lại: {'; '.join(why)}" for name, why in reasons.items()}

    def outgoing(self) -> list[Path]:
        """Every file under the month's folder that somebody outside may get."""
        return sorted(p for p in self.root.rglob("*") if p.is_file() and p.relative_to(self.root).parts[0] not in INSIDE and not p.name.endswith(".part"))

    def shown(self, name: str) -> str:
        """A path as a message may tell it: one whose own words are a person's is not told."""
        return f"Một tệp {Path(name).suffix} có tên giống giá trị cá nhân" if self.search.hits(name) else name

    def _whole(self, name: str) -> set[str]:
        """The files that go out together with this one or not at all."""
        folder = (self.root / name).parent
        return {p.relative_to(self.root).as_posix() for p in folder.iterdir() if p.is_file()} if name.startswith(f"{OPEN_DATA}/") else {name}

    def _move(self, name: str) -> None:
        target = self.root / "internal" / HELD / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(self.root / name, target)
