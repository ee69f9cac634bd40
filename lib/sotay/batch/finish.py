"""The end of a month: every finished file passes the gate, then the packages, the index and the manifest."""

from __future__ import annotations

import time
from dataclasses import replace

from sotay.batch.manifest import write_manifest
from sotay.book import Book
from sotay.checks.run import PROGRAM_FAULT
from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared
from sotay.publish.holding import Gate
from sotay.publish.register import BrokenRegister
from sotay.publish.release import clear_packages, make_packages
from sotay.reports.index import render_index
from sotay.reports.section import Section


def finish_month(workspace: Workspace, month: str, result: Prepared, every: list[Section], seconds: dict[str, float], gate: Gate | None = None) -> tuple[list[str], dict[str, float]]:
    """Vietnamese lines about what was held back or could not be made, and seconds per part. `every`: all reports of the index; `seconds`: of the steps before, for the manifest; `gate`: made ready for `result` before."""
    index, spent = workspace.outputs(month) / "index.html", {}
    started = time.perf_counter()
    gate = gate or Gate(workspace, result)
    held = gate.let_out()
    # What somebody put beside them.
    held |= gate.hold_back([p for p in gate.outgoing() if p != index])
    spent["gate"] = round(time.perf_counter() - started, 3)
    started = time.perf_counter()
    refused, unmade = _packages(workspace, month, result, held, gate)
    held |= refused
    spent["packages"] = round(time.perf_counter() - started, 3)
    # Last, because it tells of the packages and of what was held back.
    aside = index.with_name(f"{index.name}.part")
    render_index(Book(workspace, month), [_as_released(s, held) for s in every], aside)
    held |= gate.replace(aside, index.name)
    held |= gate.hold_back([write_manifest(workspace, month, result, seconds | spent)])
    runs = result.tables["runs"]
    faults = runs[runs["reason"].str.startswith(PROGRAM_FAULT)]
    problems = [f"Thiếu báo cáo {s.title}: {held[s.html]}" for s in every if s.html in held]
    problems += [f"Quy tắc {f.rule} của bảng {f.table} không chạy được: {f.reason}" for f in faults.itertuples()] + unmade
    return problems + [f"{gate.shown(name)}: {why}" for name, why in sorted(held.items())], spent


def _packages(workspace: Workspace, month: str, result: Prepared, held: dict[str, str], gate: Gate) -> tuple[dict[str, str], list[str]]:
    """A package for every recipient; when they cannot be made, there is none at all, and the month goes on."""
    try:
        return make_packages(workspace, result.registry, month, held, gate.hold_back), []
    except BrokenRegister as reason:
        clear_packages(workspace, month)
        return {}, [f"Đóng gói theo nơi nhận: {reason}."]
    except OSError:
        clear_packages(workspace, month)
        raise
    except Exception as error:  # its text may quote a value
        clear_packages(workspace, month)
        return {}, [f"Đóng gói theo nơi nhận: lỗi {type(error).__name__}, chưa có gói nào."]


def _as_released(section: Section, held: dict[str, str]) -> Section:
    """The report without the files that the gate holds back."""
    why = held.get(section.html or "") or held.get(section.pdf or "")
    if not why:
        return section
    return replace(section, html=None if section.html in held else section.html, pdf=None if section.pdf in held else section.pdf, problem=why)
