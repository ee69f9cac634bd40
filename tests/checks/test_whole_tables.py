"""Rules against another table as a whole: spending covered by income, a share of rows, a person's entry in a register; told only where it is certain."""

from __future__ import annotations

import pandas as pd
import pytest

from frames import FIRST_ROW, Definitions, check, clean, dataset, found

D = pd.Timestamp


def rule(kind: str, **facts) -> dict:
    return {"id": "R-1", "kind": kind, "severity": "warning", "class": 6} | facts


def run(checked) -> tuple[str, int]:
    """How the rule stands in the month: its status and on how many rows."""
    lines = checked.runs[checked.runs["rule"] == "R-1"]
    return lines["status"].iloc[0], int(lines["looked"].sum())


# --- covered

LINES = {"tt": "text", "ten": "text", "so": "dec"}
COVERED = {"field": "so", "outline": "tt", "label_field": "ten", "rest_words": ["Kết dư"], "of_table": "thu", "of_field": "so", "of_outline": "tt", "of_label_field": "ten",
           "of_needs": [["Bổ sung"], ["Chuyển nguồn", "Kết dư"]], "tolerance": 1}
INCOME = [("A", "Tổng thu", 100), ("I", "Thu xã hưởng", 40), ("II", "Thu bổ sung từ cấp trên", 50), ("III", "Thu chuyển nguồn", 10)]


def listed(lines: list[tuple]) -> list[dict]:
    return [{"tt": a, "ten": b, "so": c} for a, b, c in lines]


def budget(spent: list[tuple], income: list[tuple] = INCOME, files: int = 1, unread: list[tuple[int, str]] = ()):
    own, other = dataset(LINES, [rule("covered", **COVERED)]), dataset(LINES, identifier="thu")
    return check(Definitions([own, other]), [*(clean(own, listed(spent), f"a{n}.xlsx") for n in range(files)), clean(other, listed(income), "b.xlsx", unread=unread)])


@pytest.mark.parametrize(("spent", "rows"), [
    ([("A", "Tổng chi", 100), ("I", "Chi đầu tư", 30), ("II", "Chi thường xuyên", 70)], []),
    ([("A", "Tổng chi", 101), ("I", "Chi đầu tư", 31)], []),
    ([("A", "Tổng chi", 102), ("I", "Chi đầu tư", 32)], [0]),
    ([("I", "Chi đầu tư", 42), ("1", "Cầu", 42), ("II", "Chi thường xuyên", 60)], [0]),
    # A line of the whole among others on its level: they may be part of it, so only the whole counts.
    ([("A", "Tổng chi ngân sách", 90), ("B", "Chi từ nguồn bổ sung có mục tiêu", 20)], []),
    ([("A", "Tổng chi ngân sách", 120), ("B", "Chi từ nguồn bổ sung có mục tiêu", 20)], [0]),
    ([("A", "Tổng chi", 90), ("B", "Kết dư ngân sách", 10)], []),
    ([("A", "Tổng chi", 90), ("B", "Kết dư ngân sách", 20)], [1]),
    ([("A", "Tổng chi", 110), ("B", "Kết dư ngân sách", 0)], [0, 1]),
])
def test_spending_that_income_does_not_cover(spent, rows):
    checked = budget(spent)
    assert found(checked, "R-1") == [(FIRST_ROW + n, "C", "warning") for n in rows]
    assert run(checked) == ("run", 1 + any(name.startswith("Kết dư") for _, name, _ in spent))


def test_the_message_says_both_sums():
    message = budget([("A", "Tổng chi", 25_000.5)]).findings["message"].tolist()
    assert message == ["Tổng “so” (25.000,5) lớn hơn tổng “so” của bảng “thu” (100)."]


SPENT = [("A", "Tổng chi", 900)]


@pytest.mark.parametrize(("income", "files", "unread"), [
    (INCOME[:3], 1, ()),
    ([*INCOME[:2], INCOME[3]], 1, ()),
    ([("A", "Tổng thu", None), *INCOME[1:]], 1, ()),
    (INCOME, 1, [(FIRST_ROW, "so")]),
    (INCOME, 2, ()),
    ([(None, name, number) for _, name, number in INCOME], 1, ()),
])
def test_what_is_not_certain_is_not_run(income, files, unread):
    checked = budget(SPENT, income, files, unread)
    assert found(checked, "R-1") == []
    assert run(checked) == ("not_run", 0)


def test_without_the_table_of_income_the_balance_is_not_run():
    own, other = dataset(LINES, [rule("covered", **COVERED)]), dataset(LINES, identifier="thu")
    checked = check(Definitions([own, other]), [clean(own, listed(SPENT))])
    assert run(checked) == ("not_run", 0)


# --- share_of

def shares(values: list[float], there: list[str | None], history=None, **facts):
    own = dataset({"ten": "text", "kq": "dec"}, [rule("share_of", field="kq", of_table="kia", where=[{"field": "kenh", "in": ["mạng"]}], tolerance=5, **facts)])
    other = dataset({"kenh": "text", "m": "int"}, identifier="kia")
    rows = [{"ten": str(n), "kq": v} for n, v in enumerate(values)]
    return check(Definitions([own, other]), [clean(own, rows), *([clean(other, [{"kenh": k, "m": 1} for k in there], "b.xlsx")] if there else [])], history)


def test_a_percentage_that_the_rows_do_not_give():
    checked = shares([75, 80, 80.1, 69.9, 0.75, 0.5], ["mạng"] * 3 + ["quầy"])
    assert found(checked, "R-1") == [(FIRST_ROW + n, "B", "warning") for n in (2, 3, 5)]
    assert checked.findings["message"].iloc[0] == "“kq” khác tỷ lệ tính từ bảng “kia” (75 %)."


def test_an_empty_cell_may_mean_either():
    assert found(shares([44, 45, 80, 81], ["mạng", "quầy", None, "mạng"]), "R-1") == [(FIRST_ROW, "B", "warning"), (FIRST_ROW + 3, "B", "warning")]


def test_only_rows_asked_about_are_counted():
    checked = shares([100, 50], ["mạng", "quầy", None], of=[{"field": "kenh", "in": ["mạng"]}])
    assert found(checked, "R-1") == [(FIRST_ROW + 1, "B", "warning")]


def test_the_share_of_any_of_the_years_months_will_do_and_too_few_are_not_run():
    def month(name: str, online: int):
        return pd.DataFrame({"kenh": ["mạng"] * online + ["quầy"] * (10 - online), "_month": name})

    there = ["mạng"] * 9 + ["quầy"]
    before = {("kia", 12): pd.concat([month("2026-08", 5), month("2026-07", 4), month("2026-05", 0)])}
    checked = shares([90, 70, 60, 48, 96], there, before, months=3)
    assert found(checked, "R-1") == [(FIRST_ROW + n, "B", "warning") for n in (3, 4)]
    assert run(shares([10], there, {("kia", 12): month("2026-08", 5)}, months=3)) == ("not_run", 0)
    assert run(shares([10], [], before, months=3)) == ("not_run", 0)


# --- in_register

PERSON = {"ten": "name", "sinh": "date", "so": "cccd"}
REGISTERS = [{"table": "ks", "day": "ngay", "name": "ten", "birth": "sinh", "number": "so"}, {"table": "kt", "day": "ngay", "name": "ten", "birth": "sinh"}]
BORN = {"ngay": D("2026-09-03"), "ten": "NÔNG THỊ HOA", "sinh": D("2026-08-20"), "so": "024326000001"}
CHANGED = {"tai": D("2026-09-03"), "noi": "UBND xã Sơn Hải, tỉnh Bắc Ninh", "ten": "Nông Thị Hoa", "sinh": D("2026-08-20"), "so": None}


def registers(rows: list[dict], born: list[dict] = (BORN,), dead: list[dict] = ({"ngay": D("2026-09-09"), "ten": "Vi An", "sinh": D("1940-01-01")},), history=None):
    own = dataset({"tai": "date", "noi": "text"} | PERSON, [rule("in_register", day_field="tai", place_field="noi", name_field="ten", birth_field="sinh", id_field="so", registers=REGISTERS)])
    births, deaths = dataset({"ngay": "date"} | PERSON, identifier="ks"), dataset({"ngay": "date", "ten": "name", "sinh": "date"}, identifier="kt")
    definitions = Definitions([own, births, deaths])
    definitions.commune.name, definitions.commune.province = "Sơn Hải", "Bắc Ninh"
    handed = [clean(own, rows)] + [clean(d, list(r), f"{d.id}.xlsx") for d, r in ((births, born), (deaths, dead)) if r]
    return check(definitions, handed, history)


@pytest.mark.parametrize(("facts", "accused"), [
    ({}, False),
    ({"ten": "Nông Thị Ngọc"}, False),
    ({"sinh": D("2026-08-21")}, False),
    ({"tai": D("2026-09-04")}, False),
    ({"ten": "Lý Văn Bình", "sinh": D("2026-08-01"), "so": "024326000001"}, False),
    ({"ten": "Lý Văn Bình", "sinh": D("2026-08-01")}, True),
    ({"ten": "Nông Thị Ngọc", "tai": D("2026-09-04")}, True),
    # Another commune, another month, a commune whose name only begins alike.
    ({"ten": "Lý Văn Bình", "sinh": D("2026-08-01"), "noi": "UBND xã Sơn Hải, tỉnh Khánh Hòa"}, False),
    ({"ten": "Lý Văn Bình", "sinh": D("2026-08-01"), "noi": "UBND xã Sơn Hải Đông"}, False),
    ({"ten": "Lý Văn Bình", "sinh": D("2010-08-01"), "tai": D("2010-09-04")}, False),
    ({"ten": "Vi An", "sinh": D("1940-01-01"), "tai": D("2026-09-09")}, False),
])
def test_a_change_of_an_entry_that_no_register_has(facts, accused):
    assert found(registers([CHANGED | facts]), "R-1") == ([(FIRST_ROW, "A", "warning")] if accused else [])


def test_a_register_not_at_hand_is_not_run():
    stranger = CHANGED | {"ten": "Lý Văn Bình", "sinh": D("2026-08-01")}
    assert run(registers([stranger])) == ("run", 1)
    assert run(registers([stranger], dead=[])) == ("not_run", 0)
    assert run(registers([stranger | {"tai": D("2026-07-03")}])) == ("not_run", 0)


def test_the_register_of_an_earlier_month():
    births = pd.DataFrame([BORN | {"ngay": D("2026-07-03"), "_month": "2026-07"}])
    deaths = pd.DataFrame([{"ngay": D("2026-07-01"), "ten": "Vi An", "sinh": D("1940-01-01"), "_month": "2026-07"}])
    rows = [CHANGED | {"tai": D("2026-07-03")}, CHANGED | {"tai": D("2026-07-03"), "ten": "Lý Văn Bình", "sinh": D("2026-06-01")}]
    assert found(registers(rows, history={("ks", 12): births, ("kt", 12): deaths}), "R-1") == [(FIRST_ROW + 1, "A", "warning")]
