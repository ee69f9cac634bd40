"""Notebooks that read unmasked rows and fail on a citizen's name, or show it: nothing of it stands in what leaves, on the screen, or in a kept copy of a failed notebook."""

from __future__ import annotations

import importlib.util
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from sotay.batch.month import run_month
from sotay.definitions.workspace import Workspace, shipped

pytestmark = pytest.mark.slow

MONTH = "2026-09"
TESTS = Path(__file__).resolve().parents[1]
# What an analyst's cell does with the first unmasked row it finds.
ROW = """
import logging, sys, threading, warnings
from pathlib import Path
import pandas as pd
rows = pd.concat([pd.read_parquet(p) for p in sorted(Path(workspace, "data", "clean").rglob("2026-09.parquet"))])
name = rows["chu_ho_so"].dropna().iloc[0]
"""
LOUD = """
print(name, file=sys.stderr)
warnings.warn(f"Không rõ {name}")
logging.getLogger("sotay").error("Hồ sơ của %s", name)
thread = threading.Thread(target=lambda: {}[name])
thread.start(); thread.join()
"""
PICTURE = """
from io import BytesIO
from IPython.display import Image, display
from matplotlib.figure import Figure
figure, drawn = Figure(figsize=(3, 1)), BytesIO()
figure.suptitle(f"Hồ sơ của {name}")
figure.savefig(drawn, format="png")
display(Image(drawn.getvalue()))
"""
FAULTS = {
    "groups/thu_tuc_hanh_chinh": ROW + LOUD + "print(name)\ntry:\n    {}[name]\nexcept KeyError as error:\n    raise ValueError(name) from error",
    "indicators/ty_le_so_hoa": ROW + LOUD,
    "indicators/ket_noi_chia_se": ROW + "print('Người nộp:', name.upper())",
    "indicators/tai_su_dung_du_lieu": ROW + PICTURE,
}
FAILED, HELD = ("thu_tuc_hanh_chinh",), ("ket_noi_chia_se", "tai_su_dung_du_lieu")


def scanner():
    """The acceptance case's own scanner, which shares no code with the gate."""
    spec = importlib.util.spec_from_file_location("leak", TESTS / "acceptance" / "leak.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def printed_to(path: Path):
    """Whatever this process and its children write to the screen, in a file."""
    saved = os.dup(1), os.dup(2)
    with path.open("wb") as console:
        try:
            for number in (1, 2):
                os.dup2(console.fileno(), number)
            yield
        finally:
            for number, own in enumerate(saved, 1):
                os.dup2(own, number)
                os.close(own)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """The month with these notebooks: its folder, every full name of it, and all that was printed or told."""
    root = tmp_path_factory.mktemp("faults")
    shutil.copytree(TESTS / "golden" / "data", root / "data")
    for name, code in FAULTS.items():
        content = nbformat.read(shipped() / "notebooks" / f"{name}.ipynb", as_version=4)
        content.cells.insert(2, nbformat.v4.new_code_cell(code))
        (root / "notebooks" / name).parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(content, root / "notebooks" / f"{name}.ipynb")
    with printed_to(root / "console.txt"):
        outcome = run_month(Workspace(root), MONTH, only=[n.split("/")[1] for n in FAULTS])
    rows = pd.concat([pd.read_parquet(p) for p in sorted((root / "data" / "clean").rglob(f"{MONTH}.parquet"))])
    names = set(rows["chu_ho_so"].dropna())
    assert rows["chu_ho_so"].dropna().iloc[0] in names and len(names) > 3
    return root / "outputs" / MONTH, names, outcome


def found(paths, names: set[str]) -> set[str]:
    leak = scanner()
    wanted = leak.Wanted({"name": sorted(names), "address": [], "cccd": [], "phone": [], "email": []}, [])
    return {p.name for p in paths for label, text in leak.texts(p.name, p.read_bytes()) if wanted.search(text) or wanted.search(p.name)}


def test_nothing_that_leaves_has_a_name_in_it(run):
    out, names, _ = run
    public = [p for p in out.rglob("*") if p.is_file() and p.relative_to(out).parts[0] not in ("internal", "returns")]
    assert len(public) > 5 and found(public, names) == set()
    # The scanner does see the names where they are.
    assert found([p for p in (out / "internal" / "held").rglob("*") if p.is_file()], names) == {"ket_noi_chia_se.html", "ket_noi_chia_se.pdf"}


def test_what_failed_or_was_held_is_missing_and_the_rest_is_there(run):
    out, _, outcome = run
    reports = {p.stem for p in (out / "reports").glob("*.html")}
    assert "ty_le_so_hoa" in reports and reports.isdisjoint((*FAILED, *HELD))
    told = "\n".join(outcome.problems)
    assert "dừng vì lỗi ValueError" in told and "ảnh điểm" in told and "giống họ tên" in told


def test_nothing_is_told_or_kept_of_the_failed_ones(run):
    out, names, outcome = run
    told = "\n".join([*outcome.problems, (out.parents[1] / "console.txt").read_text(encoding="utf-8", errors="replace")])
    assert not scanner().Wanted({"name": sorted(names), "address": [], "cccd": [], "phone": [], "email": []}, []).search(told)
    kept = [out / "internal" / "notebooks" / f"{name}.ipynb" for name in FAILED]
    assert all(p.is_file() for p in kept) and found(kept, names) == set()
    assert all("papermill" not in nbformat.read(p, as_version=4).metadata for p in kept)
    text = (out / "index.html").read_text(encoding="utf-8")
    assert "lỗi ValueError" in text and str(out.parents[1]) not in text
