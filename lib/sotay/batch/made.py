"""What a step is told and what it came to. Light to import: the leading process holds no table."""

from __future__ import annotations

from dataclasses import dataclass, field

from sotay.reports.section import Section


@dataclass(frozen=True)
class Given:
    """What a step is told: whether nothing kept may be used, and the ids of all notebooks' reports; the last one of the others all reports of the index, and the seconds of what ran now."""

    force: bool = False
    reports: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Made:
    """What a step came to: `problem` when it failed and what rests on it cannot run; `problems` are told and stop nothing. `outputs`: hash by path under the workspace; `reads`: names a notebook read."""

    outputs: dict[str, str] = field(default_factory=dict)
    reads: list[str] = field(default_factory=list)
    section: Section | None = None
    problems: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    problem: str = ""
