"""A report that spells a citizen's name is held back, told without the name, and the others go out."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import nbformat
import pandas as pd

from sotay.batch.month import run_month
from sotay.definitions.workspace import Workspace, shipped

MONTH = "2026-09"
GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "data"


def test_a_chart_title_with_a_name_is_held_back(tmp_path):
    shutil.copytree(GOLDEN, tmp_path / "data")
    shutil.copytree(shipped() / "notebooks", tmp_path / "notebooks")
    citizen = _a_citizen(tmp_path)
    path = tmp_path / "notebooks" / "groups" / "dan_cu_ho_tich.ipynb"
    content = nbformat.read(path, as_version=4)
    content.cells.append(nbformat.v4.new_code_cell(f"from IPython.display import HTML\nHTML('<svg role=\"img\" aria-label=\"Việc của {citizen.upper()}\"></svg>')"))
    nbformat.write(content, path)
    outcome = run_month(Workspace(tmp_path), MONTH, only=["dan_cu_ho_tich", "ty_le_so_hoa"])
    out = tmp_path / "outputs" / MONTH
    assert not (out / "reports" / "dan_cu_ho_tich.html").exists() and (out / "internal" / "held" / "reports" / "dan_cu_ho_tich.html").is_file()
    assert (out / "reports" / "ty_le_so_hoa.html").is_file() and (out / "reports" / "ty_le_so_hoa.pdf").is_file()
    told = "\n".join(outcome.problems)
    assert "Dân cư" in told and "giống họ tên" in told and citizen.lower() not in told.lower()
    assert "giữ lại" in (out / "index.html").read_text(encoding="utf-8")
    kept = pd.read_csv(out / "internal" / "gate.csv", encoding="utf-8-sig")
    assert set(kept["kind"]) == {"họ tên"} and "reports/dan_cu_ho_tich.html" in set(kept["file"])
    packed = pd.read_csv(out / "internal" / "release.csv", encoding="utf-8-sig").set_index(["recipient", "result"])["status"]
    assert (packed["don_vi_ubnd", "dan_cu_ho_tich"], packed["don_vi_ubnd", "ty_le_so_hoa"], packed["so_khcn", "tong_hop"]) == ("held", "included", "missing")
    with zipfile.ZipFile(out / "release" / "don_vi_ubnd" / f"don_vi_ubnd-{MONTH}.zip") as archive:
        assert {"ty_le_so_hoa.html", "ty_le_so_hoa.pdf"} <= set(archive.namelist()) and "dan_cu_ho_tich" not in " ".join(archive.namelist())
    assert "reports/dan_cu_ho_tich.html" not in json.loads((out / "manifest.json").read_text(encoding="utf-8"))["outputs"]


def _a_citizen(root: Path) -> str:
    """A full name of three words or more from the month's own exports."""
    from sotay.intake.month import take_in
    from sotay.prepare import month_registry

    registry = month_registry(Workspace(root), MONTH)
    for export in take_in(root / "data" / "incoming" / MONTH, registry, MONTH, root / "data" / "incoming"):
        for table in export.tables:
            for column in registry.tables[table.table].table.columns if table.table else ():
                if column.type == "name" and column.name in table.mapped:
                    for value in table.cells[:, table.mapped[column.name].index]:
                        if len(str(value).split()) >= 3:
                            return str(value)
    raise AssertionError("no name in the golden month")
