"""Every finished file passes the gate before anybody is shown it; what does not pass is held back under internal/, with file, kind and count."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePosixPath

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
# Written aside, to be renamed once it is whole.
_ASIDE = ".part"


class Gate:
    """The month's gate: made ready once, asked after every step that finishes files.

    It may be asked about every file each time: one whose bytes passed in an earlier run is searched again only for values that have come since (internal/gate.json).
    """

    def __init__(self, workspace: Workspace, result: Prepared) -> None:
        self.root, self.made = workspace.outputs(result.month), workspace.made(result.month)
        self.search = Search(watchlist(result.exports, result.checked.frames.values(), result.registry))
        self.passed = Passed(self.search, workspace_key(workspace.root), self.root / "internal" / PASSED)
        self.searched = Searched(self.search, self.passed)
        self.found: list[Leak] = []
        self._looked_at: dict[Path, int] = {}

    @property
    def _held(self) -> Path:
        return self.root / "internal" / HELD

    def look_ahead(self, enough: Callable[[], bool] = lambda: False) -> None:
        """Searches what waits in internal/made and has come since the last time, while the rest of it is being made; decides nothing and writes nothing. `enough`: is asked before each file whether to stop."""
        for path in itertools.takewhile(lambda path: not enough(), _files(self.made)):
            # A report that is just being made anew may be gone for a moment: it is searched when its turn comes.
            with suppress(OSError):
                stamp = path.stat().st_mtime_ns
                if self._looked_at.get(path) != stamp:
                    self.searched.leaks(path.name, path.read_bytes())
                    self._looked_at[path] = stamp

    def let_out(self) -> dict[str, str]:
        """Gives readers what waits in internal/made and passes, and takes away what earlier runs gave them and this one does not; why the rest stays, by path.

        Until then they have the files of the run before; each is replaced as a whole.
        """
        # What was held back is judged again, and packages are made anew from what passes now.
        for folder in (self._held, self.root / FOLDER):
            shutil.rmtree(folder, ignore_errors=True)
        made = {p.relative_to(self.made).as_posix(): p for p in _files(self.made)}
        reasons = self._stopped(made)
        for name, path in made.items():
            _copied(path, (self._held if name in reasons else self.root) / name)
        for folder in dict.fromkeys([*(PurePosixPath(name).parts[0] for name in made), "reports", OPEN_DATA]):
            for path in _files(self.root / folder):
                if path.relative_to(self.root).as_posix() not in made.keys() - reasons.keys():
                    path.unlink()
            _emptied(self.root / folder)
        return reasons

    def hold_back(self, files: list[Path]) -> dict[str, str]:
        """Searches files where readers find them and moves away those that must not leave; why, in Vietnamese, by path under the month's folder."""
        reasons = self._stopped({p.relative_to(self.root).as_posix(): p for p in files})
        for name in reasons:
            (self._held / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.root / name, self._held / name)
        return reasons

    def replace(self, aside: Path, name: str) -> dict[str, str]:
        """A file written aside takes the place of the month's `name` when it passes, else that is taken away; why."""
        reasons = self._stopped({name: aside})
        target = (self._held if reasons else self.root) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(aside, target)
        if reasons:
            (self.root / name).unlink(missing_ok=True)
        return reasons

    def outgoing(self) -> list[Path]:
        """Every file under the month's folder that somebody outside may get."""
        return [p for p in _files(self.root) if p.relative_to(self.root).parts[0] not in INSIDE]

    def shown(self, name: str) -> str:
        """A path as a message may tell it: one whose own words are a person's is not told."""
        return f"Một tệp {Path(name).suffix} có tên giống giá trị cá nhân" if self.search.hits(name) else name

    def _stopped(self, files: dict[str, Path]) -> dict[str, str]:
        """Why files must not leave, by the name under which they would; noted in internal/gate.csv."""
        self.searched.ahead(files.values())
        found = [leak for name, path in files.items() for leak in self.searched.leaks(name, path.read_bytes())]
        self.found += found
        write_csv(self.root / "internal" / f"{REPORT}.csv", as_table(self.found))
        self.passed.write()
        reasons: dict[str, list[str]] = {}
        for leak in found:
            reasons.setdefault(leak.file, []).append(leak.why or f"{leak.count} chỗ giống {leak.kind}")
        # A dataset without its data, or data without what describes it, is no dataset.
        sets = {PurePosixPath(name).parent for name in reasons if name.startswith(f"{OPEN_DATA}/")}
        for name in files:
            if PurePosixPath(name).parent in sets:
                reasons.setdefault(name, ["một tệp khác của tập dữ liệu này bị giữ lại"])
        return {name: f"cổng kiểm soát giữ lại: {'; '.join(why)}" for name, why in reasons.items()}


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(_ASIDE))


def _copied(source: Path, target: Path) -> None:
    """The file whole at its new place; one that is there already with these bytes stays as it is."""
    if target.is_file() and target.stat().st_size == source.stat().st_size and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(target.name + _ASIDE)
    shutil.copyfile(source, aside)
    os.replace(aside, target)


def _emptied(folder: Path) -> None:
    """Folders with nothing in them are gone."""
    for path in sorted((p for p in (folder, *folder.rglob("*")) if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
