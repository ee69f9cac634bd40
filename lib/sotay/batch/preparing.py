"""The first step of a month: its exports read, cleaned, checked and scored, and kept for the steps after it."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sotay.batch.graph import Step
from sotay.batch.keys import digests
from sotay.batch.made import Given, Made
from sotay.batch.unchanged import KEPT, PREPARED
from sotay.definitions.handed import content_key
from sotay.definitions.program import program_key
from sotay.definitions.steps import StepCache
from sotay.definitions.workspace import Workspace
from sotay.prepare import DERIVED, TABLES, Prepared, prepare_month
from sotay.scoring.first_days import FILE as FIRST_DAYS
from sotay.tracking.restatement import LEDGER, record_scoring


def prepare(step: Step, workspace: Workspace, given: Given) -> Made:
    internal = workspace.internal(step.month)
    if given.force:
        shutil.rmtree(internal / KEPT, ignore_errors=True)
    kept = StepCache(internal / KEPT, f"{program_key()} {content_key(workspace.parameters)}")
    result = prepare_month(workspace, step.month, steps=kept)
    record_scoring(workspace, result, dt.date.today())
    with _whole(internal / PREPARED) as aside, open(aside, "wb", opener=_private) as target:
        pickle.dump(result, target, protocol=pickle.HIGHEST_PROTOCOL)
    left = [internal / f"{name}.csv" for name in (*TABLES, *DERIVED)] + [internal / PREPARED, *_stored(workspace, step.month)]
    return Made(digests(workspace.root, [*left, internal / FIRST_DAYS, *(p for p in [internal / LEDGER] if p.is_file())]))


def _stored(workspace: Workspace, month: str) -> Iterator[Path]:
    return (p for p in workspace.clean.rglob("*.parquet") if p.name.startswith(f"{month}."))


def prepared(workspace: Workspace, month: str) -> Prepared:
    """The month as its first step left it: a file of this workspace's internal folder, written by its own owner and checked by hash before anything rests on it."""
    with (workspace.internal(month) / PREPARED).open("rb") as source:
        return pickle.load(source)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A file to write that takes the place of `path` once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.part")
    yield aside
    os.replace(aside, path)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
