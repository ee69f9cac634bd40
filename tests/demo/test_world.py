"""Made-up rows: valid numbers, linked dossiers, people who stay, tables that do not disturb each other."""

import datetime as dt
import re

import pytest

from sotay.demo.conditions import all_hold
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


def test_what_is_counted_is_whole(world):
    """People, households, dossiers and visits have no halves, whatever the column's type allows."""
    measured = {"ha", "triệu đồng", "tấn", "%", "km", "m²"}
    halves = [(r["ten_ct"], name, r[name]) for month in ("2026-07", "2026-08", MONTH) for r in world.rows("dieu_hanh_bao_cao", month) if r["dvt"] not in measured
              for name in ("ke_hoach", "thuc_hien", "luy_ke", "cung_ky") if r.get(name) is not None and r[name] != int(r[name])]
    assert halves == []


def test_one_commune_gives_the_same_figure_in_every_table(world):
    def rows(table, **where):
        return [r for r in world.rows(table, MONTH) if all(r.get(k) == v for k, v in where.items())]

    def added(table, field, **where):
        return sum(r.get(field) or 0 for r in rows(table, **where))

    for village in world.villages:
        for kind in ("Hộ nghèo", "Hộ cận nghèo"):
            assert added("ho_ngheo_bien_dong", "cuoi_ky", thon=village, phan_loai=kind) == len(rows("ho_ngheo", thon=village, phan_loai=kind))
        assert added("bhxh_bhyt", "bhyt_ngheo", thon=village) == added("ho_ngheo", "so_nhan_khau", thon=village, phan_loai="Hộ nghèo")
    for school in rows("co_so_giao_duc"):
        assert school["so_nu"] <= school["so_hoc_sinh"]
        if school["cap_hoc"] != "MN":
            assert school["so_hoc_sinh"] == added("quy_mo_lop", "hs_ht", ma_truong=school["ma_truong"]) == added("cds_gd", "hs_tong", ma_truong=school["ma_truong"])
    done = {r["ma_ct"]: r["thuc_hien"] for r in rows("dieu_hanh_bao_cao")}
    assert done["CT05"] == len(rows("ket_qua_ho_so")) and done["CT06"] == added("kham_chua_benh", "tong_luot_kham") and done["CT08"] == added("dau_tu_cong", "gn_thang")
    reached = {r["ma_tc"]: (r["tu_so"], r["mau_so"]) for r in rows("dti_noi_bo")}
    assert reached["TC03"] == (len(rows("thanh_toan_truc_tuyen", hinh_thuc="Trực tuyến")), len(rows("thanh_toan_truc_tuyen"))) and reached["TC04"][1] == len(rows("so_hoa_ho_so"))
    for log in rows("ket_noi_chia_se"):
        assert log["so_ban_ghi_gui"] == len(world.rows_of(log["tap_du_lieu"], MONTH)) == log["so_thanh_cong"] + log["so_loi"]
    for school in rows("co_so_giao_duc"):
        assert added("csvc", "sl", ma_truong=school["ma_truong"], loai="Phòng học") == school["so_phong"]
    for contest in rows("ky_thi", ky_thi="Học sinh giỏi cấp tỉnh"):
        assert contest["do"] == sum(contest[prize] for prize in ("giai_nhat", "giai_nhi", "giai_ba", "giai_kk"))
    for grade in rows("ket_qua_hoc_tap"):
        assert grade["len_lop"] + grade["luu_ban"] == grade["tong"]


def test_households_that_leave_the_list_are_those_that_left_poverty(world):
    before = {(r["thon"], r["phan_loai"]): r["cuoi_ky"] for r in world.rows("ho_ngheo_bien_dong", "2026-08")}
    moves = world.rows("ho_ngheo_bien_dong", MONTH)
    assert {(r["thon"], r["phan_loai"]): r["dau_ky"] for r in moves} == before
    assert all(r["cuoi_ky"] - r["dau_ky"] == r["phat_sinh"] - r["thoat"] and min(r["phat_sinh"], r["thoat"]) == 0 for r in moves)
    year = [r for n in range(2, 10) for r in world.rows("ho_ngheo_bien_dong", f"2026-{n:02}")]
    assert any(r["thoat"] for r in year) and any(r["phat_sinh"] for r in year)


def _rules(world, kind):
    return [(name, rule) for name, ref in world.registry.tables.items() for rule in ref.table.rules if rule.kind == kind]


def test_shares_are_those_of_the_rows_they_speak_of(world):
    told = 0
    for name, rule in _rules(world, "share_of"):
        among = [r for r in world.rows(rule.of_table, MONTH) if all_hold(rule.of, r.get)]
        share = 100 * sum(all_hold(rule.where, r.get) for r in among) / len(among)
        for row in (r for r in world.rows(name, MONTH) if all_hold(rule.when, r.get)):
            assert row[rule.field] == pytest.approx(share, abs=0.06), rule.id
            told += 1
    assert told == len(_rules(world, "share_of"))


def test_what_is_spent_is_covered(world):
    found = _rules(world, "covered")
    for name, rule in found:
        (out, *_), (come, *_) = world.rows(name, MONTH), world.rows(rule.of_table, MONTH)
        assert (out[rule.outline], come[rule.of_outline]) == ("A", "A") and out[rule.field] <= come[rule.of_field], rule.id
    assert found


def test_who_is_said_to_be_registered_is_in_the_register_once(world):
    for name, rule in _rules(world, "in_register"):
        register = rule.registers[0]
        entries = {(r[register.day], r[register.name], r[register.birth]) for r in world.rows(register.table, MONTH)}
        said = [(r[rule.day_field], r[rule.name_field], r[rule.birth_field]) for r in world.rows(name, MONTH) if r.get(rule.day_field)]
        assert said and set(said) <= entries and len(set(said)) == len(said)
