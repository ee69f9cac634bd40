"""Whatever file of a workspace a notebook opens is noted among its reads: else a corrected export might leave it as it was."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sotay.prepare import DERIVED, TABLES

ROOT = Path(__file__).resolve().parents[2]
MONTH = "2026-09"
NOTEBOOKS = ("month/tong_hop", "month/tien_do_ke_hoach", "month/du_lieu_mo", "indicators/cap_nhat_day_du_chinh_xac", "indicators/ket_noi_chia_se", "groups/thu_tuc_hanh_chinh", "domains/chuyen_nganh")
# Runs the cells of each as a kernel would and says which files under outputs/ were opened.
RUN = """
import json, os, sys
from pathlib import Path
root, month, noted = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
from sotay import traces
opened, outputs = set(), str(root / "outputs")
sys.addaudithook(lambda event, args: opened.add(str(args[0])) if event == "open" and str(args[0]).startswith(outputs) else None)
for notebook in sys.argv[4:]:
    os.environ["SOTAY_READS"] = str(noted / Path(notebook).name)
    traces.note.cache_clear()
    opened.clear()
    space = {}
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), space)
            if "parameters" in cell["metadata"].get("tags", []):
                space |= {"month": month, "workspace": str(root)}
    print(json.dumps(sorted(Path(p).relative_to(outputs).as_posix() for p in opened)))
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("xa")
    shutil.copytree(ROOT / "tests" / "golden" / "data", folder / "data")
    code = f"from sotay.prepare import prepare_month; from sotay.definitions.workspace import Workspace; from pathlib import Path; import sys; prepare_month(Workspace(Path(sys.argv[1])), {MONTH!r})"
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, env=os.environ | {"SOTAY_READ_IN_PROCESS": "1"})
    return folder


def covered(name: str, noted: set[str]) -> bool:
    """Is a file under outputs/ told by one of the reads."""
    month, _, inner = name.split("/", 2)
    table = inner.removesuffix(".csv")
    return f"{month}/file/{inner}" in noted or (table in (*TABLES, *DERIVED) and any(n.startswith((f"{month}/{table}/", f"{month}/{table}:")) for n in noted))


@pytest.fixture(scope="module")
def read(workspace, tmp_path_factory) -> dict[str, tuple[list[str], set[str]]]:
    """Of each notebook the files it opened and what it noted."""
    noted = tmp_path_factory.mktemp("noted")
    paths = [ROOT / "notebooks" / f"{n}.ipynb" for n in NOTEBOOKS]
    ended = subprocess.run([sys.executable, "-c", RUN, str(workspace), MONTH, str(noted), *map(str, paths)], capture_output=True, text=True, env=os.environ | {"MPLBACKEND": "agg"})
    assert ended.returncode == 0, ended.stderr[-2000:]
    return {path.stem: (opened, set((noted / path.name).read_text(encoding="utf-8").split())) for path, opened in zip(paths, map(json.loads, ended.stdout.splitlines()), strict=True)}


def test_every_file_that_a_notebook_opens_is_noted(read):
    # Rows of the clean store are read by Arrow, which tells nobody; the book alone opens them.
    for name, (opened, noted) in read.items():
        assert opened and [file for file in opened if not covered(file, noted)] == [], name


@pytest.mark.parametrize("name", ["du_lieu_mo", "ket_noi_chia_se", "thu_tuc_hanh_chinh", "chuyen_nganh"])
def test_a_page_on_some_datasets_reads_no_table_whole(read, name):
    """A corrected export of another dataset leaves it as it is."""
    whole = {n.split("/")[1] for n in read[name][1] if n.endswith("/*")}
    assert whole <= {"covered", "untold"}
    datasets = {n.split("/")[2] for n in read[name][1] if n.split("/")[1].startswith("intake")}
    assert "phan_anh_hien_truong" not in datasets and len(datasets) >= 2


@pytest.mark.parametrize("name", ["tien_do_ke_hoach", "cap_nhat_day_du_chinh_xac"])
def test_a_page_on_all_datasets_reads_of_their_tables_what_it_shows(read, name):
    """A corrected export that changes how many lines were no data, or what a warning says, leaves what speaks of handing in as it is."""
    whole = {n.split("/")[1] for n in read[name][1] if n.endswith("/*")}
    assert not whole & {"intake", "findings", "changes"}
    assert not any("rows_read" in table or "rows_not_data" in table or "message" in table for table in whole)
