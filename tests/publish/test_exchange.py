"""Exchange packages: only shareable datasets, only accepted rows, each file by its hash; the log counts what a platform answered and nothing else."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
from pathlib import Path

import frictionless
import pytest

from made_month import REGISTRY, ROOT
from sotay.definitions.workspace import Workspace
from sotay.prepare import prepare_month
from sotay.publish.exchange.log import Receipt, add_receipt, log_shape, write_log
from sotay.publish.exchange.packages import shareable, write_packages

MONTH = "2026-09"


SENT = "ket_qua_ho_so"
ANSWER = Receipt(SENT, "LGSP tỉnh", "API qua LGSP", "2026-09-12T09:30:00", 10, 9, "E12")


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    """The golden month with a log of one answer handed in, prepared and packed."""
    root = tmp_path_factory.mktemp("exchange")
    shutil.copytree(ROOT / "tests" / "golden" / "data", root / "data")
    for _ in range(2):
        add_receipt(root / "log", ANSWER)
    write_log(root / "log", REGISTRY, MONTH, {SENT: 10, "tiep_nhan_ho_so": 12})
    handed_in = root / "data" / "incoming" / MONTH / "van_hoa_xa_hoi"
    handed_in.mkdir(parents=True)
    shutil.copy(root / "log" / "nhat-ky.csv", handed_in / "nhat ky ket noi chia se.csv")
    for path in (root / "data").rglob("*.csv"):
        os.utime(path, (1_789_466_400, 1_789_466_400))
    workspace = Workspace(root)
    result = prepare_month(workspace, MONTH)
    assert write_packages(workspace, result) == []
    return workspace, result, workspace.internal(MONTH) / "exchange"


def packages(root: Path) -> dict[str, dict]:
    return {p.parent.name: json.loads(p.read_text(encoding="utf-8")) for p in sorted(root.glob("*/manifest.json"))}


def log_lines(root: Path) -> list[dict]:
    with (root / "nhat-ky.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def test_shareable_is_what_the_annex_shares():
    found = {d.id for d in shareable(REGISTRY)}
    assert {d.id for d in REGISTRY.datasets.values() if d.must_share} < found
    # "Nội bộ" and "theo phân quyền" stay inside; what is kept as counts has no rows to give.
    assert not found & {"can_bo_cong_chuc", "cu_tru_tthc", "bao_tro_xa_hoi"}


def test_packages_hold_accepted_rows_and_every_file_by_its_hash(month):
    workspace, result, root = month
    made = packages(root)
    stored = {d.id for d in shareable(REGISTRY) if (workspace.clean / d.id / f"{MONTH}.parquet").is_file()}
    assert set(made) == stored and len(stored) >= 2
    for dataset, manifest in made.items():
        intake = result.tables["intake"]
        own = intake[(intake["dataset"] == dataset) & (intake["status"] == "accepted")]
        assert manifest["rows"] == manifest["checked"]["rows_accepted"] == own["rows_accepted"].sum()
        assert manifest["checked"]["rows_quarantined"] == own["rows_quarantined"].sum()
        listed = {f["path"]: f for t in manifest["tables"] for f in t["files"]}
        assert {p.name for p in (root / dataset).iterdir()} == {*listed, "manifest.json"}
        for name, facts in listed.items():
            data = (root / dataset / name).read_bytes()
            assert (facts["bytes"], facts["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert sum(m["checked"]["rows_quarantined"] for m in made.values()) > 0


def test_csv_fits_its_schema_json_has_the_same_rows_and_no_column_of_the_suite_s_own(month):
    _, _, root = month
    for dataset, manifest in packages(root).items():
        for table in manifest["tables"]:
            base = root / dataset / table["id"]
            report = frictionless.Resource(path=base.with_suffix(".csv").name, basepath=str(base.parent), schema=frictionless.Schema.from_descriptor(json.loads(base.with_suffix(".schema.json").read_text(encoding="utf-8")))).validate()
            assert report.valid, report.flatten(["type", "fieldName", "rowNumber"])
            rows = json.loads(base.with_suffix(".json").read_text(encoding="utf-8"))
            known = REGISTRY.tables[table["id"]].table
            assert len(rows) == table["rows"] and set(rows[0]) <= set(known.names()) and not [n for n in rows[0] if n.startswith("_")]
            assert table["personal_columns"] == [n for n in rows[0] if known.column(n).pii != "none" or known.column(n).free_text]


def test_the_same_month_gives_the_same_bytes(month):
    workspace, result, root = month
    before = {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()}
    write_packages(workspace, result)
    assert {p.relative_to(root): p.read_bytes() for p in root.rglob("*") if p.is_file()} == before


def test_packing_is_not_sending(month):
    _, _, root = month
    lines = log_lines(root)
    assert [x["Tập dữ liệu"] for x in lines] == sorted(packages(root))
    assert {(x["Phương thức"], x["Số bản ghi gửi"], x["Số thành công"], x["Thời điểm"]) for x in lines} == {("Không", "0", "0", "")}


def test_a_package_whose_dataset_did_not_come_again_goes(month, tmp_path):
    workspace, result, root = month
    shutil.copytree(workspace.root, tmp_path / "w")
    other = Workspace(tmp_path / "w")
    gone = next(iter(packages(root)))
    for path in (other.clean / gone).glob("*.parquet"):
        path.unlink()
    write_packages(other, result)
    assert gone not in packages(other.internal(MONTH) / "exchange")


def test_the_log_handed_in_counts_only_what_the_platform_answered(month):
    workspace, result, _ = month
    told = {x["Tập dữ liệu"]: [x[t] for t in ("Hệ thống đích", "Phương thức", "Thời điểm", "Số bản ghi gửi", "Số thành công", "Số lỗi", "Mã lỗi", "Ghi chú")] for x in log_lines(workspace.root / "log")}
    assert told == {SENT: ["LGSP tỉnh", "API qua LGSP", "12/09/2026 09:30", "10", "9", "1", "E12", ""],
                    "tiep_nhan_ho_so": ["", "Không", "", "0", "0", "", "", "Gói tháng 09/2026 có 12 dòng, chưa gửi."]}
    scores = result.tables["scores"]
    own = scores[(scores["indicator"] == "ket_noi_chia_se") & (scores["scope"] == "commune")].set_index("measure")
    counted = {m: (float(own.at[m, "numerator"]), float(own.at[m, "denominator"])) for m in ("pham_vi", "chat_luong_gui")}
    assert counted == {"pham_vi": (1, sum(d.must_share for d in REGISTRY.datasets.values())), "chat_luong_gui": (9, 10)}
    assert log_shape(REGISTRY).nothing == "Không"
