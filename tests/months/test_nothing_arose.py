"""A month in which a unit says that nothing arose: handed in, in time, and neither 0 nor missing; a blank form says nothing."""

from __future__ import annotations

import pytest

from small_month import IN_TIME, hand_in
from sotay.intake.nothing_arose import nothing_arose

FILE = "ttpvhcc/Ket qua giai quyet T9.csv"
UNIT, DATASET = "ttpvhcc", "ket_qua_ho_so"


def _only(said: str):
    """The file with its heading and one line below it."""

    def change(folder):
        path = folder / FILE
        text = path.read_text(encoding="utf-8-sig")
        path.write_text(text.splitlines()[0] + f"\n{said}\n", encoding="utf-8-sig")
        hand_in(path, IN_TIME)

    return change


@pytest.fixture(scope="module")
def month(month_of):
    return month_of(_only("Trong tháng không phát sinh"))


def _state(month) -> tuple:
    intake, handed = month.prepared.tables["intake"], month.prepared.tables["submissions"].set_index("dataset").loc[DATASET]
    line = intake[(intake["unit"] == UNIT) & (intake["dataset"] == DATASET)].iloc[0]
    return line["status"], int(line["rows_read"]), int(line["rows_accepted"]), int(line["rows_not_data"]), handed["status"]


def test_the_file_counts_as_handed_in_without_a_row(month):
    assert _state(month) == ("accepted", 1, 0, 1, "on_time")
    assert "Đơn vị báo trong kỳ không phát sinh" in month.prepared.tables["intake"].set_index("dataset").loc[DATASET, "note"]


def test_what_it_feeds_did_not_arise_and_is_neither_0_nor_100(month):
    for measure in ("ket_qua_so_hoa", "ket_qua_ky_so"):
        assert [month.score("ty_le_so_hoa", measure, c) for c in ("denominator", "value", "status")] == [0, None, "khong_phat_sinh"], measure
    assert month.score("ty_le_so_hoa", "tiep_nhan_so_hoa") is not None
    words = month.report("ty_le_so_hoa").words
    assert "Không phát sinh trong tháng, không tính vào điểm: 1b." in words and "Còn thiếu: Kết quả giải quyết" not in words


def test_a_blank_form_is_not_handed_in(month_of):
    blank = month_of(_only("Ghi chú: nếu không phát sinh thì ghi 0"))
    assert _state(blank)[0] == "empty" and _state(blank)[4] == "missing"


@pytest.mark.parametrize(("said", "arose_nothing"), [
    ("Không phát sinh", True), ("KHÔNG CÓ PHÁT SINH.", True), ("Tháng 9 không có trường hợp nào phát sinh", True), ("khong phat sinh", True),
    ("Nếu không phát sinh thì ghi 0", False), ("Trường hợp không phát sinh: để trống", False), ("Người lập biểu", False), ("", False),
])
def test_what_says_that_nothing_arose(said, arose_nothing):
    from types import SimpleNamespace

    table = SimpleNamespace(rows=[], set_aside=[SimpleNamespace(kind="footer", cells=("", said))])
    assert nothing_arose(table) is arose_nothing
    assert not nothing_arose(SimpleNamespace(rows=[7], set_aside=table.set_aside))
