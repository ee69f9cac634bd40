"""More papers no registry declares, with less to hold on to: exports of programs, forms mostly empty, figures without words, words without figures, pages pasted together."""

from __future__ import annotations

import datetime as dt
import random

from office_papers import birth, closing, day, dressed, letterhead, numbering, titles, unit_line
from paper import HAMLETS, PEOPLE, Case, Paper, Truth


def program_export(p: Paper) -> None:
    """Headings as field names, no title."""
    rng = p.rng
    p.head(rng.choice([["MA_HS", "NGAY_NHAN", "HO_TEN", "TRANG_THAI", "SO_TIEN"], ["maHoSo", "ngayNhan", "hoTen", "trangThai", "lePhi"], ["id", "created_at", "full_name", "status", "amount"]]))
    for k in range(rng.choice([3, 9, 30])):
        p.record([f"HS{k:05d}", day(rng), rng.choice(PEOPLE), rng.choice(["DA_TRA", "DANG_XL"]), rng.choice([0, 15000, ""])])


def timed_export(p: Paper) -> None:
    """A line of the program, filters, then the list."""
    rng = p.rng
    p.write(["Phần mềm quản lý văn bản - Xuất lúc 10:20 01/09/2026"])
    p.write(["Bộ lọc:", "Từ ngày 01/08/2026", "Đến ngày 31/08/2026"])
    p.blank(rng.choice([0, 1]))
    p.head(["#", "Số hiệu", "Trích yếu", "Người xử lý", "Hạn", "Trạng thái"])
    for k in range(rng.choice([4, 12])):
        p.record([k + 1, f"{rng.randrange(1, 99)}/TB", "Về việc mời họp", rng.choice(PEOPLE), day(rng), rng.choice(["Quá hạn", "Trong hạn"])])
    p.aside([f"Tổng số: {rng.randrange(3, 9)} văn bản"])


def english_headings(p: Paper) -> None:
    rng = p.rng
    titles(p, 6, "LIST OF STAFF")
    p.head(["No.", "Full name", "Date of birth", "Position", "Department", "Remarks"])
    for k in range(rng.choice([4, 11])):
        p.record([k + 1, rng.choice(PEOPLE), birth(rng), "Officer", "Finance", ""])


def deep_form(p: Paper) -> None:
    """Four tiers, formulas in the numbering row, figures only."""
    rng = p.rng
    letterhead(p, 14)
    titles(p, 14, "BÁO CÁO KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH")
    p.head(dressed(["TT", "Lĩnh vực", ("Số hồ sơ tiếp nhận", ["Tổng số", ("Trong đó", [("Trong kỳ", ["Trực tuyến", "Trực tiếp"]), "Từ kỳ trước"])]), ("Kết quả giải quyết", [("Đã giải quyết", ["Tổng", "Trước hạn", "Đúng hạn", "Quá hạn"]), ("Đang giải quyết", ["Tổng", "Trong hạn", "Quá hạn"])]), "Ghi chú"], rng))
    if rng.random() < 0.7:
        p.aside(["(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)", "(6)", "(7)=(8)+(9)+(10)", "(8)", "(9)", "(10)", "(11)=(12)+(13)", "(12)", "(13)", "(14)"])
    for k in range(rng.choice([2, 5, 11])):
        p.record([k + 1, rng.choice(["Hộ tịch", "Đất đai", "Tổng hợp", "Chứng thực", "Bảo trợ xã hội"]), *[rng.choice([rng.randrange(0, 90), 0]) for _ in range(11)], ""])
    p.aside({1: rng.choice(["Tổng cộng", "Cộng", "TỔNG SỐ"]), **dict.fromkeys(range(2, 13), 99)})
    closing(p, 14)


def unfilled_indicators(p: Paper) -> None:
    """Indicators with their units, few figures yet."""
    rng = p.rng
    letterhead(p, 7)
    titles(p, 7, "BIỂU CHỈ TIÊU KINH TẾ - XÃ HỘI")
    p.head(dressed(["STT", "Chỉ tiêu", "ĐVT", "Thực hiện 2025", "Kế hoạch 2026", "Ước thực hiện", "So sánh (%)"], rng))
    numbering(p)
    for roman, part in zip(("I", "II"), ("KINH TẾ", "XÃ HỘI"), strict=True):
        p.aside({0: roman, 1: f"CHỈ TIÊU {part}"})
        for k in range(rng.choice([3, 5])):
            p.record([k + 1, rng.choice(["Tổng sản lượng lương thực", "Tổng đàn gia súc", "Tỷ lệ hộ nghèo", "Độ che phủ rừng"]), rng.choice(["Tấn", "Con", "%"]), *[rng.choice(["", "", rng.randrange(1, 900)]) for _ in range(4)]])
    closing(p, 7)


def crosses(p: Paper) -> None:
    """A survey: names and crosses."""
    rng = p.rng
    titles(p, 9, "TỔNG HỢP PHIẾU ĐÁNH GIÁ, XẾP LOẠI")
    p.head(dressed(["STT", "Họ và tên", "Chức vụ", ("Mức xếp loại", ["Xuất sắc", "Tốt", "Hoàn thành", "Không HT"]), "Lý do", "Ghi chú"], rng))
    for k in range(rng.choice([3, 8, 15])):
        row = [k + 1, rng.choice(PEOPLE), rng.choice(["Chuyên viên", "Kế toán", ""]), "", "", "", "", "", ""]
        row[rng.randrange(3, 7)] = "x"
        p.record(row)
    p.aside({1: "Tổng cộng", 3: 2, 4: 5, 5: 1})
    closing(p, 9)


def units_below(p: Paper) -> None:
    rng = p.rng
    titles(p, 6, "DIỆN TÍCH, NĂNG SUẤT, SẢN LƯỢNG LÚA VỤ MÙA")
    p.head(dressed(["STT", "Thôn", "Diện tích", "Năng suất", "Sản lượng", "So với cùng kỳ"], rng))
    p.aside(["", "", "(ha)", "(tạ/ha)", "(tấn)", "(%)"])
    for k in range(rng.choice([3, 7])):
        p.record([k + 1, rng.choice(HAMLETS), round(rng.uniform(5, 90), 2), round(rng.uniform(40, 60), 1), rng.randrange(30, 400), 101.2])
    p.aside({1: "Toàn xã", 2: 99.5, 3: 50.1, 4: 900, 5: 100.4})


def two_beside(p: Paper) -> None:
    """Long lists of telephone numbers in two halves: one sheet, two tables beside each other."""
    rng = p.rng
    titles(p, 7, "DANH BẠ CÁC THÔN")
    heads = ["TT", "Họ và tên", "Số điện thoại"]
    first = p.write([*heads, "", *heads])
    n = rng.choice([4, 9])
    lists: list[list[int]] = [[], []]
    for k in range(n):
        row = p.write([k + 1, rng.choice(PEOPLE), f"09{rng.randrange(10**7, 10**8)}", "", k + 1, rng.choice(PEOPLE), f"09{rng.randrange(10**7, 10**8)}"])
        lists[0].append(row)
        lists[1].append(row)
    for rows in lists:
        p.tables.append(Truth(first, first, rows))


def pages_pasted(p: Paper) -> None:
    """Each page has title, heading and running total again; the count runs on."""
    rng = p.rng
    head = ["STT", "Số biên lai", "Họ tên người nộp", "Số tiền", "Ghi chú"]
    titles(p, 5, "BẢNG KÊ BIÊN LAI THU PHÍ, LỆ PHÍ")
    p.head(head)
    number = 0
    pages = rng.choice([1, 2, 3])
    for page in range(pages):
        if page:
            p.head(head, again=True)
            p.aside({2: "Số trang trước chuyển sang", 3: 990000})
        for _ in range(rng.choice([4, 7])):
            number += 1
            p.record([number, f"{rng.randrange(1000, 9999)}", rng.choice(PEOPLE), rng.randrange(1, 50) * 1000, ""])
        p.aside({2: "Cộng chuyển trang sau" if page + 1 < pages else "Tổng cộng", 3: 990000})
    closing(p, 5)


def day_groups(p: Paper) -> None:
    """A date as the line over the entries of the day."""
    rng = p.rng
    titles(p, 4, "LỊCH TIẾP CÔNG DÂN VÀ LÀM VIỆC")
    p.head(dressed(["Giờ", "Nội dung", "Chủ trì", "Địa điểm"], rng))
    for k in range(rng.choice([2, 4])):
        row = p.write({0: f"Thứ {['Hai', 'Ba', 'Tư', 'Năm'][k]}, ngày {7 + k:02d}/9/2026"})
        p.tables[-1].aside += 1
        p.merge(row, 0, row, 3)
        for _ in range(rng.choice([1, 2, 3])):
            p.record([rng.choice(["8h00", "14:00", "8 giờ 30"]), rng.choice(["Tiếp dân định kỳ", "Họp BCH Đảng bộ", "Làm việc với Sở Y tế"]), rng.choice(["Đ/c Bí thư", "Chủ tịch UBND xã", "Phó Chủ tịch"]), rng.choice(["Phòng họp A", "Trụ sở tiếp dân"])])


def invoice(p: Paper) -> None:
    """Taxes and the sum to pay below the sum."""
    rng = p.rng
    titles(p, 6, "BẢNG BÁO GIÁ", "Kính gửi: UBND xã Tân Lập")
    p.head(dressed(["STT", "Tên hàng hóa, dịch vụ", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền"], rng))
    numbering(p)
    for k in range(rng.choice([2, 5])):
        p.record([k + 1, rng.choice(["Mực in", "Giấy A4", "Tổng đài nội bộ 8 số"]), rng.choice(["hộp", "ram"]), rng.randrange(1, 20), rng.randrange(50, 400) * 1000, rng.randrange(50, 4000) * 1000])
    p.aside({1: "Cộng tiền hàng", 5: 5000000})
    p.aside({1: "Thuế GTGT (8%)", 5: 400000})
    p.aside({1: "Tổng cộng tiền thanh toán", 5: 5400000})
    if rng.random() < 0.5:
        p.aside({0: "Bằng chữ: Năm triệu bốn trăm nghìn đồng chẵn./."})
    closing(p, 6)


def one_record(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 6)
    titles(p, 6, "BÁO CÁO NHANH TÌNH HÌNH DỊCH BỆNH")
    p.head(dressed(["STT", "Loại dịch bệnh", "Ngày xảy ra", "Số hộ", "Số con chết", "Biện pháp"], rng))
    p.record([1, "Dịch tả lợn châu Phi", day(rng), 3, 27, "Tiêu hủy"])
    closing(p, 6)


def two_columns(p: Paper) -> None:
    rng = p.rng
    titles(p, 2, "SỐ HỌC SINH THEO KHỐI LỚP")
    p.head(dressed(["Khối lớp", "Số học sinh"], rng))
    for k in range(1, 6):
        p.record([f"Lớp {k}", rng.randrange(10, 90)])
    p.aside(["Tổng cộng", 240])


def long_headings(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 5)
    titles(p, 5, "TỔNG HỢP KẾT QUẢ GIÁM SÁT")
    p.head(["TT", "Nội dung giám sát theo Nghị quyết số 15/NQ-HĐND ngày 10 tháng 7 năm 2026 của Hội đồng nhân dân xã về chương trình giám sát năm 2026 (ghi rõ tên chuyên đề, đơn vị chịu sự giám sát)", "Thời gian tiến hành giám sát (từ ngày ... đến ngày ...)", "Kết quả, kiến nghị sau giám sát; tiến độ thực hiện kiến nghị của các đơn vị", "Ghi chú"])
    for k in range(rng.choice([2, 6])):
        p.record([k + 1, "Giám sát việc thực hiện chính sách giảm nghèo bền vững trên địa bàn xã giai đoạn 2021 - 2025", "Tháng 9/2026", rng.choice(["Đã hoàn thành", "Kiến nghị UBND xã bổ sung kinh phí"]), ""])
    closing(p, 5)


def class_counts(p: Paper) -> None:
    """Headings of short codes only; merged sections of morning and afternoon at the left."""
    rng = p.rng
    titles(p, 8, "THỜI KHÓA BIỂU KHỐI 1")
    p.head(["Buổi", "Tiết", "1A1", "1A2", "1A3", "1A4", "1A5", "1A6"])
    for part in ("SÁNG", "CHIỀU"):
        first = len(p.rows) + 1
        for lesson in range(1, 5):
            p.record([part if lesson == 1 else "", lesson, *[rng.choice(["TV", "Toán", "TNXH", "GDTC", "HĐTN", "ÂN"]) for _ in range(6)]])
        p.merge(first, 0, len(p.rows), 0)


def form_block_above(p: Paper) -> None:
    """Four cells a line of questions and answers above the table."""
    rng = p.rng
    titles(p, 6, "PHIẾU KÊ KHAI LAO ĐỘNG")
    p.write({0: "Tên doanh nghiệp:", 2: "HTX Tân Tiến", 3: "Mã số thuế:", 5: "2400123456"})
    p.write({0: "Địa chỉ:", 2: "Thôn Đồi Cao", 3: "Điện thoại:", 5: "0912 345 678"})
    p.write({0: "Người đại diện:", 2: rng.choice(PEOPLE), 3: "Chức vụ:", 5: "Giám đốc"})
    p.blank(rng.choice([0, 1]))
    p.head(dressed(["STT", "Họ tên lao động", "Năm sinh", "Vị trí việc làm", "Loại hợp đồng", "Mức lương"], rng))
    for k in range(rng.choice([2, 6])):
        p.record([k + 1, rng.choice(PEOPLE), rng.randrange(1970, 2006), rng.choice(["Thợ may", "Lái xe"]), rng.choice(["12 tháng", "Không xác định"]), rng.randrange(40, 90) * 100000])
    closing(p, 6)


def centred_groups(p: Paper) -> None:
    """Group names in the middle of the sheet, as centring by hand leaves them."""
    rng = p.rng
    titles(p, 6, "DANH SÁCH KHEN THƯỞNG")
    p.head(dressed(["STT", "Họ và tên", "Đơn vị", "Danh hiệu", "Mức thưởng", "Ghi chú"], rng))
    for name in ("TẬP THỂ", "CÁ NHÂN"):
        p.aside({rng.choice([2, 3]): name})
        for k in range(rng.choice([2, 5])):
            p.record([k + 1, rng.choice(PEOPLE), rng.choice(["Tổ 1", "Trường THCS"]), rng.choice(["Giấy khen", "Lao động tiên tiến"]), rng.choice([500000, 1000000]), ""])
    p.aside({1: "Tổng cộng", 4: 5000000})
    closing(p, 6)


def counted_total(p: Paper) -> None:
    """The sum told in words within the list: "Tổng cộng: 25 hộ"."""
    rng = p.rng
    letterhead(p, 6)
    titles(p, 6, "DANH SÁCH HỘ THOÁT NGHÈO")
    p.head(dressed(["STT", "Họ tên chủ hộ", "Giới tính", "Dân tộc", "Năm sinh", "Thôn"], rng))
    n = rng.choice([3, 9])
    for k in range(n):
        p.record([k + 1, rng.choice(PEOPLE), rng.choice(["Nam", "Nữ"]), rng.choice(["Kinh", "Tày", "Dao"]), rng.randrange(1940, 2000), rng.choice(HAMLETS)])
    p.aside({rng.choice([0, 1]): rng.choice([f"Tổng cộng: {n} hộ", f"Tổng số: {n:02d} hộ thoát nghèo.", f"Cộng: {n} hộ", f"Danh sách ấn định {n} hộ"])})
    closing(p, 6)


def comparison(p: Paper) -> None:
    """Years twice under two groups, first column without count."""
    rng = p.rng
    titles(p, 7, "SO SÁNH KẾT QUẢ TUYỂN SINH")
    p.head(["Trường", ("Mầm non", ["2024", "2025", "2026"]), ("Tiểu học", ["2024", "2025", "2026"])])
    for k in range(rng.choice([3, 6])):
        p.record([f"Trường số {k + 1}", *[rng.randrange(20, 300) for _ in range(6)]])
    p.aside(["Cộng", *[999] * 6])


def bare_figures(p: Paper) -> None:
    """Codes and figures, headings without a word of the trade."""
    rng = p.rng
    p.head(["Ký hiệu mẫu", "pH", "TSS", "BOD5", "COD", "Coliform"])
    for k in range(rng.choice([3, 8])):
        p.record([f"NM{k + 1}", round(rng.uniform(6, 8), 1), rng.randrange(10, 90), rng.randrange(2, 40), rng.randrange(5, 80), rng.randrange(100, 9000)])


def quarter_sheet(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 14)
    titles(p, 14, "TỔNG HỢP THU PHÍ VỆ SINH")
    unit_line(p, 14)
    p.head(dressed(["STT", "Họ tên", *[f"T{m}" for m in range(1, 13)], "Cộng"], rng))
    for k in range(rng.choice([4, 10])):
        p.record([k + 1, rng.choice(PEOPLE), *[rng.choice([20000, 20000, ""]) for _ in range(12)], 240000])
    p.aside({1: "Cộng", **dict.fromkeys(range(2, 15), 400000)})


def figures_as_words(p: Paper) -> None:
    """All text: amounts with units inside the cells."""
    rng = p.rng
    titles(p, 5, "KẾT QUẢ THỰC HIỆN NHIỆM VỤ QUÂN SỰ ĐỊA PHƯƠNG")
    p.head(dressed(["Nội dung", "Chỉ tiêu giao", "Kết quả", "Tỷ lệ", "Đánh giá"], rng))
    for text in ("Huấn luyện dân quân", "Tuyển quân", "Xây dựng lực lượng dự bị", "Hội thao")[: rng.choice([3, 4])]:
        p.record([text, f"{rng.randrange(5, 90)} đ/c", f"{rng.randrange(5, 90)} đ/c", "100 %", rng.choice(["Tốt", "Hoàn thành"])])
    closing(p, 5)


def roster_by_name(p: Paper) -> None:
    """Days across as real dates, names down, nothing else."""
    rng = p.rng
    titles(p, 8, "LỊCH TRỰC TUẦN 37")
    p.head(["Họ và tên", *[dt.date(2026, 9, 7) + dt.timedelta(d) for d in range(7)]])
    for _ in range(rng.choice([4, 8])):
        p.record([rng.choice(PEOPLE), *[rng.choice(["S", "C", "Đ", ""]) for _ in range(7)]])


def legend_beside(p: Paper) -> None:
    """A short key to the signs right of the table, a blank column between."""
    rng = p.rng
    titles(p, 7, "THEO DÕI NGHỈ PHÉP")
    first = p.write(["STT", "Họ và tên", "Ngày nghỉ", "Loại", "", "Ký hiệu", "Ý nghĩa"])
    keys = [["P", "Nghỉ phép"], ["Ô", "Nghỉ ốm"], ["K", "Không lương"], ["H", "Đi học"]][: rng.choice([2, 3, 4])]
    n = rng.choice([7, 12])
    rows = [p.write([k + 1, rng.choice(PEOPLE), day(rng), rng.choice("POKH"), *(["", *keys[k]] if k < len(keys) else [])]) for k in range(n)]
    p.tables += [Truth(first, first, rows), Truth(first, first, rows[: len(keys)])]


def blank_column_inside(p: Paper) -> None:
    """A narrow blank column that somebody left between two parts of one table."""
    rng = p.rng
    titles(p, 8, "DANH SÁCH HỌC VIÊN LỚP BỒI DƯỠNG")
    first = p.write(["STT", "Họ và tên", "Năm sinh", "", "Đơn vị", "Chức vụ", "Kết quả"])
    n = rng.choice([3, 9])
    rows = [p.write([k + 1, rng.choice(PEOPLE), rng.randrange(1960, 2003), "", rng.choice(["UBND xã", "Trạm Y tế"]), rng.choice(["Kế toán", ""]), rng.choice(["Giỏi", "Khá", ""])]) for k in range(n)]
    p.tables.append(Truth(first, first, rows))


HARDER = (legend_beside, blank_column_inside, program_export, timed_export, english_headings, deep_form, unfilled_indicators, crosses, units_below, two_beside, pages_pasted, day_groups, invoice, one_record, two_columns, long_headings, class_counts,
          form_block_above, centred_groups, counted_total, comparison, bare_figures, quarter_sheet, figures_as_words, roster_by_name)


def harder_paper(seed: int) -> Case:
    """One paper; kinds take turns, everything else is drawn from the seed."""
    rng = random.Random(f"harder/{seed}")
    write = HARDER[seed % len(HARDER)]
    paper = Paper(rng, rng.choice([0, 0, 0, 1, 2]))
    paper.blank(rng.choice([0, 0, 0, 1]))
    write(paper)
    typed, merged = rng.random() < 0.7, rng.random() < 0.85
    return paper.case(f"{write.__name__}-{seed}{'' if typed else '-text'}{'' if merged else '-unmerged'}", typed, merged)
