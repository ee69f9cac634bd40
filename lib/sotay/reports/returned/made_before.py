"""Workbooks that stand as an earlier run wrote them: the same job on the same file gives the same bytes, so they need not be written again."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

from sotay.definitions.program import Said, program_key, sha256
from sotay.reports.returned.job import Job
from sotay.reports.returned.unit_index import UnitIndex

FILE = "returned.json"


class MadeBefore:
    """What an earlier run wrote, by path under the returns folder: the hash of its job and of the workbook; nothing that cannot be read or is not as it was written counts."""

    def __init__(self, record: Path, folder: Path) -> None:
        self.record, self.folder, self.now = record, folder, {}
        try:
            self.before = {str(k): (str(job), str(content)) for k, (job, content) in json.loads(record.read_text(encoding="utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            self.before = {}

    def stands(self, name: str, job: Job | UnitIndex) -> bool:
        """Is the workbook of this job there already."""
        made, path = self.before.get(name), self.folder / name
        if made is None or made[0] != _key(job) or not path.is_file() or sha256(path) != made[1]:
            return False
        self.now[name] = made
        return True

    def wrote(self, name: str, job: Job | UnitIndex) -> None:
        self.now[name] = (_key(job), sha256(self.folder / name))

    def remember(self) -> None:
        """Keeps what stands now for the next run."""
        aside = self.record.with_name(f"{FILE}.part")
        aside.write_text(json.dumps(dict(sorted(self.now.items())), ensure_ascii=False, indent=0), encoding="utf-8")
        os.replace(aside, self.record)


def _key(job: Job | UnitIndex) -> str:
    # Where the file lies says nothing about it; its hash does.
    return Said(program_key(), repr(replace(job, path=None) if isinstance(job, Job) else job)).key
