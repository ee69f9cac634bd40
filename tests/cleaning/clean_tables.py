"""A made-up commune, columns of any type, and tables built from a few cells."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np

from sotay.cleaning.codes import CodeLookup
from sotay.cleaning.parsed import Context
from sotay.cleaning.places import Stale, Villages
from sotay.definitions.models.commune import Commune
from sotay.definitions.models.dataset import Column, Dataset
from sotay.definitions.registry import Registry
from sotay.intake.model import CellKind, RawTable, Source, SourceColumn

DAY = dt.date(2026, 9, 18)
COMMUNE = Commune.model_validate({
    "id": "xa_mau", "name": "Sơn Hải", "kind": "Xã", "code": "07543", "province": "Bắc Ninh", "province_code": "24",
    "former": [{"name": "Xã Hộ Đáp", "code": "07543", "district": "Huyện Lục Ngạn", "province": "Tỉnh Bắc Giang"},
               {"name": "Xã Sơn Hải", "code": "07546", "district": "Huyện Lục Ngạn", "province": "Tỉnh Bắc Giang"}],
    "stale_words": ["Lục Ngạn", "Huyện Lục Ngạn", "UBND huyện Lục Ngạn", "Tỉnh Bắc Giang", "T. Bắc Giang"], "due_day": 20,
    "data_period": {"kind": "calendar_month", "source": "proposal"},
    "villages": ["Đồng Mậm", "Đồng Chè", "Đấp", "Xóm Mòng", "Tân An", "Tân Ấn"], "agency_codes": ["H05.60.12"], "id_province_codes": ["001", "022", "024", "027"],
    "place": "Sơn Hải", "report_symbol": "UBND", "signatories": [],
})
ETHNIC = [
    {"label": "Kinh", "code": "1"}, {"label": "Tày", "code": "2", "aliases": ["Thổ (Tày)"]}, {"label": "Sán Dìu", "code": "18"},
    {"label": "Mông", "code": "8", "aliases": ["H'Mông", "HMông"]},
]


def column(kind: str, **keys) -> Column:
    if kind == "code" and "values" not in keys:
        keys["values"] = ETHNIC
    return Column.model_validate({"name": "cot", "title": "Cột", "type": kind, "source": "proposal"} | keys)


def context(kind: str, **keys) -> Context:
    """The context of a column; keys of Context beside keys of the column."""
    own = {k: keys.pop(k) for k in ("factor", "fractions", "points", "upper") if k in keys}
    declared = column(kind, **keys)
    lookup = CodeLookup.of(declared.values, DAY) if kind == "code" else Villages.of(COMMUNE) if kind == "village" else None
    return Context(declared, "2026-09", DAY, id_provinces=frozenset(COMMUNE.id_province_codes), agencies=frozenset(COMMUNE.agency_codes), lookup=lookup,
                   stale=Stale.of(COMMUNE), **own)


def registry_of(*columns: Column) -> Registry:
    dataset = Dataset.model_validate({
        "id": "mau", "title": "Mẫu", "short": "Mẫu", "owner": "van_phong", "sharing": "noi_bo", "source": "proposal",
        "tables": [{"id": "mau", "title": "Mẫu", "grain": "dòng", "columns": list(columns)}],
    })
    return Registry(Path("parameters"), COMMUNE, None, None, datasets={"mau": dataset})


def raw_table(columns: list[str | None], rows: list[list], groups: list[str] | None = None, factor: float = 1.0, headings: list[str] | None = None) -> RawTable:
    """Rows of Python values: str is a text cell, a number a numeric cell, a date a date cell, None a blank."""
    cells, kinds = np.full((len(rows), len(columns)), "", dtype=object), np.zeros((len(rows), len(columns)), dtype=int)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            kind = CellKind.BLANK if value in (None, "") else CellKind.TEXT if isinstance(value, str) else CellKind.DATE if isinstance(value, dt.date) else CellKind.NUMBER
            cells[r, c], kinds[r, c] = "" if value is None else str(value), kind
    titles = headings or [c or "Khác" for c in columns]
    source = Source("van_phong", "tep.xlsx", Path("tep.xlsx"), "xlsx", None, dt.datetime(2026, 9, 18, 8), "0" * 64)
    return RawTable(source, "Sheet1", 1, 1, tuple(SourceColumn(i, chr(65 + i), titles[i], c) for i, c in enumerate(columns)), np.arange(2, len(rows) + 2), cells, kinds,
                    np.array(groups or [""] * len(rows), dtype=object), dataset="mau", table="mau", unit_factor=factor)
