"""Ordinary lists written the ways clerks write groups, sums, unused rows and what follows the last record."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from office_papers import birth, closing, letterhead, numbering, titles
from paper import HAMLETS, PEOPLE, Case, Paper

Records = list[list]


def _money(rng: random.Random) -> int:
    return rng.randrange(50, 4000) * 1000


def _sums(records: Records, width: int) -> list:
    """What a list adds up: its columns of numbers."""
    return [sum(r[c] for r in records) if records and all(isinstance(r[c], int) for r in records) else "" for c in range(1, width)]


def _list(p: Paper, *heads: str) -> None:
    letterhead(p, len(heads))
    titles(p, len(heads), p.rng.choice(["DANH SÁCH HỖ TRỢ NĂM 2026", "BẢNG TỔNG HỢP THÁNG 9", "BIỂU KÈM THEO TỜ TRÌNH"]))
    p.head(list(heads))


def dashed_groups(p: Paper) -> None:
    """A dash or a plus before the name of a group, where records are counted."""
    rng, count = p.rng, 0
    _list(p, "STT", "Họ và tên", "Ngày sinh", "Chức vụ", "Ghi chú")
    numbering(p)
    for _ in range(3):
        p.aside([rng.choice(["-", "+", "*"]), rng.choice(["Khối Đảng, đoàn thể", "CÁC HỘ CHÍNH SÁCH", f"Thôn {rng.choice(HAMLETS)}"])])
        for _ in range(rng.choice([2, 5])):
            count += 1
            p.record([count, rng.choice(PEOPLE), birth(rng), rng.choice(["Chi hội trưởng", "Hội viên"]), ""])
    closing(p, 5)


def coded_parts(p: Paper) -> None:
    """Parts with a name and a code but no figure, items counted 1.1, and a sum with its unit."""
    rng = p.rng
    _list(p, "TT", "Loại thiệt hại", "ĐVT", "Mã", "Tổng số", "Bãi Dài", "Suối Mỡ")
    roman = rng.random() < 0.5
    for n, (name, code) in enumerate((("THIỆT HẠI VỀ NGƯỜI", "NG"), ("THIỆT HẠI VỀ NHÀ Ở", "NH"), ("THIỆT HẠI VỀ NÔNG NGHIỆP", "NN")), 1):
        p.aside([["I", "II", "III"][n - 1] if roman else n, name, "", code])
        for k in range(rng.choice([2, 4])):
            p.record([f"{n}.{k + 1}", rng.choice(["Số người bị thương", "Nhà bị tốc mái", "Lúa bị ngập"]), rng.choice(["Người", "Cái", "ha"]), f"{code}{k:02d}", 9, 4, 5])
    if rng.random() < 0.6:
        p.aside(["", "Tổng giá trị thiệt hại", "Tr.đ", "", 900, 400, 500])
    closing(p, 7)


def dated_groups(p: Paper) -> None:
    """A day on a row of its own, as a date or in words, in the first column or that of names."""
    rng, count, style = p.rng, 0, p.rng.randrange(3)
    _list(p, "STT", "Số chứng thực", "Người yêu cầu", "Loại việc", "Lệ phí")
    for day in range(1, 4):
        p.aside([{0: dt.date(2026, 9, day)}, {0: f"Ngày {day:02d}/9/2026"}, {2: f"Ngày {day:02d}/9/2026"}][style])
        records = [[f"{rng.randrange(100, 999)}/2026", rng.choice(PEOPLE), "Bản sao", _money(rng)] for _ in range(rng.choice([2, 5]))]
        for record in records:
            count += 1
            p.record([count, *record])
        if style == 2:
            p.aside(["", "", f"Cộng ngày {day:02d}/9", "", sum(r[3] for r in records)])
    closing(p, 5)


def bare_sums(p: Paper) -> None:
    """Sums without a word, of parts and of all; counted or not."""
    rng, counted = p.rng, p.rng.random() < 0.5
    _list(p, *(["STT"] if counted else []), "Chủ hộ", "Số khẩu", "Diện tích", "Số tiền")
    number, every = 0, []
    for _ in range(rng.choice([1, 3]) if counted else 1):
        records = [[rng.choice(PEOPLE), rng.randrange(1, 8), rng.randrange(50, 900), _money(rng)] for _ in range(rng.choice([4, 7]))]
        for record in records:
            number += 1
            p.record([*([number] if counted else []), *record])
        every += records
        p.aside([*([""] if counted else []), "", *_sums(records, 4)])
    if counted and rng.random() < 0.5:
        p.aside(["", "T. cộng", *_sums(every, 4)])
    closing(p, 4)


def summed_households(p: Paper) -> None:
    """A hamlet with the sums of its households on its own line: people are listed, so a hamlet is no record."""
    rng = p.rng
    _list(p, "STT", "Họ và tên chủ hộ", "Số khẩu", "Diện tích", "Số tiền", "Ký nhận")
    for roman in ("I", "II", "III"):
        records = [[rng.choice(PEOPLE), rng.randrange(1, 8), rng.randrange(50, 900), _money(rng)] for _ in range(rng.choice([3, 6]))]
        p.aside([roman, f"Thôn {rng.choice(HAMLETS)}", *_sums(records, 4)])
        for k, record in enumerate(records):
            p.record([k + 1, *record])
    closing(p, 6)


def cash_book(p: Paper) -> None:
    """Balances carried over stand around the vouchers."""
    rng = p.rng
    _list(p, "Ngày ghi sổ", "Số chứng từ", "Diễn giải", "Thu", "Chi", "Tồn")
    when = rng.choice(["kỳ", "tháng", "năm"])
    p.aside(["", "", f"Số dư đầu {when}", "", "", 12_500_000])
    for k in range(rng.choice([5, 14])):
        takes = rng.random() < 0.5
        p.record([dt.date(2026, 9, k + 1), f"{'PT' if takes else 'PC'}{k:03d}", rng.choice(["Rút tiền gửi về quỹ", "Chi văn phòng phẩm"]), _money(rng) if takes else "", "" if takes else _money(rng), _money(rng)])
    p.aside(["", "", "Cộng phát sinh", 45_000_000, 39_000_000, ""])
    p.aside(["", "", rng.choice(["Số dư cuối ", "Tồn quỹ cuối "]) + when, "", "", 18_500_000])
    closing(p, 6)


def work_log(p: Paper) -> None:
    """A day's work typed on over the next row."""
    rng = p.rng
    _list(p, "Ngày", "Nội dung công việc", "Kết quả", "Bắt đầu", "Kết thúc")
    for k in range(rng.choice([6, 15])):
        p.record([dt.date(2026, 9, k + 1), rng.choice(["Tiếp nhận hồ sơ một cửa", "Họp giao ban", "Kiểm tra thực địa thôn Bãi Dài"]), "Hoàn thành", "7h30", "11h30"])
        if k % 4 == 2:
            p.aside(["", "và gửi về phòng theo quy định"])
    closing(p, 5)


def dotted_form(p: Paper) -> None:
    """Unused rows of a form filled with dots, cell by cell."""
    rng = p.rng
    _list(p, "STT", "Họ tên trẻ", "Ngày sinh", "Họ tên mẹ", "BCG", "Sởi")
    for k in range(rng.choice([3, 9])):
        p.record([k + 1, rng.choice(PEOPLE), birth(rng), rng.choice(PEOPLE), "x", rng.choice(["", "x"])])
    for _ in range(rng.choice([2, 4])):
        p.aside([rng.choice(["…", "...", "...."]), *[rng.choice(["…", "...", "…."]) for _ in range(5)]])
    closing(p, 6)


def counted_up_below(p: Paper) -> None:
    """A few figures about the list below it, apart from it or under a word of their own."""
    rng = p.rng
    _list(p, "STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "TBM", "Xếp loại", "Nhận xét")
    for k in range(rng.choice([6, 20])):
        p.record([k + 1, f"24{rng.randrange(10**6)}", rng.choice(PEOPLE), birth(rng), 7.5, "Khá", ""])
    p.blank(rng.choice([0, 1]))
    p.aside({2: rng.choice(["Thống kê:", "Tổng hợp:"])})
    for word, many in (("Giỏi", 3), ("Khá", 12)):
        p.aside({2: word, 3: many})
    closing(p, 7)


def units_and_numbers(p: Paper) -> None:
    """A row of units, then a row of numbers, under the headings."""
    rng = p.rng
    _list(p, "STT", "Tên thôn", "Số hộ", "Nhân khẩu", "Diện tích", "Kinh phí")
    p.aside(rng.choice([["", "", "(hộ)", "(người)", "(ha)", "(đồng)"], ["", "", "", "", "", "(đồng)"]]))
    p.aside(rng.choice([list(range(1, 7)), [f"({n})" for n in range(1, 7)], ["A", "B", 1, 2, 3, 4]]))
    for k in range(rng.choice([3, 8])):
        p.record([k + 1, rng.choice(HAMLETS), rng.randrange(50, 300), rng.randrange(200, 900), rng.randrange(9, 90), _money(rng)])
    closing(p, 6)


def takings_and_spendings(p: Paper) -> None:
    """Two lists whose headings differ in one word."""
    rng = p.rng
    letterhead(p, 5)
    titles(p, 5, "BÁO CÁO THU CHI QUỸ THÔN")
    for mark, word in (("A", "thu"), ("B", "chi")):
        p.write([f"{mark}. PHẦN {word.upper()}"])
        p.head(["TT", f"Nội dung {word}", "Ngày", "Số tiền", "Ghi chú"])
        for k in range(rng.choice([3, 7])):
            p.record([k + 1, rng.choice(["Đóng góp hội hè", "Thuê ao", "Sửa loa truyền thanh", "Điện đường"]), birth(rng), _money(rng), ""])
        p.aside(["", f"Tổng {word}", "", 9_000_000, ""])
        p.blank(rng.choice([1, 2]))


def household_form(p: Paper) -> None:
    """Form lines above a short list, and two signatories below who are no headings."""
    rng = p.rng
    p.write(["PHIẾU THU THẬP THÔNG TIN HỘ GIA ĐÌNH"])
    p.blank()
    p.write(["Họ tên chủ hộ:", "", rng.choice(PEOPLE), "", "Điện thoại:", "0912345678"])
    p.write(["Địa chỉ:", "", f"Thôn {rng.choice(HAMLETS)}", "", "Xã:", "Tân Lập"])
    p.head(["STT", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Việc làm"])
    for k in range(rng.choice([3, 6])):
        p.record([k + 1, rng.choice(PEOPLE), "Con", birth(rng), "Nam", "Có"])
    p.blank()
    p.aside(["", "Điều tra viên", "", "", "Chủ hộ"])
    if rng.random() < 0.5:
        p.aside(["", "(Ký, ghi rõ họ tên)", "", "", "(Ký, ghi rõ họ tên)"])
    p.blank(3)
    p.aside(["", rng.choice(PEOPLE), "", "", rng.choice(PEOPLE)])


def pasted_tiers(p: Paper) -> None:
    """Merged headings written again in each of their rows, as conversions leave them; years among the words."""
    rng = p.rng
    letterhead(p, 8)
    titles(p, 8, "BIỂU TỔNG HỢP SỐ LIỆU")
    p.head(["STT", "Chỉ tiêu", "ĐVT", ("Thực hiện", ["2025", "2026"]), ("Trẻ em", ["2026", "Lũy kế", "Tỷ lệ (%)"])])
    for column in range(3):
        p.rows[-1][p.left + column] = p.rows[-2][p.left + column]
    p.merges = [m for m in p.merges if m[0] != len(p.rows) - 2 or m[1] != m[3]]
    for k in range(rng.choice([4, 9])):
        p.record([k + 1, rng.choice(["Diện tích gieo trồng", "Số hộ dùng nước sạch"]), rng.choice(["ha", "Hộ"]), *[rng.randrange(1, 900) for _ in range(5)]])
    closing(p, 8)


HABITS: tuple[Callable[[Paper], None], ...] = (
    dashed_groups, coded_parts, dated_groups, bare_sums, summed_households, cash_book, work_log, dotted_form, counted_up_below, units_and_numbers, takings_and_spendings, household_form, pasted_tiers,
)


def habit_paper(seed: int) -> Case:
    """One paper; kinds take turns, everything else is drawn from the seed."""
    rng = random.Random(f"habits/{seed}")
    write = HABITS[seed % len(HABITS)]
    paper = Paper(rng, rng.choice([0, 0, 0, 1]))
    write(paper)
    typed, merged = rng.random() < 0.7, rng.random() < 0.85
    return paper.case(f"{write.__name__}-{seed}{'' if typed else '-text'}{'' if merged else '-unmerged'}", typed, merged)
