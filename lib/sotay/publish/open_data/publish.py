"""The step of a month that publishes the open datasets whose conditions are met, and takes back those whose conditions no longer are."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from pathlib import Path

import pandas as pd

from sotay.definitions.models.commune import OpenData
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace, last_day
from sotay.prepare import Prepared, write_csv
from sotay.publish.open_data.content import Content, Withheld, content
from sotay.publish.open_data.formats import Written, csv_bytes, document, json_bytes, parquet_bytes, plain, write_bytes
from sotay.publish.open_data.metadata import Published, data_package, dcat
from sotay.publish.open_data.score import WHOLE, score

FOLDER, TABLE = "open_data", "open_data"
COLUMNS = ["proposal", "title", "status", "conditions_met", "conditions", "issued", "modified", "month", "rows", "hidden", "score", "rating", "missing", "since", "note"]
PUBLISHED, NOT_MET, NO_DATA, WITHHELD, WITHDRAWN = "published", "not_met", "no_data", "withheld", "withdrawn"


def publish_open_data(workspace: Workspace, result: Prepared, today: dt.date | None = None) -> list[str]:
    """Writes open_data/<id>/ of the month and internal/open_data.csv; a Vietnamese line per dataset that must not go out although its conditions are met."""
    registry, month = result.registry, result.month
    proposals = sorted(registry.open_data.values(), key=lambda p: p.number)
    lines, problems = [], []
    for proposal in proposals:
        line = {"proposal": proposal.id, "title": proposal.title, "conditions_met": sum(c.settled for c in proposal.conditions), "conditions": len(proposal.conditions)}
        if not proposal.may_publish:
            lines.append(line | _taken_back(workspace, month, proposal.id, today or dt.date.today()))
            continue
        try:
            lines.append(line | _published(workspace, registry, proposal, month))
        except Withheld as reason:
            _remove(_folder(workspace, month, proposal.id))
            lines.append(line | {"status": WITHHELD, "note": str(reason)})
            problems.append(f"Dữ liệu mở “{proposal.title}” chưa công bố: {reason}.")
    _tidy(workspace.outputs(month) / FOLDER, {p.id for p in proposals})
    write_csv(workspace.internal(month) / f"{TABLE}.csv", pd.DataFrame(lines, columns=COLUMNS).astype(dict.fromkeys(("rows", "hidden", "score"), "Int64")))
    return problems


def _folder(workspace: Workspace, month: str, proposal: str) -> Path:
    return workspace.outputs(month) / FOLDER / proposal


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _tidy(root: Path, known: set[str]) -> None:
    """What is no proposal any more does not stay published; without a dataset there is no folder either."""
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.name not in known:
            _remove(folder)
    if root.is_dir() and not any(root.iterdir()):
        root.rmdir()


# -- publishing ----------------------------------------------------------------------------------------------------------------------------------------------


def _published(workspace: Workspace, registry: Registry, proposal: OpenData, month: str) -> dict:
    folder = _folder(workspace, month, proposal.id)
    earlier = _earlier(workspace, month, proposal.id)
    found = content(workspace, registry, proposal, month, {m: _lines(f) for m, f in earlier.items()} if proposal.aggregate_by else {})
    if found is None:
        _remove(folder)
        return {"status": NO_DATA, "note": "chưa đơn vị nào nộp dữ liệu"}
    aside = folder.with_name(folder.name + ".part")
    _remove(aside)
    files = _data_files(aside, found)
    issued = max(dt.datetime.strptime(c.date, "%d/%m/%Y").date() for c in proposal.conditions).isoformat()
    published = Published(proposal, found, files, issued, _modified(workspace, registry, proposal, found, files, earlier), proposal.frequency)
    described = dcat(published, registry.commune)
    write_bytes(aside / "datapackage.json", document(data_package(published, registry.commune)))
    write_bytes(aside / "dcat.jsonld", document(described))
    _remove(folder)
    os.replace(aside, folder)
    points = score(described)
    each = ", ".join(f"{name} {got}/{of}" for name, (got, of) in points.dimensions.items())
    return {"status": PUBLISHED, "issued": issued, "modified": published.modified, "month": found.month, "rows": len(found.frame), "hidden": found.hidden,
            "score": points.points, "rating": points.rating, "missing": "; ".join(points.missing), "note": f"siêu dữ liệu {points.points}/{WHOLE} điểm: {each}"}


def _data_files(folder: Path, found: Content) -> list[Written]:
    rows, names = plain(found.frame, found.schema), [f["name"] for f in found.schema["fields"]]
    contents = {"data.csv": csv_bytes(rows, names), "data.json": json_bytes(rows), "data.parquet": parquet_bytes(rows, found.schema)}
    return [write_bytes(folder / name, data) for name, data in contents.items()]


def _earlier(workspace: Workspace, month: str, proposal: str) -> dict[str, Path]:
    """Folders in which earlier months have published this, oldest first."""
    return {m: f for m in workspace.months() if m < month and (f := _folder(workspace, m, proposal)) and (f / "datapackage.json").is_file()}


def _lines(folder: Path) -> list[dict]:
    return json.loads((folder / "data.json").read_text(encoding="utf-8")) if (folder / "data.json").is_file() else []


def _modified(workspace: Workspace, registry: Registry, proposal: OpenData, found: Content, files: list[Written], earlier: dict[str, Path]) -> str:
    """The day these rows came: unchanged rows keep the day they were first published with."""
    if earlier:
        described = json.loads((list(earlier.values())[-1] / "dcat.jsonld").read_text(encoding="utf-8"))
        if described["dcat:distribution"][0]["spdx:checksum"]["spdx:checksumValue"]["@value"] == files[0].sha256:
            return described["dct:modified"]["@value"]
    handed = workspace.internal(found.month) / "submissions.csv"
    frame = pd.read_csv(handed, encoding="utf-8-sig", dtype=str) if handed.is_file() else pd.DataFrame(columns=["dataset", "handed_in"])
    days = frame.loc[frame["dataset"] == registry.tables[proposal.table].dataset.id, "handed_in"].dropna()
    return days.max()[:10] if len(days) else last_day(found.month).isoformat()


# -- taking back ---------------------------------------------------------------------------------------------------------------------------------------------


def _taken_back(workspace: Workspace, month: str, proposal: str, today: dt.date) -> dict:
    """Empties the dataset's folder in every month; a dataset that was open once stays told as withdrawn."""
    standing = [m for m in workspace.months() if _folder(workspace, m, proposal).is_dir()]
    for m in standing:
        _remove(_folder(workspace, m, proposal))
        _tidy(workspace.outputs(m) / FOLDER, {p.name for p in (workspace.outputs(m) / FOLDER).iterdir()})
    last = _last_line(workspace, month, proposal)
    if last.get("status") == WITHDRAWN and not standing:
        return {"status": WITHDRAWN, "since": last["since"], "note": last["note"]}
    if standing or last.get("status") == PUBLISHED:
        which = ", ".join(f"{m[5:]}/{m[:4]}" for m in standing)
        return {"status": WITHDRAWN, "since": today.isoformat(), "note": "đã gỡ bỏ" + (f" bản của tháng {which}" if which else "") + ": còn điều kiện chưa đủ"}
    return {"status": NOT_MET}


def _last_line(workspace: Workspace, month: str, proposal: str) -> dict[str, str]:
    """What the newest month up to this one said of the dataset the last time."""
    for m in (m for m in reversed(workspace.months()) if m <= month):
        path = workspace.internal(m) / f"{TABLE}.csv"
        if path.is_file():
            frame = pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False)
            own = frame[frame["proposal"] == proposal]
            if len(own):
                return own.iloc[0].to_dict()
    return {}
