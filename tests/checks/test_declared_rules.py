"""Rules of the repository's own datasets that a clerk's slip must meet: dates in the wrong order, states against dates."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from frames import FIRST_ROW, Definitions, check, clean, found
from sotay.definitions.registry import load_registry

D = pd.Timestamp
REGISTRY = load_registry(Path(__file__).parents[2] / "parameters").at(D("2026-09-30").date())


def severities(dataset: str, row: dict, rule: str) -> list[tuple]:
    """What `rule` says of a single row in the first table of a dataset."""
    own = REGISTRY.datasets[dataset]
    return found(check(Definitions([own]), [clean(own, [row])]), rule)


@pytest.mark.parametrize(("dataset", "rule", "earlier", "later", "severity"), [
    ("bao_tro_xa_hoi", "BT-11a", "ngay_sinh", "ngay_qd", "error"),
    ("nguoi_co_cong", "NC-06", "ngay_sinh", "ngay_qd", "error"),
    ("ho_ngheo", "HN-07b", "ngay_sinh", "ngay_ra_soat", "error"),
    ("tiep_nhan_ho_so", "TN-07c", "ngay_tiep_nhan", "ngay_ket_thuc", "error"),
    ("tiep_nhan_ho_so", "TN-07d", "ngay_nop", "ngay_hen_tra", "error"),
    ("ho_so_dat_dai", "KQ-06", "ngay_tiep_nhan", "ngay_hen_tra", "error"),
    ("ket_hon", "KH-08b", "vo_ngay_sinh", "vo_ngay_cap", "error"),
    ("ho_ngheo", "HN-07a", "ngay_sinh", "ngay_qd", "error"),
    ("thua_dat", "ĐĐ-06", "nam_sinh", "ngay_cap", "error"),
    ("phan_anh_hien_truong", "PA-01e", "tg_gui", "ngay_xong", "error"),
])
def test_dates_in_the_wrong_order(dataset, rule, earlier, later, severity):
    right, wrong = {earlier: D("2026-09-03"), later: D("2026-09-04")}, {earlier: D("2026-09-03"), later: D("2026-08-30")}
    assert severities(dataset, right, rule) == []
    assert severities(dataset, wrong, rule) == [(FIRST_ROW, "B", severity)]


def test_a_due_date_decades_away():
    row = {"ngay_tiep_nhan": D("2026-09-03"), "ngay_hen_tra": D("2062-09-08")}
    assert severities("tiep_nhan_ho_so", row, "TN-08") == [(FIRST_ROW, "B", "warning")]
    assert severities("tiep_nhan_ho_so", row | {"ngay_hen_tra": D("2026-09-08")}, "TN-08") == []


@pytest.mark.parametrize(("dataset", "rule", "conflict", "repaired"), [
    ("tiep_nhan_ho_so", "TN-09", {"trang_thai": "Đang xử lý", "ngay_ket_thuc": D("2026-09-08")}, {"trang_thai": "Đã trả kết quả"}),
    ("ket_qua_ho_so", "KQ-10", {"trang_thai": "Đã xử lý xong", "ngay_tra": D("2026-09-08")}, {"trang_thai": "Đã trả kết quả"}),
    ("thanh_toan_truc_tuyen", "TT-08", {"hinh_thuc": "Tiền mặt", "ma_giao_dich": "PG2600002663"}, {"hinh_thuc": "Trực tuyến"}),
    ("thua_dat", "ĐĐ-07a", {"tt_pl": "Chưa cấp", "so_gcn": "BA 324615"}, {"tt_pl": "Đã cấp giấy chứng nhận"}),
    ("lao_dong_viec_lam", "LD-09", {"td_cmkt": "Chưa qua đào tạo", "chuyen_nganh": "May công nghiệp"}, {"td_cmkt": "Sơ cấp"}),
    ("nguoi_co_cong", "NC-07", {"dien": "Thân nhân liệt sĩ", "hang": "4/4"}, {"dien": "Thương binh"}),
])
def test_a_state_against_what_stands_beside_it(dataset, rule, conflict, repaired):
    assert severities(dataset, conflict | repaired, rule) == []
    assert [(row, severity) for row, _, severity in severities(dataset, conflict, rule)] == [(FIRST_ROW, "warning")]
