"""The step of a month that packs each shareable dataset for the province's platform: data, schemas, manifest; kept inside, because it holds personal data."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd

from sotay.checks.store import read_month
from sotay.definitions.models.dataset import Dataset, Table
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared
from sotay.publish.exchange.log import write_log
from sotay.publish.open_data.fields import field_of
from sotay.publish.open_data.formats import Written, csv_bytes, document, json_bytes, plain, write_bytes

FOLDER, MANIFEST = "exchange", "manifest.json"
# Levels of the annex at which other agencies get the rows; "theo_phan_quyen" and "noi_bo" stay inside unless the dataset must be shared.
SHARED_LEVELS = ("theo_quy_dinh", "chia_se_theo_quy_dinh")
_CHECKED = "Chỉ gồm dòng đạt mọi phép kiểm tra mức lỗi; dòng tạm để riêng không có trong gói."
_MEDIA = {".csv": "text/csv", ".json": "application/json"}


def shareable(registry: Registry) -> list[Dataset]:
    """Datasets that go to the platform, by id; what is kept as counts only has no rows to give."""
    return sorted((d for d in registry.datasets.values() if (d.must_share or d.sharing in SHARED_LEVELS) and any(t.keep == "rows" for t in d.tables)), key=lambda d: d.id)


def write_packages(workspace: Workspace, result: Prepared) -> list[str]:
    """Writes internal/exchange/<dataset>/ for every shareable dataset with accepted rows this month, and the log's draft; never says that anything was sent."""
    root = workspace.internal(result.month) / FOLDER
    packed: dict[str, int] = {}
    for dataset in shareable(result.registry):
        folder = root / dataset.id
        rows = {t.id: found for t in dataset.tables if t.keep == "rows" and (found := read_month(workspace.clean, result.registry, t.id, result.month)) is not None}
        if rows:
            packed[dataset.id] = _package(folder, dataset, rows, result)
    for old in sorted(root.iterdir()) if root.is_dir() else ():
        if old.is_dir() and old.name not in packed:
            shutil.rmtree(old)
    write_log(root, result.registry, result.month, packed)
    return []


def _package(folder: Path, dataset: Dataset, rows: dict[str, pd.DataFrame], result: Prepared) -> int:
    aside = folder.with_name(folder.name + ".part")
    shutil.rmtree(aside, ignore_errors=True)
    tables = [_table(aside, t, rows[t.id], result.registry) for t in dataset.tables if t.id in rows]
    write_bytes(aside / MANIFEST, document(_manifest(dataset, tables, result)))
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(aside, folder)
    return sum(t["rows"] for t in tables)


def _table(folder: Path, table: Table, rows: pd.DataFrame, registry: Registry) -> dict:
    """One table as CSV, JSON and Table Schema; the rows in an order fixed by their content."""
    columns = [c for c in table.columns if not c.drop and c.name in rows]
    names = [c.name for c in columns]
    order = sorted(names, key=lambda n: n not in table.key)
    frame = rows[names].sort_values(order, kind="stable", na_position="last", key=lambda s: s.astype("str"), ignore_index=True)
    fields = [field_of(c, frame[c.name], registry) for c in columns]
    schema: dict = {"name": table.id, "title": table.title, "description": f"Mỗi dòng: {table.grain}.", "missingValues": [""], "fields": fields}
    if table.key and set(table.key) <= set(names) and not frame.duplicated(table.key).any() and frame[table.key].notna().all(axis=None):
        schema["primaryKey"] = list(table.key)
    lines = plain(frame, schema)
    contents = {"csv": csv_bytes(lines, names), "json": json_bytes(lines), "schema.json": document(schema)}
    written = [write_bytes(folder / f"{table.id}.{ending}", data) for ending, data in contents.items()]
    made = {"id": table.id, "title": table.title, "rows": len(frame), "columns": len(names), "personal_columns": [c.name for c in columns if c.pii != "none" or c.free_text]}
    return made | _days(frame, table) | {"files": [_listed(w) for w in written]}


def _days(frame: pd.DataFrame, table: Table) -> dict:
    """First and last day of the rows, where a column dates them."""
    dates = frame[table.period_field].dropna() if table.period_field in frame else pd.Series(dtype=object)
    return {"first_day": f"{dates.min():%Y-%m-%d}", "last_day": f"{dates.max():%Y-%m-%d}"} if len(dates) and pd.api.types.is_datetime64_any_dtype(dates.dtype) else {}


def _listed(written: Written) -> dict:
    return {"path": written.name, "mediatype": _MEDIA[Path(written.name).suffix], "bytes": written.size, "sha256": written.sha256}


def _manifest(dataset: Dataset, tables: list[dict], result: Prepared) -> dict:
    commune, owner = result.registry.commune, result.registry.units.get(dataset.owner)
    intake = result.tables["intake"]
    own = intake[(intake["dataset"] == dataset.id) & (intake["status"] == "accepted")]
    return {
        "package": f"{commune.code}-{dataset.id}-{result.month}", "dataset": dataset.id, "title": dataset.title, "month": result.month,
        "commune": {"code": commune.code, "name": f"{commune.kind} {commune.name}", "province": commune.province}, "owner": owner.name if owner else dataset.owner,
        "sharing": {"level": dataset.sharing, "must_share": dataset.must_share, "annex": dataset.annex.sharing if dataset.annex else ""},
        "personal_data": any(t["personal_columns"] for t in tables), "rows": sum(t["rows"] for t in tables),
        "checked": {"rows_accepted": int(own["rows_accepted"].sum()), "rows_quarantined": int(own["rows_quarantined"].sum()), "note": _CHECKED},
        "text": "CSV: UTF-8 không BOM, dấu phẩy, CRLF; chữ bắt đầu bằng = + - @ có dấu nháy đơn ở trước. JSON giữ nguyên giá trị.", "tables": tables,
    }
