"""A province in a folder: workspaces whose released packages hold figures as a run would leave them, without running anything."""

from __future__ import annotations

import json
from pathlib import Path

from sotay.prepare import write_csv
from sotay.publish.aggregates import FILE, FORMAT, Aggregates
from sotay.publish.register import CURRENT, Register, for_recipient, sha256_of
from sotay.publish.zipping import zipped

MONTH, BEFORE = "2026-09", "2026-08"
RECIPIENT = "so"


def figures(identifier: str, name: str, values: dict[str, float | None], month: str = MONTH, counts: tuple[float, float] | None = (80.0, 100.0), late: dict[str, tuple[str, int | None]] | None = None) -> Aggregates:
    """Indicators by id with their value against a target of 80; one measure each, with `counts` (None: hidden). `late`: dataset -> (status, days)."""
    indicators = []
    for number, (indicator, value) in enumerate(values.items(), 1):
        measure = {"id": f"{indicator}_a", "title": f"{number}a. Thành phần", "numerator": counts and counts[0], "denominator": counts and counts[1], "hidden": counts is None, "value": value, "target": 80.0,
                   "status": "", "weight": 1.0}
        indicators.append({"id": indicator, "number": number, "title": f"Chỉ số {number}", "value": value, "target": 80.0, "score": None if value is None else min(100.0, value / 0.8), "status": "good",
                           "parts_run": int(value is not None), "parts_declared": 1, "measures": [measure]})
    datasets = [{"id": d, "title": f"Tập {d}", "unit": "Phòng A", "unit_kind": "office", "status": status, "days_late": days} for d, (status, days) in (late or {"mot": ("on_time", 0)}).items()]
    known = [i["score"] for i in indicators if i["score"] is not None]
    return Aggregates.model_validate({"format": FORMAT, "month": month, "commune": {"id": identifier, "kind": "Xã", "name": name, "code": "00001", "province": "Mẫu"}, "small_number": 5,
                                      "composite": sum(known) / len(known) if known else None, "indicators": indicators, "datasets": datasets, "hidden": 0})


def workspace(root: Path, name: str) -> Path:
    """A workspace that has not run anything."""
    (root / "data" / "incoming").mkdir(parents=True, exist_ok=True)
    (root / "parameters").mkdir(exist_ok=True)
    (root / "parameters" / "commune.yml").write_text(f"id: {root.name}\nkind: Xã\nname: {name}\n", encoding="utf-8")
    return root


def released(root: Path, content: Aggregates, members: dict[str, bytes] | None = None) -> Path:
    """The workspace after a month: package, register and manifest agree. Returns the package."""
    workspace(root, content.commune.name)
    outputs = root / "outputs" / content.month
    folder = outputs / "release" / RECIPIENT
    files = {FILE: content.model_dump_json().encode("utf-8")} if members is None else members
    version, package = Register([]).next(RECIPIENT, f"{RECIPIENT}-{content.month}.zip", files, lambda v: zipped(files))
    assert version.status == CURRENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / version.package).write_bytes(package)
    write_csv(folder / "register.csv", for_recipient([version]))
    manifest(root, content.month)
    return folder / version.package


def manifest(root: Path, month: str) -> None:
    """Every file of the month as it lies now."""
    outputs = root / "outputs" / month
    named = {p.relative_to(outputs).as_posix(): sha256_of(p.read_bytes()) for p in sorted(outputs.rglob("*")) if p.is_file() and p.name != "manifest.json"}
    (outputs / "manifest.json").write_text(json.dumps({"outputs": named}), encoding="utf-8")
