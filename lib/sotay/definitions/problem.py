"""What is wrong with a definition: where, what was found, how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One problem of one definition file; `line` is 1-based, 0 when unknown."""

    file: str
    line: int
    key: str
    found: str
    cure: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        key = f", mục `{self.key}`" if self.key else ""
        return f"{where}{key}: {self.found}. {self.cure}"


class DefinitionError(Exception):
    """Definitions that cannot be used; carries every problem found, not the first."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A Vietnamese hint naming the nearest known word, or the known words when none is near."""
    known = sorted({str(k) for k in known})
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.6)
    if near:
        return f"Có phải ý là `{near[0]}`?"
    listed = ", ".join(f"`{k}`" for k in known[:12])
    return f"Chọn một trong: {listed}{' …' if len(known) > 12 else ''}." if known else "Bỏ mục này."
