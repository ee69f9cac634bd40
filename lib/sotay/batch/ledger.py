"""The ledger of a month: a line of JSON for every step that ran, with what it came from, what it left, how long it took and how it ended. Light to import."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from sotay import __version__
from sotay.definitions.workspace import Workspace

NAME = "ledger.jsonl"
# The entry of the month as a whole: all that it came from and all that it left.
WHOLE_MONTH = "month"
_MOST_BYTES = 4 << 20


@dataclass
class Entry:
    """One step of one run. `key`: hash of what it came from; `reads`: what a notebook read, by name and content; `outputs`: hash by path under the workspace; `problem`: "" when it ended well."""

    step: str
    key: str
    reads: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    seconds: float = 0.0
    version: str = __version__
    at: str = ""


class Ledger:
    """Written line by line while the month runs; a line cut short by a crash is not read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.last: dict[str, Entry] = {}
        known = {f.name for f in fields(Entry)}
        for line in path.read_bytes().splitlines() if path.is_file() else ():
            try:
                entry = Entry(**{k: v for k, v in json.loads(line).items() if k in known})
            except (ValueError, TypeError, AttributeError):
                continue
            self.last[entry.step] = entry

    @classmethod
    def of(cls, workspace: Workspace, month: str) -> Ledger:
        return cls(workspace.internal(month) / NAME)

    def good(self, step: str) -> Entry | None:
        """The last entry of a step, if it ended well."""
        found = self.last.get(step)
        return found if found is not None and not found.problem else None

    def add(self, entry: Entry) -> None:
        """Puts an entry down for good before the next step may rely on it."""
        entry.at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        self.last[entry.step] = entry
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.is_file() and self.path.stat().st_size > _MOST_BYTES:
            self._shorten()
        line = json.dumps(asdict(entry), ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        with self.path.open("ab") as target:
            # After a crash the last line may lack its end.
            target.write((b"\n" if target.tell() and not self._ended() else b"") + line + b"\n")
            target.flush()
            os.fsync(target.fileno())

    def forget(self, step: str) -> None:
        """From now on the step counts as not done."""
        if self.good(step):
            self.add(Entry(step, "", problem="chạy lại"))

    def _ended(self) -> bool:
        with self.path.open("rb") as source:
            source.seek(-1, os.SEEK_END)
            return source.read(1) == b"\n"

    def _shorten(self) -> None:
        aside = self.path.with_name(f"{NAME}.part")
        aside.write_bytes(b"".join(json.dumps(asdict(e), ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n" for e in self.last.values()))
        os.replace(aside, self.path)
