"""What was run of a province: one JSON line per start and per end of a workspace's month, only ever added to."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

FILE = "so-chay.jsonl"
STARTED, DONE, UNCHANGED, PARTIAL, FAILED = "started", "done", "unchanged", "partial", "failed"
# A month that stands whole after this run.
COMPLETE = (DONE, UNCHANGED)


@dataclass(frozen=True)
class Entry:
    """One start or end. `workspace` is relative to the ledger's folder where it can be; `in_bytes` are the month's exports, `out_bytes` and `files` what the month left.

    `cpu_seconds` and `peak_bytes` are of the workspace's own processes, None where they could not be measured.
    """

    time: str
    month: str
    workspace: str
    name: str
    result: str
    problems: tuple[str, ...] = ()
    seconds: float | None = None
    cpu_seconds: float | None = None
    peak_bytes: int | None = None
    in_bytes: int | None = None
    out_bytes: int | None = None
    files: int | None = None


class ProvinceLedger:
    """The entries of a province, oldest first. A line that was cut off by a crash is no entry: its workspace counts as started and not finished."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
        self.entries = [e for e in map(_entry, lines) if e is not None]

    def add(self, entry: Entry) -> None:
        """On the disk before anything else happens."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("ab") as target:
            cut = target.tell() > 0 and not _ends_whole(self.path)
            target.write((b"\n" if cut else b"") + json.dumps(asdict(entry), ensure_ascii=False).encode("utf-8") + b"\n")
            target.flush()
            os.fsync(target.fileno())
        self.entries.append(entry)

    def last(self, month: str) -> dict[str, Entry]:
        """The newest entry of each workspace for the month."""
        return {e.workspace: e for e in self.entries if e.month == month}

    def measured(self, month: str = "") -> list[Entry]:
        """Runs that did the whole work and came to an end, of one month or all: what throughput is told from."""
        return [e for e in self.entries if e.result in (DONE, PARTIAL) and e.seconds is not None and (not month or e.month == month)]


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read(1) == b"\n"


def _entry(line: str) -> Entry | None:
    try:
        content = json.loads(line)
        known = {f.name: content[f.name] for f in fields(Entry) if f.name in content}
        return Entry(**(known | {"problems": tuple(known.get("problems", ()))}))
    except (ValueError, KeyError, TypeError):
        return None


def now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
