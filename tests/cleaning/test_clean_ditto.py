"""Ditto marks: read as the cell above where that is certain, told where it is not, a value where the list has one."""

import pytest

from clean_tables import column


def marked(cleaned, spots, kind, cells, **keys):
    """Values, changes and problems of a column of these cells."""
    clean = cleaned([column(kind, name="a", **keys)], [[c] for c in cells])
    values = [None if v is None or v != v else v for v in clean.frame["a"].astype(object).where(clean.frame["a"].notna(), None)]
    return values, spots(clean.changes), spots(clean.problems)


@pytest.mark.parametrize("mark", ["nt", "-nt-", "n.t", "″", '"', "như trên", "Như trên", "(như trên)", "- nt -"])
def test_a_mark_says_what_stands_above(cleaned, spots, mark):
    assert marked(cleaned, spots, "address", ["Thôn Đấp", mark, mark, "Thôn Chè", mark]) == (
        ["Thôn Đấp", "Thôn Đấp", "Thôn Đấp", "Thôn Chè", "Thôn Chè"], [(3, "A", "NHU-TREN"), (4, "A", "NHU-TREN"), (6, "A", "NHU-TREN")], [])


def test_the_value_above_is_the_one_read(cleaned, spots):
    assert marked(cleaned, spots, "code", ["kinh", "nt", "tày", '"'])[0] == ["Kinh", "Kinh", "Tày", "Tày"]
    assert [f"{v:%d/%m/%Y}" for v in marked(cleaned, spots, "date", ["ngày 3 tháng 9 năm 2026", "nt"])[0]] == ["03/09/2026"] * 2
    assert marked(cleaned, spots, "int", ["1.234", "nt"])[0] == [1234, 1234]


@pytest.mark.parametrize("above", [[], [None], ["Mã 99"]])
def test_a_mark_under_nothing_is_told(cleaned, spots, above):
    values, changes, problems = marked(cleaned, spots, "code", [*above, "nt"])
    assert (values[-1], changes) == (None, [])
    assert problems[-1] == (len(above) + 2, "A", "NHU-TREN")


def test_two_strokes_may_mean_nothing_too(cleaned, spots):
    assert marked(cleaned, spots, "text", ["Nông nghiệp", "//"]) == (["Nông nghiệp", None], [], [(3, "A", "NHU-TREN-KHONG-RO")])


def test_a_number_of_one_s_own_is_not_that_of_the_row_above(cleaned, spots):
    assert marked(cleaned, spots, "cccd", ["024085000001", "nt", '"']) == (["024085000001", None, None], [], [(3, "A", "NHU-TREN"), (4, "A", "NHU-TREN")])


def test_a_listed_value_and_free_text_are_no_marks(cleaned, spots):
    assert marked(cleaned, spots, "code", ["Kinh", "nt"], values=[{"label": "Kinh"}, {"label": "Ngoại trú", "code": "NT"}])[0] == ["Kinh", "Ngoại trú"]
    assert marked(cleaned, spots, "text", ["Đề nghị sửa đường", "như trên"], free_text=True)[0] == ["Đề nghị sửa đường", "như trên"]


def test_a_mark_in_a_long_column(cleaned, spots):
    cells = [f"Thôn {n}, xã Sơn Hải" for n in range(400)]
    cells[250] = cells[251] = "nt"
    values, changes, problems = marked(cleaned, spots, "address", cells)
    assert (values[249:253], changes, problems) == ([cells[249]] * 3 + [cells[252]], [(252, "A", "NHU-TREN"), (253, "A", "NHU-TREN")], [])
