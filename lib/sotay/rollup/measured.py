"""What the suite was last measured to take, shipped beside the plan's notebook: for a province whose own ledger has no measured run yet, and for what no ledger tells."""

from __future__ import annotations

from functools import lru_cache

from pydantic import Field, ValidationError

from sotay.definitions.messages import translate
from sotay.definitions.models.base import Date, Model, Text
from sotay.definitions.problem import DefinitionError
from sotay.definitions.strict_yaml import load_yaml
from sotay.definitions.workspace import shipped

FILE = "notebooks/province/ke_hoach_toan_quoc.yml"


class MeasuredRun(Model):
    """One commune's month: exports in MB, processor and clock seconds, peak memory and what it left in MB, files left."""

    commune: Text
    month: Text
    in_mb: float
    cpu_seconds: float
    seconds: float
    peak_mb: float
    out_mb: float
    files: int


class Leading(Model):
    """What leading costs: steps of a commune's month, processor milliseconds of the Dask scheduler for a step, its memory in MB, and processor seconds of the commanding machine for a commune."""

    steps: int = Field(gt=0)
    step_milliseconds: float = Field(gt=0)
    scheduler_mb: float = Field(gt=0)
    seconds: float = Field(gt=0)


class Measured(Model):
    """Measured when, on which machine."""

    day: Date
    machine: Text
    leading: Leading
    runs: list[MeasuredRun] = Field(min_length=1)


@lru_cache(maxsize=1)
def load_measured() -> Measured:
    """The shipped measures. Raises DefinitionError."""
    data, lines, problems = load_yaml(shipped() / FILE, FILE)
    if problems:
        raise DefinitionError(set(problems))
    try:
        return Measured.model_validate(data)
    except ValidationError as error:
        raise DefinitionError(set(translate(error, Measured, data, lines, FILE))) from None
