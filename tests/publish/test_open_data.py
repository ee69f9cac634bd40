"""Open data: nothing until every condition is met, then only what is declared, valid, described and with small numbers hidden; taken back when a condition falls."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json

import frictionless
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from made_month import CLINICS, REGISTRY, dossiers, prepared, store
from sotay.definitions.models.commune import OpenData, OpenDataCondition
from sotay.definitions.workspace import Workspace
from sotay.publish.open_data.publish import publish_open_data
from sotay.publish.open_data.score import INDICATORS, WHOLE, score

MONTH, CLINIC, COUNTED = "2026-09", "co_so_y_te", "thong_ke_ho_so_tthc"


@pytest.fixture
def workspace(tmp_path):
    place = Workspace(tmp_path)
    store(place, CLINIC, MONTH, CLINICS, "2026-09-15 08:00:00")
    store(place, "tiep_nhan_ho_so", MONTH, dossiers(a_tt=3, a_mc=20, b_tt=12, b_mc=30, c_tt=8, c_mc=9), "2026-09-16 08:00:00")
    return place


def lines(workspace, month=MONTH):
    frame = pd.read_csv(workspace.internal(month) / "open_data.csv", encoding="utf-8-sig", dtype=str, keep_default_na=False)
    return frame.set_index("proposal")


def folder(workspace, name, month=MONTH):
    return workspace.outputs(month) / "open_data" / name


def bytes_of(path):
    return {p.name: p.read_bytes() for p in path.iterdir()}


def test_nothing_is_written_as_long_as_conditions_are_not_met(workspace):
    assert publish_open_data(workspace, prepared(MONTH, {})) == []
    assert not (workspace.outputs(MONTH) / "open_data").exists()
    told = lines(workspace)
    assert set(told["status"]) == {"not_met"} and set(told["conditions_met"] + "/" + told["conditions"]) == {"0/4"} and len(told) == 5


def test_one_condition_short_is_not_met(workspace):
    ready = prepared(MONTH, {CLINIC: {}})
    proposal = ready.registry.open_data[CLINIC]
    for change in ({"evidence": " "}, {"date": ""}, {"met": False}):
        short = proposal.model_copy(update={"conditions": [*proposal.conditions[:3], proposal.conditions[3].model_copy(update=change)]})
        ready.registry.open_data[CLINIC] = short
        publish_open_data(workspace, ready)
        assert not folder(workspace, CLINIC).exists(), change
        assert lines(workspace).at[CLINIC, "conditions_met"] == "3"


def test_the_package_holds_the_declared_columns_in_three_forms(workspace):
    assert publish_open_data(workspace, prepared(MONTH, {CLINIC: {}})) == []
    out = folder(workspace, CLINIC)
    assert {p.name for p in out.iterdir()} == {"data.csv", "data.json", "data.parquet", "datapackage.json", "dcat.jsonld"}
    raw = (out / "data.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\r\n")
    rows = list(csv.DictReader(raw.decode("utf-8").splitlines()))
    declared = REGISTRY.open_data[CLINIC].columns
    assert list(rows[0]) == declared and "dien_thoai_co_quan" not in declared
    # Cells that a spreadsheet would run have an apostrophe; JSON and Parquet have the value itself.
    assert [r["ten_co_so"] for r in rows] == ["'=HYPERLINK(\"x\")", "Phòng khám An Bình", "Trạm Y tế xã Sơn Hải"]
    assert [r["gio_lam_viec"] for r in rows] == ["", "'-8h", "7:00-17:00"]
    records = json.loads((out / "data.json").read_text(encoding="utf-8"))
    assert [r["ten_co_so"] for r in records] == ["=HYPERLINK(\"x\")", "Phòng khám An Bình", "Trạm Y tế xã Sơn Hải"] and records[0]["gio_lam_viec"] is None
    assert pq.read_table(out / "data.parquet").to_pylist() == records
    told = lines(workspace).loc[CLINIC]
    assert (told["status"], told["rows"], told["issued"], told["modified"], told["month"]) == ("published", "3", "2026-09-04", "2026-09-15", MONTH)


@pytest.mark.parametrize("name", [CLINIC, COUNTED])
def test_frictionless_accepts_the_package_and_notices_a_changed_byte(workspace, name):
    publish_open_data(workspace, prepared(MONTH, {name: {}}))
    out = folder(workspace, name)
    report = frictionless.Package(str(out / "datapackage.json")).validate()
    assert report.valid, report.flatten(["type", "message"])
    (out / "data.csv").write_bytes((out / "data.csv").read_bytes().replace(b"8", b"9", 1))
    assert not frictionless.Package(str(out / "datapackage.json")).validate().valid


def test_dcat_says_the_same_as_the_files(workspace):
    publish_open_data(workspace, prepared(MONTH, {CLINIC: {"access_url": "https://example.org/du-lieu/y-te", "licence": "Giấy phép mở", "licence_url": "https://example.org/gp"}}))
    out = folder(workspace, CLINIC)
    described = json.loads((out / "dcat.jsonld").read_text(encoding="utf-8"))
    assert described["dct:title"] == {"@value": "Danh mục cơ sở y tế", "@language": "vi"}
    assert described["dct:publisher"]["foaf:name"]["@value"] == "Ủy ban nhân dân xã Sơn Hải"
    assert (described["dct:issued"]["@value"], described["dct:modified"]["@value"]) == ("2026-09-04", "2026-09-15")
    assert described["dct:accrualPeriodicity"]["@id"].endswith("/frequency/IRREG") and described["dct:spatial"]["dct:identifier"] == "07543"
    for part in described["dcat:distribution"]:
        name = part["dcat:downloadURL"]["@id"].removeprefix("https://example.org/du-lieu/y-te/")
        data = (out / name).read_bytes()
        assert part["dcat:byteSize"]["@value"] == str(len(data)) and part["spdx:checksum"]["spdx:checksumValue"]["@value"] == hashlib.sha256(data).hexdigest()
        assert part["dct:license"] == {"@id": "https://example.org/gp"}
    assert [p["dcat:mediaType"]["@id"].split("media-types/")[1] for p in described["dcat:distribution"]] == ["text/csv", "application/json", "application/vnd.apache.parquet"]


def test_small_counts_are_hidden_and_totals_do_not_give_them_back(workspace):
    publish_open_data(workspace, prepared(MONTH, {COUNTED: {}}))
    rows = json.loads((folder(workspace, COUNTED) / "data.json").read_text(encoding="utf-8"))
    shown = {(r["linh_vuc"], r["kenh"]): r["che"] or r["so_luong"] for r in rows}
    every = "Tất cả"
    assert shown == {
        ("Lĩnh vực A", "Trực tiếp"): "–", ("Lĩnh vực A", "Trực tuyến"): "<5", ("Lĩnh vực A", every): 23, ("Lĩnh vực B", "Trực tiếp"): 30, ("Lĩnh vực B", "Trực tuyến"): 12, ("Lĩnh vực B", every): 42,
        ("Lĩnh vực C", "Trực tiếp"): "–", ("Lĩnh vực C", "Trực tuyến"): "–", ("Lĩnh vực C", every): 17, (every, "Trực tiếp"): 59, (every, "Trực tuyến"): 23, (every, every): 82,
    }
    assert lines(workspace).at[COUNTED, "hidden"] == "4"
    assert b"N\xc3\xb4ng" not in b"".join(bytes_of(folder(workspace, COUNTED)).values())


def test_counts_are_rounded_where_that_is_declared_and_still_add_up(workspace):
    publish_open_data(workspace, prepared(MONTH, {COUNTED: {"rounding": 5}}))
    described = json.loads((folder(workspace, COUNTED) / "datapackage.json").read_text(encoding="utf-8"))
    rows, every = json.loads((folder(workspace, COUNTED) / "data.json").read_text(encoding="utf-8")), "Tất cả"
    shown = {(r["linh_vuc"], r["kenh"]): r["so_luong"] for r in rows}
    assert all(n % 5 == 0 for n in shown.values()) and abs(shown[every, every] - 82) < 5 and shown["Lĩnh vực B", "Trực tiếp"] == 30
    for field in ("Lĩnh vực A", "Lĩnh vực B", "Lĩnh vực C", every):
        assert shown[field, every] == shown[field, "Trực tiếp"] + shown[field, "Trực tuyến"]
    assert set(rows[0]) == {"thang", "linh_vuc", "kenh", "so_luong"} and "bội số của 5" in json.dumps(described, ensure_ascii=False)
    assert lines(workspace).at[COUNTED, "hidden"] == "0"


def test_rounding_finer_than_a_small_number_is_refused(workspace):
    told = publish_open_data(workspace, prepared(MONTH, {COUNTED: {"rounding": 3}}))
    assert len(told) == 1 and "rounding" in told[0] and not folder(workspace, COUNTED).exists()


def test_the_same_month_gives_the_same_bytes_and_modified_changes_only_with_the_data(workspace):
    ready = prepared(MONTH, {CLINIC: {}})
    publish_open_data(workspace, ready)
    first = bytes_of(folder(workspace, CLINIC))
    publish_open_data(workspace, ready)
    assert bytes_of(folder(workspace, CLINIC)) == first
    # Handed in again a month later without a change, then with one.
    store(workspace, CLINIC, "2026-10", CLINICS.iloc[::-1], "2026-10-12 08:00:00")
    publish_open_data(workspace, prepared("2026-10", {CLINIC: {}}))
    assert lines(workspace, "2026-10").at[CLINIC, "modified"] == "2026-09-15"
    store(workspace, CLINIC, "2026-11", CLINICS.iloc[:2], "2026-11-12 08:00:00")
    publish_open_data(workspace, prepared("2026-11", {CLINIC: {}}))
    assert lines(workspace, "2026-11").at[CLINIC, "modified"] == "2026-11-12"


def test_an_unmet_condition_takes_the_data_back_in_every_month(workspace):
    publish_open_data(workspace, prepared(MONTH, {CLINIC: {}}))
    store(workspace, CLINIC, "2026-10", CLINICS, "2026-10-12 08:00:00")
    publish_open_data(workspace, prepared("2026-10", {CLINIC: {}, COUNTED: {}}))
    publish_open_data(workspace, prepared("2026-10", {COUNTED: {}}), dt.date(2026, 10, 20))
    assert not folder(workspace, CLINIC).exists() and not folder(workspace, CLINIC, "2026-10").exists() and folder(workspace, COUNTED, "2026-10").is_dir()
    told = lines(workspace, "2026-10").loc[CLINIC]
    assert (told["status"], told["since"]) == ("withdrawn", "2026-10-20") and "09/2026, 10/2026" in told["note"]
    # It stays told, with the day on which it was taken back.
    publish_open_data(workspace, prepared("2026-10", {COUNTED: {}}), dt.date(2026, 10, 25))
    assert lines(workspace, "2026-10").at[CLINIC, "since"] == "2026-10-20"


def test_a_personal_column_is_refused_even_past_the_definitions(workspace):
    told = publish_open_data(workspace, prepared(MONTH, {COUNTED: {"aggregate_by": ["linh_vuc", "chu_ho_so"]}}))
    assert told == ["Dữ liệu mở “Thống kê hồ sơ TTHC” chưa công bố: cột chu_ho_so là dữ liệu cá nhân."]
    assert lines(workspace).at[COUNTED, "status"] == "withheld" and not folder(workspace, COUNTED).exists()


def test_what_people_stay_in_from_month_to_month_is_compared_with_what_was_published(workspace):
    """Counts of a stock: nine of one kind last month and ten this month would tell of one."""
    def kinds(**counts):
        return pd.DataFrame({"loai_hinh": [name for name, n in counts.items() for _ in range(n)]})

    by_kind = {CLINIC: {"columns": [], "aggregate_by": ["loai_hinh"], "keep_zeros": True}}
    store(workspace, CLINIC, MONTH, kinds(a=9, b=20, c=30), "2026-09-15 08:00:00")
    publish_open_data(workspace, prepared(MONTH, by_kind))
    store(workspace, CLINIC, "2026-10", kinds(a=10, b=20, c=30), "2026-10-15 08:00:00")
    publish_open_data(workspace, prepared("2026-10", by_kind))
    rows = json.loads((folder(workspace, CLINIC, "2026-10") / "data.json").read_text(encoding="utf-8"))
    hidden = [r["loai_hinh"] for r in rows if r["so_luong"] is None]
    assert hidden and "a" in hidden
    # The earlier month no longer is what went out: a person looks at it first.
    store(workspace, CLINIC, MONTH, kinds(a=8, b=20, c=30), "2026-09-15 08:00:00")
    told = publish_open_data(workspace, prepared("2026-10", by_kind))
    assert len(told) == 1 and "đã đổi sau khi công bố" in told[0] and not folder(workspace, CLINIC, "2026-10").exists()


def test_the_definitions_refuse_what_could_not_be_published():
    raw = REGISTRY.open_data[CLINIC].model_dump()
    with pytest.raises(ValidationError):
        OpenData(**raw | {"aggregate_by": ["thon"]})
    with pytest.raises(ValidationError):
        OpenData(**raw | {"columns": [], "aggregate_by": ["thon", "loai_hinh", "dia_chi"]})
    with pytest.raises(ValidationError, match="rounding"):
        OpenData(**raw | {"rounding": 5})
    with pytest.raises(ValidationError):
        OpenDataCondition(id="a", text="b", met=True, evidence="c", date="2026-09-01", source="d")


def test_the_metadata_score_is_the_method_s_and_tells_what_is_missing(workspace):
    dimensions = {n: sum(i.points for i in INDICATORS if i.dimension == n) for n in dict.fromkeys(i.dimension for i in INDICATORS)}
    assert (list(dimensions.values()), WHOLE) == ([100, 100, 110, 75, 20], 405)
    publish_open_data(workspace, prepared(MONTH, {CLINIC: {}}))
    bare = score(json.loads((folder(workspace, CLINIC) / "dcat.jsonld").read_text(encoding="utf-8")))
    assert (bare.points, [p for p, _ in bare.dimensions.values()], bare.rating) == (220, [100, 0, 80, 25, 15], "Đạt")
    assert "giấy phép (20 điểm)" in bare.missing and lines(workspace).at[CLINIC, "score"] == "220"
    whole = {"licence": "Công cộng", "licence_url": "http://publications.europa.eu/resource/authority/licence/CC0", "contact": "vanhoa@example.org", "access_url": "https://example.org/y-te"}
    publish_open_data(workspace, prepared(MONTH, {CLINIC: whole}))
    full = score(json.loads((folder(workspace, CLINIC) / "dcat.jsonld").read_text(encoding="utf-8")))
    # The two lines on reachability cannot be earned from inside the office.
    assert (full.points, len(full.missing), full.rating) == (405 - 80, 2, "Tốt")
