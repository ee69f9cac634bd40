"""The province's notebooks and pages: every figure of the packages, every state, nothing that the gate did not pass."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
from pathlib import Path

import nbformat
import pytest

from small_province import BEFORE, MONTH, figures, released, workspace
from sotay.batch import province_pages
from sotay.batch.notebook import NotebookFailed
from sotay.batch.province_pages import REPORTS, write_rollup
from sotay.reports.pdf import PdfUnavailable
from sotay.rollup.ledger import DONE, FAILED, Entry, ProvinceLedger
from sotay.rollup.ledger import FILE as LEDGER
from sotay.rollup.province import open_province


def run_in_process(notebook: Path, output: Path, parameters: dict, working_directory: Path) -> None:
    """Runs a notebook's cells without a kernel and keeps what each shows, as Papermill would."""
    content, known = nbformat.read(notebook, as_version=4), {}
    for cell in (c for c in content.cells if c.cell_type == "code"):
        tree = ast.parse(cell.source)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(notebook), "exec"), known)
        if "parameters" in cell.metadata.get("tags", []):
            assert parameters.keys() <= known.keys()
            known |= parameters
        shown = eval(compile(ast.Expression(last.value), str(notebook), "eval"), known) if last else None
        cell.outputs = [nbformat.v4.new_output("execute_result", {"text/html": shown._repr_html_(), "text/plain": repr(shown)}, execution_count=1)] if shown is not None else []
    output.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(content, output)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(province_pages, "execute", run_in_process)


@pytest.fixture
def no_pdf(monkeypatch):
    """Where only the pages are looked at."""
    monkeypatch.setattr(province_pages, "render_pdf", lambda page, pdf: pdf.write_bytes(b""))


@pytest.fixture(scope="module")
def province(tmp_path_factory):
    tmp_path = tmp_path_factory.mktemp("province")
    for number, value in enumerate((80.0, 81.0, 79.0, 80.5, None, 30.0)):
        released(tmp_path / f"x{number}", figures(f"x{number}", f"Tên {number}", {"mot": value, "hai": 71.5}, late={"t": ("missing", None)} if number == 1 else None))
        released(tmp_path / f"x{number}", figures(f"x{number}", f"Tên {number}", {"mot": 60.0, "hai": 71.5}, month=BEFORE))
    workspace(tmp_path / "chua", "Chưa Chạy")
    ledger = ProvinceLedger(tmp_path / "tong-hop-tinh" / LEDGER)
    ledger.add(Entry("", MONTH, "../x0", "Xã Tên 0", DONE, (), 100.0, 80.0, 700_000_000, 500_000, 17_000_000, 370))
    ledger.add(Entry("", MONTH, "../chua", "Xã Chưa Chạy", FAILED, ("thiếu <bộ nhớ>",)))
    return open_province(MONTH, tmp_path)


@pytest.fixture(scope="module")
def made(province):
    """All results written once, and their bytes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(province_pages, "execute", run_in_process)
        assert write_rollup(province) == (province.out / MONTH / "index.html", [])
    return contents(province)


def contents(province):
    folder = province.out / MONTH
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and "internal" not in p.parts}


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_all_results_of_a_province(made):
    assert made.keys() == {"index.html", "manifest.json", *(f"reports/{n}.{e}" for n in REPORTS for e in ("html", "pdf")), *(f"tables/{n}.csv" for n in ("so_lieu", "chua_co_ket_qua", "tinh_hinh_nop", "nguon"))}
    page, plan, index = (made[name].decode("utf-8") for name in ("reports/tong_hop_tinh.html", "reports/ke_hoach_toan_quoc.html", "index.html"))
    for said in ("6/7 xã có số liệu", "Chưa có kết quả: 1 xã", "thiếu &lt;bộ nhớ&gt;", "Xã Tên 5", "Tỉnh Mẫu", "Tháng 9/2026", "1a. Thành phần: 30%"):
        assert said in page, said
    assert "3.321 xã" in plan and "trên máy này" in plan
    assert index.count("<tr>") == 1 + 7 and "chưa xong" in index and "../index.html" not in index


def test_the_manifest_names_every_package_read_and_every_file_made(province, made):
    told = json.loads(made["manifest.json"])
    assert told["outputs"] == {name: hashlib.sha256(content).hexdigest() for name, content in made.items() if name != "manifest.json"}
    assert [(i["commune"], i["sha256"]) for i in told["inputs"]] == [(p.figures.commune.id, p.sha256) for p in province.passed]


def test_tables_hold_the_figures_and_no_zero_for_what_is_missing(province, made):
    tables = province.out / MONTH / "tables"
    lines = {(r["id"], r["indicator"], r["measure"]): r for r in rows(tables / "so_lieu.csv")}
    assert len(lines) == 6 * 4 and lines["x0", "mot", "tong"]["value"] == "80.0" and lines["x4", "mot", "tong"]["value"] == ""
    assert (lines["x0", "mot", "mot_a"]["numerator"], lines["x0", "mot", "mot_a"]["denominator"]) == ("80.0", "100.0")
    assert rows(tables / "chua_co_ket_qua.csv") == [{"month": MONTH, "commune": "Xã Chưa Chạy", "reason": "lần chạy gần nhất không xong: thiếu <bộ nhớ>"}]
    assert [r["sha256"] for r in rows(tables / "nguon.csv")] == [p.sha256 for p in province.passed]
    assert [(r["id"], r["status"]) for r in rows(tables / "tinh_hinh_nop.csv") if r["dataset"] == "t"] == [("x1", "missing")]


def test_the_same_figures_give_the_same_bytes(quick, province, made):
    write_rollup(province)
    assert contents(province) == made


def test_a_province_where_nobody_has_a_result_still_has_its_pages(quick, no_pdf, tmp_path):
    workspace(tmp_path / "mot", "Một")
    index, problems = write_rollup(open_province(MONTH, tmp_path))
    page = (index.parent / "reports" / "tong_hop_tinh.html").read_text(encoding="utf-8")
    assert problems == [] and "Xã Một" in page and "0/1 xã có số liệu" in page and "1 xã chưa có kết quả" in page
    assert not any(claim in page for claim in ("nộp đủ", "Không xã nào", "Mọi thành phần"))
    assert "kèm theo bộ sổ tay" in (index.parent / "reports" / "ke_hoach_toan_quoc.html").read_text(encoding="utf-8")


def test_a_notebook_that_fails_costs_only_its_own_report(province, no_pdf, monkeypatch):
    def execute(notebook, output, parameters, folder):
        if notebook.stem == "tong_hop_tinh":
            raise NotebookFailed(3, "KeyError")
        run_in_process(notebook, output, parameters, folder)

    monkeypatch.setattr(province_pages, "execute", execute)
    index, problems = write_rollup(province)
    assert len(problems) == 1 and problems[0].startswith("Thiếu báo cáo Tổng hợp các xã: ")
    assert not (index.parent / "reports" / "tong_hop_tinh.html").exists() and (index.parent / "reports" / "ke_hoach_toan_quoc.html").is_file()
    assert "reports/tong_hop_tinh.html" not in index.read_text(encoding="utf-8")


def test_without_a_pdf_library_the_pages_stand_and_it_is_said(quick, province, monkeypatch):
    def render_pdf(page, pdf):
        raise PdfUnavailable("thiếu Pango")

    monkeypatch.setattr(province_pages, "render_pdf", render_pdf)
    index, problems = write_rollup(province)
    assert problems == ["Chưa có PDF: thiếu Pango"] * 2 and (index.parent / "reports" / "tong_hop_tinh.html").is_file()


def test_notebooks_name_their_parameters_for_the_run():
    folder = Path(__file__).resolve().parents[2] / "notebooks" / "province"
    for name in REPORTS:
        first = json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"][0]
        assert first["metadata"]["tags"] == ["parameters"] and "province: str" in "".join(first["source"])
