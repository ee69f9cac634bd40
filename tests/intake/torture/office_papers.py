"""Papers of kinds no registry declares, as offices type them: staff lists, registers, price sheets, forms, payrolls, timetables, minutes."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable

from paper import HAMLETS, PEOPLE, Case, Paper

Rng = random.Random


def letterhead(p: Paper, width: int) -> None:
    rng, right = p.rng, max(2, width - 4)
    style = rng.randrange(7)
    if style in (1, 2, 3):
        p.write({0: rng.choice(["UBND TỈNH LẠNG SƠN", "ỦY BAN NHÂN DÂN", "SỞ Y TẾ BẮC NINH", "PHÒNG GD&ĐT"]), right: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
        p.write({0: rng.choice(["XÃ TÂN LẬP", "TRƯỜNG THCS SỐ 2", "BỆNH VIỆN ĐA KHOA"]), right: "Độc lập - Tự do - Hạnh phúc"})
        if style == 2:
            p.write({0: "Số: 21/BC-UBND", right: "Tân Lập, ngày 05 tháng 10 năm 2026"})
        p.blank(rng.choice([0, 1, 2]))
    if style == 4:
        p.write({0: "Mẫu số B02-X", max(1, width - 2): "(Ban hành kèm theo Thông tư số 70/2019/TT-BTC ngày 03/10/2019 của Bộ Tài chính)"})
    if style == 5:
        p.write({0: "Biểu số: 012.N/BCS", min(2, width - 1): "BÁO CÁO THỐNG KÊ", width - 1: "Đơn vị báo cáo: UBND xã"})
        p.write({0: "Ban hành theo QĐ số 15/2024", width - 1: "Đơn vị nhận báo cáo: Chi cục Thống kê"})
        p.write({0: "Ngày nhận: 05/01"})


def titles(p: Paper, width: int, *lines: str) -> None:
    rng = p.rng
    for line in lines:
        row, column = p.write({0 if rng.random() < 0.7 else min(2, width - 1): line}), 0
        if rng.random() < 0.5 and p.rows[row - 1][p.left:p.left + 1] != [""]:
            p.merge(row, column, row, width - 1)
    if rng.random() < 0.4:
        p.write({0: rng.choice(["(Kèm theo Công văn số 334/UBND-VX ngày 12/9/2026 của UBND xã)", "Từ ngày 01/9/2026 đến ngày 30/9/2026", "Năm học 2026 - 2027", "Tháng 9 năm 2026", "Quý III/2026", "Thời điểm 01/7/2026"])})
    p.blank(rng.choice([0, 0, 1]))


def unit_line(p: Paper, width: int) -> None:
    if p.rng.random() < 0.5:
        p.write({max(1, width - 1 - p.rng.randrange(3)): p.rng.choice(["ĐVT: đồng", "Đơn vị tính: 1.000 đồng", "Đơn vị: Triệu đồng", "Đơn vị tính: Ha", "ĐVT: người"])})


def numbering(p: Paper, style: int | None = None) -> None:
    n = p.width
    style = p.rng.randrange(6) if style is None else style
    if style == 0:
        p.aside([f"({i})" for i in range(1, n + 1)])
    elif style == 1:
        p.aside(list(range(1, n + 1)))
    elif style == 2 and n > 4:
        p.aside(["A", "B", *range(1, n - 1)])
    elif style == 3 and n > 5:
        p.aside(["A", "B", "C", *[f"({i})" for i in range(1, n - 2)]])


def closing(p: Paper, width: int) -> None:
    rng = p.rng
    style, middle, right = rng.randrange(9), width // 2, max(1, width - 2 - rng.randrange(2))
    if style == 0:
        return
    p.blank(rng.choice([0, 1, 1]))
    if rng.random() < 0.35:
        p.aside({rng.choice([0, 1 if width > 3 else 0]): rng.choice([
            "Ghi chú: Số liệu chưa bao gồm các đơn vị trực thuộc.", "(*) Số liệu ước thực hiện.", "Ghi chú:", "* Lưu ý: Cột 5 chỉ ghi khi có phát sinh", "(1) Theo Nghị định số 154/2025/NĐ-CP.", "Nguồn: Chi cục Thống kê khu vực.",
            "Danh sách này có 12 người./.", "(Ấn định danh sách có 15 người)"])})
    if style in (1, 2, 3, 4):
        p.aside({right: rng.choice(["Tân Lập, ngày 30 tháng 9 năm 2026", "Ngày ..... tháng ..... năm 2026", "....., ngày .... tháng .... năm 20...", "Ngày 30 tháng 9 năm 2026"])})
    if style == 2:
        p.aside({0: "Người lập biểu", middle: "Phụ trách kế toán", right: "Thủ trưởng đơn vị"} if middle < right else {0: "Người lập biểu", right: "Thủ trưởng đơn vị"})
    elif style in (1, 3, 4, 5):
        p.aside({rng.choice([0, 1]): rng.choice(["Người lập biểu", "NGƯỜI LẬP", "KẾ TOÁN", "Cán bộ thống kê", "THỦ KHO", "Giáo viên chủ nhiệm", "Người tổng hợp"]), right: rng.choice(["CHỦ TỊCH", "TM. UBND XÃ", "TRƯỞNG PHÒNG", "GIÁM ĐỐC", "HIỆU TRƯỞNG", "KT. CHỦ TỊCH", "Thủ trưởng đơn vị", "XÁC NHẬN CỦA UBND XÃ"])})
    if style in (1, 2, 3, 5):
        p.aside({0: "(Ký, họ tên)", right: "(Ký, họ tên, đóng dấu)"})
    if style in (2, 3, 4, 5):
        p.blank(rng.choice([1, 3, 5]))
        p.aside({0: rng.choice(PEOPLE), right: rng.choice(PEOPLE)})
    if style == 6:
        p.aside({0: "Nơi nhận:", right: "CHỦ TỊCH"})
        p.aside({0: "- Như trên;"})
        p.aside({0: "- Lưu: VT."})
        p.blank(2)
        p.aside({right: rng.choice(PEOPLE)})
    if style == 7:
        p.aside({right: "NGƯỜI LẬP"})
        p.blank(2)
        p.aside({right: rng.choice(PEOPLE)})


def dressed(tree: list, rng: Rng) -> list:
    """Headings in capitals, broken over lines, or with a unit in brackets."""
    style = rng.randrange(5)
    change: Callable[[str], str] = {0: str.upper, 1: lambda t: t.replace(" ", "\n", 1) if len(t) > 7 else t, 2: lambda t: f"{t} " if len(t) > 3 else t}.get(style, lambda t: t)
    return [(change(n[0]), dressed_as(n[1], change)) if isinstance(n, tuple) else change(n) for n in tree]


def dressed_as(tree: list, change: Callable[[str], str]) -> list:
    return [(change(n[0]), dressed_as(n[1], change)) if isinstance(n, tuple) else change(n) for n in tree]


def day(rng: Rng) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(rng.randrange(270))


def birth(rng: Rng) -> object:
    return rng.choice([dt.date(rng.randrange(1955, 2008), rng.randrange(1, 13), rng.randrange(1, 28)), rng.randrange(1950, 2008), f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(1955, 2005)}"])


def staff_list(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 12)
    titles(p, 12, "DANH SÁCH CÁN BỘ, CÔNG CHỨC, VIÊN CHỨC")
    p.head(dressed(["TT", "Họ và tên", ("Năm sinh", ["Nam", "Nữ"]), "Chức vụ, đơn vị công tác", ("Trình độ", ["Văn hóa", "Chuyên môn", "LLCT", "Tin học"]), "Mã ngạch", "Hệ số lương", "Ghi chú"], rng))
    numbering(p)
    number = 0
    for roman, office in zip(("I", "II", "III"), ("Thường trực Đảng ủy", "Văn phòng HĐND và UBND", "Công an xã"), strict=True):
        style = rng.randrange(3)
        if style == 0:
            p.aside({0: roman, 1: office.upper()})
        elif style == 1:
            p.merge(p_row := p.write({0: f"{roman}. {office}"}), 0, p_row, 11)
            p.tables[-1].aside += 1
        for k in range(rng.choice([1, 3, 5])):
            number = k + 1 if style == 0 else number + 1
            year = birth(rng)
            p.record([number, rng.choice(PEOPLE), *rng.choice([[year, ""], ["", year]]), rng.choice(["Bí thư", "Chủ tịch", "Công chức Văn phòng - Thống kê"]), "12/12", rng.choice(["Đại học Luật", "Trung cấp"]), rng.choice(["TC", ""]), rng.choice(["B", ""]), rng.choice(["01.003", ""]), rng.choice([2.34, 3.66, ""]), ""])
    closing(p, 12)


def plain_staff(p: Paper) -> None:
    rng = p.rng
    titles(p, 5, "DANH SÁCH THÔN TRƯỞNG, BÍ THƯ CHI BỘ")
    p.head(dressed(["Số TT", "Họ tên", "Đơn vị", "Điện thoại", "Ký nhận"], rng))
    for k in range(rng.choice([4, 9, 17])):
        p.record([k + 1, rng.choice(PEOPLE), f"Thôn {rng.choice(HAMLETS)}", f"0912{rng.randrange(100000, 999999)}", ""])
    closing(p, 5)


def register_book(p: Paper) -> None:
    """A book in pages: totals carried over, headings again on each page."""
    rng = p.rng
    titles(p, 8, "SỔ ĐĂNG KÝ VĂN BẢN ĐI", f"Quyển số: {rng.randrange(1, 4):02d}")
    tree = ["Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản", "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ghi chú"]
    p.head(tree)
    numbering(p)
    for page in range(rng.choice([1, 2, 3])):
        if page:
            p.head(tree, again=True)
        for _ in range(rng.choice([4, 8])):
            p.record([f"{rng.randrange(1, 900)}/QĐ-UBND", day(rng), "Quyết định về việc cử cán bộ đi học lớp bồi dưỡng nghiệp vụ", rng.choice(PEOPLE), rng.choice(["Như Điều 3", "UBND tỉnh"]), rng.choice(["VP", "VHXH"]), rng.randrange(1, 9), ""])


def price_sheet(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 7)
    titles(p, 7, "BẢNG GIÁ DỊCH VỤ KHÁM BỆNH, CHỮA BỆNH")
    unit_line(p, 7)
    p.head(dressed(["STT", "Mã dịch vụ", "Tên dịch vụ kỹ thuật", "Đơn vị tính", ("Mức giá (đồng)", ["BHYT", "Không BHYT"]), "Ghi chú"], rng))
    numbering(p)
    number = 0
    for letter, group in (("A", "KHÁM BỆNH"), ("B", "NGÀY GIƯỜNG BỆNH"), ("C", "XÉT NGHIỆM")):
        if rng.random() < 0.8:
            p.aside({0: letter, 2: group})
        for _ in range(rng.choice([2, 4, 7])):
            number += 1
            p.record([number, f"0{rng.randrange(10, 99)}.0{rng.randrange(100, 999)}", rng.choice(["Siêu âm ổ bụng", "Tổng phân tích tế bào máu", "Cộng hưởng từ sọ não", "Khám nội"]), rng.choice(["lần", ""]), rng.randrange(20, 900) * 100, rng.choice([rng.randrange(20, 900) * 100, ""]), rng.choice(["", "Chưa gồm thuốc"])])
    closing(p, 7)


def goods_by_shop(p: Paper) -> None:
    """A price list without count, prices by quarter under one heading."""
    rng = p.rng
    titles(p, 6, "GIÁ VẬT LIỆU XÂY DỰNG THÁNG 9/2026")
    p.head(dressed(["Tên vật liệu", "Quy cách", "ĐVT", ("Giá bán (đã có VAT)", ["Tại kho", "Tại chân công trình"]), "Nhà cung cấp"], rng))
    for _ in range(rng.choice([5, 11, 20])):
        p.record([rng.choice(["Xi măng PCB30", "Gạch tuynel 2 lỗ", "Thép vằn D10", "Cát vàng"]), rng.choice(["", "Loại 1"]), rng.choice(["kg", "viên", "m3"]), rng.randrange(1, 99) * 1000, rng.choice(["", rng.randrange(1, 99) * 1000]), rng.choice(["Công ty TNHH Hải Hà", "Tổng kho Đức Giang"])])
    closing(p, 6)


def work_log(p: Paper) -> None:
    """The date once a day, merged down over the day's entries or left blank."""
    rng = p.rng
    titles(p, 6, "NHẬT KÝ CÔNG VIỆC", f"Họ và tên: {rng.choice(PEOPLE)}", "Bộ phận: Văn phòng - Thống kê")
    p.head(dressed(["Ngày, tháng", "Thời gian", "Nội dung công việc", "Người phối hợp", "Kết quả", "Ghi chú"], rng))
    merged = rng.random() < 0.5
    for k in range(rng.choice([3, 6])):
        first, entries = len(p.rows) + 1, rng.choice([1, 2, 3])
        for n in range(entries):
            p.record([dt.date(2026, 9, 1 + k) if n == 0 else "", rng.choice(["8h00", "Sáng", "13h30"]), rng.choice(["Tiếp công dân", "Họp giao ban với các thôn", "Kiểm tra hồ sơ đất đai"]), rng.choice(["", rng.choice(PEOPLE)]), rng.choice(["Hoàn thành", "Đang thực hiện", ""]), ""])
        if merged:
            p.merge(first, 0, first + entries - 1, 0)


def statistics(p: Paper) -> None:
    """Biểu thống kê: indicator, code, unit, figures; outline numbers, "Trong đó"."""
    rng = p.rng
    letterhead(p, 8)
    titles(p, 8, "BIỂU TỔNG HỢP DÂN SỐ VÀ LAO ĐỘNG")
    unit_line(p, 8)
    p.head(dressed(["Chỉ tiêu", "Mã số", "Đơn vị tính", "Tổng số", ("Chia ra", ["Nam", "Nữ"]), ("So sánh (%)", ["Kế hoạch", "Cùng kỳ"])], rng))
    if rng.random() < 0.7:
        p.aside(["A", "B", "C", 1, 2, 3, 4, 5])
    for number, text in enumerate(("1. Dân số trung bình", "- Thành thị", "- Nông thôn", "2. Lao động từ 15 tuổi", "Trong đó: Nữ", "2.1. Nông nghiệp", "2.2. Công nghiệp - xây dựng", "3. Số hộ")[: rng.choice([4, 6, 8])], 1):
        p.record([text, f"{number:02d}", rng.choice(["Người", "người", "Hộ"]), rng.randrange(100, 9000), rng.randrange(50, 4000), rng.randrange(50, 4000), round(rng.uniform(80, 120), 1), round(rng.uniform(80, 120), 1)])
    closing(p, 8)


def wide_statistics(p: Paper) -> None:
    """Villages by rows, three tiers of figures, a total on top or at the bottom, Roman sections with figures of their own left out."""
    rng = p.rng
    letterhead(p, 13)
    titles(p, 13, "TỔNG HỢP KẾT QUẢ RÀ SOÁT HỘ NGHÈO, HỘ CẬN NGHÈO", "Năm 2026")
    p.head(dressed(["STT", "Tên thôn", ("Tổng số hộ dân cư", ["Số hộ", "Số khẩu"]), ("Hộ nghèo", [("Đầu kỳ", ["Số hộ", "Tỷ lệ (%)"]), ("Cuối kỳ", ["Số hộ", "Tỷ lệ (%)"])]), ("Hộ cận nghèo", [("Đầu kỳ", ["Số hộ", "Tỷ lệ"]), ("Cuối kỳ", ["Số hộ", "Tỷ lệ"])]), "Ghi chú"], rng))
    numbering(p)
    figures = lambda: [v for _ in range(5) for v in (rng.randrange(0, 300), round(rng.uniform(0, 40), 2))]  # noqa: E731
    place = rng.choice(["top", "end", "none"])
    if place == "top":
        p.aside(["", rng.choice(["TỔNG CỘNG", "Toàn xã", "Tổng số"]), *figures(), ""])
    for roman, sector in zip(("I", "II"), ("Khu vực thành thị", "Khu vực nông thôn"), strict=True):
        if rng.random() < 0.6:
            p.aside({0: roman, 1: sector})
        for k in range(rng.choice([3, 6])):
            p.record([k + 1, f"Thôn {rng.choice(HAMLETS)}", *figures(), ""])
    if place == "end":
        p.aside([rng.choice(["Tổng cộng", "CỘNG", "TC", "Σ", "Tổng"]), "", *figures(), ""])
    closing(p, 13)


def yearbook(p: Paper) -> None:
    """A corner without heading and years as headings, as statistical yearbooks print them."""
    rng = p.rng
    titles(p, 6, "12. Diện tích gieo trồng cây hằng năm", "Planted area of annual crops")
    unit_line(p, 6)
    p.head([rng.choice(["Cây trồng", "Chỉ tiêu", "Loại cây"]), "2021", "2022", "2023", "2024", "Sơ bộ 2025"])
    if rng.random() < 0.5:
        p.aside(["TỔNG SỐ", *[rng.randrange(1000, 9000) for _ in range(5)]])
    for crop in ("Lúa đông xuân", "Lúa mùa", "Ngô", "Khoai lang", "Sắn", "Lạc", "Rau các loại"):
        p.record([crop, *[rng.choice([rng.randrange(10, 900), round(rng.uniform(1, 99), 1)]) for _ in range(5)]])


def payroll(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 16)
    titles(p, 16, "BẢNG THANH TOÁN TIỀN LƯƠNG", "Tháng 9 năm 2026")
    unit_line(p, 16)
    p.head(dressed(["STT", "Họ và tên", "Mã số ngạch lương", ("Lương hệ số", ["Hệ số lương", "Phụ cấp chức vụ", "Phụ cấp khu vực", "Cộng hệ số", "Thành tiền"]), ("Các khoản phải trừ vào lương", ["BHXH (8%)", "BHYT (1,5%)", "BHTN (1%)", "Cộng"]), "Tổng lương được nhận", "Số tài khoản", "Ký nhận", "Ghi chú"], rng))
    numbering(p)
    figures = lambda: [round(rng.uniform(2, 5), 2), rng.choice([0.2, 0.3, ""]), rng.choice([0.5, ""]), 3.5, *[rng.randrange(10, 900) * 1000 for _ in range(5)], rng.randrange(3000, 9000) * 1000]  # noqa: E731
    if rng.random() < 0.6:
        p.aside({0: "I", 1: "Biên chế"})
    for k in range(rng.choice([3, 7, 14])):
        p.record([k + 1, rng.choice(PEOPLE), rng.choice(["01.003", "V.07.04.32"]), *figures(), f"1903{rng.randrange(10**6, 10**7)}", "", ""])
    p.aside(["", rng.choice(["Cộng", "Tổng cộng", "TỔNG CỘNG:"]), "", *figures(), "", "", ""])
    if rng.random() < 0.6:
        p.aside({0: "Tổng số tiền (Viết bằng chữ): Ba mươi sáu triệu đồng chẵn./."})
    closing(p, 16)


def timetable(p: Paper) -> None:
    rng = p.rng
    titles(p, 7, "THỜI KHÓA BIỂU HỌC KỲ I", "Áp dụng từ ngày 07/9/2026")
    p.head(dressed(["Thứ", "Tiết", "6A", "6B", "7A", "8A", "9A"], rng))
    for weekday in ("Hai", "Ba", "Tư", "Năm", "Sáu")[: rng.choice([3, 5])]:
        first = len(p.rows) + 1
        for lesson in range(1, rng.choice([4, 5]) + 1):
            p.record([f"Thứ {weekday}" if lesson == 1 else "", lesson, *[rng.choice(["Toán", "Văn", "Anh", "Thể dục", "GDCD", "Chào cờ", "KHTN"]) for _ in range(5)]])
        p.merge(first, 0, len(p.rows), 0)


def week_plan(p: Paper) -> None:
    rng = p.rng
    titles(p, 4, "LỊCH CÔNG TÁC TUẦN", "Tuần 37 (từ 07/9 đến 13/9/2026)")
    p.head(dressed(["Thứ, ngày", "Buổi sáng", "Buổi chiều", "Thành phần, địa điểm"], rng))
    for k, weekday in enumerate(("Hai", "Ba", "Tư", "Năm", "Sáu")):
        p.record([f"Thứ {weekday}\n({7 + k:02d}/9)", rng.choice(["Họp giao ban Thường trực", "Làm việc tại trụ sở"]), rng.choice(["Dự hội nghị trực tuyến với tỉnh", "Tiếp dân định kỳ"]), rng.choice(["", "Đ/c Chủ tịch; phòng họp số 1"])])
    closing(p, 4)


def duty_roster(p: Paper) -> None:
    rng = p.rng
    titles(p, 5, "LỊCH TRỰC LỄ QUỐC KHÁNH 02/9")
    p.head(dressed(["Ngày trực", "Lãnh đạo trực", "Cán bộ trực", "Điện thoại", "Ghi chú"], rng))
    for k in range(rng.choice([3, 5, 9])):
        p.record([dt.date(2026, 8, 29) + dt.timedelta(k), rng.choice(PEOPLE), rng.choice(PEOPLE), f"0988.{rng.randrange(100, 999)}.{rng.randrange(100, 999)}", ""])
    closing(p, 5)


def inventory(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 12)
    titles(p, 12, "BIÊN BẢN KIỂM KÊ TÀI SẢN CỐ ĐỊNH")
    for line in ("Thời điểm kiểm kê: 0 giờ ngày 01/01/2026", f"- Ông/Bà: {PEOPLE[0]}   Chức vụ: Trưởng ban", f"- Ông/Bà: {PEOPLE[1]}   Chức vụ: Ủy viên", "Đã kiểm kê TSCĐ, kết quả như sau:"):
        if rng.random() < 0.7:
            p.write({0: line})
    p.head(dressed(["TT", "Tên tài sản", "Mã số", "Nơi sử dụng", ("Theo sổ kế toán", ["Số lượng", "Nguyên giá", "Giá trị còn lại"]), ("Theo kiểm kê", ["Số lượng", "Nguyên giá", "Giá trị còn lại"]), ("Chênh lệch", ["Số lượng", "Giá trị"])], rng))
    if rng.random() < 0.6:
        p.aside(["A", "B", "C", "D", 1, 2, 3, 4, 5, 6, "7=4-1", "8=6-3"])
    for k in range(rng.choice([2, 6, 13])):
        p.record([k + 1, rng.choice(["Máy tính xách tay Dell", "Bàn họp", "Điều hòa 2 chiều"]), rng.choice([f"MT{k:02d}", ""]), rng.choice(["Văn phòng", ""]), *[rng.choice([rng.randrange(1, 900), 0]) for _ in range(6)], rng.choice(["", 0]), rng.choice(["", 0])])
    p.aside({1: "Cộng", 5: 999, 8: 999})
    closing(p, 12)


def minutes(p: Paper) -> None:
    """Paragraphs, a small table, more paragraphs."""
    rng = p.rng
    letterhead(p, 5)
    titles(p, 5, "BIÊN BẢN HỌP BÌNH XÉT HỘ NGHÈO")
    for line in ("Hôm nay, vào hồi 8 giờ 00 phút ngày 12 tháng 9 năm 2026, tại Nhà văn hóa thôn, chúng tôi gồm:", f"1. Ông {PEOPLE[1]} - Trưởng thôn, chủ trì;", f"2. Bà {PEOPLE[0]} - thư ký.", "Nội dung: bình xét hộ nghèo năm 2026. Kết quả biểu quyết như sau:"):
        p.write({0: line})
    p.head(dressed(["TT", "Họ tên chủ hộ", "Số khẩu", "Số phiếu đồng ý", "Kết luận"], rng))
    for k in range(rng.choice([2, 5, 8])):
        p.record([k + 1, rng.choice(PEOPLE), rng.randrange(1, 8), rng.randrange(20, 60), rng.choice(["Hộ nghèo", "Hộ cận nghèo"])])
    p.aside({0: "Cuộc họp kết thúc vào hồi 11 giờ 30 phút cùng ngày; biên bản đã được thông qua trước toàn thể hội nghị."})
    closing(p, 5)


def attendance(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 20)
    titles(p, 20, "BẢNG CHẤM CÔNG", "Tháng 9 năm 2026")
    style, days = rng.randrange(4), rng.choice([7, 15, 30])
    marks = [[str(d) for d in range(1, days + 1)], [f"{d:02d}/9" for d in range(1, days + 1)], [f"{d}/9" for d in range(1, days + 1)], [dt.date(2026, 9, d) for d in range(1, days + 1)]][style]
    group = rng.random() < 0.6
    p.head(["STT", "Họ và tên", "Chức vụ", ("Ngày trong tháng", marks), "Cộng"] if group else ["STT", "Họ và tên", "Chức vụ", *marks, "Cộng"])
    if rng.random() < 0.3:
        p.rows.append([""] * (p.left + 3) + [["T3", "T4", "T5", "T6", "T7", "CN", "T2"][d % 7] for d in range(days)])
        p.tables[-1].header_row += 1
    for k in range(rng.choice([3, 6, 12])):
        p.record([k + 1, rng.choice(PEOPLE), rng.choice(["Chủ tịch", "Kế toán", "Nhân viên"]), *[rng.choice(["x", "+", "P", "", "Ô"]) for _ in range(days)], rng.randrange(3, 23)])
    if rng.random() < 0.4:
        p.aside({0: "Ký hiệu chấm công: x: đi làm; P: nghỉ phép; Ô: ốm"})
    closing(p, 20)


def scores(p: Paper) -> None:
    rng = p.rng
    titles(p, 12, "BẢNG ĐIỂM MÔN TOÁN - LỚP 7A", "Học kỳ I - Năm học 2026 - 2027")
    p.head(dressed(["STT", "Họ và tên học sinh", "Ngày sinh", ("Điểm ĐGtx", ["1", "2", "3", "4"]), "ĐGgk", "ĐGck", "ĐTBmhk", "Xếp loại", "Nhận xét"], rng))
    for k in range(rng.choice([6, 15, 31])):
        p.record([k + 1, rng.choice(PEOPLE), birth(rng), *[rng.choice([rng.randrange(3, 11), ""]) for _ in range(4)], rng.choice([7.5, 8]), rng.choice([6.5, 9]), 7.8, rng.choice(["Khá", "Giỏi", "Đạt"]), ""])
    closing(p, 12)


def task_plan(p: Paper) -> None:
    """Long texts, three levels of outline, groups without anything else."""
    rng = p.rng
    letterhead(p, 6)
    titles(p, 6, "PHỤ LỤC", "PHÂN CÔNG NHIỆM VỤ THỰC HIỆN KẾ HOẠCH CHUYỂN ĐỔI SỐ NĂM 2026")
    p.head(dressed(["TT", "Nội dung nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian hoàn thành", "Sản phẩm"], rng))
    for roman, part in zip(("I", "II", "III"), ("THỂ CHẾ", "HẠ TẦNG SỐ", "DỮ LIỆU SỐ"), strict=True):
        p.aside({0: roman, 1: part})
        for k in range(rng.choice([1, 3, 4])):
            p.record([rng.choice([k + 1, f"{k + 1}"]), rng.choice(["Tham mưu ban hành kế hoạch chuyển đổi số của xã năm 2026, giao chỉ tiêu cụ thể cho từng đơn vị", "Tổng hợp, báo cáo kết quả thực hiện định kỳ hằng tháng, quý, năm"]), rng.choice(["Văn phòng HĐND và UBND", "Phòng Văn hóa - Xã hội"]), rng.choice(["Các đơn vị liên quan", ""]), rng.choice(["Quý III/2026", "Thường xuyên", "30/9/2026"]), rng.choice(["Kế hoạch", "Báo cáo", ""])])
    closing(p, 6)


def budget(p: Paper) -> None:
    """Every level of the outline carries figures: every line is a record."""
    rng = p.rng
    letterhead(p, 6)
    titles(p, 6, "TÌNH HÌNH THỰC HIỆN DỰ TOÁN THU, CHI NGÂN SÁCH")
    unit_line(p, 6)
    p.head(dressed(["STT", "Nội dung", "Dự toán năm", "Ước thực hiện", ("So sánh (%)", ["Dự toán", "Cùng kỳ"])], rng))
    numbering(p)
    for mark, text in (("A", "THU NGÂN SÁCH"), ("I", "Thu nội địa"), ("1", "Thu phí, lệ phí"), ("2", "Thu tiền sử dụng đất"), ("", "Trong đó: ghi thu"), ("II", "Thu bổ sung"), ("B", "CHI NGÂN SÁCH"), ("I", "Chi đầu tư phát triển"), ("II", "Chi thường xuyên")):
        p.record([mark, text, rng.randrange(100, 99999), rng.randrange(100, 99999), round(rng.uniform(20, 120), 1), round(rng.uniform(20, 120), 1)])
    closing(p, 6)


def sparse_list(p: Paper) -> None:
    rng = p.rng
    titles(p, 14, "SỔ THEO DÕI KHÁM CHỮA BỆNH")
    p.head(dressed(["STT", "Ngày khám", "Họ tên người bệnh", ("Tuổi", ["Nam", "Nữ"]), "Địa chỉ", "Số thẻ BHYT", "Triệu chứng", "Chẩn đoán", "Xử trí", "Chuyển tuyến", "Người khám", "Ký tên", "Ghi chú"], rng))
    for k in range(rng.choice([4, 10, 22])):
        row = [k + 1, day(rng), rng.choice(PEOPLE), "", "", rng.choice(HAMLETS), *["" for _ in range(8)]]
        for column in rng.sample(range(3, 14), rng.randrange(1, 5)):
            row[column] = rng.choice(["Viêm họng", "ho sốt", rng.randrange(2, 80)])
        p.record(row)


def members_without_count(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 5)
    titles(p, 5, "DANH SÁCH ĐẠI BIỂU DỰ HỘI NGHỊ")
    p.head(dressed(["Họ và tên", "Chức danh", "Cơ quan, đơn vị", "Số điện thoại", "Ý kiến"], rng))
    for _ in range(rng.choice([3, 8, 19])):
        p.record([rng.choice(PEOPLE), rng.choice(["Trưởng phòng", "Phó Chủ tịch HĐND", "Bí thư Đoàn", "Kế toán", "Chủ tịch Hội Nông dân"]), rng.choice(["Hội Phụ nữ", "UBND xã", "Công an xã"]), rng.choice(["", "0978123456"]), ""])
    closing(p, 5)


def households(p: Paper) -> None:
    """A household head with a number, members below without one."""
    rng = p.rng
    titles(p, 6, f"DANH SÁCH NHÂN KHẨU THÔN {rng.choice(HAMLETS).upper()}")
    p.head(dressed(["STT hộ", "Họ và tên", "Quan hệ với chủ hộ", "Ngày sinh", "Giới tính", "Nghề nghiệp"], rng))
    for k in range(rng.choice([3, 6])):
        for n in range(rng.choice([1, 2, 4])):
            p.record([k + 1 if n == 0 else "", rng.choice(PEOPLE), "Chủ hộ" if n == 0 else rng.choice(["Vợ", "Con", "Cháu"]), birth(rng), rng.choice(["Nam", "Nữ"]), rng.choice(["Làm ruộng", "Học sinh", ""])])


def sections_by_gaps(p: Paper) -> None:
    """Sections parted by blank rows and a line with their name; the heading stands once."""
    rng = p.rng
    titles(p, 5, "DANH MỤC THIẾT BỊ CÁC PHÒNG BAN")
    p.head(dressed(["STT", "Tên thiết bị", "Số lượng", "Năm mua", "Hiện trạng"], rng))
    for office in ("Phòng Kinh tế", "Văn phòng", "Trung tâm PVHCC")[: rng.choice([2, 3])]:
        p.blank(rng.choice([0, 1]))
        p.aside({rng.choice([0, 1]): rng.choice([office, f"{office}:", office.upper()])})
        for k in range(rng.choice([2, 4])):
            p.record([k + 1, rng.choice(["Máy in HP", "Máy scan", "Màn hình"]), rng.randrange(1, 9), rng.randrange(2015, 2026), rng.choice(["Tốt", "Hỏng"])])
    closing(p, 5)


def subtotals_without_count(p: Paper) -> None:
    rng = p.rng
    titles(p, 4, "BẢNG KÊ CHỨNG TỪ CHI")
    unit_line(p, 4)
    p.head(dressed(["Ngày chứng từ", "Số chứng từ", "Nội dung chi", "Số tiền"], rng))
    for month in (7, 8, 9)[: rng.choice([1, 2, 3])]:
        for _ in range(rng.choice([2, 5])):
            p.record([dt.date(2026, month, rng.randrange(1, 28)), f"PC{rng.randrange(100, 999)}", rng.choice(["Chi tiền điện", "Chi hội nghị", "Mua văn phòng phẩm"]), rng.randrange(1, 99) * 10000])
        p.aside({rng.choice([0, 2]): rng.choice([f"Cộng tháng {month}", f"Tổng tháng {month}"]), 3: 999999})
    p.aside({rng.choice([0, 2]): rng.choice(["Tổng cộng", "Cộng", "Lũy kế"]), 3: 9999999})
    closing(p, 4)


def empty_form(p: Paper) -> None:
    """A form handed in with nothing but its count and perhaps one record."""
    rng = p.rng
    letterhead(p, 8)
    titles(p, 8, "BIỂU THEO DÕI TÌNH HÌNH THIÊN TAI")
    p.head(dressed(["STT", "Loại thiên tai", "Thời gian xảy ra", "Địa điểm", ("Thiệt hại", ["Số người", "Số nhà", "Giá trị (tr.đ)"]), "Ghi chú"], rng))
    numbering(p)
    filled = rng.choice([0, 1, 2])
    for k in range(filled):
        p.record([k + 1, "Mưa đá", day(rng), rng.choice(HAMLETS), rng.choice([0, ""]), 3, 120, ""])
    for k in range(filled, rng.choice([3, 6, 10])):
        p.aside({0: rng.choice([k + 1, f"{k + 1}"])})
    closing(p, 8)


def names_only_form(p: Paper) -> None:
    """Only villages are filled in, the figures are still to come: every village is a record."""
    rng = p.rng
    titles(p, 7, "BIỂU ĐĂNG KÝ CHỈ TIÊU BẢO HIỂM Y TẾ NĂM 2027")
    p.head(dressed(["STT", "Thôn", "Tổng số dân", "Đã tham gia", "Đăng ký mới", "Tỷ lệ (%)", "Ghi chú"], rng))
    for k, hamlet in enumerate(rng.sample(HAMLETS, 5)):
        p.record({0: k + 1, 1: f"Thôn {hamlet}"})
    p.aside({1: "Tổng cộng"})


def land_plots(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 9)
    titles(p, 9, "DANH SÁCH CÁC HỘ BỊ THU HỒI ĐẤT", "Dự án: Nâng cấp đường liên thôn")
    unit_line(p, 9)
    p.head(dressed(["Số TT", "Họ tên chủ sử dụng đất", "Địa chỉ", "Tờ bản đồ số", "Thửa đất số", ("Diện tích (m2)", ["Tổng", "Thu hồi", "Còn lại"]), "Loại đất"], rng))
    number = 0
    for _ in range(rng.choice([3, 7])):
        number += 1
        for n in range(rng.choice([1, 1, 2])):
            area = rng.randrange(50, 900)
            p.record([number if n == 0 else "", rng.choice(PEOPLE) if n == 0 else "", f"Thôn {rng.choice(HAMLETS)}" if n == 0 else "", rng.randrange(1, 60), rng.randrange(1, 400), area, area // 2, area - area // 2, rng.choice(["LUC", "ONT", "CLN"])])
    p.aside({1: rng.choice(["Tổng cộng", "Cộng:"]), 5: 999, 6: 999, 7: 999})
    closing(p, 9)


def phone_book(p: Paper) -> None:
    """Short list of two columns with values only as text."""
    rng = p.rng
    titles(p, 3, "DANH BẠ ĐIỆN THOẠI")
    p.head(dressed(["Họ tên", "Chức vụ", "Di động"], rng))
    for _ in range(rng.choice([4, 12])):
        p.record([rng.choice(PEOPLE), rng.choice(["Chủ tịch", "Kế toán", "Phó Chủ tịch", "Giám đốc"]), f"09{rng.randrange(10**7, 10**8)}"])


def two_papers(p: Paper) -> None:
    """Two forms of one sheet, each with its own title, heading and signatures."""
    rng = p.rng
    letterhead(p, 5)
    titles(p, 5, "Biểu 01: HỘI VIÊN NÔNG DÂN")
    p.head(["STT", "Chi hội", "Tổng số hội viên", "Kết nạp mới", "Ghi chú"])
    for k, hamlet in enumerate(rng.sample(HAMLETS, rng.choice([3, 5]))):
        p.record([k + 1, hamlet, rng.randrange(20, 200), rng.randrange(0, 9), ""])
    p.aside({1: "Tổng cộng", 2: 300, 3: 12})
    closing(p, 5)
    p.blank(2)
    titles(p, 5, "Biểu 02: QUỸ HỘI")
    p.head(["STT", "Chi hội", "Số dư đầu kỳ", "Thu trong kỳ", "Chi trong kỳ"])
    for k, hamlet in enumerate(rng.sample(HAMLETS, 3)):
        p.record([k + 1, hamlet, *[rng.randrange(1, 90) * 10000 for _ in range(3)]])


def footnoted(p: Paper) -> None:
    """Marks of footnotes in headings and cells, the notes below the table."""
    rng = p.rng
    titles(p, 5, "KẾT QUẢ THỰC HIỆN CHỈ TIÊU NÔNG THÔN MỚI")
    p.head(dressed(["TT", "Tên tiêu chí", "Yêu cầu (*)", "Kết quả tự đánh giá (**)", "Mức độ đạt"], rng))
    for k, text in enumerate(("Quy hoạch", "Giao thông", "Thủy lợi (1)", "Điện", "Trường học", "Cơ sở vật chất văn hóa")):
        p.record([k + 1, text, rng.choice(["Đạt", "≥ 95%", "100%"]), rng.choice(["Đạt", "96,5%"]), rng.choice(["Đạt", "Chưa đạt"])])
    p.blank(rng.choice([0, 1]))
    p.aside({0: "(*) Theo Quyết định số 318/QĐ-TTg."})
    p.aside({0: "(**) Tính đến 30/9/2026."})
    if rng.random() < 0.5:
        p.aside({1: "(1) Chưa tính kênh nội đồng."})
    closing(p, 5)


def questions(p: Paper) -> None:
    """Long answers, two tiers without merges."""
    rng = p.rng
    letterhead(p, 4)
    titles(p, 4, "TỔNG HỢP Ý KIẾN, KIẾN NGHỊ CỬ TRI")
    p.head(dressed(["STT", "Nội dung kiến nghị", "Đơn vị trả lời", "Nội dung trả lời"], rng))
    for k in range(rng.choice([2, 5])):
        if rng.random() < 0.3:
            p.aside({0: f"{'ABCDE'[k]}. Lĩnh vực {rng.choice(['đất đai', 'giao thông'])}"})
        p.record([k + 1, "Đề nghị cấp có thẩm quyền quan tâm đầu tư xây dựng tuyến đường liên thôn đã xuống cấp nghiêm trọng, gây khó khăn cho việc đi lại của nhân dân, nhất là vào mùa mưa bão hằng năm.", rng.choice(["UBND xã", "Phòng Kinh tế"]), "UBND xã tiếp thu, đã đưa vào kế hoạch đầu tư công trung hạn giai đoạn 2026 - 2030 và sẽ bố trí vốn khi cân đối được nguồn."])
    closing(p, 4)


def support_list(p: Paper) -> None:
    """Money handed out by village: groups with a count, subtotals, a grand total in letters."""
    rng = p.rng
    letterhead(p, 7)
    titles(p, 7, "DANH SÁCH HỘ GIA ĐÌNH ĐƯỢC HỖ TRỢ GẠO CỨU ĐÓI")
    p.head(dressed(["STT", "Họ và tên chủ hộ", "Năm sinh", "Số khẩu", "Số gạo (kg)", "Ký nhận", "Ghi chú"], rng))
    for roman, hamlet in zip(("I", "II", "III"), HAMLETS, strict=False):
        p.aside(rng.choice([{0: roman, 1: f"Thôn {hamlet}"}, {0: f"{roman}. Thôn {hamlet}: 12 hộ"}, {1: f"Thôn {hamlet}"}, {0: f"THÔN {hamlet.upper()}"}]))
        for k in range(rng.choice([2, 4])):
            p.record([k + 1, rng.choice(PEOPLE), rng.randrange(1940, 2000), rng.randrange(1, 8), rng.randrange(1, 8) * 15, "", ""])
        if rng.random() < 0.5:
            p.aside({1: rng.choice(["Cộng", f"Cộng thôn {hamlet}"]), 3: 12, 4: 180})
    p.aside({rng.choice([0, 1]): "TỔNG CỘNG", 3: 36, 4: 540})
    closing(p, 7)


def projects(p: Paper) -> None:
    """Investment projects: groups that carry the sum of what follows stay groups by name only when bare."""
    rng = p.rng
    letterhead(p, 10)
    titles(p, 10, "DANH MỤC DỰ ÁN ĐẦU TƯ CÔNG NĂM 2026")
    unit_line(p, 10)
    p.head(dressed(["STT", "Danh mục dự án", "Địa điểm XD", "Thời gian KC-HT", ("Quyết định đầu tư", ["Số, ngày", "Tổng mức đầu tư"]), ("Kế hoạch vốn 2026", ["Tổng số", "NSTW", "NS tỉnh"]), "Chủ đầu tư"], rng))
    numbering(p)
    p.aside(["", rng.choice(["TỔNG SỐ", "Tổng cộng"]), "", "", "", 9999, 999, 99, 9, ""])
    for roman, part in zip(("I", "II"), ("Dự án chuyển tiếp", "Dự án khởi công mới"), strict=True):
        p.aside({0: roman, 1: part})
        for k in range(rng.choice([1, 3])):
            p.record([k + 1, rng.choice(["Đường trục thôn", "Nhà văn hóa thôn", "Trường mầm non"]), rng.choice(HAMLETS), "2025-2026", f"{rng.randrange(10, 99)}/QĐ-UBND ngày 05/3/2025", 1500, 800, rng.choice([500, ""]), rng.choice([300, ""]), rng.choice(["UBND xã", ""])])
    closing(p, 10)


KINDS = (staff_list, plain_staff, register_book, price_sheet, goods_by_shop, work_log, statistics, wide_statistics, yearbook, payroll, timetable, week_plan, duty_roster, inventory, minutes, attendance, scores, task_plan,
         budget, sparse_list, members_without_count, households, sections_by_gaps, subtotals_without_count, empty_form, names_only_form, land_plots, phone_book, two_papers, footnoted, questions, support_list, projects)


def office_paper(seed: int) -> Case:
    """One paper; kinds take turns, everything else is drawn from the seed."""
    rng = random.Random(f"office/{seed}")
    write = KINDS[seed % len(KINDS)]
    paper = Paper(rng, rng.choice([0, 0, 0, 1, 2]))
    paper.blank(rng.choice([0, 0, 0, 1]))
    write(paper)
    typed, merged = rng.random() < 0.7, rng.random() < 0.85
    return paper.case(f"{write.__name__}-{seed}{'' if typed else '-text'}{'' if merged else '-unmerged'}", typed, merged)
