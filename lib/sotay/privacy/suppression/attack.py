"""The attacker: what whole numbers a hidden cell can be, from everything public, by narrowing ranges and exact search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sotay.privacy.suppression.cells import Key, View

MOST_STEPS = 4000
_ROUNDS = 200
Ranges = dict[Key, tuple[int, int]]


class TooLarge(Exception):
    """The search has not come to an end; nothing is proven either way."""


@dataclass(frozen=True)
class Equation:
    """Σ sign · cell = `value` over cells not shown."""

    signs: tuple[tuple[Key, int], ...]
    value: int


@dataclass(frozen=True)
class Part:
    """Hidden cells that hang together through sums."""

    ranges: Mapping[Key, tuple[int, int]]
    equations: tuple[Equation, ...]


def parts_of(view: View) -> list[Part]:
    """The public knowledge cut into pieces that say nothing of each other."""
    equations = []
    for total in view.sums:
        signs = [(k, s) for k, s in total.signs() if k in view.ranges]
        if signs:
            equations.append(Equation(tuple(signs), -sum(s * view.shown[k] for k, s in total.signs() if k not in view.ranges)))
    return [Part({k: view.ranges[k] for k in keys}, tuple(e for e in equations if e.signs[0][0] in keys)) for keys in _linked(list(view.ranges), equations)]


def _linked(keys: list[Key], equations: list[Equation]) -> list[dict[Key, None]]:
    leader = {k: k for k in keys}

    def lead(key: Key) -> Key:
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for equation in equations:
        first = lead(equation.signs[0][0])
        for key, _ in equation.signs[1:]:
            leader[lead(key)] = first
    groups: dict[Key, dict[Key, None]] = {}
    for key in keys:
        groups.setdefault(lead(key), {})[key] = None
    return list(groups.values())


def narrowed(ranges: Ranges, equations: tuple[Equation, ...]) -> Ranges | None:
    """The ranges with everything cut off that no sum allows; None when nothing is left of one."""
    found = dict(ranges)
    if any(low > high for low, high in found.values()):
        return None
    for _ in range(_ROUNDS):
        changed = False
        for equation in equations:
            least = sum(s * found[k][0 if s > 0 else 1] for k, s in equation.signs)
            most = sum(s * found[k][1 if s > 0 else 0] for k, s in equation.signs)
            if not least <= equation.value <= most:
                return None
            for key, sign in equation.signs:
                low, high = found[key]
                # What the others of the sum leave for this one.
                down, up = equation.value - (most - sign * (high if sign > 0 else low)), equation.value - (least - sign * (low if sign > 0 else high))
                new = (max(low, down), min(high, up)) if sign > 0 else (max(low, -up), min(high, -down))
                if new != (low, high):
                    if new[0] > new[1]:
                        return None
                    least += sign * (new[0] - low) if sign > 0 else sign * (new[1] - high)
                    most += sign * (new[1] - high) if sign > 0 else sign * (new[0] - low)
                    found[key], changed = new, True
        if not changed:
            break
    return found


def solution(part: Part, limits: Ranges, near: Mapping[Key, int], steps: list[int] | None = None) -> dict[Key, int] | None:
    """Values that fit everything public and `limits`, those close to `near` tried first; None when there are none. Raises TooLarge."""
    steps = [MOST_STEPS] if steps is None else steps
    steps[0] -= 1
    if steps[0] < 0:
        raise TooLarge
    ranges = narrowed(dict(part.ranges) | limits, part.equations)
    if ranges is None:
        return None
    open_ = [k for k, (low, high) in ranges.items() if low < high]
    if not open_:
        return {k: low for k, (low, _) in ranges.items()}
    key = min(open_, key=lambda k: ranges[k][1] - ranges[k][0])
    for low, high in _halves(*ranges[key], near.get(key)):
        found = solution(part, ranges | {key: (low, high)}, near, steps)
        if found is not None:
            return found
    return None


def _halves(low: int, high: int, near: int | None) -> list[tuple[int, int]]:
    if near is not None and low <= near <= high:
        return [(a, b) for a, b in ((near, near), (near + 1, high), (low, near - 1)) if a <= b]
    middle = (low + high) // 2
    halves = [(low, middle), (middle + 1, high)]
    return halves[::-1] if near is not None and near > high else halves


def found_out(part: Part, key: Key, known: Mapping[Key, int]) -> bool:
    """Is there, beside the values `known` to fit, no other value for the cell. Raises TooLarge."""
    low, high = part.ranges[key]
    value = known[key]
    return all(solution(part, {key: limits}, known) is None for limits in ((value + 1, high), (low, value - 1)) if limits[0] <= limits[1])


@dataclass(frozen=True)
class Audit:
    """`exposed`: cells below the threshold that the public tables tell, with their values. `unproven`: cells for which the search was too large."""

    exposed: dict[Key, int]
    unproven: list[Key]

    @property
    def passed(self) -> bool:
        return not self.exposed and not self.unproven


def audit(view: View) -> Audit:
    """Every hidden cell that can be only one number, when that number is below the threshold; uses nothing but what is public."""
    exposed: dict[Key, int] = {}
    unproven: list[Key] = []
    for part in parts_of(view):
        try:
            known = solution(part, {}, {})
        except TooLarge:
            unproven += [k for k, (low, _) in part.ranges.items() if low < view.policy.least]
            continue
        if known is None:
            raise ValueError("Các bảng đã công bố mâu thuẫn nhau: tổng không bằng các phần cộng lại.")
        for key, value in known.items():
            if view.guarded(key, value):
                try:
                    if found_out(part, key, known):
                        exposed[key] = value
                except TooLarge:
                    unproven.append(key)
    return Audit(exposed, unproven)


def bounds(view: View, key: Key) -> tuple[int, int]:
    """The least and the greatest value a hidden cell can have. Raises TooLarge."""
    part = next(p for p in parts_of(view) if key in p.ranges)
    known = solution(part, {}, {})
    if known is None:
        raise ValueError("Các bảng đã công bố mâu thuẫn nhau: tổng không bằng các phần cộng lại.")
    return _least(part, key, known), _greatest(part, key, known)


def _least(part: Part, key: Key, known: Mapping[Key, int]) -> int:
    low = beyond = part.ranges[key][0]
    inside = known[key]
    while beyond < inside:
        middle = (beyond + inside) // 2
        found = solution(part, {key: (low, middle)}, known)
        beyond, inside = (middle + 1, inside) if found is None else (beyond, found[key])
    return inside


def _greatest(part: Part, key: Key, known: Mapping[Key, int]) -> int:
    high = beyond = part.ranges[key][1]
    inside = known[key]
    while inside < beyond:
        middle = (inside + beyond + 1) // 2
        found = solution(part, {key: (middle, high)}, known)
        beyond, inside = (middle - 1, inside) if found is None else (beyond, found[key])
    return inside
