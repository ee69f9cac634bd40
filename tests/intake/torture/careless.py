"""The same paper after careless hands: rows put in or emptied, numbers left out, remarks at the side, page numbers, units under the headings."""

from __future__ import annotations

import random
from dataclasses import replace

from paper import Case, Paper

Cells = list[list]


class Hands:
    """Changes the rows of a paper and keeps the truth in step."""

    def __init__(self, case: Case, rng: random.Random) -> None:
        self.rng = rng
        self.rows: Cells = [list(r) for r in case.rows]
        self.merges = list(case.merges)
        self.tables = [replace(t, data=list(t.data)) for t in case.tables]

    @property
    def width(self) -> int:
        return max(len(r) for r in self.rows)

    def insert(self, at: int, row: list) -> None:
        """A new row before the spreadsheet's row `at`; merges across it grow."""
        self.rows.insert(at - 1, row)
        self.merges = [(a + (a >= at - 1), b, c + (c >= at - 1), d) for a, b, c, d in self.merges]
        for t in self.tables:
            t.header_start += t.header_start >= at
            t.header_row += t.header_row >= at
            t.data = [r + (r >= at) for r in t.data]

    def free_of_merges(self, at: int) -> bool:
        return all(not a < at - 1 <= c for a, _, c, _ in self.merges)

    def gap_under_heading(self) -> None:
        t = self.tables[0]
        if self.free_of_merges(t.header_row + 1):
            self.insert(t.header_row + 1, [])

    def gaps_in_body(self) -> None:
        for t in self.tables:
            for row in sorted(self.rng.sample(t.data[1:], min(2, len(t.data[1:]))), reverse=True):
                if self.free_of_merges(row):
                    self.insert(row, [])

    def numbers_left_out(self) -> None:
        t = self.tables[0]
        for row in t.data[1:]:
            cells = self.rows[row - 1]
            filled = [i for i, v in enumerate(cells) if v != ""]
            if len(filled) >= 5 and self.rng.random() < 0.15:
                cells[filled[0]] = ""

    def cells_left_out(self) -> None:
        for t in self.tables:
            for row in t.data:
                cells = self.rows[row - 1]
                filled = [i for i, v in enumerate(cells) if v != ""]
                if len(filled) >= 6:
                    for column in self.rng.sample(filled[2:], min(2, len(filled) - 4)):
                        cells[column] = ""

    def remark_at_the_side(self) -> None:
        t = self.tables[0]
        for row in self.rng.sample(t.data, min(2, len(t.data))):
            cells = self.rows[row - 1]
            cells += [""] * (self.width + 1 - len(cells)) + [self.rng.choice(["xem lại", "đã sửa 15/9", "?"])]

    def number_words(self) -> None:
        """1. 2. 3. or 01 02 03 instead of numbers."""
        style = self.rng.choice(["{}.", "{:02d}", "{})"])
        for t in self.tables:
            for row in t.data:
                cells = self.rows[row - 1]
                first = next((i for i, v in enumerate(cells) if v != ""), None)
                if first is not None and isinstance(cells[first], int) and cells[first] < 100:
                    cells[first] = style.format(cells[first])

    def corner_form_number(self) -> None:
        self.insert(1, [""] * (self.width + self.rng.choice([0, 0, 2]) - 1) + [self.rng.choice(["Mẫu số 05", "Phụ lục II", "Biểu 3", "Mẫu C02a-HD"])])

    def form_lines(self) -> None:
        t = self.tables[0]
        left = next(i for i, v in enumerate(self.rows[t.header_start - 1]) if v != "")
        lines = [["Đơn vị:", "Trạm Y tế xã"], ["Kỳ báo cáo:", "Tháng 9/2026", "", "Ngày lập:", "30/9/2026"], ["Họ và tên người lập: Lê Thị Mai", "", "Điện thoại: 0912 345 678"], ["Mã đơn vị: 1024563"], ["Tài khoản:", "3713.0.1094", "Mã QHNS:", "1094"]]
        above = t.header_start
        if above > 1 and any(v != "" for v in self.rows[above - 2]):
            return
        for line in self.rng.sample(lines, self.rng.choice([1, 2])):
            self.insert(self.tables[0].header_start, [""] * left + line[: max(2, self.width - left)])
        if self.rng.random() < 0.5:
            self.insert(self.tables[0].header_start, [])

    def page_number(self) -> None:
        self.rows += [[], [""] * (self.width // 2) + [self.rng.choice(["Trang 1/1", "1", "Trang 1"])]]
        self.tables[-1].aside += 1

    def heading_left_out(self) -> None:
        """The last column lost its heading; its records are still there."""
        t = self.tables[0]
        row = self.rows[t.header_row - 1]
        if t.header_start == t.header_row and len([v for v in row if v != ""]) >= 5:
            last = max(i for i, v in enumerate(row) if v != "")
            row[last] = ""

    def capitals_and_breaks(self) -> None:
        t = self.tables[0]
        for r in range(t.header_start - 1, t.header_row):
            self.rows[r] = [v.upper().replace(" ", "\n", 1) + " " if isinstance(v, str) and len(v) > 6 else v for v in self.rows[r]]

    def stray_spaces(self) -> None:
        for t in self.tables:
            for row in t.data:
                self.rows[row - 1] = [f" {v}  " if isinstance(v, str) and len(v) > 3 and self.rng.random() < 0.3 else v for v in self.rows[row - 1]]


ACTS = (Hands.gap_under_heading, Hands.gaps_in_body, Hands.numbers_left_out, Hands.cells_left_out, Hands.remark_at_the_side, Hands.number_words, Hands.corner_form_number, Hands.form_lines, Hands.page_number,
        Hands.heading_left_out, Hands.capitals_and_breaks, Hands.stray_spaces)


def careless(case: Case, seed: int) -> Case:
    """One to three things gone wrong with a paper."""
    rng = random.Random(f"careless/{seed}")
    if not case.rows:
        return case
    hands = Hands(case, rng)
    acts = rng.sample(ACTS, rng.choice([1, 2, 3]))
    for act in acts:
        act(hands)
    paper = Paper(rng)
    paper.rows, paper.merges, paper.tables = hands.rows, hands.merges, hands.tables
    made = paper.case(f"{case.name}/{'+'.join(a.__name__ for a in acts)}", "-text" not in case.name)
    return made
