"""Columns that an export splits: family and given name, day and month and year."""

from clean_tables import column

PARTS = [column("text", name="ho_dem"), column("text", name="ten"), column("int", name="ngay"), column("int", name="thang"), column("int", name="nam")]
WHOLE = [column("name", name="ho_ten", joined_from=["ho_dem", "ten"]), column("date", name="ngay_sinh", joined_from=["ngay", "thang", "nam"])]
FIELDS = [c.name for c in PARTS]


def test_parts_are_joined_and_stay(cleaned):
    table = cleaned([*WHOLE, *PARTS], [["Nông Thị", "Hoa", 3, "9", 2015], ["VI VĂN", "BÌNH", 31, 2, 2015], ["", "Lý", None, None, 1960]], FIELDS)
    assert table.frame["ho_ten"].tolist() == ["Nông Thị Hoa", "Vi Văn Bình", "Lý"]
    assert [str(v)[:10] for v in table.frame["ngay_sinh"]] == ["2015-09-03", "NaT", "NaT"]
    assert table.frame["ten"].tolist()[0] == "Hoa"
    assert {"ho_ten", "ngay_sinh"} <= table.present
    assert [(int(p.row), p.column, p.field, p.rule) for p in table.problems.itertuples()] == [(3, "C", "ngay_sinh", "NGAY-KHONG-CO")]


def test_a_column_that_is_there_is_not_joined_over(cleaned):
    table = cleaned([*WHOLE, *PARTS], [["Lục Thị Mai", "Nông Thị", "Hoa"]], ["ho_ten", "ho_dem", "ten"])
    assert table.frame["ho_ten"].tolist() == ["Lục Thị Mai"]


def test_a_part_missing_leaves_the_column_absent(cleaned):
    table = cleaned([*WHOLE, *PARTS], [["Nông Thị", 3, 9]], ["ho_dem", "ngay", "thang"])
    assert not {"ho_ten", "ngay_sinh"} & table.present
    assert table.frame["ho_ten"].isna().all()
