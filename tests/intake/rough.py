"""Rough exports of every declared table: other wordings, shuffled columns, groups, totals, page breaks, forms above and signatures below, with the truth."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import unicodedata
from dataclasses import dataclass, field

import openpyxl

from layouts import Sheet, as_cell
from legacy_writers import as_bytes, cp1258, tcvn3, vni
from rough_wording import NAMES, headings_of, value_of, written
from sotay.definitions.registry import Registry, TableRef
from sotay.intake.model import Grid
from sotay.intake.tables.row_kinds import is_ordinal_heading

ORDINALS = ["STT", "TT", "Số TT", "S\nTT", "STT (1)", "Số thứ tự", ""]
EXTRA = [("Người cập nhật", "Vi Văn Hải"), ("Ngày đồng bộ", "18/09/2026"), ("Cột phụ 1", ""), ("Mã nội bộ", "NB-07")]


@dataclass
class Rough:
    """One sheet and what it holds: heading and data rows as the spreadsheet numbers them, the field and mode of each headed column, the typed values."""

    table: str
    grid: Grid
    header_row: int
    data_rows: list[int]
    aside: int
    fields: dict[int, tuple[str | None, str]]
    values: dict[str, list]
    rows: list[list] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


class _Writer:
    """Lays one declared table out on a sheet."""

    def __init__(self, ref: TableRef, registry: Registry, seed: int, typed: bool) -> None:
        self.rng, self.ref, self.typed = random.Random(f"{ref.id}/{seed}"), ref, typed
        rng = self.rng
        self.count = rng.choice([3, 5, 9])
        # A column that may come in parts is written whole here.
        parts = {part for c in ref.table.columns for part in c.joined_from}
        declared = [c for c in ref.table.columns if not c.drop and c.name not in parts]
        self.values = {c.name: [value_of(c, registry, rng, i) for i in range(self.count)] for c in declared}
        names = [c.name for c in declared if any(v is not None for v in self.values[c.name]) and (c.required or c.name in ref.table.key or rng.random() < 0.6)]
        if rng.random() < 0.5:
            rng.shuffle(names)
        self.heads = headings_of(ref.table, names, rng, rng.random() < 0.4)
        names = sorted(names, key=lambda n: min(i for i, m in enumerate(names) if self.heads[m][0][0] == self.heads[n][0][0] and len(self.heads[m][0]) == len(self.heads[n][0])))
        styles = {n: rng.randrange(4) for n in names}
        columns = [(n, self.heads[n][0], [written(v, ref.table.column(n), styles[n], typed) for v in self.values[n]]) for n in names]
        for text, value in rng.sample(EXTRA, rng.choice([0, 0, 1, 2])):
            columns.append((None, (text,), [value] * self.count))
        if any(is_ordinal_heading(h) for c in declared for h in (c.title, *c.headings)):
            self.ordinal = None
        else:
            self.ordinal = rng.choice(ORDINALS) if rng.random() < 0.85 else None
        if self.ordinal is not None:
            columns.insert(0, (None, (self.ordinal,), list(range(1, self.count + 1))))
        self.columns = columns
        self.sheet = Sheet(rng, len(columns), rng.choice([0, 0, 0, 2]))

    def write(self) -> Rough:
        sheet, rng, width = self.sheet, self.rng, len(self.columns)
        self._above(width)
        first, last = self._heading()
        aside = 0
        if width > 3 and rng.random() < 0.3:
            sheet.put([f"({i + 1})" for i in range(width)] if rng.random() < 0.5 else [i + 1 for i in range(width)])
            aside += 1
        data = []
        for i in range(self.count):
            if i == 4 and rng.random() < 0.4:
                for row in range(first, last + 1):
                    sheet.rows.append(list(sheet.rows[row]))
                aside += last - first + 1
            data.append(sheet.put([c[2][i] for c in self.columns]) + 1)
        if self.ordinal and rng.random() < 0.3:
            sheet.put({min(1, width - 1): f"Tổng số: {self.count} hồ sơ"})
            aside += 1
        aside += self._below(width)
        fields = {sheet.left + i: (name, self.heads[name][1] if name else "extra") for i, (name, _, _) in enumerate(self.columns)}
        return Rough(self.ref.id, sheet.grid(self.typed), last + 1, data, aside, fields, self.values, sheet.rows, sheet.merges)

    def _above(self, width: int) -> None:
        sheet, rng, right = self.sheet, self.rng, max(2, width - 3)
        style = rng.randrange(5)
        if style in (1, 2):
            sheet.put({0: "UBND XÃ SƠN HẢI", right: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"})
            sheet.put({0: "PHÒNG VĂN HÓA - XÃ HỘI", right: "Độc lập - Tự do - Hạnh phúc"})
            sheet.blank(rng.choice([0, 2]))
        if style:
            sheet.put({0: f"{self.ref.table.title.upper()} THÁNG 9 NĂM 2026"})
        if style == 3:
            sheet.put({0: "Kỳ báo cáo:", 1: "Tháng 9/2026"})
            sheet.put({0: "Tỉnh:", 2: "Bắc Ninh"})
        if style == 4:
            sheet.put({0: "Đơn vị: Trạm Y tế xã Sơn Hải", min(width - 1, 4): "Mẫu số 03"})
        sheet.blank(rng.choice([0, 0, 1]) if style else 0)

    def _heading(self) -> tuple[int, int]:
        sheet, parts = self.sheet, [c[1] for c in self.columns]
        first, deep = sheet.next_row, max(len(p) for p in parts)
        sheet.put([p[0] if i == 0 or len(p) == 1 or parts[i - 1][0] != p[0] or len(parts[i - 1]) == 1 else "" for i, p in enumerate(parts)])
        if deep == 1:
            return first, first
        sheet.put([p[1] if len(p) == 2 else "" for p in parts])
        start = 0
        for i in range(1, len(parts) + 1):
            if i == len(parts) or len(parts[i]) == 1 or parts[i][0] != parts[start][0] or len(parts[start]) == 1:
                if i - start > 1:
                    sheet.merge(first, start, first, i - 1)
                elif len(parts[start]) == 1:
                    sheet.merge(first, start, first + 1, start)
                start = i
        return first, first + 1

    def _below(self, width: int) -> int:
        sheet, rng, right = self.sheet, self.rng, max(1, width * 2 // 3)
        style, start = rng.randrange(4), sheet.next_row
        sheet.blank(1)
        if style == 1:
            sheet.put({right: "Sơn Hải, ngày 18 tháng 9 năm 2026"})
        if style in (1, 2):
            sheet.put({0: "NGƯỜI LẬP BIỂU", right: "TM. ỦY BAN NHÂN DÂN"})
            sheet.put({0: "(Ký, ghi rõ họ tên)", right: "(Ký tên, đóng dấu)"})
            sheet.blank(2)
            sheet.put({0: rng.choice(NAMES), right: rng.choice(NAMES)})
        if style == 3:
            sheet.put({0: "Ghi chú: Số liệu tính đến 18/9/2026."})
        return sum(any(v != "" for v in row) for row in sheet.rows[start:])


def make_rough(ref: TableRef, registry: Registry, seed: int, typed: bool = True) -> Rough:
    """One rough export of a declared table."""
    return _Writer(ref, registry, seed, typed).write()


def as_xlsx(rough: Rough) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for r, row in enumerate(rough.rows, 1):
        for c, value in enumerate(row, 1):
            if value != "":
                book.active.cell(r, c, value)
                if isinstance(value, dt.date):
                    book.active.cell(r, c).number_format = "dd/mm/yyyy"
    for top, left, bottom, right in rough.merges:
        book.active.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    book.save(out)
    return out.getvalue()


def as_csv(rough: Rough, encoding: str, delimiter: str) -> bytes:
    """The sheet as text in an encoding of the time; line breaks in headings are left out, so that rows are lines."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for row in rough.rows:
        writer.writerow([as_cell(v, False)[0].replace("\n", " ") if v != "" else "" for v in row])
    text = unicodedata.normalize("NFC", out.getvalue()).replace("≥", ">=").replace("≤", "<=").replace("–", "-")
    legacy = {"cp1258": cp1258, "tcvn3": tcvn3, "vni": vni}
    return as_bytes(legacy[encoding](text)) if encoding in legacy else text.encode(encoding)

