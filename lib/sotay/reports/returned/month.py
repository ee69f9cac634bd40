"""Writes what goes back to every unit for a month: its marked files and a list of them, under outputs/<month>/returns/<unit>/."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pandas as pd

from sotay.definitions.workspace import Workspace
from sotay.intake.model import Export
from sotay.prepare import Prepared
from sotay.reports.numbers import month as month_said
from sotay.reports.official.packing import write_whole
from sotay.reports.returned.gains import Gains
from sotay.reports.returned.guarded_writing import written
from sotay.reports.returned.job import Job, Mended, count
from sotay.reports.returned.jobs import job_of, made_on
from sotay.reports.returned.letters import Rows, letter_of, unit_name
from sotay.reports.returned.made_before import FILE, MadeBefore
from sotay.reports.returned.marks import marks_of
from sotay.reports.returned.names import file_name, folder_name
from sotay.reports.returned.unit_index import NAME, Line, UnitIndex
from sotay.reports.returned.versions import Compared, Comparison, Located
from sotay.reports.returned.words import day, for_unit
from sotay.scoring.punctuality import PENDING, due_day


def write_returns(workspace: Workspace, result: Prepared) -> list[str]:
    """Brings the month's returns up to date; gives a line per unit of which something could not be written. The same inputs give the same bytes."""
    month = _Month(workspace, result)
    jobs = {(unit, f"{folder_name(unit)}/{name}"): job for (unit, name), job in (month.jobs() | month.indexes()).items()}
    folder, problems = workspace.outputs(result.month) / "returns", defaultdict(int)
    before = MadeBefore(workspace.internal(result.month) / FILE, folder)
    for (unit, name), content in written((key, job) for key, job in jobs.items() if not before.stands(key[1], job)):
        if content is None:
            problems[unit] += 1
            continue
        write_whole(folder / name, content)
        before.wrote(name, jobs[unit, name])
    _remove_others(folder, {folder / name for name in before.now})
    before.remember()
    return [f"Chưa lập được {count(n)} tệp trả lại của {unit_name(result.registry, unit)}." for unit, n in sorted(problems.items())]


def _remove_others(folder: Path, made: set[Path]) -> None:
    """Files of an earlier run that nothing calls for any more, and folders left empty."""
    for path in sorted(folder.rglob("*"), reverse=True) if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()):
                os.rmdir(path)
        elif path not in made:
            path.unlink()


class _Month:
    """The month's files by unit, and what is to be written for each."""

    def __init__(self, workspace: Workspace, result: Prepared) -> None:
        self.result = result
        self.findings, self.intake = _by_file(result.checked.findings), _by_file(result.tables["intake"])
        self.located = Located([p for f in result.checked.frames.values() for p in f.parts])
        self.compared = Comparison(workspace, result, self.located).run()
        self.files: dict[str, dict[str, list[Export]]] = defaultdict(dict)
        for export in result.exports:
            self.files[export.source.unit].setdefault(export.source.file, []).append(export)
        self.names: dict[tuple[str, str], str] = {}
        self.lines: dict[str, list[Line]] = defaultdict(list)

    def jobs(self) -> dict[tuple[str, str], Job]:
        """One job per file with something to do, by unit and file name; what is said of every file is noted for the unit's list."""
        jobs = {}
        for unit, files in sorted(self.files.items()):
            gains = Gains(self.result.tables.get("points"), unit, self.result.registry)
            taken = {NAME.lower()}
            for file, exports in sorted(files.items()):
                job, mended = self._job(unit, file, exports, gains)
                name = ""
                if job.marks or job.letter.todo:
                    name = file_name(self._label(file), exports[0].source.container, taken)
                    jobs[unit, name] = job
                self.lines[unit].append(self._line(file, exports, job, mended, name))
        return jobs

    def _job(self, unit: str, file: str, exports: list[Export], gains: Gains) -> tuple[Job, list[Mended]]:
        marks = marks_of(self.findings.get((unit, file), self.result.checked.findings.iloc[:0]), self.located, gains, self.compared, self.result.registry)
        mended = [m for e in exports if e.status == "accepted" for t in e.tables for m in self._mended(unit, t.table, e)]
        lines = self.intake[unit, file]
        lines = lines[lines["status"] == "accepted"]
        out = int(lines["rows_quarantined"].sum())
        letter = letter_of(self.result.registry, self.result.month, exports, marks, mended, Rows(int(lines["rows_accepted"].sum()) + out, out))
        return job_of(letter, self.result.month, exports, marks), mended

    def _mended(self, unit: str, table: str, export: Export) -> list[Mended]:
        """What was mended in a table is told in the first of its files that is new."""
        held: Compared | None = self.compared.get(f"{unit}|{table}")
        if held is None or not held.mended:
            return []
        sharing = [e.source for e in self.result.exports if e.status == "accepted" and e.source.unit == unit and any(t.table == table for t in e.tables)]
        teller = min((s for s in sharing), key=lambda s: (s.sha256 not in held.fresh, s.file))
        return held.mended if teller.file == export.source.file else []

    def _label(self, file: str) -> str:
        """A file name that spells a person is covered here too: names are seen in listings and logs."""
        covered = self.result.tables.get("covered")
        shown = dict(zip(covered["label"], covered["shown"], strict=True)) if covered is not None and len(covered) else {}
        return shown.get(file, file)

    def _line(self, file: str, exports: list[Export], job: Job, mended: list[Mended], name: str) -> Line:
        tables = [t for e in exports for t in e.tables if t.table]
        titles = "; ".join(dict.fromkeys(self.result.registry.tables[t.table].table.title for t in tables))
        errors, doubts = (sum(m.severity == level for m in job.marks) for level in ("error", "warning"))
        used = any(e.status == "accepted" for e in exports)
        rows = sum(len(t.rows) for e in exports if e.status == "accepted" for t in e.tables)
        if not used:
            return Line(file, titles, None, None, None, " ".join(job.letter.todo), name, "" if {e.status for e in exports} <= {"replaced"} else "error")
        said = [f"Sửa {count(errors)} lỗi."] if errors else []
        said += [f"Xem lại {count(doubts)} chỗ."] if doubts else []
        said += [] if job.marks else ["Không có lỗi."]
        said += [f"Đã sửa {count(sum(m.count for m in mended))} chỗ so với lần trước."] if mended else []
        said += [*job.letter.todo, *(for_unit(e.note) for e in exports if e.status == "accepted" and for_unit(e.note))]
        return Line(file, titles, rows, errors, doubts, " ".join(said), name, "error" if errors else "warning" if doubts or job.letter.todo else "")

    def indexes(self) -> dict[tuple[str, str], UnitIndex]:
        """The list of every unit that handed something in."""
        made = {}
        for unit, lines in self.lines.items():
            facts = (f"Đơn vị: {unit_name(self.result.registry, unit)}. Hạn nộp: trước ngày {day(due_day(self.result.registry, self.result.month))}.", _summary(lines))
            made[unit, NAME] = UnitIndex(made_on(self.result.month), f"Kết quả kiểm tra tệp đã gửi – tháng {month_said(self.result.month)}", facts, tuple(lines), self._missing(unit))
        return made

    def _missing(self, unit: str) -> tuple[str, ...]:
        handed: pd.DataFrame = self.result.tables["submissions"]
        # Before the due day too: what is still to come is what a unit looks for in its list.
        gone = handed[(handed["unit"] == unit) & handed["status"].isin(["missing", PENDING])]["dataset"]
        return tuple(sorted(self.result.registry.datasets[d].title for d in gone))


def _by_file(frame: pd.DataFrame) -> dict[tuple[str, str], pd.DataFrame]:
    return dict(iter(frame.groupby(["unit", "file"], sort=False)))


def _summary(lines: list[Line]) -> str:
    clean = sum(not line.level for line in lines)
    return f"Đã gửi {count(len(lines))} tệp: {count(clean)} tệp không phải sửa, {count(len(lines) - clean)} tệp có việc cần làm (mở tệp trả lại ghi ở cột cuối)."
