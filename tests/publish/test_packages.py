"""What each recipient gets of a month, what is absent and why, and the register of versions."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest

from made_month import REGISTRY
from small_release import CITIZEN, MONTH, UNIT, line, month, packed, registry, search
from sotay.definitions.references import reports_of
from sotay.publish.levels import level_of, may_see
from sotay.publish.packages import for_unit
from sotay.publish.register import BrokenRegister, Register
from sotay.publish.searching import Searched
from sotay.publish.titles import title_of
from sotay.publish.zipping import UnsafeName, members_of, safe_name, zipped


def _table(workspace, name: str) -> list[dict]:
    with (workspace.internal(MONTH) / f"{name}.csv").open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))


def _zip(workspace, recipient: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(workspace.outputs(MONTH) / "release" / recipient / f"{recipient}-{MONTH}.zip")


def _versions(workspace, key: str) -> list[tuple]:
    return [(v.version, v.status, v.replaces, v.changes) for v in Register.read(workspace.internal(MONTH) / "register.csv").of(key)]


# -- levels --------------------------------------------------------------------------------------------------------------------------------------------------


def test_a_group_is_as_strict_as_its_strictest_dataset():
    shared = {k: d.model_copy(update={"sharing": "chia_se_theo_quy_dinh"}) for k, d in REGISTRY.datasets.items() if d.group == "dan_cu_ho_tich"}
    assert level_of("dan_cu_ho_tich", registry(datasets=shared)) == "shared"
    one = next(iter(shared))
    for sharing in ("noi_bo", "theo_quy_dinh", "theo_phan_quyen"):
        assert level_of("dan_cu_ho_tich", registry(datasets=shared | {one: shared[one].model_copy(update={"sharing": sharing})})) == "internal"


def test_a_declared_level_holds_for_month_reports_and_only_tightens_a_group():
    known = registry(levels={"tong_hop": "public", "dan_cu_ho_tich": "public", "y_te": "own"})
    assert [level_of(r, known) for r in ("tong_hop", "tien_do_ke_hoach", "dan_cu_ho_tich", "y_te")] == ["public", "shared", "internal", "own"]


@pytest.mark.parametrize(("level", "seen"), [("public", ["public"]), ("shared", ["public", "shared"]), ("internal", ["public", "shared", "internal"]), ("own", ["public", "shared", "internal", "own"])])
def test_a_recipient_sees_its_level_and_wider(level, seen):
    assert [x for x in ("public", "shared", "internal", "own") if may_see(line("a", level, []), x)] == seen


# -- contents ------------------------------------------------------------------------------------------------------------------------------------------------


def test_above_its_level_is_absent_and_the_reason_is_told_inside(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    assert sorted(_zip(workspace, "so").namelist()) == ["DOC-TRUOC.txt", "bao-cao-thang.docx", "tong_hop.html", "tong_hop.pdf"]
    assert "dan_cu" not in _zip(workspace, "so").read("DOC-TRUOC.txt").decode("utf-8-sig")
    told = [(r["recipient"], r["result"], r["level"], r["status"], r["files"], r["reason"]) for r in _table(workspace, "release") if r["recipient"] == "so"]
    assert told == [("so", "tong_hop", "shared", "included", "2", ""), ("so", "bao_cao_thang", "shared", "included", "1", ""),
                    ("so", "dan_cu_ho_tich", "internal", "above_level", "0", "mức nội bộ, nơi nhận được xem đến mức chia sẻ")]


def test_a_line_gets_its_units_reminder_and_never_returned_files(tmp_path):
    workspace = month(tmp_path, {"returns/kinh_te/a.xlsx": b"other unit"})
    packed(workspace, registry())
    assert sorted(_zip(workspace, "xa").namelist()) == ["DOC-TRUOC.txt", "dan_cu_ho_tich.html", f"nhac-nop/{UNIT}.txt"]
    assert sorted(for_unit(UNIT, registry(), workspace.outputs(MONTH), MONTH).members) == ["Mục lục.xlsx", "nhac-nop.txt"]
    assert sorted(for_unit("kinh_te", registry(), workspace.outputs(MONTH), MONTH).members) == ["a.xlsx"]
    assert not [p for p in (workspace.outputs(MONTH) / "release").rglob("*") if p.is_file() and b"own rows" in p.read_bytes()]


def test_a_report_one_of_whose_files_was_held_back_is_in_no_package(tmp_path):
    workspace = month(tmp_path)
    (workspace.outputs(MONTH) / "reports" / "tong_hop.html").unlink()
    packed(workspace, registry(), held={"reports/tong_hop.html": "giữ lại: 1 chỗ giống họ tên"})
    assert sorted(_zip(workspace, "so").namelist()) == ["DOC-TRUOC.txt", "bao-cao-thang.docx"]
    assert [(r["status"], r["reason"]) for r in _table(workspace, "release") if r["result"] == "tong_hop"] == [("held", "giữ lại: 1 chỗ giống họ tên")]


def test_returned_files_of_an_unknown_unit_go_to_nobody(tmp_path):
    workspace = month(tmp_path, {"returns/chua-ro-don-vi/a.xlsx": b"x"})
    packed(workspace, registry())
    assert [(r["recipient"], r["status"]) for r in _table(workspace, "release")][-1] == ("tra_lai/chua-ro-don-vi", "missing")
    assert "chua-ro" not in (workspace.internal(MONTH) / "phieu-duyet.yml").read_text(encoding="utf-8")


def test_the_covering_note_names_sender_recipient_version_and_hashes(tmp_path):
    import hashlib

    workspace = month(tmp_path)
    packed(workspace, registry())
    note = _zip(workspace, "so").read("DOC-TRUOC.txt").decode("utf-8-sig").split("\r\n")
    assert note[:5] == ["GÓI BÁO CÁO DỮ LIỆU THÁNG 9/2026", "", "Nơi gửi: Ủy ban nhân dân xã Sơn Hải, tỉnh Bắc Ninh", "Nơi nhận: Nơi so", "Bản số: 1"]
    assert f"{hashlib.sha256(b'pdf').hexdigest()}  tong_hop.pdf" in note


def test_the_covering_note_lists_the_contents_by_their_names_in_the_recipient_s_order(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    note = {who: _zip(workspace, who).read("DOC-TRUOC.txt").decode("utf-8-sig").split("\r\n") for who in ("so", "xa")}
    told = {who: lines[lines.index("Nội dung:") + 1 : lines.index("Các tệp và mã kiểm tra SHA-256:") - 1] for who, lines in note.items()}
    assert told["so"] == ["- Tổng hợp tháng (tình hình chung, việc cần làm ngay): tong_hop.html, tong_hop.pdf", "- Báo cáo tháng: bao-cao-thang.docx"]
    assert told["xa"] == ["- Nhóm dữ liệu dân cư - hộ tịch - chứng thực: dan_cu_ho_tich.html", "- Nhắc gửi, sửa dữ liệu (Công an xã): nhac-nop/cong_an.txt"]


def test_the_form_of_approval_names_whose_each_package_is(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    form = (workspace.internal(MONTH) / "phieu-duyet.yml").read_text(encoding="utf-8")
    assert [line.split("#")[1].strip() for line in form.splitlines() if line.startswith("  ")] == ["bản số 1, Nơi so", "bản số 1, tệp trả lại Công an xã", "bản số 1, Nơi xa"]


def test_the_annex_goes_wherever_the_report_goes_that_names_it():
    assert [r.id for r in REGISTRY.recipients.values() if ("bao_cao_thang" in r.reports) != ("phu_luc_so_lieu" in r.reports)] == []


def test_every_report_has_a_name_for_its_reader():
    assert [r for r in reports_of(REGISTRY) if title_of(r, REGISTRY) == r] == []


# -- the gate over packages ----------------------------------------------------------------------------------------------------------------------------------


def test_a_package_with_a_citizen_s_name_does_not_stay_and_is_not_registered(tmp_path):
    workspace = month(tmp_path, {"reports/tong_hop.html": f"<p>Việc của {CITIZEN.upper()}</p>".encode()})
    assert packed(workspace, registry()) == {f"release/so/so-{MONTH}.zip": "cổng kiểm soát giữ lại"}
    assert not (workspace.outputs(MONTH) / "release" / "so").exists() and _versions(workspace, "so") == []
    assert {r["status"] for r in _table(workspace, "release") if r["recipient"] == "so"} == {"held", "above_level"}


def test_a_name_is_found_in_a_member_in_its_name_and_between_members():
    searched = Searched(search())
    plain = zipped({"a.html": b"x"})
    assert searched.leaks("a.zip", plain) == []
    assert [(x.file, x.kind, x.count) for x in searched.leaks("a.zip", zipped({"a.html": CITIZEN.encode(), "b.html": CITIZEN.encode()}))] == [("a.zip", "họ tên", 2)]
    assert [x.kind for x in searched.leaks("a.zip", zipped({f"{CITIZEN}.txt": b"x"}))] == ["họ tên"]
    noted = io.BytesIO(plain)
    with zipfile.ZipFile(noted, "a") as archive:
        archive.comment = CITIZEN.encode()
    assert members_of(noted.getvalue()) is None
    assert [x.kind for x in searched.leaks("a.zip", noted.getvalue())] == ["họ tên"]


# -- the register --------------------------------------------------------------------------------------------------------------------------------------------


def test_the_same_month_twice_gives_the_same_bytes_and_the_same_version(tmp_path):
    workspace = month(tmp_path)
    found = []
    for _ in range(2):
        packed(workspace, registry())
        found.append({p.relative_to(tmp_path).as_posix(): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()})
    assert found[0] == found[1]
    assert _versions(workspace, "so") == [(1, "current", "", "")]


def test_a_changed_report_makes_a_version_that_says_what_it_replaces(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    reports = workspace.outputs(MONTH) / "reports"
    (reports / "tong_hop.pdf").write_bytes(b"new pdf")
    (reports / "bao-cao-thang.docx").unlink()
    (reports / "bao-cao-thang.pdf").write_bytes(b"paper")
    packed(workspace, registry())
    changes = "đổi tong_hop.pdf; thêm bao-cao-thang.pdf; bỏ bao-cao-thang.docx"
    assert _versions(workspace, "so") == [(1, "replaced", "", ""), (2, "current", "1", changes)]
    assert _versions(workspace, "xa") == [(1, "current", "", "")]
    assert f"Bản số: 2, thay bản số 1 ({changes})" in _zip(workspace, "so").read("DOC-TRUOC.txt").decode("utf-8-sig")
    with (workspace.outputs(MONTH) / "release" / "so" / "register.csv").open(encoding="utf-8-sig", newline="") as source:
        assert [(r["Bản số"], r["Tình trạng"], r["Thay bản số"]) for r in csv.DictReader(source)] == [("1", "đã được thay", ""), ("2", "đang dùng", "1")]


def test_a_package_that_is_not_made_again_is_withdrawn_and_a_later_one_counts_on(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    packed(workspace, registry(line("so", "public", ["tong_hop"])))
    assert not list((workspace.outputs(MONTH) / "release").rglob("*.zip"))
    assert [v[:2] for v in _versions(workspace, "so")] == [(1, "withdrawn")] and [v[:2] for v in _versions(workspace, "xa")] == [(1, "withdrawn")]
    packed(workspace, registry())
    assert [v[:3] for v in _versions(workspace, "so")] == [(1, "withdrawn", ""), (2, "current", "1")]


# -- names in archives ---------------------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a\\b", "C:a", "a\nb", "a/", "", ".", "a//b", "<a>.txt", "gpj\u202eexe.txt"])
def test_a_name_that_leads_elsewhere_is_refused_and_made_safe(name):
    with pytest.raises(UnsafeName):
        zipped({name: b""})
    assert list(members_of(zipped({safe_name(name): b""})) or {}) == [safe_name(name)]


def test_vietnamese_names_are_utf_8_with_fixed_times():
    content = zipped({"Mục lục.xlsx": b"x"})
    part = zipfile.ZipFile(io.BytesIO(content)).infolist()[0]
    assert (part.filename, part.flag_bits & 0x800, part.date_time) == ("Mục lục.xlsx", 0x800, (1980, 1, 1, 0, 0, 0))


def test_a_register_that_cannot_be_read_is_told_and_not_written_over(tmp_path):
    workspace = month(tmp_path)
    packed(workspace, registry())
    path = workspace.internal(MONTH) / "register.csv"
    path.write_text("key,version\nso,x\n", encoding="utf-8")
    with pytest.raises(BrokenRegister, match="internal/register.csv"):
        packed(workspace, registry())
    assert path.read_text(encoding="utf-8") == "key,version\nso,x\n"
