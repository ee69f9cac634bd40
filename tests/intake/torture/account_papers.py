"""Papers with sums and stocks: debts, medicines, estimates with parts, allowances by hamlet, disbursement of projects."""

from __future__ import annotations

import random

from office_papers import closing, dressed, letterhead, numbering, titles, unit_line
from paper import HAMLETS, PEOPLE, Case, Paper


def debts(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 9)
    titles(p, 9, "BẢNG TỔNG HỢP CÔNG NỢ")
    unit_line(p, 9)
    p.head(["STT", "Mã đối tượng", "Tên đối tượng", ("Số dư đầu kỳ", ["Nợ", "Có"]), ("Phát sinh trong kỳ", ["Nợ", "Có"]), ("Số dư cuối kỳ", ["Nợ", "Có"])])
    for k in range(rng.choice([4, 8])):
        p.record([k + 1, f"NCC{k:03d}", rng.choice(["Công ty TNHH Minh Phát", "Cửa hàng Hoa Lan", "HTX Đồng Tâm"]), *[rng.choice(["", rng.randrange(1, 99) * 100_000]) for _ in range(6)]])
    p.aside(["", "", "Tổng cộng", *[rng.randrange(1, 99) * 100_000 for _ in range(6)]])
    closing(p, 9)


def medicines(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 11)
    titles(p, 11, "BÁO CÁO XUẤT - NHẬP - TỒN THUỐC")
    p.head(dressed(["STT", "Tên thuốc, hàm lượng", "ĐVT", *[(part, ["SL", "TT"]) for part in ("Tồn đầu kỳ", "Nhập trong kỳ", "Xuất trong kỳ", "Tồn cuối kỳ")]], rng))
    for roman, part in (("I", "Thuốc kháng sinh"), ("II", "Vật tư y tế")):
        p.aside({0: roman, 1: part} if rng.random() < 0.5 else {1: part})
        for k in range(rng.choice([3, 6])):
            p.record([k + 1, rng.choice(["Amoxicillin 500mg", "Paracetamol 500mg", "Bơm kim tiêm 5ml"]), rng.choice(["Viên", "Cái"]), *[rng.choice([0, rng.randrange(1, 900)]) for _ in range(8)]])
    p.aside(["", "Tổng cộng", "", "", 900, "", 800, "", 700, "", 600])
    closing(p, 11)


def estimate(p: Paper) -> None:
    """Parts with their sums between counted lines that have quantity and price."""
    rng = p.rng
    letterhead(p, 7)
    titles(p, 7, "DỰ TOÁN KINH PHÍ TỔ CHỨC HỘI NGHỊ")
    unit_line(p, 7)
    p.head(dressed(["STT", "Nội dung", "ĐVT", "Số lượng", "Đơn giá", "Thành tiền", "Ghi chú"], rng))
    if rng.random() < 0.5:
        p.aside(["A", "B", "C", 1, 2, "3=1x2", 4])
    for roman, part in (("I", "Chi hội trường"), ("II", "Chi tài liệu, nước uống")):
        p.aside([roman, part, "", "", "", rng.randrange(1, 90) * 100_000, ""])
        for k in range(rng.choice([2, 4])):
            many, price = rng.randrange(1, 100), rng.randrange(1, 50) * 10_000
            p.record([k + 1, rng.choice(["Thuê hội trường", "In tài liệu", "Nước uống đại biểu", "Hoa tươi"]), rng.choice(["Ngày", "Bộ", "Người", "Cái"]), many, price, many * price, rng.choice(["", "TT 12/2025"])])
    p.aside(["", rng.choice(["Tổng cộng", "Cộng (I+II)", "TỔNG CỘNG = I + II"]), "", "", "", 99_000_000, ""])
    if rng.random() < 0.5:
        p.aside({0: "Bằng chữ: Chín mươi chín triệu đồng chẵn./."})
    closing(p, 7)


def allowances(p: Paper) -> None:
    rng, count = p.rng, 0
    letterhead(p, 9)
    titles(p, 9, "DANH SÁCH CHI TRẢ PHỤ CẤP")
    p.head(dressed(["STT", "Họ và tên", "Chức danh", "Hệ số", "Mức lương cơ sở", "Thành tiền", "Trừ BHXH", "Thực lĩnh", "Ký nhận"], rng))
    numbering(p)
    for hamlet in HAMLETS[:rng.choice([2, 3])]:
        p.aside(rng.choice([{0: f"Thôn {hamlet}"}, {1: f"Thôn {hamlet}"}, {0: "*", 1: f"Thôn {hamlet}"}]))
        for _ in range(3):
            count += 1
            p.record([count, rng.choice(PEOPLE), rng.choice(["Bí thư chi bộ", "Trưởng thôn", "CTV dân số"]), rng.choice([1.5, 2.5]), 2_340_000, 3_510_000, rng.choice([280_800, ""]), 3_229_200, ""])
    p.aside(["", "Cộng", "", 30, "", 50_000_000, 2_000_000, 48_000_000, ""])
    closing(p, 9)


def disbursement(p: Paper) -> None:
    rng = p.rng
    letterhead(p, 11)
    titles(p, 11, "TÌNH HÌNH GIẢI NGÂN VỐN ĐẦU TƯ CÔNG")
    unit_line(p, 11)
    p.head(dressed(["STT", "Danh mục dự án", "Địa điểm", ("Quyết định đầu tư", ["Số, ngày", "TMĐT"]), ("Kế hoạch vốn", ["Tổng số", ("Trong đó", ["NST", "NSX"])]), ("Giải ngân", ["Số tiền", "Tỷ lệ (%)"])], rng))
    figures = lambda: [rng.randrange(500, 5000), 900, 400, 500, rng.randrange(1, 900), 45.5]  # noqa: E731
    p.aside(["", "TỔNG SỐ", "", "", *figures()])
    for mark, part in (("A", "Công trình chuyển tiếp"), ("B", "Công trình khởi công mới")):
        p.aside([mark, part, "", "", *figures()])
        for k in range(rng.choice([2, 4])):
            p.record([k + 1, rng.choice(["Đường bê tông thôn Bãi Dài", "Nhà văn hóa thôn", "Sửa chữa trạm y tế"]), rng.choice(HAMLETS), f"{rng.randrange(10, 99)}/QĐ-UBND ngày 10/3/2026", *figures()])
    closing(p, 11)


ACCOUNTS = (debts, medicines, estimate, allowances, disbursement)


def account_paper(seed: int) -> Case:
    """One paper; kinds take turns, everything else is drawn from the seed."""
    rng = random.Random(f"accounts/{seed}")
    write = ACCOUNTS[seed % len(ACCOUNTS)]
    paper = Paper(rng, rng.choice([0, 0, 0, 1]))
    write(paper)
    typed, merged = rng.random() < 0.7, rng.random() < 0.85
    return paper.case(f"{write.__name__}-{seed}{'' if typed else '-text'}{'' if merged else '-unmerged'}", typed, merged)
