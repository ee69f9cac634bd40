"""Points to gain as the reports tell them: who does what, which indicator, by how much; largest first, nothing that would read 0,0."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from sotay import show, tracking
from sotay.scoring.points import POINT_COLUMNS

COLUMN = SimpleNamespace(name="ngay_tra", title="Ngày trả kết quả")
DATASETS = {n: SimpleNamespace(short=s, tables=[SimpleNamespace(columns=[COLUMN])]) for n, s in (("ket_qua", "Kết quả hồ sơ"), ("so_a", "Sổ A"), ("so_b", "Sổ B"), ("so_c", "Sổ C"), ("so_d", "Sổ D"))}


class Told:
    """As much of a book as the list looks at."""

    registry = SimpleNamespace(datasets=DATASETS, indicators={"chi_so": SimpleNamespace(number=4, short="Đầy đủ")})

    def __init__(self, *lines: dict):
        base = {"unit": "tt", "dataset": "ket_qua", "rule": "KIEU-NGAY", "field": "ngay_tra", "class": 4, "severity": "error", "scope": "commune", "scope_id": "xa", "indicator": "chi_so", "measure": "tong",
                "rows": 12, "before": 80.0, "after": 80.8, "points": 0.8, "needed": ""}
        self.all_scores = pd.DataFrame({"scope": ["commune"], "measure": ["tong"], "value": [80.0]})
        self.points = pd.DataFrame([base | line for line in lines], columns=POINT_COLUMNS)

    def part(self, name, datasets):
        return self.points if datasets is None else self.points[self.points["dataset"].isin(datasets)]

    def has_value(self, indicator):
        return bool(self.all_scores["value"].notna().any())

    def is_untold(self, dataset):
        return dataset == "so_d"

    def unit_name(self, unit):
        return {"tt": "Trung tâm PVHCC", "vp": "Văn phòng"}[unit]

    def dataset_name(self, dataset):
        return DATASETS[dataset].short


def listed(*lines: dict, **how) -> list[tuple]:
    return list(tracking.repairs_ranked(Told(*lines), **how).itertuples(index=False, name=None))


@pytest.mark.parametrize(("line", "words"), [
    ({}, "Sửa 12 ô “Ngày trả kết quả” sai định dạng trong Kết quả hồ sơ"),
    ({"rule": "THIEU-BAT-BUOC", "class": 1}, "Điền 12 ô “Ngày trả kết quả” còn trống trong Kết quả hồ sơ"),
    ({"rule": "THIEU-COT", "class": 1, "severity": "warning", "rows": 1403}, "Thêm cột “Ngày trả kết quả” (1.403 dòng) trong Kết quả hồ sơ"),
    ({"rule": "THIEU-COT", "class": 1, "severity": "warning", "rows": 3, "dataset": "so_d"}, "Thêm cột “Ngày trả kết quả” trong Sổ D"),
    ({"rule": "TRUNG-DONG", "class": 3, "field": ""}, "Bỏ 12 dòng lặp lại trong Kết quả hồ sơ"),
    ({"rule": "X-1", "class": 6, "field": ""}, "Sửa 12 dòng mâu thuẫn trong Kết quả hồ sơ"),
    ({"rule": "X-2", "class": 2, "severity": "warning"}, "Xem lại 12 ô “Ngày trả kết quả” ngoại lai trong Kết quả hồ sơ"),
])
def test_a_repair_in_words(line, words):
    assert listed(line) == [("Trung tâm PVHCC", words, "4. Đầy đủ", 0.8)]


def test_a_unit_s_missing_datasets_stand_together():
    missing = [{"unit": "vp", "rule": "CHUA-NOP", "field": "", "class": None, "dataset": d, "points": 0.5} for d in ("so_a", "so_b", "so_c", "so_d")]
    assert listed(*missing) == [("Văn phòng", "Nộp 4 tập còn thiếu: Sổ A, Sổ B, Sổ C …", "4. Đầy đủ", 2.0)]
    assert listed(missing[0]) == [("Văn phòng", "Nộp Sổ A", "4. Đầy đủ", 0.5)]


def test_the_largest_first_of_the_indicator_as_a_whole_and_nothing_below_what_is_shown():
    lines = [{"points": 0.04}, {"points": -3.0}, {"points": 1.2}, {"points": 9.0, "measure": "day_du"}, {"points": 7.0, "scope": "unit"}, {"points": 2.5}, {"points": 3.0, "dataset": "so_a"}]
    assert [line[3] for line in listed(*lines)] == [3.0, 2.5, 1.2]
    assert [line[3] for line in listed(*lines, datasets=["ket_qua"], most=1)] == [2.5]
    assert [line[3] for line in listed(*lines, scope="unit")] == [7.0]


def test_the_block_shows_vietnamese_figures_and_says_so_when_nothing_is_left():
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", show.points(Told({"points": 1.25})).html))
    assert "Sửa 12 ô “Ngày trả kết quả” sai định dạng trong Kết quả hồ sơ" in plain and re.search(r"\b1,[23]\b", plain) and "điểm phần trăm" in plain
    assert "Không còn chỗ sửa nào làm tăng một chỉ số" in show.points(Told()).html
    nothing_known = Told()
    nothing_known.all_scores = nothing_known.all_scores.assign(value=None)
    assert "Chưa chỉ số nào tính được" in show.points(nothing_known).html
