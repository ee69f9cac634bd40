"""Finding people written twice in a list of 100,000 on one core, against pandas finding exact repetitions in the same columns."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pandas as pd
import pyarrow as pa

from frame import Row, side_by_side
from sotay.checks.duplicates.comparing import compare

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "checks" / "duplicates"))
from labelled_pairs import Labelled, Maker  # noqa: E402

ROWS, SEED = 100_000, 3


def _measured(labelled: Labelled, numbers: bool, title_vi: str, title_en: str) -> list[Row]:
    people = labelled.columns(numbers=numbers)
    exact = pd.DataFrame({"name": people.names, "birth": people.births})
    bare, whole = side_by_side(partial(exact.duplicated, keep=False), partial(compare, people))
    if len(set(zip(whole.result.one.tolist(), whole.result.other.tolist(), strict=True)) & set(labelled.kinds)) < 0.9 * len(labelled.kinds):
        raise AssertionError("too few of the people written twice were found")
    return [Row(title_vi, title_en, "100.000", whole.seconds, whole.seconds / bare.seconds, "pandas duplicated", whole.peak_mb, "≤ 3 s")]


def bench_duplicates(scratch: Path) -> list[Row]:
    pa.set_cpu_count(1)
    labelled = Maker(SEED).labelled(ROWS)
    return [*_measured(labelled, True, "Tìm người ghi hai lần, có số định danh", "people written twice, with numbers"),
            *_measured(labelled, False, "Tìm người ghi hai lần, không có số", "people written twice, without numbers")]
