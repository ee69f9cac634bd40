"""What only a whole column shows: cells dragged down, days turned about by a spreadsheet."""

import datetime as dt

from clean_tables import column

FIRST = 24085001230


def numbers(*steps):
    return [f"0{FIRST + step}" for step in steps]


def test_numbers_that_count_upwards_three_rows_long_are_doubted_from_the_second_on(cleaned, spots):
    table = cleaned([column("cccd", name="so")], [[n] for n in numbers(500, 1, 2, 3, 4, 900, 700, 701, 800)])
    assert [s for s in spots(table.problems) if s[2] == "KEO-O"] == [(4, "A", "KEO-O"), (5, "A", "KEO-O"), (6, "A", "KEO-O")]


def test_telephones_too_and_a_pair_of_neighbours_is_no_series(cleaned, spots):
    rows = [["0912345670"], ["0912345671"], ["0987654321"], ["0987654322"], ["0987654323"]]
    assert [s for s in spots(cleaned([column("phone", name="so")], rows).problems) if s[2] == "KEO-O"] == [(5, "A", "KEO-O"), (6, "A", "KEO-O")]


TYPED = ["13/09/2025", "18/09/2025", "25/08/2025"]
HELD = [dt.date(2025, 5, 9), dt.date(2025, 3, 8), dt.date(2025, 4, 4), dt.date(2025, 12, 1)]


def days(cleaned, values, kind="date"):
    table = cleaned([column(kind, name="ngay")], [[v] for v in values])
    return table.problems.loc[table.problems["rule"] == "NGAY-DAO", "row"].tolist()


def test_days_held_by_a_spreadsheet_beside_days_left_as_text_may_be_turned(cleaned):
    # 04/04 reads the same both ways.
    assert days(cleaned, [*TYPED, *HELD]) == [5, 6, 8]


def test_one_day_that_could_be_turned_and_was_not_clears_the_column(cleaned):
    assert days(cleaned, [*TYPED, "08/09/2025", *HELD]) == []
    assert days(cleaned, [*TYPED, *HELD, dt.date(2025, 9, 13)]) == []


def test_a_mistyped_day_among_many_clears_nothing(cleaned):
    assert days(cleaned, [*(f"{day}/08/2025" for day in range(13, 28)), "03/08/2025", *HELD]) == [18, 19, 21]


def test_few_cells_tell_nothing(cleaned):
    assert days(cleaned, [*TYPED[:2], *HELD]) == []
    assert days(cleaned, [*TYPED, *HELD[:2]]) == []
