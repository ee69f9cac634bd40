"""A workspace whose clean store is written by hand, with proposals whose conditions are met."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from sotay.definitions.registry import Registry, load_registry
from sotay.definitions.workspace import Workspace, clean_path
from sotay.prepare import Prepared, write_csv

ROOT = Path(__file__).resolve().parents[2]
REGISTRY = load_registry(ROOT / "parameters")
CLINICS = pd.DataFrame({
    "ten_co_so": ["Trạm Y tế xã Sơn Hải", "=HYPERLINK(\"x\")", "Phòng khám An Bình"], "loai_hinh": ["Trạm y tế", None, None], "ma_cskcb": ["24123", "24124", None],
    "dia_chi": ["Thôn Chợ", "Thôn Đồng", "Thôn Chợ"], "thon": ["Chợ", "Đồng", "Chợ"], "gio_lam_viec": ["7:00-17:00", None, "-8h"], "dien_thoai_co_quan": ["0204388888", None, None],
})


def dossiers(**counts: int) -> pd.DataFrame:
    """Dossiers by field and channel: `a_tt=3` is three of field A that came online."""
    channels = {"tt": "Trực tuyến", "mc": "Trực tiếp", "bc": "Bưu chính"}
    rows = [{"linh_vuc": f"Lĩnh vực {name[0].upper()}", "kenh": channels[name[2:]], "chu_ho_so": "Nông Văn Bình"} for name, n in counts.items() for _ in range(n)]
    return pd.DataFrame(rows)


def store(workspace: Workspace, table: str, month: str, rows: pd.DataFrame, handed_in: str) -> None:
    """Accepted rows of one table and month, and when they were handed in."""
    ref = REGISTRY.tables[table]
    path = clean_path(workspace.clean, ref.dataset.id, table, month)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows.to_parquet(path, index=False)
    (workspace.incoming / month).mkdir(parents=True, exist_ok=True)
    told = workspace.internal(month) / "submissions.csv"
    others = pd.read_csv(told, encoding="utf-8-sig", dtype=str).query("dataset != @ref.dataset.id") if told.is_file() else pd.DataFrame()
    write_csv(told, pd.concat([others, pd.DataFrame({"dataset": [ref.dataset.id], "handed_in": [handed_in]})]))


def prepared(month: str, proposals: dict[str, dict]) -> Prepared:
    """The month with these proposals' conditions met (id → other changes), the other proposals as they are."""
    known = dict(REGISTRY.open_data)
    for name, changes in proposals.items():
        met = [c.model_copy(update={"met": True, "evidence": "Số 12/QĐ-UBND", "date": f"0{n}/09/2026"}) for n, c in enumerate(known[name].conditions, 1)]
        known[name] = known[name].model_copy(update={"conditions": met} | changes)
    registry: Registry = replace(REGISTRY, open_data=known)
    return Prepared(month, registry, [], None, {})
