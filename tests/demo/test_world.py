"""Made-up rows: valid numbers, linked dossiers, people who stay, tables that do not disturb each other."""

import datetime as dt
import re

import pytest

from sotay.demo.kitchen import load_kitchen
from sotay.demo.world import World

from .conftest import MONTH, PARAMETERS


def typed(world, kind):
    """(table, column, value) of every filled cell of a column type in the month."""
    for name, ref in world.registry.tables.items():
        for column in (c for c in ref.table.columns if c.type == kind):
            for row in world.rows(name, MONTH):
                if row.get(column.name) is not None:
                    yield name, column.name, row[column.name]


def test_every_table_has_rows_with_all_required_cells(world):
    missing = [(name, c.name) for name, ref in world.registry.tables.items() for c in ref.table.columns for row in world.rows(name, MONTH) if c.required and row.get(c.name) is None]
    empty = [name for name in world.registry.tables if not world.rows(name, MONTH)]
    assert (missing, empty) == ([], [])


def test_personal_numbers_agree_with_province_century_sex_and_birth_year(world):
    wrong = [number for _, _, number in typed(world, "cccd") if not re.fullmatch(r"(024|027|020|022)[0-3]\d{8}", number)]
    assert wrong == []
    for name, ref in world.registry.tables.items():
        for rule in (r for r in ref.table.rules if r.kind == "id_agreement" and r.birth_field and r.sex_field):
            for row in world.rows(name, MONTH):
                number, birth, sex = row.get(rule.id_field), row.get(rule.birth_field), row.get(rule.sex_field)
                if number and isinstance(birth, dt.date) and sex and len(number) == 12:
                    assert (number[3], number[4:6]) == (str((birth.year // 100 - 19) * 2 + (sex == "Nữ")), f"{birth:%y}"), name


def test_codes_are_in_their_lists(world):
    day = dt.date(2026, 9, 30)
    wrong = []
    for name, ref in world.registry.tables.items():
        for column in (c for c in ref.table.columns if c.type == "code"):
            labels = {v.label for v in world.registry.values_of(column, day)}
            wrong += [(name, column.name, r[column.name]) for r in world.rows(name, MONTH) if r.get(column.name) is not None and r[column.name] not in labels]
    assert wrong == []


def test_every_reference_is_found_in_the_table_it_points_at(world):
    lost = []
    for name, ref in world.registry.tables.items():
        for rule in (r for r in ref.table.rules if r.kind == "reference" and not r.when):
            known = {r.get(rule.to_field) for m in ("2026-08", MONTH) for r in world.rows(rule.to_table, m)}
            lost += [(name, rule.id, r[rule.field]) for r in world.rows(name, MONTH) if r.get(rule.field) is not None and r[rule.field] not in known]
    assert lost == []


def test_open_dossiers_are_finished_in_the_next_month(world):
    received = {r["ma_ho_so"]: r for r in world.rows("tiep_nhan_ho_so", "2026-08")}
    finished = [r for r in world.rows("ket_qua_ho_so", MONTH) if r["ma_ho_so"] in received]
    assert finished
    assert {received[r["ma_ho_so"]]["trang_thai"] for r in finished} <= {"Đang xử lý", "Yêu cầu bổ sung giấy tờ"}
    assert all(r["ngay_tiep_nhan"] <= r["ngay_ket_thuc"] and r["ngay_ket_thuc"].date() >= dt.date(2026, 9, 1) for r in finished)


def test_a_stock_keeps_its_people_from_month_to_month(world):
    before, after = ({r["ma_ho_so_bt"]: r for r in world.rows("bao_tro_xa_hoi", m)} for m in ("2026-08", MONTH))
    both = before.keys() & after.keys()
    assert len(both) > 0.9 * len(before)
    assert [k for k in sorted(both) if any(before[k][c] != after[k][c] for c in ("ho_ten", "cccd", "ngay_sinh", "huong_tu", "muc_huong"))] == []


@pytest.mark.parametrize("field", ["bcg", "dpt1", "dpt3", "soi", "day_du"])
def test_vaccination_grows_through_the_year(world, field):
    months = [f"2026-{n:02}" for n in range(1, 10)]
    series = {r["thon"]: [r[field]] for r in world.rows("tiem_chung", months[0])}
    for month in months[1:]:
        for row in world.rows("tiem_chung", month):
            series[row["thon"]].append(row[field])
    assert all(values == sorted(values) for values in series.values())


def test_rows_of_one_table_do_not_depend_on_the_other_tables(registry, world):
    alone = type(registry)(registry.root, registry.commune, registry.plan, registry.scoring, registry.units, registry.groups, registry.recipients, registry.open_data,
                           {k: registry.datasets[k] for k in ("ho_ngheo",)}, registry.indicators, registry.domains, registry.codes, [], registry.files, registry.lines)
    small = World(alone, load_kitchen(PARAMETERS / "demo"), 5, 1.0, MONTH)

    def plain(rows):
        return [{k: v for k, v in r.items() if not k.startswith(":")} for r in rows]

    assert plain(small.rows("ho_ngheo", MONTH)) == plain(world.rows("ho_ngheo", MONTH))


def test_another_seed_makes_other_people(registry, world):
    other = World(registry, world.kitchen, 6, 1.0, MONTH)
    names = [[r["nkt_ho_ten"] for r in w.rows("khai_tu", MONTH)] for w in (world, other)]
    assert names[0] != names[1]
