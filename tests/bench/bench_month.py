"""A month of a commune of 10,000 with HTML and PDF: against one process per notebook and format, against the floor; again unchanged, and with one export corrected."""

from __future__ import annotations

import os
from pathlib import Path
from statistics import fmean

from frame import Row
from month import copy_of, correct_an_export, floor, plain, ready, reports, sotay, stages

SIZE, TURNS = "1", 2
PLAIN, FLOOR, FULL = "cách thường (plain)", "mức sàn, trang của các sổ ÷ số nhân (floor of the notebooks' pages ÷ cores)", "cả tháng (full run)"
PAGES_FLOOR = "mức sàn, mọi trang kể cả báo cáo tháng và mục lục ÷ số nhân (floor of all pages, with the monthly report and the index ÷ cores)"
WHOLE_FLOOR = "mức sàn kể cả văn bản, tệp trả lại, cổng, gói ÷ số nhân (floor with documents, returned files, gate, packages ÷ cores)"
# Stages of the floor that make what is not a notebook's page.
BESIDE = ("papers", "finish")
_STAGES = {"prepare": ("chuẩn bị số liệu", "preparing"), "cells": ("tính và vẽ", "computing and drawing"), "papermill": ("papermill", "papermill"), "html": ("HTML", "HTML"), "pdf": ("PDF", "PDF"),
           "pages": ("trong đó trang của báo cáo tháng và mục lục", "of these the pages of the monthly report and the index"),
           "papers": ("văn bản, tệp trả lại, gói dữ liệu", "documents, returned files, exchange"), "finish": ("cổng, mục lục, gói theo nơi nhận", "gate, index, packages")}


def bench_month(scratch: Path) -> list[Row]:
    start = ready(scratch / "xa", 1)
    # In turns, and the mean of each: a machine that grows slower or quicker meanwhile does so for both.
    places = [(copy_of(start, f"ours-{n}"), copy_of(start, f"floor-{n}")) for n in range(TURNS)]
    turns = [(sotay(mine, most_memory=False).seconds, floor(theirs)) for mine, theirs in places]
    whole = fmean(seconds for seconds, _ in turns)
    bottom, peak_bottom = fmean(ran.seconds for _, (ran, _) in turns), turns[-1][1][0].peak_mb
    bottom_stages = {stage: fmean(spent[stage] for _, (_, spent) in turns) for stage in turns[0][1][1]}
    ours, floored = places[-1]
    own_stages = _own_stages(ours)
    # Looking at memory from outside costs a batch of many processes a tenth of its time: seconds and memory come from two runs.
    peak = sotay(ours, "--force").peak_mb
    plainly = copy_of(start, "plain")
    plain_seconds, plain_stages = plain(plainly)
    made = reports(ours)
    if made != reports(floored) or made < len(list((plainly / "plain").glob("*.pdf"))):
        raise AssertionError(f"{made} reports, floor {reports(floored)}")
    cores = os.cpu_count() or 1
    pages = bottom - sum(bottom_stages[stage] for stage in BESIDE)
    rows = [
        Row("Cả tháng, mỗi sổ một tiến trình papermill, mỗi dạng một tiến trình nbconvert", "whole month, a papermill process per notebook, an nbconvert process per format", SIZE, plain_seconds),
        *_by_stage("cách thường", "plain", plain_stages),
        Row("Mức sàn: một tiến trình, không sổ, không nhân", "floor: one process, no notebooks, no kernels", SIZE, pages, peak_mb=peak_bottom),
        *_by_stage("mức sàn", "floor", bottom_stages),
        Row("sotay run, cả tháng", "sotay run, whole month", SIZE, whole, whole / plain_seconds, PLAIN, peak, "0,125 lần"),
        Row("sotay run, cả tháng", "sotay run, whole month", SIZE, whole, whole / (pages / cores), FLOOR, peak, "1,4 lần"),
        Row("sotay run, cả tháng", "sotay run, whole month", SIZE, whole, whole / ((pages + bottom_stages["pages"]) / cores), PAGES_FLOOR, peak, "1,4 lần"),
        Row("sotay run, cả tháng", "sotay run, whole month", SIZE, whole, whole / (bottom / cores), WHOLE_FLOOR, peak),
        *own_stages,
    ]
    return rows + _again(ours, whole)


def _by_stage(name_vi: str, name_en: str, spent: dict[str, float]) -> list[Row]:
    return [Row(f"– {name_vi}: {_STAGES[stage][0]}", f"– {name_en}: {_STAGES[stage][1]}", SIZE, seconds) for stage, seconds in spent.items()]


def _own_stages(workspace: Path) -> list[Row]:
    """Steps other than notebooks one by one; the notebooks, which run beside each other, added up."""
    ids = {p.stem for p in (workspace / "outputs").glob("*/reports/*.html")}
    spent = stages(workspace)
    lines = {step: seconds for step, seconds in spent.items() if step not in ids}
    rows = [Row(f"– sotay run: {step}", f"– sotay run: {step}", SIZE, seconds) for step, seconds in lines.items()]
    return [*rows, Row("– sotay run: mọi sổ, cộng lại", "– sotay run: all notebooks, added up", SIZE, sum(s for step, s in spent.items() if step in ids))]


def _again(workspace: Path, full: float) -> list[Row]:
    unchanged = sotay(workspace)
    if "Không có gì thay đổi" not in unchanged.printed:
        raise AssertionError("an unchanged month was run again")
    correct_an_export(workspace)
    corrected = sotay(workspace, most_memory=False)
    return [
        Row("Chạy lại, không có gì thay đổi", "rerun, nothing changed", SIZE, unchanged.seconds, unchanged.seconds / full, FULL, unchanged.peak_mb, "2 giây (s)"),
        Row("Chạy lại, một tệp được sửa", "rerun, one export corrected", SIZE, corrected.seconds, corrected.seconds / full, FULL, corrected.peak_mb, "0,25 lần"),
    ]
