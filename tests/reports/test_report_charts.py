"""Charts: described, empty ones boxed, the same every time, what users typed made safe."""

import re

import pandas as pd
import pytest

from sotay import show
from sotay.reports.bars import fills_of
from sotay.reports.charts import text_width
from sotay.reports.style import ACCENT, BAD_FILLS, MUTED

UNITS = pd.Series([98.25, 91.0, None], index=["Văn phòng", "Trạm Y tế", "Công an xã"])
MONTHS = pd.DataFrame({"Trực tuyến": [60.0, None, 83.4], "Trực tiếp": [40.0, 30.0, 16.6]}, index=["2026-07", "2026-08", "2026-09"])
PARTS = pd.DataFrame({"Đúng hạn": [90, 0], "Quá hạn": [10, 0]}, index=["Đất đai", "Xây dựng"])
LONG = pd.DataFrame({"thang": ["2026-08", "2026-09"] * 2, "thon": ["Đông", "Đông", "Tây", "Tây"], "so": [3, 4, 5, 6]})
TASKS = pd.DataFrame({"viec": ["Rà soát"], "tu": ["2026-07-01"], "den": ["2026-09-30"], "tt": ["Quá hạn"]})
GOALS = pd.DataFrame({"ten": ["Số hóa", "Ký số"], "gia_tri": [92.1, 70.0], "muc_tieu": [80.0, 80.0]})

DRAWN = {
    "bars": lambda: show.bars(UNITS, "Đúng hạn theo đơn vị", "%", target=95, highlight="Trạm Y tế"),
    "columns": lambda: show.columns(MONTHS["Trực tiếp"], "Hồ sơ qua các tháng", "hồ sơ", target=20),
    "lines": lambda: show.lines(MONTHS, "Kênh nộp", "%", target=80),
    "stacked": lambda: show.stacked(PARTS, "Kết quả giải quyết", "hồ sơ"),
    "multiples": lambda: show.multiples(LONG, "thang", "so", "thon", "Trẻ sinh theo thôn", "trẻ"),
    "multiples of lines": lambda: show.multiples(LONG, "thang", "so", "thon", "Trẻ sinh theo thôn", "trẻ", kind="lines"),
    "histogram": lambda: show.histogram(pd.Series([1, 2, 2, 9]), "Số ngày xử lý", "ngày"),
    "heat": lambda: show.heat(MONTHS, "Theo tháng", "%"),
    "timeline": lambda: show.timeline(TASKS, "tu", "den", "viec", "tt", "Nhiệm vụ", today=pd.Period("2026-09", "M")),
    "dots": lambda: show.dots(GOALS, "ten", "gia_tri", "muc_tieu", "So với mục tiêu", "%"),
}
EMPTY = {
    "bars": lambda: show.bars(UNITS.head(0), "T"),
    "bars of a frame": lambda: show.bars(pd.DataFrame(), "T"),
    "columns": lambda: show.columns(UNITS * float("nan"), "T", "x"),
    "lines": lambda: show.lines(MONTHS.head(0), "T", "%"),
    "stacked": lambda: show.stacked(PARTS.head(0), "T"),
    "stacked of nothing": lambda: show.stacked(PARTS * 0, "T"),
    "multiples": lambda: show.multiples(LONG.head(0), "thang", "so", "thon", "T"),
    "histogram": lambda: show.histogram(pd.Series(dtype=float), "T", "ngày"),
    "heat": lambda: show.heat(MONTHS * float("nan"), "T"),
    "timeline": lambda: show.timeline(TASKS.head(0), "tu", "den", "viec", "tt", "T"),
    "timeline without dates": lambda: show.timeline(TASKS.assign(den=None), "tu", "den", "viec", "tt", "T"),
    "dots": lambda: show.dots(GOALS.head(0), "ten", "gia_tri", "muc_tieu", "T"),
    "table": lambda: show.table(PARTS.head(0), "T"),
    "key figures": lambda: show.key_figures([]),
}


@pytest.mark.parametrize("name", DRAWN)
def test_every_figure_is_described_in_words(name):
    block = DRAWN[name]()
    labels = re.findall(r'<figure class="chart" role="img" aria-label="([^"]*)">', block.html)
    titles = re.findall(r"<title>([^<]*)</title>", block.html)
    assert labels and labels == titles
    assert all(re.search(r"\d", label) for label in labels)


@pytest.mark.parametrize("name", DRAWN)
def test_the_same_data_give_the_same_bytes(name):
    assert DRAWN[name]().html == DRAWN[name]().html


@pytest.mark.parametrize("name", DRAWN)
def test_svg_holds_no_date_no_tool_and_nothing_from_outside(name):
    html = DRAWN[name]().html
    assert "matplotlib" not in html.lower() and "<metadata" not in html and "<style" not in html
    assert re.findall(r'(?:href|src)="(?!#)[^"]*"', html) == []


@pytest.mark.parametrize("name", DRAWN)
def test_text_in_charts_is_text(name):
    assert re.search(r"<text[^>]*>[^<]*\w", DRAWN[name]().html)


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw_gives_a_box_with_the_reason(name):
    html = EMPTY[name]().html
    assert '<div class="gap"' in html and "Chưa có số liệu:" in html
    assert "<svg" not in html and "<table" not in html


def test_alt_text_names_the_figures_and_what_is_missing():
    label = DRAWN["bars"]().text
    assert "Văn phòng: 98,3%" in label and "Trạm Y tế: 91%" in label and "1 mục chưa có số liệu" in label and "mục tiêu 95%" in label


def test_missing_is_said_and_not_drawn_as_zero():
    html = DRAWN["bars"]().html
    assert ">chưa có số liệu</text>" in html and ">0%</text>" not in html


def test_a_row_without_cases_has_no_share():
    html = DRAWN["stacked"]().html
    assert ">không phát sinh</text>" in html and ">90%</text>" in html and ">10%</text>" in html


def test_a_missing_month_breaks_the_line():
    whole = show.lines(MONTHS["Trực tiếp"], "T", "%").html
    broken = show.lines(MONTHS["Trực tuyến"], "T", "%").html
    assert broken.count("<use") == 2 and whole.count("<use") == 3


def test_the_target_is_named():
    assert ">Mục tiêu 80%</text>" in DRAWN["lines"]().html and ">Mục tiêu 95%</text>" in DRAWN["bars"]().html


@pytest.mark.parametrize(
    "make",
    [
        lambda bad: show.bars(pd.Series([1], index=[bad]), bad, note=bad),
        lambda bad: show.columns(pd.Series([1], index=[bad]), bad, bad),
        lambda bad: show.lines(pd.DataFrame({bad: [1, 2]}, index=[bad, "b"]), bad, bad),
        lambda bad: show.stacked(pd.DataFrame({bad: [1]}, index=[bad]), bad, bad),
        lambda bad: show.heat(pd.DataFrame({bad: [1]}, index=[bad]), bad, bad),
        lambda bad: show.table(pd.DataFrame({bad: [bad]}), bad, note=bad),
        lambda bad: show.text(bad),
        lambda bad: show.gap(bad),
        lambda bad: show.key_figures([(bad, bad, bad, bad)]),
        lambda bad: show.dots(pd.DataFrame({"a": [bad], "b": [1], "c": [2]}), "a", "b", "c", bad, bad),
        lambda bad: show.timeline(TASKS.assign(viec=bad, tt=bad), "tu", "den", "viec", "tt", bad),
    ],
)
def test_what_people_typed_is_shown_and_not_run(make):
    html = make('<script>alert("x")</script> <img src=x onerror=y>').html
    assert "<script" not in html and "<img" not in html and "&lt;script" in html


def test_dollar_signs_are_no_formulas():
    assert ">$x^2$ và $</text>" in show.bars(pd.Series([1], index=["$x^2$ và $"]), "T").html


def test_long_labels_are_cut_inside_their_room():
    from sotay.reports.charts import text_width, wrap

    lines = wrap("Chứng thực bản sao từ bản chính giấy tờ, văn bản do cơ quan tổ chức có thẩm quyền cấp " * 3, 175)
    assert len(lines) == 2 and lines[1].endswith("…") and max(map(text_width, lines)) <= 175


def test_many_bars_are_cut_and_the_rest_counted():
    assert "Còn 175 mục nhỏ hơn không vẽ ở đây." in show.bars(pd.Series(range(200), index=[f"m{i}" for i in range(200)]), "T").html


def test_an_analysts_theme_does_not_change_a_chart():
    import matplotlib

    before = DRAWN["columns"]().html
    with matplotlib.rc_context({"font.size": 30, "axes.spines.top": True, "axes.facecolor": "black", "text.color": "white", "font.family": "serif"}):
        assert DRAWN["columns"]().html == before


def test_status_colours_of_plan_tasks():
    from sotay.reports.style import ACCENT, MUTED, RULE, TARGET
    from sotay.reports.timeline import status_colour

    said = {"Hoàn thành": MUTED, "Hoàn thành muộn": MUTED, "Quá hạn": TARGET, "Chưa hoàn thành, quá hạn": TARGET, "Đang thực hiện": ACCENT, "Chưa báo cáo": RULE, None: RULE}
    assert {k: status_colour(k) for k in said} == said


def test_a_long_plan_becomes_figures_that_fit_a_page():
    plan = pd.concat([TASKS] * 50, ignore_index=True)
    html = show.timeline(plan, "tu", "den", "viec", "tt", "Nhiệm vụ").html
    heights = [float(h) for h in re.findall(r'viewBox="0 0 480 ([\d.]+)"', html)]
    assert len(heights) == 3 and max(heights) < 780


def test_every_part_that_is_bad_news_has_a_warning_colour_and_what_nobody_wrote_has_none():
    parts = pd.DataFrame([[1, 1, 1, 1, 1]], columns=["Đúng hạn", "Quá hạn", "Đang xử lý, đã quá hạn", "Xuống cấp", "Chưa ghi ở đâu"])
    fills = fills_of(parts)
    assert fills[1:4] == list(BAD_FILLS) and not set(BAD_FILLS) & {fills[0], fills[4]} and len(set(fills)) == 5


def test_a_long_name_at_a_line_s_end_is_cut_its_figure_never():
    long = "1a. Hồ sơ tiếp nhận có thành phần được số hóa và ký số đầy đủ theo quy định"
    html = show.lines(pd.DataFrame({long: [70.0, 78.8], "B": [60.0, 61.5]}, index=["2026-08", "2026-09"]), "Thành phần", "%").html
    assert "… 78,8%</text>" in html and "B 61,5%</text>" in html


def test_lines_of_high_percentages_begin_near_the_lowest_others_at_zero():
    def axis(values):
        return re.findall(r">(\d+)%</text>", show.lines(pd.Series(values, index=["2026-08", "2026-09"]), "T", "%").html)

    assert "0" in axis([30.0, 40.0]) and "0" not in axis([97.0, 98.0])


def drawn(html: str) -> list[str]:
    """The words of a chart in the order drawn."""
    return re.findall(r">([^<>]+)</text>", html)


def test_the_target_s_name_stands_where_no_line_passes():
    high_left = pd.DataFrame({"A": [82.0, 60.0, 50.0], "B": [84.0, 50.0, 40.0]}, index=["2026-07", "2026-08", "2026-09"])
    everywhere = pd.DataFrame({"A": [81.2] * 3, "B": [78.8] * 3, "C": [70.0] * 3}, index=["2026-07", "2026-08", "2026-09"])
    # A plate behind the name would hide a line: it is drawn only where none is.
    plates = [show.lines(frame, "T", "%", target=80).html.count('style="fill: #ffffff"') for frame in (high_left, everywhere)]
    assert plates == [1, 0]
    assert "Mục tiêu 80%" in drawn(show.lines(high_left, "T", "%", target=80).html) and "┄ Mục tiêu 80%" in drawn(show.lines(everywhere, "T", "%", target=80).html)


def test_what_is_counted_has_no_halves_on_its_axis():
    children = pd.DataFrame({"Nam": [5, 7, 7], "Nữ": [6, 8, 7]}, index=["2026-07", "2026-08", "2026-09"])
    assert not [t for t in drawn(show.lines(children, "T", "trẻ").html) if "," in t]
    assert "7,5" in drawn(show.lines(children + 0.5, "T", "điểm").html)


def test_whole_numbers_stand_under_the_middle_of_their_column():
    html = show.histogram(pd.Series([-1, 0, 0, 0, 2]), "T", "ngày").html
    places = {text: float(x) for x, text in re.findall(r' x="([\d.]+)" y="[\d.]+"[^>]*>([^<]+)</text>', html)}
    # The count of the days 0 stands right over their name; nothing is named that did not occur beyond the last.
    assert {"−1", "0", "1", "2", "3"} <= set(places) and places["3"] == pytest.approx(places["0"], abs=0.5)


def test_a_single_named_column_carries_its_name_a_series_does_not():
    frame = pd.DataFrame({"Tỷ lệ giải ngân": [50.0, 55.5]}, index=["2026-08", "2026-09"])
    assert "Tỷ lệ giải ngân" in " ".join(drawn(show.lines(frame, "T", "%").html)) and "Tỷ lệ giải ngân" not in " ".join(drawn(show.lines(frame["Tỷ lệ giải ngân"], "T", "%").html))


def test_a_last_figure_of_an_earlier_month_says_so():
    gone = pd.DataFrame({"A": [50.0, None], "B": [40.0, 41.0]}, index=["2026-08", "2026-09"])
    words = " ".join(drawn(show.lines(gone, "T", "%").html))
    assert "A 50% (8/2026)" in words and "B 41%" in words and "41% (" not in words


def test_labels_are_cut_between_words():
    from sotay.reports.charts import wrap

    line = wrap("Hồ sơ đã giải quyết có kết quả điện tử hợp lệ", 150, 1)[0]
    assert line.endswith("…") and line.rstrip("…").strip() in "Hồ sơ đã giải quyết có kết quả điện tử hợp lệ" and f"{line.rstrip('…')} " in "Hồ sơ đã giải quyết có kết quả điện tử hợp lệ "
    assert wrap("H" * 60, 150, 1)[0].endswith("H…")


def test_no_figure_says_why():
    goals = GOALS.assign(gia_tri=[92.1, None])
    assert "chưa có số liệu" in drawn(show.dots(goals, "ten", "gia_tri", "muc_tieu", "T", "%").html)
    told = show.dots(goals, "ten", "gia_tri", "muc_tieu", "T", "%", why={1: "không phát sinh"})
    assert "không phát sinh" in drawn(told.html) and "Ký số: không phát sinh (mục tiêu 80%)" in told.text


WAITS = pd.Series([9, 0, 3], index=["31–60 ngày", "61–90 ngày", "Trên 1 năm"])


def test_a_colour_is_spoken_of_only_where_it_is_drawn():
    late = ["61–90 ngày", "Trên 1 năm"]
    seen = show.bars(WAITS, "Số ngày", "trẻ", order="given", highlight=late, means="quá 60 ngày", note="Tính theo ngày").html
    assert "Màu xanh: quá 60 ngày. Tính theo ngày." in seen and ACCENT in seen and MUTED in seen
    # None is late: every bar is alike, and nothing is said of colours.
    none = show.bars(WAITS.mask(WAITS == 3, 0), "Số ngày", "trẻ", order="given", highlight=late, means="quá 60 ngày").html
    assert "Màu" not in none and ACCENT in none and MUTED not in none


def test_what_is_missing_is_said_as_asked():
    assert "không nêu" in show.bars(UNITS, "T", "%", lost="không nêu").html and "chưa có số liệu" in show.bars(UNITS, "T", "%").html


# Widths of capitals of the letters readers see (those of Helvetica), in thousandths of the size.
HELVETICA = dict(zip("ABCDEGHINRSTU_", (667, 667, 722, 722, 667, 778, 722, 278, 722, 722, 667, 611, 722, 556), strict=True))


@pytest.mark.parametrize("word", ["TRUNG_BAN_GHI", "SAI_DINH_DANH", "TTHC", "BCCI"])
def test_capitals_have_the_room_they_take_on_a_telephone(word):
    assert text_width(word) >= 13.4 * sum(HELVETICA[letter] for letter in word) / 1000


def test_names_at_the_ends_of_lines_stay_within_the_picture():
    names = ["Cần sửa chữa / Tổng số lượng phòng/hạng mục", "HS có mã định danh khớp CSDL dân cư / Tổng số HS", "Lên lớp / Tổng số HS được đánh giá", "Tỷ lệ đỗ", "Học sinh nữ / Số HS hiện tại"]
    low = pd.DataFrame([[8.0, 96, 98, 80, 47], [2.0, 97, 99, 97, 96]], columns=names, index=["2026-08", "2026-09"])
    html = show.lines(low, "Tỷ lệ", "%").html
    tall = float(re.search(r'viewBox="0 0 480 ([\d.]+)"', html)[1])
    feet = [float(y) for y in re.findall(r'y="([\d.]+)">', html)]
    # Letters reach some 3 units below their line.
    assert feet and max(feet) <= tall - 3 and min(feet) >= 9
