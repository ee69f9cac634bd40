"""What is opened of a proposal: the declared columns of its newest accepted rows, or counts by its declared columns with small numbers hidden."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sotay.checks.store import read_month
from sotay.definitions.models.commune import OpenData
from sotay.definitions.models.dataset import Table
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace, clean_path
from sotay.privacy.suppression.cells import Counts, Key, Mark, Policy
from sotay.privacy.suppression.releases import Follow, given_back, protect_months, release
from sotay.privacy.suppression.rounding import rounded
from sotay.privacy.suppression.tables import ALL, Guarded, cube, note
from sotay.publish.open_data.fields import field_of

MONTH, COUNT, SIGN, UNSAID = "thang", "so_luong", "che", "Chưa ghi"
_ROUNDED = "Mọi số được làm tròn đến bội số của {base}; tổng là tổng các số đã làm tròn, nên có thể chênh với số thật."
_FINER = "`rounding` nhỏ hơn `small_number` của xã, số nhỏ vẫn lộ"
_TELLS = "ghép với số đã công bố các tháng trước thì tính ra được số nhỏ"


class Withheld(Exception):
    """The conditions are met, but this must not be published as it is; the message (Vietnamese) says why."""


@dataclass(frozen=True)
class Content:
    """The rows to publish, the Table Schema of them, the month they are of, a remark for readers, and how many cells are hidden. `table`: the counts behind an aggregate."""

    frame: pd.DataFrame
    schema: dict
    month: str
    remark: str = ""
    hidden: int = 0
    table: Guarded | None = None


def newest_month(workspace: Workspace, registry: Registry, proposal: OpenData, month: str) -> str | None:
    """The newest month up to `month` with accepted rows of the proposal's table."""
    ref = registry.tables.get(proposal.table or "")
    return next((m for m in reversed(workspace.months()) if m <= month and ref and clean_path(workspace.clean, ref.dataset.id, ref.id, m).is_file()), None)


def content(workspace: Workspace, registry: Registry, proposal: OpenData, month: str, published: Mapping[str, list[dict]]) -> Content | None:
    """What would be published; None without any data. `published`: the lines of counts that earlier months have published, as in their data.json.

    Raises Withheld for a personal column, and when counts could not be protected.
    """
    source = newest_month(workspace, registry, proposal, month)
    if source is None:
        return None
    table = registry.tables[proposal.table].table
    personal = [c for c in (*proposal.columns, *proposal.aggregate_by) if table.column(c).pii != "none" or table.column(c).free_text]
    if personal or not (proposal.columns or proposal.aggregate_by):
        raise Withheld(f"cột {', '.join(personal)} là dữ liệu cá nhân" if personal else "chưa khai báo cột hoặc cách đếm")
    if proposal.columns:
        return _rows(read_month(workspace.clean, registry, table.id, source), table, proposal, registry, source)
    return _counts(workspace, registry, proposal, source, published)


def _rows(rows: pd.DataFrame, table: Table, proposal: OpenData, registry: Registry, month: str) -> Content:
    frame = rows.reindex(columns=proposal.columns)
    frame = frame.sort_values(list(frame.columns), kind="stable", na_position="last", key=lambda s: s.astype("str"), ignore_index=True)
    fields = [field_of(table.column(c), frame[c], registry) for c in proposal.columns]
    schema: dict = {"fields": fields, "missingValues": [""]}
    if table.key and set(table.key) <= set(proposal.columns) and not frame.duplicated(table.key).any() and frame[table.key].notna().all(axis=None):
        schema["primaryKey"] = list(table.key)
    return Content(frame, schema, month)


def _said(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    words = {c: rows[c].map({True: "Có", False: "Không"}) if pd.api.types.is_bool_dtype(rows[c].dtype) else rows[c] for c in by}
    return pd.DataFrame({c: values.astype("str").where(values.notna(), UNSAID) for c, values in words.items()})


def counted(rows: pd.DataFrame, by: list[str], policy: Policy) -> Counts:
    """Rows counted by one or two columns, with every total."""
    said = _said(rows, by)
    cells = {key if isinstance(key, tuple) else (key,): int(n) for key, n in said.groupby(by).size().items()}
    return cube(cells, [sorted(said[c].unique()) for c in by], policy)


def _counts(workspace: Workspace, registry: Registry, proposal: OpenData, month: str, published: Mapping[str, list[dict]]) -> Content:
    table, policy, by = registry.tables[proposal.table].table, Policy(registry.commune.small_number, proposal.keep_zeros), list(proposal.aggregate_by)
    if proposal.rounding:
        return _rounded(workspace, registry, proposal, month, policy)
    follow: Follow = "changes" if table.period == "stock" else "apart"
    earlier = [m for m in sorted(published) if m < month and follow != "apart"]
    tables = {m: counted(rows, by, policy) for m in (*earlier, month) if (rows := read_month(workspace.clean, registry, table.id, m)) is not None}
    settled = {m: _settled(published[m], by, tables.get(m), policy) for m in earlier}
    try:
        done = protect_months(tables, follow, settled)
        found = given_back([release(m, "public", g) for m, g in done.items()], policy, follow) if len(done) > 1 else []
    except ValueError as error:
        raise Withheld(_TELLS) from error
    if any(g.proven for g in found):
        raise Withheld(_TELLS)
    return Content(_long(done[month], by, month), _count_schema(table, by, policy), month, note(policy), done[month].hidden, done[month])


def _rounded(workspace: Workspace, registry: Registry, proposal: OpenData, month: str, policy: Policy) -> Content:
    base, by, table = proposal.rounding or 0, list(proposal.aggregate_by), registry.tables[proposal.table].table
    if base < policy.least:
        raise Withheld(_FINER)
    done = rounded(counted(read_month(workspace.clean, registry, table.id, month), by, policy), base)
    schema = _count_schema(table, by, policy)
    count = next(f for f in schema["fields"] if f["name"] == COUNT)
    count |= {"description": f"Đếm: {table.grain}. {_ROUNDED.format(base=base)}", "constraints": count["constraints"] | {"required": True}}
    schema["fields"] = [f for f in schema["fields"] if f["name"] != SIGN]
    return Content(_long(done, by, month).drop(columns=SIGN), schema, month, _ROUNDED.format(base=base), 0, done)


def _settled(lines: list[dict], by: list[str], stored: Counts | None, policy: Policy) -> dict[Key, Mark]:
    """The marks that an earlier month went out with. Raises Withheld when its figures are no longer those stored."""
    keys = {tuple(line[c] for c in by): line for line in lines}
    if stored is None or set(keys) != set(stored.values) or any(line[COUNT] not in (None, stored.values[key]) or SIGN not in line for key, line in keys.items()):
        raise Withheld("số liệu tháng trước đã đổi sau khi công bố; xem lại rồi công bố bản đính chính của tháng đó trước")
    return {key: Mark.SHOWN if line[COUNT] is not None else Mark.SMALL if line[SIGN] == f"<{policy.least}" else Mark.BESIDE for key, line in keys.items()}


def _long(table: Guarded, by: list[str], month: str) -> pd.DataFrame:
    keys = sorted(table.counts.values, key=lambda k: tuple((label == ALL, str(label)) for label in k))
    lines = [{MONTH: month} | dict(zip(by, key, strict=True)) | {COUNT: table.number(key), SIGN: None if table.number(key) is not None else table.text(key)} for key in keys]
    return pd.DataFrame(lines, columns=[MONTH, *by, COUNT, SIGN]).astype({COUNT: "Int64"})


def _count_schema(table: Table, by: list[str], policy: Policy) -> dict:
    fields = [{"name": MONTH, "title": "Tháng", "type": "string", "constraints": {"required": True, "pattern": r"\d{4}-\d{2}"}}]
    fields += [{"name": c, "title": table.column(c).title, "type": "string", "description": f"“{ALL}”: cộng mọi giá trị của cột.", "constraints": {"required": True}} for c in by]
    fields += [{"name": COUNT, "title": "Số lượng", "type": "integer", "description": f"Đếm: {table.grain}. Trống khi số được che.", "constraints": {"minimum": 0}},
               {"name": SIGN, "title": "Dấu che", "type": "string", "description": note(policy), "constraints": {"enum": [f"<{policy.least}", "–"]}}]
    return {"fields": fields, "missingValues": [""], "primaryKey": [MONTH, *by]}
