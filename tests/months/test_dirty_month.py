"""A month full of faults: each costs what it must and no more, each is told where it stands, and no citizen appears in any report."""

from __future__ import annotations

import pytest

from find_nonsense import nonsense
from small_month import IN_TIME, hand_in
from sotay.scoring.indicators import TOTAL

RECEIVED, LOOKUPS = "Danh sach ho so tiep nhan T9.csv", "Tra cuu cu tru T9.csv"
CITIZENS = ("Vi Văn An", "Nông Thị Bình", "Lục Văn Cảnh", "Hoàng Thị Dung", "Trương Văn Giang", "Lý Thị Hạnh", "Lương Kim Hoa", "024085100001", "024175100004")
ASIDE = [  # file, row, column, rule: what puts a row aside, three of them in the golden files already
    (LOOKUPS, 5, "G", "CHE-SO"), (RECEIVED, 11, "O", "TN-07b"), (RECEIVED, 12, "", "TRUNG-DONG"), (RECEIVED, 13, "D", "THIEU-BAT-BUOC"), (RECEIVED, 14, "E", "CH-09"), (RECEIVED, 15, "M", "NGAY-KHONG-CO"),
    ("Ket qua giai quyet T9.csv", 6, "J", "KQ-02"), ("So hoa ho so T9.csv", 9, "E", "SH-01a")]


def _like_the_first(lines: list[str], number: int, code: str, **changed: str) -> str:
    """Another dossier with the cells of the first one, some of them changed (heading with _ for spaces -> value)."""
    headings, cells = lines[0].split(","), lines[1].split(",")
    cells[:2] = [str(number), code]
    for heading, value in changed.items():
        cells[headings.index(heading.replace("_", " "))] = value
    return ",".join(cells)


def spoil(folder) -> None:
    received = folder / "ttpvhcc" / RECEIVED
    lines = received.read_text(encoding="utf-8-sig").splitlines()
    received.write_text("\ufeff" + "\n".join([
        *lines,
        lines[1].replace("1,", "11,", 1),                                                                       # row 12: the first dossier again
        _like_the_first(lines, 12, "H05.60.12-260914-0001", Tên_thủ_tục_hành_chính=""),                          # 13: a required cell is empty
        _like_the_first(lines, 13, "H05.60.12-260914-0002", Lĩnh_vực="Lĩnh vực lạ"),                             # 14: no such code
        _like_the_first(lines, 14, "H05.60.12-260914-0003", Ngày_nộp_hồ_sơ="31/02/2026 08:00"),                  # 15: no such day
        _like_the_first(lines, 15, "H05.60.12-260914-0004", Kênh_thực_hiện="  trực  TUYẾN ", Ngày_nộp_hồ_sơ="2026-09-14 08:00",
                        Ngày_tiếp_nhận="14/9/2026 9:00", Ngày_hẹn_trả="16/09/2026 17:00"),                       # 16: all right once cleaned
        "Tổng cộng,,,,,,,,,,,,,,,15,,",                                                                          # no data
        ",,,,,,,,,,,,,Người lập biểu,,,,",
    ]) + "\n", encoding="utf-8")
    looked_up = folder / "cong_an" / LOOKUPS
    looked_up.write_bytes(looked_up.read_bytes().replace(b"********0004", b"024175100004"))                      # a full personal number where only a masked one may stand
    (folder / "van_hoa_xa_hoi" / "hong.xlsx").write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    (folder / "van_hoa_xa_hoi" / "la.csv").write_text("Thứ,Món sáng,Món trưa,Ghi chú\nHai,Bún,Cơm,\nBa,Phở,Cơm,\n", encoding="utf-8")
    (folder / "kinh_te").mkdir()
    (folder / "kinh_te" / "trong.xlsx").write_bytes(b"")
    for path in folder.rglob("*.*"):
        hand_in(path, IN_TIME)


@pytest.fixture(scope="module")
def month(month_of):
    return month_of(spoil)


@pytest.fixture(scope="module")
def reports(month):
    return month.reports(month.jobs)


def test_rows_read_are_accounted_for(month):
    lines = {r.file: (r.status, r.rows_read, r.rows_accepted, r.rows_quarantined, r.rows_not_data) for r in month.prepared.tables["intake"].itertuples()}
    assert lines[RECEIVED] == ("accepted", 17, 10, 5, 2)
    assert lines[LOOKUPS] == ("accepted", 5, 4, 1, 0)
    assert {name: lines[name][0] for name in ("hong.xlsx", "la.csv", "trong.xlsx")} == {"hong.xlsx": "unreadable", "la.csv": "unrecognised", "trong.xlsx": "empty"}


def test_each_fault_at_its_cell(month):
    found = month.prepared.tables["findings"]
    errors = found[found["severity"] == "error"]
    assert sorted((r.file, r.row, r.column if isinstance(r.column, str) else "", r.rule) for r in errors.itertuples()) == sorted(ASIDE)


@pytest.mark.parametrize(("indicator", "measure", "numerator", "denominator"), [
    ("ty_le_so_hoa", "tiep_nhan_so_hoa", 5, 8),              # row 16 is received, nothing of it digitised
    ("ty_le_so_hoa", "ket_qua_so_hoa", 3, 4),
    ("chuan_hoa_lam_sach", "sach_sau", 25, 33),              # 28 + 5 rows, 8 with an error
    ("chuan_hoa_lam_sach", "sach_truoc", 24, 33),            # row 16 had to be repaired
    ("chuan_hoa_lam_sach", "chuan_hoa_sau", 240, 243),       # 193 + 5 x 10 cells, without the unknown code, the impossible day and the full number
    ("chuan_hoa_lam_sach", "duy_nhat_truoc", 32, 33),
    ("chuan_hoa_lam_sach", "duy_nhat_sau", 33, 33),
    ("cap_nhat_day_du_chinh_xac", "kip_thoi", 4, 44),
    ("cap_nhat_day_du_chinh_xac", "day_du", 345, 346),       # 271 + 5 x 15 required cells, one empty
    # 641 + 5 x (10 types + 15 required + 2 repetition + TN-07a, b) less TN-07a on row 15 = 785 looked at by error rules; 111 + 5 x 5 by warnings. Failed: 8 errors, TN-01 on rows 13, 14, 15.
    ("cap_nhat_day_du_chinh_xac", "chinh_xac", 2464, 2491),
    ("tai_su_dung_du_lieu", "ho_so_tai_su_dung", 3, 8),
    ("tai_su_dung_du_lieu", "tra_cuu_thay_giay", 1, 3),      # without the look-up that was put aside
])
def test_what_the_faults_cost(month, indicator, measure, numerator, denominator):
    assert (month.score(indicator, measure, "numerator"), month.score(indicator, measure, "denominator")) == (numerator, denominator)


@pytest.mark.parametrize(("indicator", "value"), [
    ("ty_le_so_hoa", 68.75), ("chuan_hoa_lam_sach", 87.5084175), ("ket_noi_chia_se", 50.8939394), ("cap_nhat_day_du_chinh_xac", 72.2070064), ("tai_su_dung_du_lieu", 32.5),
    ("an_toan_thong_tin", 59.6666667)])                      # a file with a full number costs 20 of 6e's 100
def test_indicators(month, reports, indicator, value):
    assert month.score(indicator, TOTAL) == pytest.approx(value, abs=1e-6)
    shown = f"{value:.1f}".replace(".", ",").replace(",0", "")
    assert f"{shown}%" in reports[indicator].words
    line = reports["tong_hop"].tables["Chỉ số, điểm và xếp loại"]
    assert f"{shown}%" in [cells[0] for cells in line.values()]


def test_the_summary_counts_and_names_the_faults(reports):
    words = reports["tong_hop"].words
    assert "3 đơn vị gửi 6 tệp, 41 dòng; đưa vào số liệu 33 dòng, tạm để riêng 8 dòng có lỗi." in words
    assert "8 lỗi" in words and "Yêu cầu sửa 8 lỗi, trước hết: Tiếp nhận hồ sơ 5 lỗi" in words
    assert "Xóa ngay số định danh ghi đầy đủ ở cột phải che:" in words
    assert "Gửi lại tệp chưa dùng được:" in words and "1 tệp không đọc được" in words
    units = reports["tong_hop"].tables["Nộp dữ liệu và lỗi theo đơn vị"]
    # rows, set aside, errors, warnings
    assert units["TTPVHCC"][6:] == ["28", "7", "7", "3"] and units["Công an xã"][6:] == ["5", "1", "1", "0"] and units["Cả xã"][6:] == ["41", "8", "8", "3"]


def test_the_page_on_cleaning_shows_before_and_after(reports):
    parts = reports["chuan_hoa_lam_sach"].tables["Các thành phần của chỉ số"]
    assert [parts[t][2] for t in ("2a. Sạch, như khi nhận", "2a. Sạch, sau khi làm sạch", "2c. Duy nhất, như khi nhận", "2c. Duy nhất, sau khi làm sạch")] == ["72,7%", "75,8%", "97%", "100%"]


def test_no_citizen_and_no_nonsense_in_any_report(month, reports):
    assert set(reports) == set(month.jobs)
    for report in reports.values():
        assert not [c for c in CITIZENS if c in report.page], report.id
    assert [f"{r.id}: {line}" for r in reports.values() for line in nonsense(r) if "Kịp thời: 0%" not in line] == []
