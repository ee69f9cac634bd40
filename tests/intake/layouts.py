"""Generates sheets in the rough layouts of real offices, with the truth: heading rows, data rows, rows set aside. No domain is declared anywhere."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from sotay.intake.model import CellKind, Grid

NAMES = [f"{a} {b} {c}" for a in ("Nguyễn", "Trần", "Lý", "Hoàng", "Vi", "Tống", "Đàm", "Nông") for b in ("Văn", "Thị", "Đức", "Minh") for c in ("An", "Bình", "Cường", "Dung", "Hạnh", "Khánh", "Công", "Tổng")]
VILLAGES = ["Đồng Mậm", "Cầu Sắt", "Khuôn Tỏ", "Tam Chẽ", "Xóm Mòng", "Tổng Trên", "Công Luận"]
GOODS = ["Gạo tẻ thường", "Thịt lợn nạc thăn", "Xi măng PCB40", "Thép cuộn phi 6", "Xăng RON 95-III", "Muối hạt", "Cá chép", "Trứng gà ta", "Đường kính trắng", "Cộng hành lá", "Tổng đài điện thoại"]
WORKS = ["Họp giao ban đầu tuần", "Soạn báo cáo tháng", "Kiểm tra hồ sơ một cửa", "Trực cơ quan", "Rà soát hộ nghèo", "Tổng hợp số liệu dân số", "Công tác địa bàn thôn", "Tổng vệ sinh môi trường"]
UNITS = ["kg", "cái", "lít", "bao", "m3"]


@dataclass
class Truth:
    """What stands where in one table: spreadsheet rows."""

    header_start: int = 0
    header_row: int = 0
    data: list[int] = field(default_factory=list)
    aside: Counter = field(default_factory=Counter)
    headings: list[str] = field(default_factory=list)


@dataclass
class Layout:
    name: str
    grid: Grid
    tables: list[Truth]


class Sheet:
    """Writes rows one below the other and keeps the truth."""

    def __init__(self, rng: random.Random, width: int, left: int = 0) -> None:
        self.rng, self.width, self.left = rng, width, left
        self.rows: list[list] = []
        self.merges: list[tuple[int, int, int, int]] = []
        self.tables: list[Truth] = []

    @property
    def next_row(self) -> int:
        return len(self.rows)

    def put(self, values: dict[int, object] | list, kind: str = "") -> int:
        row = [""] * (self.left + self.width)
        for column, value in (values.items() if isinstance(values, dict) else enumerate(values)):
            row[self.left + column] = value
        self.rows.append(row)
        if kind == "data":
            self.tables[-1].data.append(len(self.rows))
        elif kind:
            self.tables[-1].aside[kind] += 1
        return len(self.rows) - 1

    def blank(self, times: int = 1) -> None:
        for _ in range(times):
            self.put([])

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        self.merges.append((top, self.left + left, bottom, self.left + right))

    def grid(self, typed: bool = True, merged: bool = True) -> Grid:
        width = max(len(r) for r in self.rows)
        cells = np.full((len(self.rows), width), "", dtype=object)
        kinds = np.zeros(cells.shape, dtype=np.int8)
        for r, row in enumerate(self.rows):
            for c, value in enumerate(row):
                if value == "" or value is None:
                    continue
                cells[r, c], kinds[r, c] = as_cell(value, typed)
        return Grid("Sheet1", cells, kinds, np.arange(1, len(self.rows) + 1), tuple(self.merges) if merged else ())


def as_cell(value: object, typed: bool) -> tuple[str, int]:
    if isinstance(value, dt.date):
        return (value.isoformat(), CellKind.DATE) if typed else (f"{value:%d/%m/%Y}", CellKind.TEXT)
    if isinstance(value, int | float):
        return (str(value), CellKind.NUMBER) if typed else (f"{value:,}".replace(",", "@").replace(".", ",").replace("@", "."), CellKind.TEXT)
    return str(value), CellKind.TEXT


@dataclass
class Domain:
    """A kind of table: its heading tree and how a record looks. Headings are texts or (group, [leaves])."""

    name: str
    tree: list
    record: object
    title: str
    grouped: bool = True
    totals: bool = False
    label: int = 1


def _day(rng: random.Random) -> dt.date:
    return dt.date(2026, 1, 1) + dt.timedelta(rng.randrange(250))


def _staff(rng, i):
    return [i, rng.choice(NAMES), rng.choice([_day(rng), rng.randrange(1960, 2004)]), rng.choice(["Nam", "Nữ"]), rng.choice(["Công chức Tư pháp", "Văn phòng", "Kế toán"]), rng.choice(["Đại học", "Trung cấp"]), rng.choice(["", "Đảng viên"])]


def _register(rng, i):
    return [i, f"{100 + i}/CT", _day(rng), rng.choice(NAMES), f"Thôn {rng.choice(VILLAGES)}", rng.choice(["Bản sao giấy khai sinh", "Hợp đồng thuê đất", "Giấy ủy quyền"]), rng.choice(NAMES), rng.choice(["", "", "Đã trả"])]


def _price(rng, i):
    return [i, rng.choice(GOODS), rng.choice(UNITS), rng.randrange(5, 900) * 500, rng.choice(["", rng.randrange(5, 900) * 500]), round(rng.uniform(-5, 5), 2), rng.choice(["", "Giá bán lẻ"])]


def _log(rng, i):
    return [_day(rng), rng.choice(WORKS), rng.choice(NAMES), rng.choice(["Hoàn thành", "Đang làm"]), rng.choice(["", "", "Chuyển tuần sau"])]


def _counts(n):
    return lambda rng, i: [i, f"Thôn {VILLAGES[i % len(VILLAGES)]} {i}"] + [rng.randrange(0, 90) for _ in range(n)]


def _text_only(rng, i):
    return [rng.choice(NAMES), rng.choice(["Trưởng thôn", "Bí thư chi bộ", "Công an viên", "Y tế thôn"]), f"Thôn {rng.choice(VILLAGES)}", rng.choice(["Tốt", "Khá", "Đạt yêu cầu"])]


def _narrow(rng, i):
    return [i, rng.choice(GOODS) + f" loại {i}", rng.randrange(1, 99)]


def _timesheet(rng, i):
    return [i, rng.choice(NAMES), rng.choice(["Chủ tịch", "Kế toán"])] + [rng.choice(["x", "x", "x", "P", ""]) for _ in range(31)] + [rng.randrange(15, 23)]


def _assets(rng, i):
    return [i, f"TS{i:03d}", rng.choice(["Máy tính để bàn", "Bàn làm việc", "Tủ hồ sơ"]), rng.randrange(2010, 2026), rng.randrange(1, 9), rng.randrange(1, 90) * 100000, rng.randrange(1, 90) * 50000, rng.choice(NAMES)]


def _documents(rng, i):
    return [i, _day(rng), f"{rng.randrange(10, 999)}/UBND-VP", rng.choice(["Sở Nội vụ", "UBND tỉnh", "Công an tỉnh"]), "Về việc " + rng.choice(WORKS).lower() + " theo Kế hoạch số 15/KH-UBND ngày 05 tháng 3 năm 2026 của UBND tỉnh", rng.choice(["Văn phòng", "Kinh tế"]), rng.choice(["", _day(rng)])]


DOMAINS = [
    Domain("staff", ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Trình độ\nchuyên môn", "Ghi chú"], _staff, "DANH SÁCH CÁN BỘ, CÔNG CHỨC"),
    Domain("register", ["TT", "Số chứng thực", "Ngày, tháng, năm", "Họ tên người yêu cầu", "Địa chỉ", "Loại việc", "Người ký", "Ghi chú"], _register, "SỔ CHỨNG THỰC"),
    Domain("price", ["STT", "Tên hàng hóa", "ĐVT", "Giá kỳ này", "Giá kỳ trước", "Tăng, giảm (%)", "Ghi chú"], _price, "BẢNG GIÁ HÀNG HÓA, DỊCH VỤ"),
    Domain("price_tiers", ["STT", "Mặt hàng", "Đơn vị tính", ("Giá (đồng)", ["Kỳ này", "Kỳ trước"]), "So sánh (%)", "Ghi chú"], _price, "BÁO CÁO GIÁ THỊ TRƯỜNG"),
    Domain("log", ["Ngày", "Nội dung công việc", "Người thực hiện", "Kết quả", "Ghi chú"], _log, "NHẬT KÝ CÔNG VIỆC", grouped=False),
    Domain("counts", ["STT", "Thôn", ("Hộ nghèo", ["Tổng số", "Trong đó nữ"]), ("Hộ cận nghèo", ["Tổng số", "Trong đó nữ"]), "Tổng cộng"], _counts(5), "THỐNG KÊ HỘ NGHÈO", totals=True),
    Domain("three_tiers", ["TT", "Tên thôn", ("Dân số", [("Trong độ tuổi", ["Nam", "Nữ"]), "Ngoài độ tuổi"]), ("Lao động", ["Có việc", "Thất nghiệp"])], _counts(5), "BIỂU TỔNG HỢP DÂN SỐ", totals=True),
    Domain("years", ["STT", "Chỉ tiêu", ("Thực hiện", ["2023", "2024", "2025"]), ("Kế hoạch", ["2026", "2027"])], _counts(5), "CHỈ TIÊU KINH TẾ - XÃ HỘI", totals=True),
    Domain("text_only", ["Người phụ trách", "Nhiệm vụ được giao", "Địa bàn", "Đánh giá"], _text_only, "PHÂN CÔNG NHIỆM VỤ", label=0),
    Domain("narrow", ["STT", "Tên vật tư", "Số lượng"], _narrow, "BẢNG KÊ VẬT TƯ", totals=True),
    Domain("timesheet", ["STT", "Họ và tên", "Chức vụ", ("Ngày trong tháng", [str(d) for d in range(1, 32)]), "Tổng công"], _timesheet, "BẢNG CHẤM CÔNG"),
    Domain("assets", ["TT", "Mã tài sản", "Tên tài sản", "Năm sử dụng", ("Số lượng và giá trị", ["Số lượng", "Nguyên giá", "Giá trị còn lại"]), "Người quản lý"], _assets, "DANH MỤC TÀI SẢN CỐ ĐỊNH", totals=True, label=2),
    Domain("documents", ["STT", "Ngày đến", "Số, ký hiệu", "Cơ quan ban hành", "Trích yếu", "Đơn vị xử lý", "Hạn xử lý"], _documents, "SỔ VĂN BẢN ĐẾN"),
]


def depth(tree: list) -> int:
    return max((1 + depth(x[1]) if isinstance(x, tuple) else 1) for x in tree)


def leaves(tree: list, above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    return [path for x in tree for path in (leaves(x[1], (*above, x[0])) if isinstance(x, tuple) else [(*above, x)])]


def write_heading(sheet: Sheet, tree: list, kind: str = "") -> tuple[int, int]:
    """Group headings over their leaves, single ones merged down; returns the first and last grid row."""
    tiers = depth(tree)
    first = sheet.next_row
    for _ in range(tiers):
        sheet.put([], kind)

    def place(nodes: list, row: int, column: int) -> int:
        for node in nodes:
            text, below = node if isinstance(node, tuple) else (node, [])
            sheet.rows[first + row][sheet.left + column] = text
            wide = len(leaves(below)) if below else 1
            if below:
                place(below, row + 1, column)
                if wide > 1:
                    sheet.merge(first + row, column, first + row, column + wide - 1)
            elif row < tiers - 1:
                sheet.merge(first + row, column, first + tiers - 1, column)
            column += wide
        return column

    place(tree, 0, 0)
    return first, sheet.next_row - 1


def write_preamble(sheet: Sheet, rng: random.Random, domain: Domain) -> None:
    style, right = rng.randrange(6), max(2, sheet.width - 3)
    if style in (0, 1, 2):
        sheet.put({0: "UBND XÃ SƠN HẢI", right if style else sheet.width - 1: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
        sheet.put({0: "VĂN PHÒNG HĐND VÀ UBND", right if style else sheet.width - 1: "Độc lập - Tự do - Hạnh phúc"})
        if style == 2:
            sheet.put({right: "Sơn Hải, ngày 18 tháng 9 năm 2026"})
        sheet.blank()
    if style != 5:
        row = sheet.put({0: domain.title + rng.choice(["", " THÁNG 9 NĂM 2026"])})
        sheet.merge(row, 0, row, sheet.width - 1)
        if rng.random() < 0.5:
            sheet.put({0: "(Kèm theo Báo cáo số 15/BC-UBND ngày 18 tháng 9 năm 2026 của UBND xã)"})
    if style == 3:
        sheet.put({0: "Đơn vị:", 1: "Trạm Y tế xã"})
        sheet.put({0: "Kỳ báo cáo:", 1: "Tháng 9/2026"})
    if style == 4:
        sheet.put({0: "Đơn vị báo cáo: Phòng Kinh tế"})
        sheet.put({0: "Người lập: Nguyễn Văn An", min(2, sheet.width - 1): "Điện thoại: 0912345678"})
    if rng.random() < 0.35:
        sheet.put({sheet.width - 1 - rng.randrange(2): rng.choice(["ĐVT: đồng", "Đơn vị tính: triệu đồng", "Đơn vị tính: Người"])})
    sheet.blank(rng.choice([0, 0, 1]) if style != 5 else 0)


def write_numbering(sheet: Sheet, rng: random.Random, domain: Domain) -> None:
    n = sheet.width
    if n < 3 or rng.random() < 0.55:
        return
    style = rng.randrange(4)
    marks = [f"({k})" for k in range(1, n + 1)] if style == 0 else [str(k) for k in range(1, n + 1)] if style == 1 else list(range(1, n + 1))
    if style == 3:
        marks = ["A", "B", *[k if k != 3 or n < 6 else "3=4+5" for k in range(1, n - 1)]]
    sheet.put(marks, "numbering")


def write_footer(sheet: Sheet, rng: random.Random) -> None:
    style, right = rng.randrange(6), max(1, sheet.width * 2 // 3)
    if style == 0:
        return
    sheet.blank(rng.choice([0, 1]))
    if rng.random() < 0.3:
        sheet.put({0: rng.choice(["Ghi chú: Số liệu tính đến ngày 18/9/2026.", "(*) Không kể hộ mới chuyển đến", "* Số liệu do các thôn báo cáo"])}, "footer")
    if style in (1, 2, 3):
        sheet.put({right: "Sơn Hải, ngày 18 tháng 9 năm 2026"}, "footer")
    if style in (1, 2, 3, 4):
        sheet.put({0: rng.choice(["NGƯỜI LẬP BIỂU", "Người lập bảng", "Kế toán"]), right: rng.choice(["TM. ỦY BAN NHÂN DÂN", "THỦ TRƯỞNG ĐƠN VỊ", "CHỦ TỊCH", "Hiệu trưởng"])}, "footer")
        sheet.put({0: "(Ký, họ tên)", right: "(Ký, đóng dấu)"}, "footer")
        if style != 4:
            sheet.blank(rng.choice([1, 3]))
            sheet.put({0: rng.choice(NAMES), right: rng.choice(NAMES)}, "footer")
    if style == 5:
        sheet.put({0: "Nơi nhận:"}, "footer")
        sheet.put({0: "- UBND tỉnh;"}, "footer")
        sheet.put({0: "- Lưu: VT."}, "footer")


def group_row(sheet: Sheet, rng: random.Random, style: int, number: int, domain: Domain) -> None:
    roman = ["I", "II", "III", "IV", "V"][number]
    text = rng.choice([f"Lĩnh vực số {number + 1}", f"Thôn {VILLAGES[number]}", f"Nhóm hàng {VILLAGES[number]}"])
    if style == 0 and domain.label:
        sheet.put({0: roman, domain.label: text}, "group")
    elif style == 1:
        row = sheet.put({0: f"{roman}. {text}"}, "group")
        sheet.merge(row, 0, row, sheet.width - 1)
    elif style == 2 and domain.label:
        sheet.put({0: "ABCDE"[number], domain.label: text.upper()}, "group")
    else:
        sheet.put({0: f"Thôn {VILLAGES[number]}"}, "group")


def total_row(domain: Domain, rng: random.Random, label: str) -> dict[int, object]:
    width = len(leaves(domain.tree))
    sample = domain.record(rng, 1)
    row: dict[int, object] = {rng.choice([0, domain.label]): label}
    row |= {c: rng.randrange(100, 900) for c in range(domain.label + 1, width) if isinstance(sample[c], int | float)}
    return row


def write_body(sheet: Sheet, rng: random.Random, domain: Domain) -> None:
    count = rng.choice([3, 6, 12, 25])
    groups = rng.choice([0, 0, 2, 3]) if domain.grouped and len(leaves(domain.tree)) >= 3 else 0
    style = rng.randrange(4)
    has_total = domain.totals and rng.random() < 0.7
    leading = has_total and rng.random() < 0.25
    subtotals = domain.totals and groups and rng.random() < 0.4
    again, gaps = count >= 12 and rng.random() < 0.25, rng.random() < 0.15
    if leading:
        sheet.put(total_row(domain, rng, rng.choice(["Tổng số", "TỔNG CỘNG"])), "total")
    number = 0
    for g in range(max(1, groups)):
        if groups:
            group_row(sheet, rng, style, g, domain)
        for k in range(count if not groups else max(2, count // groups)):
            number = number + 1 if not groups or style != 1 else k + 1
            sheet.put(domain.record(rng, number), "data")
            if gaps and rng.random() < 0.1:
                sheet.blank()
            if again and g == 0 and k == 4:
                write_heading(sheet, domain.tree, "repeated_header")
        if subtotals:
            sheet.put(total_row(domain, rng, f"Cộng thôn {VILLAGES[g]}"), "total")
    if has_total and not leading:
        sheet.put(total_row(domain, rng, rng.choice(["Tổng cộng", "Cộng", "Tổng số", "Tổng cộng:", "CỘNG"])), "total")
    if isinstance(domain.record(rng, 1)[0], int) and not has_total and rng.random() < 0.2:
        for k in range(rng.choice([2, 5])):
            sheet.put({0: number + k + 1}, "stub")


def make(seed: int) -> Layout:
    """One sheet with one table; every trait is drawn from the seed."""
    rng = random.Random(seed)
    domain = DOMAINS[seed % len(DOMAINS)]
    sheet = Sheet(rng, len(leaves(domain.tree)), rng.choice([0, 0, 0, 1]))
    write_table(sheet, rng, domain)
    typed = rng.random() < 0.65
    merged = typed or depth(domain.tree) == 1 or rng.random() < 0.5
    return Layout(f"{domain.name}-{seed}{'' if typed else '-text'}{'' if merged else '-unmerged'}", sheet.grid(typed, merged), sheet.tables)


def write_table(sheet: Sheet, rng: random.Random, domain: Domain, preamble: bool = True) -> None:
    if preamble:
        write_preamble(sheet, rng, domain)
    first, last = write_heading(sheet, domain.tree)
    sheet.tables.append(Truth(first + 1, last + 1, headings=[" / ".join(" ".join(p.split()) for p in path) for path in leaves(domain.tree)]))
    write_numbering(sheet, rng, domain)
    write_body(sheet, rng, domain)
    write_footer(sheet, rng)


def _household(sheet: Sheet, rng: random.Random) -> None:
    """Households of several members: number, head and village merged down, or written once."""
    sheet.put({0: "DANH SÁCH NHÂN KHẨU THÔN CẦU SẮT"})
    first = sheet.put(["STT", "Chủ hộ", "Thôn", "Họ tên thành viên", "Quan hệ", "Năm sinh"])
    sheet.tables.append(Truth(first + 1, first + 1))
    merged = rng.random() < 0.6
    for number in range(1, 8):
        size, top = rng.choice([1, 2, 3, 4]), sheet.next_row
        head, village = rng.choice(NAMES), rng.choice(VILLAGES)
        for k in range(size):
            member = [rng.choice(NAMES), rng.choice(["Vợ", "Con", "Chủ hộ"]), rng.randrange(1950, 2024)]
            sheet.put([number, head, village, *member] if k == 0 else ["", "", "", *member], "data")
        if merged and size > 1:
            for column in range(3):
                sheet.merge(top, column, top + size - 1, column)
    write_footer(sheet, rng)


def _numeric_groups(sheet: Sheet, rng: random.Random) -> None:
    """Groups counted 1, 2, 3 in capitals, items 1.1, 1.2 or "-" below."""
    sheet.put({0: "BẢNG GIÁ BÁN LẺ"})
    first = sheet.put(["STT", "Tên hàng hóa", "ĐVT", "Giá tối thiểu", "Giá tối đa", "Nguồn"])
    sheet.tables.append(Truth(first + 1, first + 1))
    dotted = rng.random() < 0.6
    for group in range(1, 5):
        sheet.put({0: group, 1: rng.choice(["LƯƠNG THỰC", "THỰC PHẨM", "VẬT LIỆU XÂY DỰNG"])}, "group")
        for k in range(1, rng.choice([3, 5])):
            sheet.put([f"{group}.{k}" if dotted else "-", rng.choice(GOODS), rng.choice(UNITS), rng.randrange(5, 90) * 500, rng.randrange(90, 200) * 500, rng.choice(["Chợ", "Đại lý"])], "data")
    write_footer(sheet, rng)


def _weekdays(sheet: Sheet, rng: random.Random) -> None:
    """A timesheet: days across the first heading row, weekdays below, no group heading."""
    sheet.put({0: "BẢNG CHẤM CÔNG THÁNG 9 NĂM 2026"})
    sheet.blank()
    first = sheet.put(["STT", "Họ và tên", *range(1, 31), "Tổng công"])
    sheet.put(["", "", *[("T3", "T4", "T5", "T6", "T7", "CN", "T2")[d % 7] for d in range(30)], ""])
    sheet.tables.append(Truth(first + 1, first + 2))
    for number in range(1, rng.choice([5, 12])):
        sheet.put([number, rng.choice(NAMES), *[rng.choice(["+", "x", "P", ""]) for _ in range(30)], rng.randrange(10, 23)], "data")
    right = 22
    sheet.put({right: "Sơn Hải, ngày 30 tháng 9 năm 2026"}, "footer")
    sheet.put({1: "Người chấm công", 12: "Phụ trách bộ phận", right: "Thủ trưởng đơn vị"}, "footer")
    sheet.put({1: "(Ký, họ tên)", 12: "(Ký, họ tên)", right: "(Ký, họ tên)"}, "footer")
    sheet.blank(2)
    sheet.put({1: rng.choice(NAMES), 12: rng.choice(NAMES), right: rng.choice(NAMES)}, "footer")


def _wrapped_heading(sheet: Sheet, rng: random.Random) -> None:
    """Headings typed over two rows without merging."""
    sheet.put({0: "SỔ THEO DÕI ĐƠN THƯ"})
    first = sheet.put(["Số", "Ngày nhận", "Họ tên người", "Nội dung", "Cơ quan", "Kết quả"])
    sheet.put(["", "đơn", "gửi đơn", "tóm tắt", "giải quyết", ""])
    sheet.tables.append(Truth(first + 1, first + 2))
    for number in range(1, 12):
        sheet.put([number, _day(rng), rng.choice(NAMES), "Kiến nghị về " + rng.choice(WORKS).lower(), rng.choice(["UBND xã", "Công an xã"]), rng.choice(["Đã trả lời", ""])], "data")


def _unfilled_form(sheet: Sheet, rng: random.Random) -> None:
    """Names printed, figures not yet entered, three signatories."""
    sheet.put({0: "BIỂU THU THẬP SỐ LIỆU"})
    first = sheet.put(["STT", "Thôn", "Số hộ", "Số khẩu", "Nam", "Nữ", "Ghi chú"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for number, village in enumerate(VILLAGES, start=1):
        sheet.put([number, f"Thôn {village}"], "data")
    sheet.put({1: "Tổng cộng"}, "total")
    sheet.put({0: "Người lập biểu", 2: "Kế toán", 5: "Chủ tịch"}, "footer")
    sheet.put({0: rng.choice(NAMES), 2: rng.choice(NAMES), 5: rng.choice(NAMES)}, "footer")


def _zero_stubs(sheet: Sheet, rng: random.Random) -> None:
    """A form whose unused rows hold a number and formulas giving 0."""
    first = sheet.put(["TT", "Họ tên", "Số tháng", "Mức hưởng", "Thành tiền"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, 9):
        sheet.put([number, rng.choice(NAMES), rng.randrange(1, 12), 500000, rng.randrange(1, 12) * 500000], "data")
    for number in range(9, 13):
        sheet.put([number, "", "", "", 0], "stub")
    sheet.put({0: "Tổng cộng", 4: 15000000}, "total")
    sheet.put({0: "Số tiền bằng chữ: Mười lăm triệu đồng chẵn./."}, "footer")


def _sub_leaf(sheet: Sheet, rng: random.Random) -> None:
    """Date of birth under "Nam" or "Nữ"; a group heading over a single column; departments named in the name column."""
    write_preamble(sheet, rng, DOMAINS[0])
    tree = ["STT", "Họ và tên", ("Ngày, tháng, năm sinh", ["Nam", "Nữ"]), "Chức vụ", ("Trình độ", ["Chuyên môn"]), ("Hệ số lương", ["Ngạch", "Bậc", "Hệ số"])]
    first, last = write_heading(sheet, tree)
    sheet.tables.append(Truth(first + 1, last + 1))
    number = 0
    for department in ("VĂN PHÒNG", "PHÒNG KINH TẾ"):
        sheet.put({1: department}, "group")
        for _ in range(rng.choice([2, 5, 9])):
            number += 1
            man = rng.random() < 0.5
            sheet.put([number, rng.choice(NAMES), _day(rng) if man else "", "" if man else _day(rng), "Chuyên viên", rng.choice(["Luật", "Kế toán"]), "01.003", rng.randrange(1, 9), 2.34], "data")
    write_footer(sheet, rng)


def _stacked(sheet: Sheet, rng: random.Random) -> None:
    """Two tables with their own headings, one below the other."""
    for domain in rng.sample([d for d in DOMAINS if d.name in ("staff", "price", "assets", "counts", "documents")], 2):
        sheet.put({0: domain.title})
        first, last = write_heading(sheet, domain.tree)
        sheet.tables.append(Truth(first + 1, last + 1))
        for number in range(1, rng.choice([4, 9])):
            sheet.put(domain.record(rng, number), "data")
        sheet.blank(rng.choice([1, 2]))


def _month_copy(sheet: Sheet, rng: random.Random) -> None:
    """Next month's table pasted below with the same heading and its own title."""
    for month in (8, 9):
        sheet.put({0: f"BẢNG GIÁ HÀNG HÓA THÁNG {month} NĂM 2026"})
        first, last = write_heading(sheet, DOMAINS[2].tree)
        sheet.tables.append(Truth(first + 1, last + 1))
        for number in range(1, rng.choice([4, 9])):
            sheet.put(_price(rng, number), "data")
        sheet.put({1: "Người lập", 5: "Thủ trưởng đơn vị"}, "footer")
        sheet.blank(2)


def _side_by_side(sheet: Sheet, rng: random.Random) -> None:
    """Two lists next to each other, with a blank column between or without."""
    gap = rng.randrange(2)
    heads = [["STT", "Họ và tên", "Lớp"], ["STT", "Họ và tên", "Lớp"]] if not gap else [["STT", "Họ và tên", "Lớp"], ["STT", "Tên hàng", "Giá (đồng)"]]
    sheet.put({0: "DANH SÁCH HỌC SINH"})
    first = sheet.put([*heads[0], *[""] * gap, *heads[1]])
    sheet.tables += [Truth(first + 1, first + 1), Truth(first + 1, first + 1)]
    lengths = rng.choice([5, 9]), rng.choice([4, 8])
    for k in range(max(lengths)):
        left = [k + 1, rng.choice(NAMES), "5A"] if k < lengths[0] else ["", "", ""]
        right = [k + 1, rng.choice(NAMES) if not gap else rng.choice(GOODS), "5B" if not gap else 12000] if k < lengths[1] else ["", "", ""]
        row = sheet.put([*left, *[""] * gap, *right])
        for side in (0, 1):
            if k < lengths[side]:
                sheet.tables[side].data.append(row + 1)


def _continued(sheet: Sheet, rng: random.Random) -> None:
    """Long texts typed over two rows."""
    sheet.put({0: "SỔ VĂN BẢN ĐI"})
    first = sheet.put(["STT", "Số, ký hiệu", "Ngày", "Trích yếu", "Người ký"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, 10):
        sheet.put([number, f"{number}/UBND", _day(rng), "Về việc tổ chức thực hiện", rng.choice(NAMES)], "data")
        if rng.random() < 0.3:
            sheet.put({3: "kế hoạch chuyển đổi số năm 2026"}, "stub")


def _summary_rows(sheet: Sheet, rng: random.Random) -> None:
    """A leading total, Roman lines that carry figures, an average below."""
    sheet.put({0: "BIỂU 01: TỔNG HỢP"})
    tree = ["TT", "Nội dung", ("Dự toán", ["Giao đầu năm", "Bổ sung"]), ("Thực hiện", ["Trong kỳ", "Lũy kế"]), "So sánh (%)"]
    first, last = write_heading(sheet, tree)
    sheet.tables.append(Truth(first + 1, last + 1))
    sheet.put(["", "Tổng số", *[rng.randrange(100, 900) for _ in range(4)], 98.5], "total")
    for roman in ("I", "II"):
        sheet.put([roman, "Chi thường xuyên", *[rng.randrange(100, 900) for _ in range(4)], 99.1], "data")
        for k in (1, 2, 3):
            sheet.put([k, "Chi quản lý hành chính", *[rng.randrange(10, 90) for _ in range(4)], rng.choice(["", 95.0])], "data")
    write_footer(sheet, rng)


def _salary(sheet: Sheet, rng: random.Random) -> None:
    """Roman groups that carry sub-totals; columns numbered -1, -2, as Excel makes of (1), (2)."""
    write_preamble(sheet, rng, DOMAINS[0])
    tree = ["STT", "Họ và tên", "Chức vụ", "Mã ngạch", ("Hệ số", ["Lương", ("Phụ cấp", ["Chức vụ", "Khu vực"])]), "Cộng hệ số", "Thành tiền"]
    first, last = write_heading(sheet, tree)
    sheet.tables.append(Truth(first + 1, last + 1))
    sheet.put([-k for k in range(1, 10)], "numbering")
    for roman, text in (("I", "Khối quản lý nhà nước"), ("II", "Khối Đảng, đoàn thể")):
        sheet.put([roman, text, "", "", 20.5, 1.2, "", 21.7, 39000000], "group")
        for number in range(1, rng.choice([4, 8])):
            sheet.put([number, rng.choice(NAMES), rng.choice(["Chủ tịch", "Kế toán", "Công chức"]), "01.003", 2.34, rng.choice(["", 0.2]), "", 2.54, 4500000], "data")
    sheet.put({1: "Tổng cộng (I+II)", 4: 41, 8: 78000000}, "total")
    sheet.put({0: "Bằng chữ: Bảy mươi tám triệu đồng"}, "footer")
    write_footer(sheet, rng)


def _page_breaks(sheet: Sheet, rng: random.Random) -> None:
    """Pages pasted together: national header, title and headings come again, the count goes on."""
    first = sheet.put(["TT", "Họ và tên", "Năm sinh", "Địa chỉ", "Nghề nghiệp"])
    sheet.tables.append(Truth(first + 1, first + 1))
    number = 0
    for page in range(3):
        if page:
            sheet.put({0: "UBND XÃ SƠN HẢI", 3: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"}, "footer") if page == 2 else sheet.put({4: f"Trang {page}"}, "footer")
            sheet.put({0: "DANH SÁCH CỬ TRI (tiếp theo)"}, "footer")
            sheet.put(["TT", "Họ và tên", "Năm sinh", "Địa chỉ", "Nghề nghiệp"], "repeated_header")
        for _ in range(rng.choice([4, 7])):
            number += 1
            sheet.put([number, rng.choice(NAMES), rng.randrange(1940, 2008), f"Thôn {rng.choice(VILLAGES)}", rng.choice(["Làm ruộng", "Hưu trí", ""])], "data")


def _weekly_log(sheet: Sheet, rng: random.Random) -> None:
    """Weeks as groups with their dates; a day's date written once for several tasks."""
    sheet.put({0: "LỊCH CÔNG TÁC"})
    first = sheet.put(["Ngày", "Buổi", "Nội dung", "Chủ trì", "Địa điểm"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for week in (36, 37):
        sheet.put({0: f"Tuần {week} (từ ngày 01 tháng 9 đến ngày 07 tháng 9 năm 2026)"}, "group")
        for day in range(1, 5):
            top = sheet.put([dt.date(2026, 9, day), "Sáng", rng.choice(WORKS), rng.choice(NAMES), "Hội trường"], "data")
            sheet.put(["", "Chiều", rng.choice(WORKS), rng.choice(NAMES), rng.choice(["", "Phòng họp"])], "data")
            if week == 36:
                sheet.merge(top, 0, top + 1, 0)
    write_footer(sheet, rng)


def _groups_over(sheet: Sheet, rng: random.Random) -> None:
    """Group headings alone in the upper row, every column's own heading in the lower one, nothing merged."""
    sheet.put({0: "SỔ ĐĂNG KÝ KẾT HÔN"})
    first = sheet.put({3: "Người chồng", 6: "Người vợ"})
    sheet.put(["STT", "Số", "Ngày đăng ký", "Họ tên", "Ngày sinh", "Dân tộc", "Họ tên", "Ngày sinh", "Dân tộc"])
    sheet.tables.append(Truth(first + 1, first + 2))
    for number in range(1, rng.choice([4, 9])):
        sheet.put([number, 40 + number, _day(rng), rng.choice(NAMES), _day(rng), "Kinh", rng.choice(NAMES), _day(rng), "Tày"], "data")
    write_footer(sheet, rng)


def _land_prices(sheet: Sheet, rng: random.Random) -> None:
    """Streets counted, their stretches below without a number."""
    sheet.put({0: "BẢNG GIÁ ĐẤT Ở"})
    sheet.put({4: "Đơn vị tính: 1.000 đồng/m2"})
    first, last = write_heading(sheet, ["STT", "Tên đường, đoạn đường", ("Giá đất", ["Vị trí 1", "Vị trí 2", "Vị trí 3"])])
    sheet.tables.append(Truth(first + 1, last + 1))
    mark = rng.choice(["", "-"])
    for number in range(1, 6):
        sheet.put({0: number, 1: f"Đường {rng.choice(NAMES)}"}, "group")
        for k in range(rng.choice([2, 3])):
            sheet.put([mark, f"Đoạn từ ngã ba đến nhà văn hóa thôn {VILLAGES[k]}", 900 + k, 700, 500], "data")


def _template(sheet: Sheet, rng: random.Random) -> None:
    """A blank form: headings and numbered rows, nothing entered."""
    sheet.put({0: "MẪU DANH SÁCH CÁN BỘ"})
    sheet.blank()
    first = sheet.put(["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Mã ngạch", "Hệ số lương"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, rng.choice([20, 150])):
        sheet.put({0: number}, "stub")


def _double_columns(sheet: Sheet, rng: random.Random) -> None:
    """Every column is two merged ones, as print-ready exports have it."""
    heads = ["STT", "Tên tài sản", "Số lượng", "Nguyên giá", "Tình trạng"]

    def wide(values: list, kind: str = "") -> int:
        row = sheet.put({2 * c: v for c, v in enumerate(values)}, kind)
        for c in range(len(values)):
            sheet.merge(row, 2 * c, row, 2 * c + 1)
        return row

    sheet.put({0: "SỔ TÀI SẢN"})
    first = wide(heads)
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, rng.choice([5, 12])):
        wide([number, rng.choice(["Máy in", "Bàn", "Tủ"]), rng.randrange(1, 5), rng.randrange(1, 90) * 100000, rng.choice(["Tốt", "Hỏng"])], "data")
    wide(["", "Tổng cộng", 40, 90000000, ""], "total")


def _sub_items(sheet: Sheet, rng: random.Random) -> None:
    """"- Trong đó" lines with figures are records; form lines with values stand above."""
    sheet.put({0: "Tên đơn vị", 1: "UBND xã Sơn Hải"})
    sheet.put({0: "Mã đơn vị", 1: "1234567"})
    sheet.put({0: "Kỳ báo cáo", 1: "Quý III/2026"})
    sheet.blank()
    first = sheet.put(["STT", "Chỉ tiêu", "Đơn vị tính", "Kế hoạch", "Thực hiện", "Tỷ lệ (%)", "Ghi chú"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, 8):
        sheet.put([number, rng.choice(["Tổng số hộ", "Số lao động", "Tổng đàn gia súc"]), "người", rng.randrange(100, 900), rng.randrange(100, 900), 98.2, ""], "data")
        if rng.random() < 0.5:
            sheet.put(["", "- Trong đó: nữ", "người", rng.randrange(10, 90), rng.randrange(10, 90), "", ""], "data")
    write_footer(sheet, rng)


def _sparse_register(sheet: Sheet, rng: random.Random) -> None:
    """Many columns, most cells empty; records of two or three cells."""
    sheet.put({0: "SỔ THEO DÕI TIẾP CÔNG DÂN"})
    heads = ["STT", "Ngày tiếp", "Họ tên", "Địa chỉ", "Nội dung", "Hướng xử lý", "Cơ quan chuyển", "Kết quả", "Ghi chú", "Người tiếp"]
    first = sheet.put(heads)
    sheet.tables.append(Truth(first + 1, first + 1))
    for number in range(1, rng.choice([8, 20])):
        filled = rng.random()
        record = [number, _day(rng), rng.choice(NAMES), *["" for _ in range(7)]]
        if filled > 0.3:
            record[4], record[9] = "Kiến nghị về đất đai", rng.choice(NAMES)
        if filled > 0.6:
            record[3], record[5], record[7] = f"Thôn {rng.choice(VILLAGES)}", "Hướng dẫn", "Đã trả lời"
        sheet.put(record, "data")
    write_footer(sheet, rng)


def _outline(sheet: Sheet, rng: random.Random) -> None:
    """A, I, 1, - : every level carries figures, so every line is a record."""
    write_preamble(sheet, rng, DOMAINS[6])
    first, last = write_heading(sheet, ["STT", "Nội dung", "Dự toán", ("Thực hiện", ["Tháng", "Lũy kế"]), "So sánh DT (%)"])
    sheet.tables.append(Truth(first + 1, last + 1))
    sheet.put(["A", "B", 1, 2, 3, "4=3/1"], "numbering")
    for mark, text in (("A", "TỔNG THU NGÂN SÁCH"), ("I", "Các khoản thu 100%"), ("1", "Phí, lệ phí"), ("2", "Thu từ quỹ đất công ích"), ("II", "Các khoản thu phân chia"), ("-", "Thuế chuyển quyền"), ("-", "Lệ phí trước bạ"), ("B", "TỔNG CHI NGÂN SÁCH")):
        sheet.put([mark, text, rng.randrange(100, 900), rng.randrange(10, 90), rng.randrange(100, 900), 55.5], "data")
    write_footer(sheet, rng)


def _coded_groups(sheet: Sheet, rng: random.Random) -> None:
    """Roman groups with a code of their own; formulas in the numbering row."""
    write_preamble(sheet, rng, DOMAINS[2])
    first = sheet.put(["STT", "Mã hàng", "Tên hàng hóa, dịch vụ", "Quy cách", "Đơn vị tính", "Loại giá", "Giá kỳ trước", "Giá kỳ này", "Mức tăng (giảm)", "Tỷ lệ (%)", "Nguồn thông tin", "Ghi chú"])
    sheet.tables.append(Truth(first + 1, first + 1))
    sheet.put([1, 2, 3, 4, 5, 6, 7, 8, "9=8-7", "10=9/7", 11, 12], "numbering")
    for group, roman in enumerate(("I", "II", "III")):
        sheet.put({0: roman, 1: f"0{group + 1}", 2: rng.choice(["LƯƠNG THỰC, THỰC PHẨM", "VẬT LIỆU XÂY DỰNG"])}, "group")
        for k in range(1, rng.choice([3, 6])):
            sheet.put([k, f"0{group + 1}000{k}", rng.choice(GOODS), "Loại 1", "đ/kg", "Giá bán lẻ", 8000, 8200, 200, 2.5, rng.choice(["Phiếu điều tra", ""]), ""], "data")
    write_footer(sheet, rng)


def _daily_tasks(sheet: Sheet, rng: random.Random) -> None:
    """The date once, then one task a row with nothing else."""
    sheet.put({0: "NHẬT KÝ CÔNG TÁC"})
    first = sheet.put(["Ngày", "Nội dung công việc", "Kết quả"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for day in range(1, 8):
        sheet.put([dt.date(2026, 9, day), rng.choice(WORKS), rng.choice(["Xong", ""])], "data")
        for _ in range(rng.randrange(3)):
            sheet.put(["", rng.choice(WORKS), rng.choice(["Xong", ""])], "data")


def _two_columns(sheet: Sheet, rng: random.Random) -> None:
    """Two columns only, signatures below."""
    sheet.put({0: "THỐNG KÊ CƠ SỞ VẬT CHẤT"})
    first = sheet.put(["Chỉ tiêu", "Số lượng"])
    sheet.tables.append(Truth(first + 1, first + 1))
    for text in ("Phòng học kiên cố", "Phòng học tạm", "Nhà vệ sinh", "Máy tính"):
        sheet.put([text, rng.randrange(1, 40)], "data")
    sheet.put({0: "Tổng cộng", 1: 99}, "total")
    sheet.put({0: "Người lập biểu", 1: "Hiệu trưởng"}, "footer")
    sheet.put({0: rng.choice(NAMES), 1: rng.choice(NAMES)}, "footer")


def _single_record(sheet: Sheet, rng: random.Random) -> None:
    """One record, then notes and signatures longer than the table; the record reads 1 2 3."""
    write_preamble(sheet, rng, DOMAINS[0])
    first = sheet.put(["STT", "Số vụ", "Số người", "Thiệt hại (triệu đồng)", "Nguyên nhân", "Ghi chú"])
    sheet.tables.append(Truth(first + 1, first + 1))
    sheet.put([1, 2, 3, 40, "Mưa lũ", ""], "data")
    sheet.put({0: "Ghi chú: Số liệu sơ bộ."}, "footer")
    sheet.put({3: "Sơn Hải, ngày … tháng … năm 2026"}, "footer")
    sheet.put({0: "NGƯỜI LẬP", 3: "CHỦ TỊCH"}, "footer")
    sheet.blank(3)
    sheet.put({0: rng.choice(NAMES), 3: rng.choice(NAMES)}, "footer")


SPECIAL = [(_household, 6), (_numeric_groups, 6), (_weekdays, 33), (_wrapped_heading, 6), (_unfilled_form, 7), (_zero_stubs, 5), (_sub_leaf, 9), (_stacked, 9), (_month_copy, 7), (_side_by_side, 7), (_continued, 5), (_summary_rows, 7),
           (_salary, 9), (_page_breaks, 5), (_weekly_log, 5), (_groups_over, 9), (_land_prices, 5), (_template, 7), (_double_columns, 10), (_sub_items, 7), (_sparse_register, 10), (_outline, 6),
           (_coded_groups, 12), (_daily_tasks, 3), (_two_columns, 2), (_single_record, 6)]


def make_special(seed: int) -> Layout:
    """One sheet with a trait that needs a layout of its own."""
    rng = random.Random(seed)
    write, width = SPECIAL[seed % len(SPECIAL)]
    sheet = Sheet(rng, width, rng.choice([0, 0, 1]))
    write(sheet, rng)
    typed = rng.random() < 0.65
    return Layout(f"{write.__name__.strip('_')}-{seed}{'' if typed else '-text'}", sheet.grid(typed, True), sheet.tables)


def roughened(layout: Layout, seed: int) -> Layout:
    """The same sheet after careless hands: cells emptied, a blank column or rows put in, headings in another case, a stray remark at the side."""
    rng = random.Random(seed)
    cells, kinds, merges = layout.grid.cells.copy(), layout.grid.kinds.copy(), list(layout.grid.merges)
    data = {r - 1 for t in layout.tables for r in t.data}
    heads = {r for t in layout.tables for r in range(t.header_start - 1, t.header_row)}
    for row in sorted(data):
        filled = np.flatnonzero(cells[row] != "").tolist()
        if len(filled) >= 5 and rng.random() < 0.5:
            column = rng.choice(filled[2:])
            cells[row, column], kinds[row, column] = "", 0
        if len(filled) >= 5 and rng.random() < 0.02:
            cells[row, filled[0]], kinds[row, filled[0]] = "", 0
    if rng.random() < 0.3:
        for row in heads:
            cells[row] = [c.upper() for c in cells[row]]
    if rng.random() < 0.3:
        for row in heads:
            cells[row] = [c.replace(" ", "\n", 1) + rng.choice(["", " ", " (*)"]) if len(c) > 6 else c for c in cells[row]]
    if rng.random() < 0.25 and data:
        cells = np.hstack([cells, np.full((len(cells), 2), "", dtype=object)])
        kinds = np.hstack([kinds, np.zeros((len(kinds), 2), dtype=np.int8)])
        row = rng.choice(sorted(data))
        cells[row, -1], kinds[row, -1] = "kiểm tra lại", CellKind.TEXT
    numbers, keep = list(range(1, len(cells) + 1)), np.arange(len(cells))
    if rng.random() < 0.3 and data and not merges:
        at = rng.choice(sorted(data))
        cells, kinds = np.insert(cells, at, "", axis=0), np.insert(kinds, at, 0, axis=0)
        moved = [r + (r > at) for r in keep + 1]
        tables = [Truth(moved[t.header_start - 1], moved[t.header_row - 1], [int(moved[r - 1]) for r in t.data], t.aside, t.headings) for t in layout.tables]
        return Layout(f"{layout.name}-rough", Grid("Sheet1", cells, kinds, np.arange(1, len(cells) + 1), ()), tables)
    return Layout(f"{layout.name}-rough", Grid("Sheet1", cells, kinds, np.asarray(numbers), tuple(merges)), layout.tables)
