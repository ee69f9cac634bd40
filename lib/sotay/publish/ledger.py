"""What was handed over to whom: one line per attempt under data/sent.jsonl, only ever added to, without addresses."""

from __future__ import annotations

import datetime as dt
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

STARTED, SENT, FAILED, UNSURE = "started", "sent", "failed", "unsure"


@dataclass(frozen=True)
class Entry:
    """One attempt: `sha256` is of the package as approved; `replaces` names the version that was sent before."""

    time: str
    month: str
    key: str
    version: int
    sha256: str
    delivery: str
    result: str
    replaces: str = ""
    approved_by: str = ""


class BrokenLedger(ValueError):
    """A line of the ledger cannot be read; sending on might send twice. The message (Vietnamese) names the line."""


class Ledger:
    """The attempts of a workspace, oldest first. Raises BrokenLedger."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries = [self._entry(number, line) for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if line.strip()] if path.is_file() else []

    def _entry(self, number: int, line: str) -> Entry:
        try:
            content = json.loads(line)
            return Entry(**{f.name: content[f.name] for f in fields(Entry)})
        except (ValueError, KeyError, TypeError):
            cure = "Sửa hoặc xóa dòng này (sau khi hỏi nơi nhận đã có gói chưa) rồi chạy lại."
            raise BrokenLedger(f"data/{self.path.name}, dòng {number}: không đọc được. {cure}") from None

    def add(self, entry: Entry) -> None:
        """On the disk before anything else happens."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as target:
            target.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
            target.flush()
            os.fsync(target.fileno())
        self.entries.append(entry)

    def last(self, month: str, key: str, sha256: str) -> Entry | None:
        """How the newest attempt with these bytes ended."""
        return next((e for e in reversed(self.entries) if (e.month, e.key, e.sha256) == (month, key, sha256)), None)

    def was_sent(self, month: str, key: str, sha256: str) -> Entry | None:
        return next((e for e in self.entries if (e.month, e.key, e.sha256, e.result) == (month, key, sha256, SENT)), None)

    def newest_sent(self, month: str, key: str) -> Entry | None:
        """What the recipient has in hand, of whatever version."""
        return next((e for e in reversed(self.entries) if (e.month, e.key, e.result) == (month, key, SENT)), None)


def now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
