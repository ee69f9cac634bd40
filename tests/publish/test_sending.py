"""Handing over: nothing without a named person's approval of exactly these bytes, each package once, nothing the gate would stop."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
import pyzipper
from typer.testing import CliRunner

from small_release import CITIZEN, MONTH, UNIT, approve, line, month, packed, registry, search
from sotay.cli import app
from sotay.definitions.models.sending import address_cure
from sotay.definitions.references import cross_check
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.privacy.gate.search import Search
from sotay.privacy.gate.watchlist import Watchlist
from sotay.publish.delivery import folder as folder_way
from sotay.publish.delivery.parcel import NotHandedOver, Parcel
from sotay.publish.sending import Outcome, month_search, send_month

OWN = f"tra_lai/{UNIT}"


@pytest.fixture
def known(tmp_path) -> Registry:
    for name in ("share_so", "share_own"):
        (tmp_path / name).mkdir()
    return registry(line("so", "shared", ["tong_hop"], address="share_so"), line("khac", "shared", ["bao_cao_thang"]), units={UNIT: {"address": "share_own"}})


@pytest.fixture
def workspace(tmp_path, known) -> Workspace:
    place = month(tmp_path)
    packed(place, known)
    return place


def _send(workspace: Workspace, known: Registry, **how) -> Outcome:
    return send_month(workspace, known, MONTH, search, **how)


def _ledger(workspace: Workspace) -> list[tuple]:
    path = workspace.root / "data" / "sent.jsonl"
    lines = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []
    return [(e["key"], e["version"], e["result"], e["replaces"]) for e in lines]


def _arrived(root: Path, name: str = "share_so") -> list[str]:
    return sorted(p.name for p in (root / name).iterdir())


# -- approval ------------------------------------------------------------------------------------------------------------------------------------------------


def test_without_an_approval_it_is_a_dry_run(workspace, known, tmp_path):
    told = _send(workspace, known)
    assert (told.problems, told.sent, _arrived(tmp_path), _ledger(workspace)) == ([], 0, [], [])
    assert told.lines[-1].startswith("Chạy thử: chưa gửi gì. Muốn gửi: điền phiếu duyệt") and "so: Nơi so; bản số 1; 1 KB; thư mục; chưa duyệt" in told.lines


def test_the_command_tells_a_dry_run_and_ends_well(workspace):
    packed(workspace, registry())
    told = CliRunner().invoke(app, ["send", MONTH, "-w", str(workspace.root), "--dry-run"])
    # The suite's own definitions have other recipients: every package made for others is a problem, each told.
    assert told.exit_code == 1 and "so: không còn trong parameters/" in told.output and "Chạy thử: chưa gửi gì." in told.output


def test_a_dry_run_sends_nothing_even_when_approved(workspace, known, tmp_path):
    approve(workspace, "so")
    told = _send(workspace, known, dry_run=True)
    assert (told.problems, _arrived(tmp_path), _ledger(workspace)) == ([], [], []) and any(t.endswith("sẽ gửi") for t in told.lines)


def test_only_what_is_approved_goes(workspace, known, tmp_path):
    approve(workspace, "so", "khac")
    told = _send(workspace, known)
    assert (told.problems, told.sent, _arrived(tmp_path), _arrived(tmp_path, "share_own")) == ([], 1, [f"so-{MONTH}.zip"], [])
    assert hashlib.sha256((tmp_path / "share_so" / f"so-{MONTH}.zip").read_bytes()).hexdigest() in (workspace.internal(MONTH) / "register.csv").read_text(encoding="utf-8-sig")
    assert _ledger(workspace) == [("so", 1, "started", ""), ("so", 1, "sent", "")]
    assert any(t.startswith("khac:") and t.endswith(f"trong parameters/recipients.yml: văn thư lấy ở outputs/{MONTH}/release/khac/") for t in told.lines) and any(t.startswith(f"{OWN}:") and t.endswith("chưa duyệt") for t in told.lines)


@pytest.mark.parametrize(("changes", "key"), [({"name": ""}, "name"), ({"position": " "}, "position"), ({"date": "31/02/2026"}, "date"), ({"date": "2026-09-20"}, "date")])
def test_an_approval_by_nobody_or_on_no_day_is_none(workspace, known, tmp_path, changes, key):
    approve(workspace, "so", **changes)
    told = _send(workspace, known)
    assert len(told.problems) == 1 and f"data/approvals/{MONTH}.yml" in told.problems[0] and f"`{key}`" in told.problems[0]
    assert _arrived(tmp_path) == []


def test_all_problems_of_an_approval_come_at_once(workspace, known):
    approve(workspace, "so", name="", date="")
    assert len(_send(workspace, known).problems) == 2


def test_a_package_changed_since_its_approval_stops_everything(workspace, known, tmp_path):
    approve(workspace, "so", OWN)
    (workspace.outputs(MONTH) / "reports" / "tong_hop.pdf").write_bytes(b"new")
    packed(workspace, known)
    told = _send(workspace, known)
    assert [p.split(":")[1].strip() for p in told.problems] == ["gói `so` được duyệt khác với gói hiện có. Xem lại gói, duyệt lại theo phiếu duyệt mới."]
    assert _arrived(tmp_path) == _arrived(tmp_path, "share_own") == [] and _ledger(workspace) == []


def test_a_package_touched_after_the_gate_is_not_sent(workspace, known, tmp_path):
    approve(workspace, "so")
    with zipfile.ZipFile(workspace.outputs(MONTH) / "release" / "so" / f"so-{MONTH}.zip", "a") as archive:
        archive.writestr("added.txt", "x")
    told = _send(workspace, known)
    assert any("gói đã khác so với lần cổng kiểm soát cho qua" in p for p in told.problems) and _arrived(tmp_path) == []


def test_a_package_the_manifest_does_not_know_is_not_sent(workspace, known, tmp_path):
    approve(workspace, "so")
    (workspace.outputs(MONTH) / "manifest.json").write_text('{"outputs": {}}', encoding="utf-8")
    assert _send(workspace, known).problems and _arrived(tmp_path) == []


def test_the_bytes_are_searched_again_before_they_leave(workspace, known, tmp_path):
    watch = Watchlist()
    watch.add_names(["Tong Hop Gi"])
    later = month(tmp_path, {"reports/tong_hop.html": b"Tong Hop Gi"})
    packed(later, known)
    approve(later, "so")
    told = send_month(later, known, MONTH, lambda: Search(watch))
    assert told.problems == ["so: cổng kiểm soát giữ lại: 1 chỗ giống họ tên."] and _arrived(tmp_path) == [] and _ledger(later) == []


def test_with_other_exports_than_the_run_had_nothing_goes(workspace, known, tmp_path):
    approve(workspace, "so")
    manifest = workspace.outputs(MONTH) / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"inputs": [{"sha256": "0" * 64}]}), encoding="utf-8")
    told = send_month(workspace, known, MONTH, lambda: month_search(workspace, known, MONTH))
    assert len(told.problems) == 1 and f"data/incoming/{MONTH} đã khác so với lần chạy" in told.problems[0] and _arrived(tmp_path) == []


# -- once, and versions --------------------------------------------------------------------------------------------------------------------------------------


def test_a_package_is_sent_once(workspace, known, tmp_path):
    approve(workspace, "so")
    _send(workspace, known)
    (tmp_path / "share_so" / f"so-{MONTH}.zip").unlink()
    told = _send(workspace, known)
    assert (told.problems, told.sent, _arrived(tmp_path), len(_ledger(workspace))) == ([], 0, [], 2)
    assert any("không gửi lại" in t for t in told.lines)


def test_a_corrected_version_goes_beside_the_first_and_says_what_it_replaces(workspace, known, tmp_path):
    approve(workspace, "so")
    _send(workspace, known)
    (workspace.outputs(MONTH) / "reports" / "tong_hop.pdf").write_bytes(b"new")
    packed(workspace, known)
    approve(workspace, "so")
    told = _send(workspace, known)
    assert told.problems == [] and any("bản số 2, thay bản số 1" in t for t in told.lines)
    assert _arrived(tmp_path) == [f"so-{MONTH}-ban-2.zip", f"so-{MONTH}.zip"] and _ledger(workspace)[2:] == [("so", 2, "started", "1"), ("so", 2, "sent", "1")]


def test_a_withdrawn_version_that_was_sent_is_told(workspace, known):
    approve(workspace, "so")
    _send(workspace, known)
    packed(workspace, registry(line("so", "public", ["tong_hop"])))
    told = _send(workspace, registry(line("so", "public", ["tong_hop"])))
    assert "so: bản số 1 đã gửi nay thu hồi; báo nơi nhận không dùng nữa" in told.lines


def test_a_mail_that_may_have_arrived_waits_for_a_person(workspace, known, monkeypatch, tmp_path):
    by_mail = registry(line("so", "shared", ["tong_hop"], delivery="smtp", address="a@b.vn"))
    packed(workspace, by_mail)
    approve(workspace, "so")
    calls = []

    def breaks(parcel, server, root):
        calls.append(parcel.name)
        raise NotHandedOver("mất kết nối khi đang gửi thư", unsure=True)

    monkeypatch.setattr("sotay.publish.delivery.mail.send", breaks)
    assert _send(workspace, by_mail).problems == ["so: chưa gửi được: mất kết nối khi đang gửi thư."]
    assert any("--again so" in t for t in _send(workspace, by_mail).lines) and len(calls) == 1
    _send(workspace, by_mail, again=("so",))
    assert len(calls) == 2 and [e[2] for e in _ledger(workspace)] == ["started", "unsure", "started", "unsure"]
    assert "a@b.vn" not in (tmp_path / "data" / "sent.jsonl").read_text(encoding="utf-8")


def test_two_runs_at_once_do_not_send_twice(workspace, known, tmp_path):
    approve(workspace, "so")
    (tmp_path / "data" / "sending.lock").write_text("")
    assert "Một lần gửi khác đang chạy" in _send(workspace, known).problems[0] and _arrived(tmp_path) == []


def test_a_broken_ledger_or_register_stops_with_its_place(workspace, known, tmp_path):
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "sent.jsonl").write_text("{}\n", encoding="utf-8")
    assert "data/sent.jsonl, dòng 1" in _send(workspace, known).problems[0]
    (workspace.internal(MONTH) / "register.csv").write_text("key,version\nso,x\n", encoding="utf-8")
    assert "không đọc được internal/register.csv" in _send(workspace, known).problems[0]


def test_a_month_without_packages_says_so(tmp_path):
    assert CliRunner().invoke(app, ["send", MONTH, "-w", str(tmp_path)]).exit_code == 1
    assert _send(Workspace(tmp_path), registry()).problems == [f"Tháng {MONTH} chưa có gói nào. Chạy sotay run {MONTH} trước."]


# -- the folder ----------------------------------------------------------------------------------------------------------------------------------------------


def test_a_share_that_is_not_there_is_not_made(workspace, known, tmp_path):
    approve(workspace, "so")
    (tmp_path / "share_so").rmdir()
    told = _send(workspace, known)
    assert told.problems[0].startswith("so: chưa gửi được: không thấy thư mục nhận") and "share_so" not in told.problems[0] and not (tmp_path / "share_so").exists()
    (tmp_path / "share_so").mkdir()
    assert _send(workspace, known).sent == 1


def test_another_file_of_that_name_is_not_overwritten(workspace, known, tmp_path):
    approve(workspace, "so")
    (tmp_path / "share_so" / f"so-{MONTH}.zip").write_bytes(b"other")
    assert "đã có tệp khác cùng tên" in _send(workspace, known).problems[0]
    assert (tmp_path / "share_so" / f"so-{MONTH}.zip").read_bytes() == b"other"


def test_a_copy_that_differs_does_not_count(workspace, known, tmp_path, monkeypatch):
    approve(workspace, "so")
    monkeypatch.setattr(folder_way.os, "fsync", lambda number: (tmp_path / "share_so" / f"so-{MONTH}.zip.part").write_bytes(b"broken"))
    with pytest.raises(NotHandedOver, match="sai khác"):
        folder_way.put(Parcel(f"so-{MONTH}.zip", b"whole", "share_so", "", ""), tmp_path)
    assert _arrived(tmp_path) == []


# -- a unit's own files --------------------------------------------------------------------------------------------------------------------------------------


def test_a_unit_s_own_files_go_to_it_alone_and_are_not_searched(tmp_path, known):
    workspace = month(tmp_path, {f"returns/{UNIT}/trả lại.xlsx": CITIZEN.encode()})
    packed(workspace, known)
    approve(workspace, OWN)
    assert _send(workspace, known).problems == [] and _arrived(tmp_path) == []
    with zipfile.ZipFile(tmp_path / "share_own" / f"tra-lai-{UNIT}-{MONTH}.zip") as archive:
        assert sorted(archive.namelist()) == ["DOC-TRUOC.txt", "Mục lục.xlsx", "nhac-nop.txt", "trả lại.xlsx"]


def test_with_a_password_not_even_names_can_be_read(workspace, known, tmp_path):
    (tmp_path / "data" / "passwords").mkdir(parents=True)
    (tmp_path / "data" / "passwords" / f"{UNIT}.txt").write_text("mật khẩu rất dài\n", encoding="utf-8")
    approve(workspace, OWN)
    assert _send(workspace, known).problems == []
    path = tmp_path / "share_own" / f"tra-lai-{UNIT}-{MONTH}-co-mat-khau.zip"
    with pyzipper.AESZipFile(path) as archive:
        assert archive.namelist() == [f"tra-lai-{UNIT}-{MONTH}.zip"]
        with pytest.raises(RuntimeError):
            archive.read(archive.namelist()[0])
        archive.setpassword("mật khẩu rất dài".encode())
        assert "Mục lục.xlsx" in zipfile.ZipFile(io.BytesIO(archive.read(archive.namelist()[0]))).namelist()


@pytest.mark.parametrize(("password", "way", "why"), [("ngan", "folder", "ngắn hơn 12 ký tự"), (None, "smtp", "gửi thư phải có mật khẩu")])
def test_own_files_need_a_good_password(tmp_path, password, way, why):
    own = registry(units={UNIT: {"delivery": way, "address": "a@b.vn"}})
    workspace = month(tmp_path)
    packed(workspace, own)
    approve(workspace, OWN)
    if password:
        (tmp_path / "data" / "passwords").mkdir(parents=True)
        (tmp_path / "data" / "passwords" / f"{UNIT}.txt").write_text(password, encoding="utf-8")
    assert why in _send(workspace, own).problems[0]


# -- definitions ---------------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "address", "good"), [
    ("smtp", "a@b.vn, c@d.vn", True), ("smtp", "a@b.vn\nBcc: x@y.vn", False), ("smtp", "a b@c.vn", False), ("smtp", "not an address", False),
    ("https", "https://nen-tang.vn/files", True), ("https", "http://nen-tang.vn/files", False), ("https", "https://user:word@nen-tang.vn/", False), ("folder", "chung/so", True),
])
def test_what_an_address_may_be(way, address, good):
    assert (address_cure(way, address) == "") is good


def test_a_level_is_declared_for_a_report_that_is_there():
    assert [p.found for p in cross_check(registry(levels={"tong_hop": "public", "tong_hopp": "public"})) if p.key == "levels"] == ["không có báo cáo `tong_hopp`"]


def test_a_unit_s_own_address_belongs_to_nobody_else():
    def found(*recipients):
        known = registry(*recipients, units={UNIT: {"address": "chung/A"}})
        return [p.found for p in cross_check(known) if p.file.endswith("units.yml")]

    assert found(line("mot", "own", [], units=[UNIT], address="chung/a/")) == []
    assert found(line("hai", "own", [], units=[UNIT, "kinh_te"], address="chung/a/")) == ["`address` cũng là nơi nhận của `hai`"]
