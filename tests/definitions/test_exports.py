"""Exported definitions: the official validators accept them, and frictionless finds in a file what our own checks find, row by row."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
from pathlib import Path

import frictionless
import jsonschema
import open_data_contract_standard
import pandas as pd
import pytest
import yaml
from open_data_contract_standard.model import OpenDataContractStandard

from sotay.checks.run import check_month
from sotay.cleaning.table import clean_table
from sotay.definitions.exports.write import write_exports
from sotay.definitions.registry import load_registry
from sotay.intake.inspect import look_into

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
DAY, HANDED_IN = dt.date(2026, 9, 30), dt.datetime(2026, 9, 18, 9, 0)
CONTRACT = json.loads((Path(open_data_contract_standard.__file__).parent / "schema.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def registry():
    return load_registry(PARAMETERS).at(DAY)


@pytest.fixture(scope="module")
def exported(registry, tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    write_exports(registry, folder, list(registry.datasets), DAY)
    return folder


def test_frictionless_accepts_every_table_schema(exported, registry):
    for table in registry.tables:
        schema = frictionless.Schema.from_descriptor(json.loads((exported / f"{table}.schema.json").read_text(encoding="utf-8")))
        assert schema.field_names == [c.title for c in registry.tables[table].table.columns]


def test_contracts_are_valid_under_the_standard_s_own_schema_and_model(exported, registry):
    check = jsonschema.validators.validator_for(CONTRACT)(CONTRACT)
    for dataset in registry.datasets_of("thu_tuc_hanh_chinh") + registry.datasets_of("lao_dong_an_sinh") + registry.datasets_of("noi_bo_chinh_quyen"):
        contract = yaml.safe_load((exported / f"{dataset.id}.odcs.yaml").read_text(encoding="utf-8"))
        assert [e.message for e in check.iter_errors(contract)] == []
        model = OpenDataContractStandard.model_validate(contract)
        assert [t.name for t in model.schema_] == [t.id for t in dataset.tables]
        assert [[p.name for p in t.properties] for t in model.schema_] == [[c.name for c in t.columns if not c.drop] for t in dataset.tables]


def test_what_the_standards_can_say_is_said(exported):
    schema = json.loads((exported / "ket_qua_ho_so.schema.json").read_text(encoding="utf-8"))
    fields = {f["sotay:column"]: f for f in schema["fields"]}
    assert schema["primaryKey"] == ["Mã hồ sơ"]
    assert schema["foreignKeys"] == [{"fields": ["Mã hồ sơ"], "reference": {"resource": "tiep_nhan_ho_so", "fields": ["Mã hồ sơ"]}}]
    assert fields["ma_tthc"]["constraints"] == {"required": True, "pattern": r"[0-9]\.[0-9]{6}"}
    assert fields["so_lan_bs"]["constraints"] == {"minimum": 0}
    assert fields["hinh_thuc_tra"]["constraints"] == {"enum": ["Trực tiếp", "BCCI", "Điện tử"]}
    assert (fields["ngay_tra"]["type"], fields["ngay_tra"]["format"]) == ("datetime", "%d/%m/%Y %H:%M")
    assert fields["ket_qua_dien_tu"] | {"description": "", "constraints": {}} == {"name": "Kết quả điện tử", "title": "Kết quả điện tử", "type": "boolean", "description": "", "constraints": {}, "sotay:column": "ket_qua_dien_tu",
                                                                                "trueValues": ["Có"], "falseValues": ["Không"]}
    contract = yaml.safe_load((exported / "ket_qua_ho_so.odcs.yaml").read_text(encoding="utf-8"))
    rules = {q["name"]: q for q in contract["schema"][0]["quality"]}
    assert rules["KQ-06"] == {"name": "KQ-06", "type": "text", "description": "“Ngày tiếp nhận” không sau “Ngày hẹn trả”.", "dimension": "consistency", "severity": "error"}
    key = contract["schema"][0]["properties"][0]
    assert (key["name"], key["primaryKey"], key["primaryKeyPosition"], key["relationships"]) == ("ma_ho_so", True, 1, [{"type": "foreignKey", "to": "tiep_nhan_ho_so.ma_ho_so"}])


# One table whose rows and rules are simple enough to plant each kind of fault once.
TABLE = "so_hoa_ho_so"
HEADINGS = ["Mã hồ sơ", "Mã TTHC", "Số thành phần hồ sơ", "Số TPHS đã số hóa", "Số TPHS tái sử dụng", "Số TPHS lấy từ kho quốc gia", "Có đính kèm kết quả", "TTHC không có kết quả", "Kết quả ký số hợp lệ"]


def good(number: int) -> list[str]:
    return [f"H05.60.12-2609{number:02}-0001", "1.001193", str(number + 2), "2", "1", "0", "Có", "Không", "Có"]


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([HEADINGS, *rows])
    return path


def by_frictionless(exported: Path, path: Path) -> set[tuple]:
    """(row as the spreadsheet numbers it, heading) of every fault; the key points at its own column."""
    full = json.loads((exported / f"{TABLE}.schema.json").read_text(encoding="utf-8"))
    schema = {k: v for k, v in full.items() if k != "foreignKeys"} | {"fields": [next(f for f in full["fields"] if f["name"] == h) for h in HEADINGS]}
    report = frictionless.Resource(path=path.name, basepath=str(path.parent), schema=frictionless.Schema.from_descriptor(schema)).validate()
    return {(row, field or full["primaryKey"][0]) for row, field in ((e.row_number, getattr(e, "field_name", None)) for t in report.tasks for e in t.errors)}


def by_us(registry, path: Path) -> set[tuple]:
    """(row, heading) of every error of the whole chain."""
    os.utime(path, (HANDED_IN.timestamp(), HANDED_IN.timestamp()))
    table = look_into(path, registry)[0].tables[0]
    findings = check_month([clean_table(table, registry, "2026-09", HANDED_IN.date())], registry, "2026-09", lambda name, back: pd.DataFrame()).findings
    titles = {c.name: c.title for c in registry.tables[TABLE].table.columns}
    errors = findings[(findings["severity"] == "error") & findings["row"].notna()]
    return {(int(f.row), titles.get(f.field, "")) for f in errors.itertuples()}


FAULTS = {
    "empty required cell": (3, 2, "", "Số thành phần hồ sơ"),
    "text in a number": (4, 3, "hai", "Số TPHS đã số hóa"),
    "below the minimum": (5, 4, "-1", "Số TPHS tái sử dụng"),
    "not yes or no": (6, 6, "xyz", "Có đính kèm kết quả"),
    "not of the form": (7, 1, "khai sinh", "Mã TTHC"),
    "key twice": (8, 0, good(1)[0], "Mã hồ sơ"),
}


def test_both_pass_a_clean_table(exported, registry, tmp_path):
    path = written(tmp_path / "sach.csv", [good(n) for n in range(1, 10)])
    assert by_frictionless(exported, path) == by_us(registry, path) == set()


def test_both_find_the_same_faults_at_the_same_cells(exported, registry, tmp_path):
    rows = [good(n) for n in range(1, 10)]
    for row, column, text, _ in FAULTS.values():
        rows[row - 2][column] = text
    path, wanted = written(tmp_path / "loi.csv", rows), {(row, heading) for row, _, _, heading in FAULTS.values()}
    assert by_us(registry, path) == wanted
    assert by_frictionless(exported, path) == wanted
