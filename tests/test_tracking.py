"""What is told of a month: exact lines for hand-made submissions, reports, scores and findings; missing is never zero, nothing is published by default."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from given_book import GivenTables
from sotay import tracking
from sotay.book import Book
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import Workspace
from sotay.prepare import TABLES, write_csv
from sotay.privacy.file_names import covered
from sotay.tracking.evidence import reasons_merged

ROOT = Path(__file__).resolve().parents[1]
SUBMISSIONS = ["dataset", "unit", "due", "handed_in", "days_late", "status", "files", "rows", "note"]
INTAKE = ["unit", "file", "sheet", "dataset", "rows_accepted", "rows_quarantined", "status", "note"]
FINDINGS = ["unit", "file", "sheet", "row", "column", "dataset", "field", "rule", "class", "severity", "message", "fix"]
SCORES = ["month", "indicator", "measure", "scope", "scope_id", "numerator", "denominator", "value", "target", "status", "checks_run", "checks_declared"]
RUNS = ["dataset", "table", "rule", "severity", "unit", "looked", "failed", "status", "reason"]
FEED = ["ma_nhiem_vu", "ten_nhiem_vu", "don_vi", "trang_thai", "ty_le", "ket_qua", "minh_chung", "vuong_mac", "kien_nghi", "ngay_cap_nhat", "_unit", "thang"]


@pytest.fixture(scope="module")
def registry():
    return load_registry(ROOT / "parameters")


class Given(GivenTables, Book):
    """A real book of which one table is given."""


class Told(GivenTables, Book):
    """A book whose tables are given instead of read; `stored[table]` has the column `thang`."""

    def __init__(self, registry, root, month="2026-09"):
        super().__init__(Workspace(Path(root)), month)
        self.registry, self.stored = registry, {}
        self.intake, self.all_findings, self.runs = frame(INTAKE), frame(FINDINGS), frame(RUNS)
        self.submissions, self.all_scores, self.changes = handed(), frame(SCORES), frame(FINDINGS)

    def has(self, table):
        return self.month in self.months_of(table)

    def months_of(self, table):
        self.ref(table)
        return sorted(set(self.stored[table]["thang"])) if table in self.stored else []

    def over_months(self, table, columns=None):
        return self.stored.get(table, pd.DataFrame(columns=[*self.ref(table).table.names(), "thang"]))

    def _stored(self, table, month):
        return int((self.over_months(table)["thang"] == month).sum())

    def load(self, table):
        rows = self.over_months(table)
        return rows[rows["thang"] == self.month].drop(columns="thang")


def frame(columns: list[str], *lines: tuple) -> pd.DataFrame:
    return pd.DataFrame([dict(zip(columns, line, strict=True)) for line in lines], columns=columns)


def handed(*lines: tuple) -> pd.DataFrame:
    """Lines of (dataset, unit, day handed in or None, days late or None, status)."""
    rows = [(d, u, "2026-09-20", day, late, status, 1, 10, "") for d, u, day, late, status in lines]
    got = frame(SUBMISSIONS, *rows)
    return got.assign(due=pd.to_datetime(got["due"]), handed_in=pd.to_datetime(got["handed_in"], format="mixed")).astype({"days_late": "Float64"})


def scored(indicator: str, measure: str, scope: str, scope_id: str, numerator: float, denominator: float, target: float) -> tuple:
    value = 100 * numerator / denominator
    return ("2026-09", indicator, measure, scope, scope_id, numerator, denominator, value, target, "dat" if value >= target else "chua_dat", 1, 1)


def report(task: str, unit: str, state: str, month: str = "2026-09", **facts) -> tuple:
    known = {"ten_nhiem_vu": None, "ty_le": 50.0, "ket_qua": None, "minh_chung": None, "vuong_mac": None, "kien_nghi": None, "ngay_cap_nhat": pd.Timestamp(f"{month}-10"), "_unit": "van_hoa_xa_hoi"} | facts
    return (task, known["ten_nhiem_vu"], unit, state, known["ty_le"], known["ket_qua"], known["minh_chung"], known["vuong_mac"], known["kien_nghi"], known["ngay_cap_nhat"], known["_unit"], month)


def one(plan: pd.DataFrame, task: str, unit: str) -> pd.Series:
    hit = plan[(plan["id"] == task) & (plan["unit"] == unit)]
    assert len(hit) == 1
    return hit.iloc[0]


# -- indicators ------------------------------------------------------------------------------------------------------------------------------------------


def test_gains_count_what_is_missing_up_to_the_target_and_round_up(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.all_scores = frame(SCORES, scored("ty_le_so_hoa", "tong", "commune", "xa", 82, 100, 80), scored("ty_le_so_hoa", "tiep_nhan_so_hoa", "commune", "xa", 61, 81, 80), scored("ty_le_so_hoa", "tiep_nhan_so_hoa", "dataset", "tiep_nhan_ho_so", 61, 81, 80),
                            scored("ty_le_so_hoa", "ket_qua_so_hoa", "commune", "xa", 90, 100, 80), scored("ty_le_so_hoa", "ket_qua_so_hoa", "dataset", "ket_qua_ho_so", 90, 100, 80))
    found = tracking.gains(book, "ty_le_so_hoa")
    # 80 % of 81 files are 64,8: four more files; half of the indicator's weight.
    assert found["Tập dữ liệu"].tolist() == ["Tiếp nhận hồ sơ"]
    assert found["Còn thiếu"].tolist() == [4.0]
    assert found["Thêm được (điểm %)"].tolist() == pytest.approx([0.5 * (80 - 100 * 61 / 81)])
    assert tracking.drivers(book)["Thêm được (điểm)"].tolist() == pytest.approx([0.5 * (80 - 100 * 61 / 81) * 100 / 80])


def test_gains_go_on_to_all_once_every_component_has_its_target_but_drive_no_score(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.all_scores = frame(SCORES, scored("ty_le_so_hoa", "tong", "commune", "xa", 92, 100, 80), scored("ty_le_so_hoa", "tiep_nhan_so_hoa", "commune", "xa", 90, 100, 80), scored("ty_le_so_hoa", "ket_qua_so_hoa", "commune", "xa", 95, 100, 80))
    assert tracking.gains(book, "ty_le_so_hoa")["Còn thiếu"].tolist() == [10.0, 5.0]
    assert tracking.drivers(book).empty


def test_nothing_can_be_gained_by_an_indicator_without_a_value(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.all_scores = frame(SCORES, scored("ty_le_so_hoa", "tiep_nhan_so_hoa", "commune", "xa", 61, 81, 80))
    assert tracking.gains(book, "ty_le_so_hoa").empty and tracking.drivers(book).empty and tracking.no_gain(book, "ty_le_so_hoa").startswith("Chỉ số chưa tính được")


def test_standing_has_a_line_for_every_indicator_also_without_a_single_score(registry, tmp_path):
    found = tracking.standing(Told(registry, tmp_path))
    assert len(found) == 6 and found["Giá trị"].isna().all() and set(found["Xếp loại"]) == {"Chưa tính được"}


def test_rows_behind_a_component_leave_out_keys_that_a_condition_forbids(registry, tmp_path):
    book = Told(registry, tmp_path)
    assert tracking.measured(book, "tai_su_dung_du_lieu", "ho_so_tai_su_dung").empty
    book.stored["tiep_nhan_ho_so"] = pd.DataFrame({"ma_ho_so": ["a", "b", "c", "d"], "trang_thai": ["Đang xử lý", "Đang xử lý", "Mới đăng ký", "Đã xử lý xong"], "linh_vuc": ["Hộ tịch", "Hộ tịch", "Hộ tịch", None], "thang": "2026-09"})
    book.stored["so_hoa_ho_so"] = pd.DataFrame({"ma_ho_so": ["a", "b", "d"], "so_tphs_tai_su_dung": pd.array([2, 0, 1], dtype="Int64"), "thang": "2026-09"})
    rows = tracking.measured(book, "tai_su_dung_du_lieu", "ho_so_tai_su_dung")
    assert dict(zip(rows["ma_ho_so"], rows["dat"], strict=True)) == {"a": True, "b": False, "d": True}
    found = tracking.share_by(rows, "linh_vuc", 0)
    assert found.loc["Hộ tịch"].tolist() == [1, 2, 1, 50.0] and found.loc["Chưa ghi"].tolist() == [1, 1, 0, 100.0]


def test_shares_of_few_cases_and_what_gives_them_back_are_left_out():
    """3 of 40 are few and so are 38 of 40; 4 cases are no group to tell of. The sums over all lines stand elsewhere on the page."""
    groups = {"A": (3, 40), "B": (20, 30), "C": (0, 10), "D": (9, 20), "E": (38, 40), "F": (2, 4), "G": (15, 31)}
    rows = pd.DataFrame([{"k": name, "dat": n < part} for name, (part, whole) in groups.items() for n in range(whole)])
    found = tracking.share_by(rows, "k", 5)
    assert found.loc[["A", "E", "F"], ["Đạt", "Còn lại", "Tỷ lệ"]].isna().all(axis=None) and pd.isna(found.at["F", "Tổng"])
    # A hidden part has company, else the sum of all gives it back.
    assert found["Tổng"].isna().sum() > 1 and found["Đạt"].isna().sum() > 1 and found.loc["B"].tolist() == [20, 30, 10, pytest.approx(200 / 3)]
    assert tracking.share_by(rows[rows["k"] == "F"], "k", 5).empty


def test_classes_count_errors_and_warnings_only(registry, tmp_path):
    book = Told(registry, tmp_path)
    lines = [("kinh_te", "a.xlsx", "", 5, "B", "ho_ngheo", "ten", "R", c, s, "", "") for c, s in ((3, "error"), (3, "warning"), (1, "info"), (8, "warning"))]
    book.all_findings = frame(FINDINGS, *lines)
    found = tracking.class_counts(book)
    assert found.loc["Hộ nghèo, cận nghèo"].tolist() == [0, 0, 2, 0, 0, 0, 0, 1]
    assert tracking.class_totals(book).tolist() == [0, 0, 2, 0, 0, 0, 0, 1]
    assert tracking.class_counts(Told(registry, tmp_path)).empty


def test_a_check_that_ran_for_one_unit_is_not_idle(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.runs = frame(RUNS, ("khai_sinh", "khai_sinh", "R1", "error", "vp_hdnd_ubnd", 5, 0, "run", ""), ("khai_sinh", "khai_sinh", "R1", "error", "", 0, 0, "not_run", "không có cột"),
                      ("khai_sinh", "khai_sinh", "R2", "error", "", 0, 0, "not_run", "không có cột"))
    found = tracking.idle_rules(book)
    assert found.to_dict("records") == [{"Tập dữ liệu": "Khai sinh", "Chưa chạy vì": "không có cột", "Số phép": 1}]


def test_leaks_are_told_by_unit_and_file_never_by_value(registry, tmp_path):
    book = Told(registry, tmp_path)
    assert tracking.leak_words(book) == "Chưa có tệp nào của tháng để quét."
    book.intake = frame(INTAKE, ("cong_an", "a.xlsx", "", "cu_tru_tthc", 4, 2, "accepted", ""))
    assert "không tệp nào" in tracking.leak_words(book)
    book.all_findings = frame(FINDINGS, *[("cong_an", "a.xlsx", "", row, "F", "cu_tru_tthc", "dinh_danh_che", "CHE-SO", 2, "error", "", "") for row in (5, 9)])
    assert "Công an xã: 2 ô trong 1 tệp" in tracking.leak_words(book)
    assert tracking.to_do(book).startswith("1. **Xóa ngay số định danh ghi đầy đủ ở cột phải che:** Công an xã: 2 ô trong 1 tệp.")


# -- sharing and protection ------------------------------------------------------------------------------------------------------------------------------


def test_sharing_tells_shared_failed_and_not_yet_apart_and_knows_nothing_without_a_log(registry, tmp_path):
    book = Told(registry, tmp_path)
    assert set(tracking.sharing(book, "ket_noi_chia_se")["Tình trạng"]) == {"Chưa rõ: chưa nộp nhật ký"}
    book.stored["ket_noi_chia_se"] = pd.DataFrame({"tap_du_lieu": ["khai_sinh", "khai_sinh", "Tiêm chủng", "nguoi_co_cong"], "phuong_thuc": ["Tệp qua thư", "API qua LGSP", "Nhập tay", "Không"], "thang": "2026-09",
                                                   "so_ban_ghi_gui": pd.array([3, 4, 5, None], dtype="Int64"), "so_thanh_cong": pd.array([0, 4, 0, None], dtype="Int64"),
                                                   "thoi_diem": pd.to_datetime(["2026-09-01", "2026-09-08", "2026-09-05", None])})
    found = tracking.sharing(book, "ket_noi_chia_se").set_index("Tập dữ liệu")
    assert found["Tình trạng"].to_dict() == {"Khai sinh": "Đã chia sẻ", "Tiêm chủng": "Gửi nhưng chưa thành công", "Người có công": "Chưa chia sẻ", "Hộ nghèo, cận nghèo": "Chưa chia sẻ",
                                             "Kết quả giải quyết": "Chưa chia sẻ", "Tiếp nhận hồ sơ": "Chưa chia sẻ"}
    assert found.loc["Khai sinh", ["Cách chia sẻ tốt nhất", "Số lượt", "Bản ghi gửi", "Thành công"]].tolist() == ["API qua LGSP", 2, 7, 4]
    assert found.loc["Khai sinh", "Lần gần nhất"] == pd.Timestamp("2026-09-08")


def test_a_layer_without_evidence_is_not_proven(registry, tmp_path):
    book = Told(registry, tmp_path)
    assert tracking.layers(book, "an_toan_thong_tin", "_minh_chung").empty
    flags = {f"lop{n}": pd.array(v, dtype="boolean") for n, v in enumerate(([True, True], [True, False], [None, None], [False, False]), start=1)}
    book.stored["he_thong_thong_tin"] = pd.DataFrame({"ten_httt": ["A", "B"], **flags, "lop1_minh_chung": ["QĐ 1", " "], "lop2_minh_chung": [None, None], "lop3_minh_chung": [None, None], "lop4_minh_chung": [None, None], "thang": "2026-09"})
    found = tracking.layers(book, "an_toan_thong_tin", "_minh_chung")
    assert found.iloc[0, 1:].tolist() == ["Có minh chứng", "Có, thiếu minh chứng", "Chưa ghi", "Chưa có"]
    assert found.iloc[1, 1:].tolist() == ["Có, thiếu minh chứng", "Chưa có", "Chưa ghi", "Chưa có"]
    assert tracking.layer_counts(book, "an_toan_thong_tin", "_minh_chung").sum(axis=1).tolist() == [2, 2, 2, 2]


# -- handing in ------------------------------------------------------------------------------------------------------------------------------------------

MONTH = [("khai_sinh", "vp_hdnd_ubnd", "2026-09-19 23:50", 0, "on_time"), ("ket_hon", "vp_hdnd_ubnd", "2026-09-20 00:10", 1, "late"), ("khai_tu", "vp_hdnd_ubnd", "2026-09-18", 0, "on_time"),
         ("cu_tru_tthc", "cong_an", None, None, "missing"), ("co_so_y_te", "tram_y_te", "2026-09-25", 0, "not_due")]


def test_days_count_from_the_last_good_day(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(*MONTH)
    found = tracking.handed_in(book).set_index("Tập dữ liệu")
    assert found["So với hạn (ngày)"].dropna().to_dict() == {"Khai sinh": 0, "Kết hôn": 1, "Khai tử": -1}
    assert found["Tình trạng"].to_dict() == {"Cư trú phục vụ TTHC": "Chưa nộp", "Kết hôn": "Muộn 1 ngày", "Khai sinh": "Đúng hạn", "Khai tử": "Đúng hạn", "Cơ sở y tế": "Không đến kỳ"}
    assert found.loc["Cư trú phục vụ TTHC", "Ghi chú"] == "đơn vị chưa gửi tệp nào"
    book.intake = frame(INTAKE, ("cong_an", "x.xlsx", "", "", 0, 0, "unreadable", ""))
    assert tracking.handed_in(book).iloc[0]["Ghi chú"] == "đơn vị có 1 tệp không đọc được: kiểm tra xem có phải tập này"


def test_units_count_only_what_was_due(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(*MONTH)
    book.intake = frame(INTAKE, ("vp_hdnd_ubnd", "a.xlsx", "", "khai_sinh", 8, 2, "accepted", ""), ("vp_hdnd_ubnd", "b.xlsx", "", "khai_sinh", 0, 9, "replaced", ""))
    found = tracking.units(book).set_index("Đơn vị")
    assert found.loc["Văn phòng"].tolist() == [3, 3, 2, 1, 0, 1, 10, 2, 0, 0]
    assert found.loc["Công an xã", ["Tập đến hạn", "Đã nộp", "Chưa nộp"]].tolist() == [1, 0, 1]
    assert found.loc["Trạm Y tế", "Tập đến hạn"] == 0
    assert found.index[0] == "Công an xã"


def test_streaks_end_at_the_first_month_that_was_not_on_time(registry, tmp_path):
    book = Given(Workspace(tmp_path), "2026-09")
    book.registry = registry
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", "2026-09-18", 0, "on_time"), ("ho_ngheo", "kinh_te", "2026-09-22", 3, "late"))
    for month, lines in {"2026-07": [("khai_sinh", "vp_hdnd_ubnd", None, None, "missing")], "2026-08": [("khai_sinh", "vp_hdnd_ubnd", "2026-08-18", 0, "on_time"), ("ho_ngheo", "kinh_te", "2026-08-18", 0, "on_time")]}.items():
        kept = dict.fromkeys(TABLES, pd.DataFrame(columns=["name"])) | {"covered": covered([], set()), "submissions": handed(*lines)}
        for name, table in kept.items():
            write_csv(book.workspace.internal(month) / f"{name}.csv", table)
    write_csv(book.workspace.internal("2026-06") / "submissions.csv", handed(("khai_sinh", "vp_hdnd_ubnd", None, None, "missing")))
    book.workspace.incoming.joinpath("2026-09").mkdir(parents=True)
    found = tracking.streaks(book).set_index("Đơn vị")
    assert found.loc["Văn phòng"].tolist() == ["Thiếu 1/1 tập", "Đúng hạn", "Đúng hạn", 2]
    assert found.loc["Phòng Kinh tế"].tolist() == ["", "Đúng hạn", "Muộn 3 ngày", 0]


def test_a_file_that_was_not_due_is_not_late(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(*MONTH)
    assert book.basis(["co_so_y_te"])["Tình trạng"].tolist() == ["Nộp 25/09/2026 (không đến kỳ)"]


def test_reminders_go_to_those_who_owe_something_and_to_nobody_else(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(*MONTH)
    book.stored["nhiem_vu"] = frame(FEED, *[report(t.id, u, "Hoàn thành", minh_chung="1/BC") for t in registry.plan.tasks for u in t.lead])
    letters = tracking.reminders(book, "nhiem_vu").split("\n\n")
    assert [text.split(":**")[0] for text in letters] == ["**Kính gửi Văn phòng HĐND và UBND xã", "**Kính gửi Công an xã"]
    assert "Nộp muộn 1 tập, muộn nhất 1 ngày" in letters[0] and "Còn thiếu 1 tập dữ liệu: Cư trú phục vụ TTHC" in letters[1]


# -- the plan --------------------------------------------------------------------------------------------------------------------------------------------


def test_the_latest_report_of_a_task_and_unit_counts_whatever_way_its_code_is_written(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.stored["nhiem_vu"] = frame(FEED, report("NV 1.1.1", "Phòng VHXH", "Đang thực hiện"), report("nv_1_1_1", "Phòng Văn hóa - Xã hội", "Chưa thực hiện", "2026-08"),
                                    report("?", "Phòng Văn hóa - Xã hội", "Hoàn thành", ten_nhiem_vu=registry.plan.tasks[1].text), report("nv_5_1", "Công an xã", "Đang thực hiện", "2026-07", _unit="cong_an"))
    plan = tracking.tasks(book, "nhiem_vu")
    assert len(plan) == sum(len(t.lead) for t in registry.plan.tasks)
    assert one(plan, "nv_1_1_1", "van_hoa_xa_hoi")[["Số", "Tình trạng", "Báo cáo tháng", "Còn lại (ngày)"]].tolist() == ["II.1.1 (1)", "Đang thực hiện", "9/2026", 0]
    assert one(plan, "nv_1_1_2", "van_hoa_xa_hoi")["Tình trạng"] == "Hoàn thành, thiếu minh chứng"
    assert one(plan, "nv_5_1", "cong_an")[["Tình trạng", "Báo cáo tháng", "Còn lại (ngày)"]].tolist() == ["Đang thực hiện", "7/2026", 92]
    assert one(plan, "nv_1_1_3", "van_hoa_xa_hoi")["Tình trạng"] == "Chưa báo cáo"


def test_past_its_quarter_an_unfinished_task_is_overdue_a_finished_one_is_not(registry, tmp_path):
    book = Told(registry, tmp_path, "2026-10")
    book.stored["nhiem_vu"] = frame(FEED, report("nv_1_1_1", "Phòng Văn hóa - Xã hội", "Đang thực hiện"), report("nv_1_1_2", "Phòng Văn hóa - Xã hội", "Hoàn thành", minh_chung="12/BC-UBND"))
    plan = tracking.tasks(book, "nhiem_vu")
    assert [one(plan, f"nv_1_1_{n}", "van_hoa_xa_hoi")["Tình trạng"] for n in (1, 2, 3)] == ["Quá hạn", "Hoàn thành", "Quá hạn, chưa báo cáo"]
    assert one(plan, "nv_1_1_1", "van_hoa_xa_hoi")["Còn lại (ngày)"] == -31
    assert one(plan, "tc_1_1", "van_hoa_xa_hoi")["Tình trạng"] == "Chưa báo cáo"


def test_last_month_s_monthly_report_does_not_stand_for_this_month(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.stored["nhiem_vu"] = frame(FEED, report("tc_4_4", "Công an xã", "Hoàn thành", "2026-08", minh_chung="1/BC"), report("tc_4_4", "Phòng Kinh tế", "Đang thực hiện"))
    plan = tracking.tasks(book, "nhiem_vu")
    assert one(plan, "tc_4_4", "cong_an")["Tình trạng"] == "Quá hạn, chưa báo cáo"
    assert one(plan, "tc_4_4", "kinh_te")["Tình trạng"] == "Đang thực hiện"


def test_bars_show_a_section_once_with_how_far_it_is_and_only_dated_ones(registry, tmp_path):
    book = Told(registry, tmp_path)
    own = [t for t in registry.plan.tasks if t.section == "II.5"]
    book.stored["nhiem_vu"] = frame(FEED, report(own[0].id, "Công an xã", "Hoàn thành", minh_chung="1/BC"), *[report(t.id, "Công an xã", "Đang thực hiện") for t in own[1:]])
    plan = tracking.tasks(book, "nhiem_vu")
    bars = tracking.quarter_bars(book, plan).set_index("Nhiệm vụ")
    assert len(bars) == len({t.section for t in registry.plan.tasks if t.due}) and bars["end"].max() == pd.Timestamp("2026-12-31")
    assert bars.loc["II.5 Đảm bảo an toàn thông tin dữ liệu", "Tình trạng"] == f"1/{len(own)} việc xong"
    assert bars["Tình trạng"].str.startswith("Chưa báo cáo").sum() == len(bars) - 1
    assert len(tracking.task_list(plan)) == len(registry.plan.tasks)
    assert int(tracking.status_by_unit(plan).to_numpy().sum()) == len(plan)


# -- the month -------------------------------------------------------------------------------------------------------------------------------------------


def test_what_to_do_begins_with_what_is_owed(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(*MONTH)
    first, second = tracking.to_do(book).splitlines()[:2]
    assert first == "1. **Đôn đốc nộp ngay:** Công an xã (Cư trú phục vụ TTHC). Đến hết tháng đã quá hạn 11 ngày."
    assert second == "2. **Nhắc nộp đúng hạn, trước ngày 20:** Văn phòng muộn 1 ngày (1 tập)."


def test_a_month_without_a_single_file_asks_for_all_and_speaks_of_no_points(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.submissions = handed(("khai_sinh", "vp_hdnd_ubnd", None, None, "missing"), ("cu_tru_tthc", "cong_an", None, None, "missing"))
    assert [figure[1] for figure in tracking.headline(book)] == ["–", "–", "0/2", None, None]
    assert tracking.to_do(book) == "1. **Đôn đốc mọi đơn vị:** chưa tập dữ liệu nào của tháng được nộp (2 tập đến hạn)."


def test_figures_of_a_table_not_handed_in_say_so_instead_of_zero(registry, tmp_path):
    book = Told(registry, tmp_path)
    book.stored["khai_sinh"] = pd.DataFrame({"thang": ["2026-08"] * 7 + ["2026-09"] * 6})
    book.stored["khai_tu"] = pd.DataFrame({"thang": ["2026-08"]})
    assert tracking.row_counts(book, {"Sinh": "khai_sinh", "Tử": "khai_tu"}, "việc") == [("Sinh", 6, "việc", "8/2026: 7", "nguon-khai_sinh"), ("Tử", "chưa nộp")]
    book.stored["khai_sinh"] = book.stored["khai_sinh"].iloc[4:10]
    assert tracking.row_counts(book, {"Sinh": "khai_sinh"}, "việc") == [("Sinh", "không nêu", "", "ít bản ghi về người hoặc phải che kèm; 8/2026: không nêu", "nguon-khai_sinh")]
    assert tracking.share_figure(book, "Đúng hạn", "ket_qua_ho_so", "tinh_trang_han", ["Đúng hạn"]) == ("Đúng hạn", "chưa nộp")


# -- open data -------------------------------------------------------------------------------------------------------------------------------------------


def test_nothing_is_published_by_default(registry, tmp_path):
    book = Told(registry, tmp_path)
    checklist = tracking.open_conditions(book)
    assert checklist.shape == (4, 7) and (checklist.iloc[:, 2:] == "☐ Chưa").to_numpy().all()
    assert tracking.open_readiness(book)["Công bố"].tolist() == ["Chưa"] * 5
    assert tracking.open_words(book).startswith("- **0/5 đề xuất đủ điều kiện công bố.**")


def test_a_condition_without_evidence_and_date_is_not_met(registry):
    proposal = registry.open_data["co_so_y_te"]
    ticked = [c.model_copy(update={"met": True}) for c in proposal.conditions]
    assert not proposal.model_copy(update={"conditions": ticked}).may_publish
    assert proposal.model_copy(update={"conditions": [c.model_copy(update={"evidence": "12/QĐ-UBND", "date": "2026-09-01"}) for c in ticked]}).may_publish
    assert not proposal.model_copy(update={"conditions": []}).may_publish


def test_personal_columns_of_a_proposal_are_named(registry, tmp_path):
    book = Told(registry, tmp_path)
    table = registry.tables["khai_sinh"].table
    personal = next(c for c in table.columns if c.type == "name" and c.pii != "none")
    risky = registry.open_data["co_so_y_te"].model_copy(update={"dataset": "khai_sinh", "table": "khai_sinh", "columns": [personal.name]})
    book.registry = type(registry)(**{f: getattr(registry, f) for f in registry.__dataclass_fields__} | {"open_data": {"co_so_y_te": risky}})
    assert tracking.open_readiness(book)["Cột cá nhân"].tolist() == [personal.title]
    assert tracking.open_fields(book)["Dữ liệu cá nhân"].tolist() == ["có"]


def test_columns_that_files_lack_are_told_together():
    checks = pd.Series({"các tệp không có cột “A”": 2, "chưa có tháng trước": 4, "các tệp không có cột “B”, “A”": 1, "": 1})
    assert reasons_merged(checks) == [("chưa có tháng trước", 4), ("các tệp không có cột “A”, “B”", 3), ("chưa rõ", 1)]
