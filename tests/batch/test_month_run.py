"""A whole run: bad files, missing units, an empty month, wrong definitions, a notebook that fails — each is told, none stops the rest."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from sotay.definitions.workspace import Workspace, shipped

pytestmark = pytest.mark.slow

MONTH, CITIZEN = "2026-09", "Nông Thị Bích Liên"
ROOT = Path(__file__).resolve().parents[2]


def sotay(*arguments: str, cwd: Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "sotay", *arguments], cwd=cwd, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"})


def incoming(workspace: Path, unit: str = "ttpvhcc") -> Path:
    folder = workspace / "data" / "incoming" / MONTH / unit
    folder.mkdir(parents=True)
    return folder


def intake(workspace: Path) -> pd.DataFrame:
    return pd.read_csv(Workspace(workspace).internal(MONTH) / "intake.csv", encoding="utf-8-sig", dtype=str, keep_default_na=False)


def test_bad_files_are_told_and_the_run_ends_well(tmp_path):
    folder = incoming(tmp_path)
    shutil.copy(ROOT / "tests" / "golden" / "data" / "incoming" / MONTH / "ttpvhcc" / "So hoa ho so T9.csv", folder)
    (folder / "trong.xlsx").write_bytes(b"")
    (folder / "hong.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    (folder / "anh.xls").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100)
    (folder / "la.csv").write_text("Thứ,Món sáng,Món trưa,Ghi chú\nHai,Bún,Cơm,\nBa,Phở,Cơm,\n", encoding="utf-8")
    ended = sotay("run", MONTH, "--workspace", str(tmp_path), "--only", "ty_le_so_hoa", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert ended.stdout.strip().splitlines()[-1] == f"Trang mục lục: {tmp_path / 'outputs' / MONTH / 'index.html'}"
    lines = intake(tmp_path).set_index("file")
    assert lines["status"].to_dict() == {"So hoa ho so T9.csv": "accepted", "trong.xlsx": "empty", "hong.xlsx": "unreadable", "anh.xls": "refused", "la.csv": "unrecognised"}
    assert (lines.drop("So hoa ho so T9.csv")["note"].str.len() > 15).all()
    page = (tmp_path / "outputs" / MONTH / "index.html").read_text(encoding="utf-8")
    assert all(name in page for name in ("trong.xlsx", "hong.xlsx", "anh.xls", "la.csv"))
    manifest = json.loads((tmp_path / "outputs" / MONTH / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"].keys() >= {"index.html", "reports/ty_le_so_hoa.html"}


def test_a_month_with_nothing_at_all_still_gives_an_index(tmp_path):
    (tmp_path / "data" / "incoming" / MONTH).mkdir(parents=True)
    ended = sotay("run", MONTH, "--workspace", str(tmp_path), "--only", "tong_hop", cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr[-2000:]
    assert intake(tmp_path).empty
    page = (tmp_path / "outputs" / MONTH / "index.html").read_text(encoding="utf-8")
    assert "Chưa nộp" in page or "chưa nộp" in page


@pytest.mark.parametrize(("arguments", "words"), [
    (("run", "2026-13"), "không phải tháng"),
    (("run", MONTH, "--only", "tong_hopp"), "Có phải ý là `tong_hop`"),
    (("run", MONTH, "--workspace", "khong-co"), "Không có thư mục"),
    (("chay", MONTH), "không có lệnh"),
])
def test_wrong_use_ends_with_code_2_before_any_work(tmp_path, arguments, words):
    ended = sotay(*arguments, cwd=tmp_path)
    assert ended.returncode == 2
    assert words in ended.stderr
    assert not (tmp_path / "outputs").exists()


def test_a_wrong_definition_stops_before_any_work(tmp_path):
    incoming(tmp_path)
    shutil.copytree(shipped() / "parameters", tmp_path / "parameters")
    path = tmp_path / "parameters" / "commune.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("due_day: 20", "due_dya: 20"), encoding="utf-8")
    ended = sotay("run", MONTH, cwd=tmp_path)
    assert ended.returncode == 2
    assert "commune.yml" in ended.stderr and "due_dya" in ended.stderr and "due_day" in ended.stderr
    assert not (tmp_path / "outputs").exists()
    assert sotay("lint", cwd=tmp_path).returncode == 2


def test_one_failing_notebook_costs_only_its_own_report(tmp_path):
    incoming(tmp_path)
    shutil.copytree(shipped() / "notebooks", tmp_path / "notebooks")
    broken = tmp_path / "notebooks" / "month" / "tong_hop.ipynb"
    content = nbformat.read(broken, as_version=4)
    content.cells.append(nbformat.v4.new_code_cell(f"raise ValueError({CITIZEN!r}[::-1][::-1])"))
    nbformat.write(content, broken)
    ended = sotay("run", MONTH, "--workspace", str(tmp_path), "--only", "tong_hop", "--only", "ty_le_so_hoa", cwd=tmp_path)
    assert ended.returncode == 1
    assert "Thiếu báo cáo Tổng hợp tháng: ô mã thứ" in ended.stderr and "ValueError" in ended.stderr
    out = tmp_path / "outputs" / MONTH
    assert {p.name for p in (out / "reports").glob("*.html")} == {"ty_le_so_hoa.html"}
    assert "Tổng hợp tháng" in (out / "index.html").read_text(encoding="utf-8")
    everything = ended.stdout + ended.stderr + "".join(p.read_text(encoding="utf-8", errors="replace") for p in out.rglob("*") if p.suffix in (".html", ".json", ".csv"))
    assert CITIZEN not in everything
