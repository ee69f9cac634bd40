"""What every rule says of itself."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sotay.definitions.models.base import Condition, Dated, Severity, Source, Text


class Rule(Dated):
    """What every rule says of itself. `class` is the error class 1-8 of CV 4856/BCA-TTDLQG.

    `when`: all conditions must hold for the rule to look at a row. `message` and `fix` (Vietnamese) replace the kind's own text.
    """

    id: Text
    severity: Severity = "warning"
    error_class: Annotated[int, Field(ge=1, le=8)] = Field(alias="class")
    when: list[Condition] = []
    message: Text | None = None
    fix: Text | None = None
    source: Source = "proposal"
