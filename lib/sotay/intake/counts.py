"""How many files rows come from."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sotay.intake.model import Source


def file_count(rows: pd.DataFrame) -> int:
    """Files that rows of intake, findings or changes come from: two units may call theirs alike, so a name alone does not tell."""
    return len(set(zip(rows["unit"], rows["file"], strict=True)))


def source_count(sources: Iterable[Source]) -> int:
    """Files that exports come from, counted in the same way."""
    return len({(s.unit, s.file) for s in sources})
