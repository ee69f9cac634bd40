"""What must agree: definitions with notebooks and README, imports with the architecture's direction, notebooks with their form."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from sotay.definitions.registry import load_registry

ROOT = Path(__file__).resolve().parents[1]
LIB = ROOT / "lib" / "sotay"
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
# Each room imports only from its left.
ORDER = ["definitions", "intake", "cleaning", "checks", "scoring", "privacy", "prepare", "traces", "book", "figures", "tracking", "reports", "publish", "rollup", "batch", "status", "check_file", "cli", "__main__"]
PLAN_IDS = {
    "groups": {"dan_cu_ho_tich", "thu_tuc_hanh_chinh", "lao_dong_an_sinh", "giao_duc_y_te", "do_thi_dia_ban", "noi_bo_chinh_quyen"},
    "indicators": {"ty_le_so_hoa", "chuan_hoa_lam_sach", "ket_noi_chia_se", "cap_nhat_day_du_chinh_xac", "tai_su_dung_du_lieu", "an_toan_thong_tin"},
    "domains": {"tai_chinh", "khcn_chuyen_doi_so", "nhan_luc", "giao_duc", "y_te", "ket_qua_tthc", "ho_tich", "dat_dai_xay_dung"},
}
ANNEX = {
    "dan_cu_ho_tich": ["khai_sinh", "ket_hon", "khai_tu", "chung_thuc", "cu_tru_tthc"],
    "thu_tuc_hanh_chinh": ["tiep_nhan_ho_so", "ket_qua_ho_so", "so_hoa_ho_so", "thanh_toan_truc_tuyen", "muc_do_hai_long"],
    "lao_dong_an_sinh": ["ho_ngheo", "bao_tro_xa_hoi", "nguoi_co_cong", "lao_dong_viec_lam"],
    "giao_duc_y_te": ["pho_cap_giao_duc", "co_so_giao_duc", "tiem_chung", "kham_chua_benh"],
    "do_thi_dia_ban": ["phan_anh_hien_truong", "cong_trinh"],
    "noi_bo_chinh_quyen": ["can_bo_cong_chuc", "van_ban_dien_tu", "dieu_hanh_bao_cao"],
}


@pytest.fixture(scope="module")
def registry():
    return load_registry(ROOT / "parameters")


def test_the_plan_s_groups_indicators_domains_and_datasets_are_defined(registry):
    assert {g.id for g in registry.groups.values() if g.notebook} == PLAN_IDS["groups"]
    # A commune may add indicators and datasets of its own after the plan's.
    assert [i.id for i in sorted(registry.indicators.values(), key=lambda i: i.number)][:6] == [
        "ty_le_so_hoa", "chuan_hoa_lam_sach", "ket_noi_chia_se", "cap_nhat_day_du_chinh_xac", "tai_su_dung_du_lieu", "an_toan_thong_tin"]
    assert set(registry.domains) == PLAN_IDS["domains"]
    assert {g: [d.id for d in registry.datasets_of(g) if d.annex] for g in ANNEX} == ANNEX
    assert [d.annex.row for d in registry.datasets_of("do_thi_dia_ban")] == [1, 3]
    assert set(registry.open_data) == {"tthc_cap_xa", "thong_ke_ho_so_tthc", "co_so_giao_duc", "co_so_y_te", "ton_giao_tin_nguong"}


def test_a_notebook_for_each_group_and_indicator_and_none_besides(registry):
    names = {f"{p.parent.name}/{p.stem}" for p in NOTEBOOKS}
    wanted = {f"groups/{i}" for i in PLAN_IDS["groups"]} | {f"indicators/{i}" for i in registry.indicators}
    assert names == wanted | {"domains/chuyen_nganh", "month/tong_hop", "month/tien_do_ke_hoach", "month/du_lieu_mo", "notebooks/home", "province/tong_hop_tinh", "province/ke_hoach_toan_quoc"}


def _room(path: Path) -> str:
    inner = path.relative_to(LIB)
    return inner.parts[0] if len(inner.parts) > 1 else inner.stem


def _imported_rooms(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sotay."):
            names.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            names |= {a.name.split(".")[1] for a in node.names if a.name.startswith("sotay.")}
    return names


@pytest.mark.parametrize("path", sorted(p for p in LIB.rglob("*.py") if p.name != "__init__.py" or p.parent != LIB), ids=lambda p: p.relative_to(LIB).as_posix())
def test_each_room_imports_only_from_its_left(path):
    room = _room(path)
    if room == "demo":
        assert _imported_rooms(path) <= {"definitions", "demo"}
        return
    left = set(ORDER[: ORDER.index(room) + 1])
    allowed = left | ({"demo"} if room == "cli" else set())
    assert _imported_rooms(path) <= allowed


def test_no_dataset_unit_or_indicator_id_stands_in_the_library(registry):
    ids = set(registry.datasets) | set(registry.units) | set(registry.indicators) | set(registry.tables)
    # Words of the library's own vocabulary that happen to be ids too would be listed here.
    found = []
    for path in LIB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in ids:
                found.append((path.relative_to(LIB).as_posix(), node.lineno, node.value))
    assert found == []


def _cells(path: Path) -> list[dict]:
    return [c | {"source": "".join(c["source"])} for c in json.loads(path.read_text(encoding="utf-8"))["cells"]]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebooks_are_thin_typed_and_without_outputs(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    code = [c for c in _cells(path) if c["cell_type"] == "code"]
    assert content["metadata"]["kernelspec"]["name"] == "python3"
    tagged = [c for c in code if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    wanted = ["month", "province"] if path.parent.name == "province" else ["month", "workspace"] + (["domain"] if path.parent.name == "domains" else [])
    assert re.findall(r"^(\w+): str = ", tagged[0]["source"], re.MULTILINE) == wanted
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    source = "\n".join(c["source"] for c in code)
    lines = [line for line in source.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(lines) <= 30, len(lines)
    tree = ast.parse(source)
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.For | ast.While | ast.ClassDef | ast.Lambda)]
    modules = {(n.module if isinstance(n, ast.ImportFrom) else n.names[0].name).split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)}
    assert modules == {"sotay"}


@pytest.mark.parametrize("name", ["README.md", "README.vi.md"])
def test_readme_names_the_commands_and_every_group_and_indicator(name, registry):
    text = (ROOT / name).read_text(encoding="utf-8")
    for word in ["make month", "make test", "make lab", "sotay run", "sotay lint", *PLAN_IDS["groups"], *PLAN_IDS["indicators"], *PLAN_IDS["domains"]]:
        assert word in text, word


def test_every_command_of_the_readme_exists():
    from typer.main import get_command

    from sotay.cli import app

    known = set(get_command(app).commands)
    for name in ("README.md", "README.vi.md"):
        used = set(re.findall(r"\bsotay (run|status|inspect|lint|demo|sql|check|templates|new|send|province)\b", (ROOT / name).read_text(encoding="utf-8")))
        assert used <= known, used - known
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for name in ("README.md", "README.vi.md"):
        assert set(re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)) <= targets
