"""With how many decimals a figure is printed, so that what is printed bears out the verdict and the change told beside it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

# Further decimals tell nobody anything.
MOST_PLACES = 6
_SAME = 1e-9


def rounded(value: float, places: int = 1) -> Decimal:
    """As printed: halves away from zero, as by hand."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def reaches(value: float, target: float) -> bool:
    """Is the target reached; by the figures themselves, not as printed."""
    return value >= target - _SAME


def verdict(value: float, target: float) -> str:
    """Beside the grade, which goes by points: "đạt" or "chưa đạt" the target itself."""
    return "đạt" if reaches(value, target) else "chưa đạt"


def places_against(value: float, target: float, least: int = 1) -> int:
    """The fewest decimals with which value and target as printed stand as they do: 94.96 is printed as 94,96 beside a target of 95, not as 95."""
    wanted = reaches(value, target)
    return next((p for p in range(least, MOST_PLACES) if (rounded(value, p) >= rounded(target, p)) == wanted), MOST_PLACES)


def change(old: float, new: float) -> float:
    """How far a figure moved, by the figures as printed with one decimal: whoever subtracts them gets this. 0 where they read the same."""
    return float(rounded(new) - rounded(old))
