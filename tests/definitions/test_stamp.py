"""New datasets and indicators from a stamp, and facts changed by one line of YAML: no code for either."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from sotay.definitions.registry import load_registry
from sotay.definitions.stamp import CannotStamp, stamp_dataset, stamp_indicator
from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month
from sotay.scoring.indicators import TOTAL, composite, score

ROOT = Path(__file__).resolve().parents[2]
MONTH, NEW = "2026-09", "ket_qua_dinh_kem"


@pytest.fixture
def own(tmp_path) -> Workspace:
    """A workspace with parameters of its own and the month that was counted by hand."""
    shutil.copytree(ROOT / "parameters", tmp_path / "parameters", ignore=shutil.ignore_patterns("demo"))
    shutil.copytree(ROOT / "tests" / "golden" / "data", tmp_path / "data")
    return Workspace(tmp_path)


def sotay(workspace: Workspace, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-m", "sotay", *arguments], cwd=workspace.root, capture_output=True, text=True, env=os.environ | {"PYTHONIOENCODING": "utf-8"})


def rewrite(path: Path, old: str, new: str) -> None:
    """Changes exactly one line of a file."""
    before = path.read_text(encoding="utf-8")
    assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in {path.name}"
    after = before.replace(old, new)
    assert sum(a != b for a, b in zip(before.splitlines(), after.splitlines(), strict=True)) == 1
    path.write_text(after, encoding="utf-8")


@pytest.mark.parametrize("identifier", ["", "x", "Nhà", "nha van hoa", "nha-van-hoa", "1_nha", "_nha", "../nha", "n" * 41])
def test_an_id_that_cannot_be_one_is_refused(tmp_path, identifier):
    for stamp in (stamp_dataset, stamp_indicator):
        with pytest.raises(CannotStamp, match="không dùng làm id được"):
            stamp(Workspace(tmp_path), identifier)
    assert not list(tmp_path.iterdir())


def test_nothing_is_stamped_into_the_suite_s_shared_definitions(tmp_path):
    with pytest.raises(CannotStamp, match="chưa có parameters/ riêng"):
        stamp_dataset(Workspace(tmp_path), "nha_van_hoa")


@pytest.mark.parametrize("identifier", ["khai_sinh", "van_ban_di", "ty_le_so_hoa", "van_hanh", "ttpvhcc", "tong_hop", "y_te"])
def test_an_id_that_is_taken_is_refused(own, identifier, monkeypatch):
    known = load_registry(ROOT / "parameters")
    monkeypatch.setattr("sotay.definitions.stamp.load_registry", lambda root: known)
    with pytest.raises(CannotStamp, match="đã là id của"):
        stamp_indicator(own, identifier)


def test_a_stamped_dataset_is_valid_and_stands_in_its_group(own):
    [path] = stamp_dataset(own, "nha_van_hoa", "do_thi_dia_ban")
    assert path.relative_to(own.root).as_posix() == "parameters/datasets/do_thi_dia_ban/nha_van_hoa.yml"
    made = load_registry(own.parameters).datasets["nha_van_hoa"]
    assert (made.title, made.group, [t.id for t in made.tables], made.tables[0].key) == ("Nha van hoa", "do_thi_dia_ban", ["nha_van_hoa"], ["ma"])
    with pytest.raises(CannotStamp, match="Không có nhóm `do_thi`. Có phải ý là `do_thi_dia_ban`"):
        stamp_dataset(own, "nha_sinh_hoat", "do_thi")


def test_a_seventh_indicator_is_one_yaml_and_one_notebook_and_runs_with_the_month(own):
    before = {p for p in own.root.rglob("*") if p.is_file()}
    assert sotay(own, "new", "indicator", NEW).returncode == 0
    made = {p.relative_to(own.root).as_posix() for p in own.root.rglob("*") if p.is_file() and p not in before}
    assert made == {f"parameters/indicators/{NEW}.yml", f"notebooks/indicators/{NEW}.ipynb"}
    assert sotay(own, "new", "indicator", NEW).returncode == 2
    path = own.parameters / "indicators" / f"{NEW}.yml"
    definition = yaml.safe_load(path.read_text(encoding="utf-8"))
    definition["feeds"] = ["so_hoa_ho_so"]
    definition["measures"][0] |= {"table": "so_hoa_ho_so", "that": [{"field": "co_ket_qua_dinh_kem", "in": [True]}]}
    path.write_text(yaml.safe_dump(definition, allow_unicode=True, sort_keys=False), encoding="utf-8")
    ran = sotay(own, "run", MONTH, "--only", NEW)
    assert ran.returncode == 0, ran.stderr[-2000:]
    scores = pd.read_csv(own.internal(MONTH) / "scores.csv", encoding="utf-8-sig")
    mine = scores[(scores["indicator"] == NEW) & (scores["scope"] == "commune")].set_index("measure")
    # Of the seven accepted dossiers four have an electronic result.
    assert mine.at["da_ghi", "numerator"] == 4 and mine.at["da_ghi", "denominator"] == 7 and mine.at[TOTAL, "value"] == pytest.approx(400 / 7)
    page = (own.outputs(MONTH) / "index.html").read_text(encoding="utf-8")
    assert f"reports/{NEW}.html" in page and "Ket qua dinh kem" in page
    assert "57,1" in (own.outputs(MONTH) / "reports" / f"{NEW}.html").read_text(encoding="utf-8")


def test_a_target_a_weight_an_alias_and_a_recipient_are_one_line_each(own):
    parameters = own.parameters
    heading = own.incoming / MONTH / "ttpvhcc" / "So hoa ho so T9.csv"
    heading.write_text(heading.read_text(encoding="utf-8-sig").replace("Số TPHS đã số hóa", "Giấy đã quét xong"), encoding="utf-8-sig")
    before = prepare_month(own, MONTH)
    assert "so_tphs_so_hoa" in set(before.tables["findings"]["field"])  # the column is not known by this heading
    rewrite(parameters / "indicators" / "tai_su_dung_du_lieu.yml", "    weight: 0.4\n    target: 50\n", "    weight: 0.4\n    target: 100\n")
    rewrite(parameters / "scoring.yml", "weights: {ty_le_so_hoa: 1,", "weights: {ty_le_so_hoa: 3,")
    rewrite(parameters / "datasets" / "thu_tuc_hanh_chinh" / "so_hoa_ho_so.yml", "headings: [Số TP đã số hóa,", "headings: [Giấy đã quét xong, Số TP đã số hóa,")
    rewrite(parameters / "recipients.yml", 'line: "CT, PCT UBND xã"', 'line: "CT, các PCT UBND xã"')
    after = prepare_month(own, MONTH)
    total = after.tables["scores"].query("scope == 'commune' and measure == @TOTAL").set_index("indicator")
    was = before.tables["scores"].query("scope == 'commune' and measure == @TOTAL").set_index("indicator")
    assert (was.at["tai_su_dung_du_lieu", "status"], total.at["tai_su_dung_du_lieu", "status"]) == ("pass", "poor")
    points = {i: score(v, t) for i, v, t in zip(total.index, total["value"], total["target"], strict=True) if pd.notna(v)}
    others = [p for i, p in points.items() if i != "ty_le_so_hoa"]
    assert composite(after.tables["scores"], after.registry) == pytest.approx((3 * points["ty_le_so_hoa"] + sum(others)) / (3 + len(others)))
    digitised = after.checked.frames["so_hoa_ho_so"]
    assert "so_tphs_so_hoa" in digitised.parts[0].present and "so_tphs_so_hoa" not in before.checked.frames["so_hoa_ho_so"].parts[0].present
    assert (before.registry.recipients["lanh_dao_ubnd"].line, after.registry.recipients["lanh_dao_ubnd"].line) == ("CT, PCT UBND xã", "CT, các PCT UBND xã")


def test_templates_are_made_for_the_datasets_named_and_an_unknown_one_is_wrong_use(tmp_path):
    made = sotay(Workspace(tmp_path), "templates", "bieu", "--dataset", "ho_ngheo")
    assert made.returncode == 0, made.stderr[-2000:]
    assert {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()} == {
        "bieu/ho_ngheo.xlsx", "bieu/ho_ngheo_thanh_vien.xlsx", "bieu/ho_ngheo_bien_dong.xlsx", "bieu/schemas/datapackage.json", "bieu/schemas/ho_ngheo.odcs.yaml",
        "bieu/schemas/ho_ngheo.schema.json", "bieu/schemas/ho_ngheo_thanh_vien.schema.json", "bieu/schemas/ho_ngheo_bien_dong.schema.json"}
    wrong = sotay(Workspace(tmp_path), "templates", "khac", "--dataset", "ho_ngeo")
    assert (wrong.returncode, "Có phải ý là `ho_ngheo`" in wrong.stderr, (tmp_path / "khac").exists()) == (2, True, False)
