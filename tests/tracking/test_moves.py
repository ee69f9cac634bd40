"""An indicator's change taken apart: parts and places add up to it, exact figures by hand, and what is unusual by its own history."""

from __future__ import annotations

import random

import pytest

from sotay.definitions.models.scoring import Unusual
from sotay.tracking.explaining import moved, moved_where, moved_words, unusual_words
from sotay.tracking.moves import is_unusual, leading_rule, move_of, places
from stored_months import Months

# 0,5 clean + 0,3 standard + 0,2 unique.
QUALITY = "chuan_hoa_lam_sach"
CLEAN, STANDARD, UNIQUE = "sach_sau", "chuan_hoa_sau", "duy_nhat_sau"
BEFORE, NOW = "2026-08", "2026-09"


def quality(total: float, **counts: dict[str, tuple[float, float]]) -> list[tuple]:
    """Lines of the indicator's components from their counts per dataset."""
    lines = [(QUALITY, "tong", "commune", "xa", total)]
    for measure, by in counts.items():
        lines += [(QUALITY, measure, "dataset", name, *pair) for name, pair in by.items()]
        lines.append((QUALITY, measure, "commune", "xa", *(sum(pair[i] for pair in by.values()) for i in (0, 1))))
    return lines


def test_a_dataset_that_keeps_its_size_and_share_moves_nothing(tmp_path):
    months = Months(tmp_path).put(BEFORE, quality(90, sach_sau={"ho_ngheo": (8, 10), "khai_sinh": (10, 10)})).put(NOW, quality(70, sach_sau={"ho_ngheo": (4, 10), "khai_sinh": (10, 10)}))
    assert [(p.scope_id, p.points) for p in places(months.book, BEFORE, QUALITY, CLEAN, "dataset")] == [("ho_ngheo", pytest.approx(-20)), ("khai_sinh", pytest.approx(0))]


def test_places_add_up_to_the_change_whatever_comes_and_goes(tmp_path):
    rng = random.Random(4)
    for number in range(12):
        old, new = ({f"d{i}": (rng.randint(0, n), n) for i in range(6) if (n := rng.choice((0, 3, 10, 250)))} | {"d9": (1, 2)} for _ in range(2))
        months = Months(tmp_path / str(number)).put(BEFORE, quality(0, sach_sau=old)).put(NOW, quality(0, sach_sau=new))
        level = [100 * sum(n for n, _ in c.values()) / sum(d for _, d in c.values()) for c in (old, new)]
        assert sum(p.points for p in places(months.book, BEFORE, QUALITY, CLEAN, "dataset")) == pytest.approx(level[1] - level[0])


def test_components_add_up_to_the_change_and_one_that_came_back_is_told(tmp_path):
    months = Months(tmp_path).put(BEFORE, quality((0.5 * 80 + 0.3 * 90) / 0.8, sach_sau={"a": (80, 100)}, chuan_hoa_sau={"a": (90, 100)}))
    months.put(NOW, quality(0.5 * 80 + 0.3 * 95 + 0.2 * 20, sach_sau={"a": (80, 100)}, chuan_hoa_sau={"a": (95, 100)}, duy_nhat_sau={"a": (20, 100)}))
    move = move_of(months.book, QUALITY)
    assert sum(p.points for p in move.parts) == pytest.approx(move.new - move.old) and move.rest == pytest.approx(0)
    assert {(p.measure.id, p.kind): round(p.points, 6) for p in move.parts} == {(CLEAN, "moved"): 0, (STANDARD, "moved"): 1.875, (UNIQUE, "entered"): round(0.2 * (20 - 85.625), 6)}
    assert move.main.measure.id == UNIQUE


def test_one_sentence_names_component_dataset_unit_counts_and_rule(tmp_path):
    months = Months(tmp_path)
    months.put(BEFORE, quality(95, sach_sau={"ho_ngheo": (98, 100), "khai_sinh": (100, 100)}), runs=[("ho_ngheo", "HN-04a", 5, "error", 1), ("ho_ngheo", "HN-03", 6, "warning", 9)])
    months.put(NOW, quality(85, sach_sau={"ho_ngheo": (60, 100), "khai_sinh": (98, 100)}), runs=[("ho_ngheo", "HN-04a", 5, "error", 36), ("ho_ngheo", "HN-03", 6, "warning", 0)])
    rule = next(r for r in months.registry.tables["ho_ngheo"].table.rules if r.id == "HN-04a")
    said = moved_words(months.book, QUALITY)
    assert said.startswith("Chỉ số 2 (Chuẩn hóa, làm sạch) giảm 10 điểm % so với tháng 8/2026 (từ 95% xuống 85%), chủ yếu do “2a. Sạch, sau khi làm sạch” giảm từ 99% xuống 79%")
    assert "nhiều nhất ở Hộ nghèo, cận nghèo (Phòng Kinh tế): từ 98/100 (98%) xuống 60/100 (60%); phép kiểm tra “" in said and said.endswith("không đạt từ 1 lên 36 lượt.")
    assert rule.message is None or rule.message.rstrip(".") in said
    assert unusual_words(months.book) == f"- {said}"
    assert moved_where(months.book, QUALITY)["Ở đâu"].tolist() == ["Hộ nghèo, cận nghèo (Phòng Kinh tế)", "Khai sinh (Văn phòng)"]
    assert moved(months.book, QUALITY).columns.tolist() == ["Thành phần", "Tháng 8/2026", "Tháng 9/2026", "Góp vào thay đổi (điểm %)"]


def test_a_rule_that_fails_less_explains_no_fall(tmp_path):
    months = Months(tmp_path).put(BEFORE, quality(95, sach_sau={"ho_ngheo": (98, 100)}), runs=[("ho_ngheo", "HN-04a", 5, "error", 30)])
    months.put(NOW, quality(85, sach_sau={"ho_ngheo": (60, 100)}), runs=[("ho_ngheo", "HN-04a", 5, "error", 3)])
    assert leading_rule(months.book, move_of(months.book, QUALITY), "ho_ngheo") is None


def test_without_an_earlier_month_nothing_is_compared(tmp_path):
    book = Months(tmp_path).put(NOW, quality(85, sach_sau={"a": (60, 100)})).book
    assert move_of(book, QUALITY) is None and unusual_words(book) == "Chưa có tháng trước để so sánh." == moved_words(book, QUALITY)
    assert moved(book, QUALITY).empty and moved_where(book, QUALITY).empty


LIMITS = Unusual(times=3, months=4, least_points=2, least_changes=3, few_points=5)


@pytest.mark.parametrize(("before", "new", "wanted"), [
    ([80.0], 84.9, False), ([80.0], 85.0, True),  # little history: only a large step
    ([80, 81, 80, 81], 84.0, False), ([80, 81, 80, 81], 84.1, True),  # three times the usual step of one point
    ([80, 80.1, 80, 80.1], 81.9, False), ([80, 80.1, 80, 80.1], 82.1, True),  # below two points nothing is unusual
    ([10, 90, 10, 90, 91, 90, 91, 90], 94.0, True),  # the wild steps lie further back than four
])
def test_unusual_by_its_own_history(before, new, wanted):
    assert is_unusual([float(v) for v in before], new, LIMITS) is wanted
