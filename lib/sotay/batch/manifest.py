"""manifest.json: every input, definition and output of a month by SHA-256, with versions and seconds per step."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from sotay.definitions.program import program_versions, sha256
from sotay.definitions.workspace import Workspace

if TYPE_CHECKING:
    from sotay.prepare import Prepared

MANIFEST = "manifest.json"


def write_manifest(workspace: Workspace, month: str, result: Prepared, seconds: dict[str, float]) -> Path:
    """Writes the manifest whole. Inputs stand under unit and hash only: a unit's file name may name a person."""
    out = workspace.outputs(month)
    inputs = sorted({(e.source.unit, e.source.sha256, e.source.container, e.status) for e in result.exports})
    public = [p for p in sorted(out.rglob("*")) if p.is_file() and p.name != MANIFEST and not {"internal", "returns"} & set(p.relative_to(out).parts)]
    content = {
        "month": month, "commune": result.registry.commune.id,
        "inputs": [dict(zip(("unit", "sha256", "container", "status"), line, strict=True)) for line in inputs],
        "definitions": {p.relative_to(workspace.parameters).as_posix(): sha256(p) for p in sorted(workspace.parameters.rglob("*")) if p.suffix in (".yml", ".csv")},
        "outputs": {p.relative_to(out).as_posix(): sha256(p) for p in public},
        "internal": {p.name: sha256(p) for p in sorted((out / "internal").glob("*.csv"))},
        "versions": program_versions(),
        "seconds": seconds,
    }
    path = out / MANIFEST
    aside = path.with_name(path.name + ".part")
    aside.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(aside, path)
    return path
