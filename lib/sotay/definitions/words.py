"""Columns and rules told in plain Vietnamese, from the definitions themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from sotay.definitions.models import rules as r
from sotay.definitions.models.base import Condition
from sotay.definitions.models.dataset import Column, Table

if TYPE_CHECKING:
    from sotay.definitions.registry import Registry

# How a value of each type is written, and an example of it.
TYPE_WORDS: dict[str, tuple[str, str]] = {
    "text": ("chữ", ""), "name": ("họ và tên đầy đủ, có dấu", "Nông Văn Bình"), "address": ("địa chỉ từ nhỏ đến lớn, cách nhau bằng dấu phẩy", ""),
    "int": ("số nguyên, không kèm chữ", "12"), "dec": ("số, thập phân dùng dấu phẩy", "12,5"), "vnd": ("số tiền bằng đồng, không kèm chữ", "1.500.000"),
    "pct": ("tỷ lệ phần trăm, chỉ ghi số", "85,5"), "date": ("ngày/tháng/năm", "18/09/2026"), "datetime": ("ngày/tháng/năm giờ:phút", "18/09/2026 08:30"),
    "partial_date": ("ngày/tháng/năm; không rõ ngày thì ghi tháng/năm hoặc năm", "18/09/1985"), "month": ("tháng/năm", "09/2026"), "bool": ("Có hoặc Không", "Có"),
    "code": ("chọn trong danh sách", ""), "village": ("tên thôn như trong danh sách của xã", ""), "cccd": ("12 chữ số, ô dạng chữ để giữ số 0 đầu", ""),
    "identity": ("số định danh 12 chữ số, hoặc số hộ chiếu", ""), "masked_id": ("chỉ 4 chữ số cuối, phần trước thay bằng dấu sao", "********0239"),
    "phone": ("10 chữ số bắt đầu bằng 0", ""), "email": ("địa chỉ thư điện tử", "ten@donvi.vn"), "tax_code": ("10 chữ số, hoặc 10 chữ số-3 chữ số của chi nhánh", ""),
    "identity_or_tax": ("số định danh 12 chữ số hoặc mã số thuế", ""), "doc_no": ("số/ký hiệu văn bản", "41/KH-UBND"), "dossier": ("mã hồ sơ chép từ hệ thống một cửa", "H05.60.12-260918-0001"),
    "procedure": ("mã thủ tục chép từ danh mục TTHC", "1.004222"), "bhyt": ("mã thẻ BHYT 15 ký tự, mã BHXH 10 chữ số hoặc số định danh 12 chữ số", ""), "bhxh": ("10 chữ số", ""),
}


def number(value: int | float) -> str:
    """A bound as Vietnamese write it: 1.234,5."""
    text = f"{value:,.6g}" if isinstance(value, float) and not float(value).is_integer() else f"{int(value):,}"
    return text.translate(str.maketrans(",.", ".,"))


def joined(words: Iterable[str], last: str = "và") -> str:
    """"A, B và C"."""
    words = list(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def bounds(low: float | None, high: float | None, unit: str = "") -> str:
    """"từ 0 đến 100", "từ 0 trở lên"; empty without bounds."""
    tail = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return f"từ {number(low)} đến {number(high)}{tail}"
    return f"từ {number(low)}{tail} trở lên" if low is not None else f"không quá {number(high)}{tail}" if high is not None else ""


def column_words(column: Column) -> str:
    """What a cell of the column may hold: form, bounds, unit, then the column's own note."""
    parts = [TYPE_WORDS[column.type][0], bounds(column.min, column.max), f"đơn vị tính: {column.unit}" if column.unit else ""]
    return " ".join(f"{_capital(text.rstrip('.'))}." for text in ("; ".join(p for p in parts if p), column.note or "") if text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def required_words(column: Column, table: Table) -> str:
    """Whether the cell must be filled: "Bắt buộc", "Bắt buộc khi …" or "Nếu có"."""
    return "Bắt buộc" if column.required else f"Bắt buộc khi {conditions(column.required_when, table)}" if column.required_when else "Nếu có"


def conditions(items: list[Condition], table: Table) -> str:
    return joined(condition(c, table) for c in items)


def condition(item: Condition, table: Table) -> str:
    """A condition as a clause: “Trạng thái” là Đã trả hoặc Đang xử lý."""
    field = _title(item.field, table)
    if item.filled is not None:
        return f"{field} đã ghi" if item.filled else f"{field} để trống"
    if item.is_in is not None:
        return f"{field} là {joined(map(_value, item.is_in), 'hoặc')}"
    if item.not_in is not None:
        return f"{field} khác {joined(map(_value, item.not_in))}"
    if item.above_field or item.not_above_field:
        return f"{field} {'lớn hơn' if item.above_field else 'không lớn hơn'} {_title(item.above_field or item.not_above_field, table)}"
    words = {"at_least": "từ {} trở lên", "at_most": "không quá {}", "above": "lớn hơn {}", "below": "nhỏ hơn {}"}
    said = "{:g}".format if _counts_years(item.field, table) else number
    return next(f"{field} {text.format(said(getattr(item, key)))}" for key, text in words.items() if getattr(item, key) is not None)


def _counts_years(name: str, table: Table) -> bool:
    """Years are written without a point: 2026, not 2.026."""
    column = next((c for c in table.columns if c.name == name), None)
    return column is not None and column.type == "int" and column.min is not None and 1800 <= column.min <= 2200


def _value(value) -> str:
    return ("Có" if value else "Không") if isinstance(value, bool) else number(value) if isinstance(value, int | float) else str(value)


def _title(name: str | None, table: Table) -> str:
    known = next((c.title for c in table.columns if c.name == name), name or "")
    return f"“{known}”"


def rule_words(rule: r.AnyRule, table: Table, registry: Registry) -> str:
    """A rule as one sentence that says what must hold: "Khi …: “A” không sau “B”."."""
    text = _KINDS[rule.kind](rule, lambda name: _title(name, table), registry, table)
    text = f"Khi {conditions(rule.when, table)}: {text}" if rule.when else text
    return f"{_capital(text)}."


def _all(names: Iterable[str], t: Callable[[str], str]) -> str:
    return joined(map(t, names))


def _table(name: str, registry: Registry) -> str:
    return f"bảng “{registry.tables[name].table.title}”" if name in registry.tables else f"bảng “{name}”"


def _in_other(name: str, field: str, registry: Registry) -> str:
    return _title(field, registry.tables[name].table) if name in registry.tables else f"“{field}”"


def _within(tolerance: int | float) -> str:
    return f" (lệch không quá {number(tolerance)})" if tolerance else ""


def _order(rule: r.Order, t, registry, table) -> str:
    dates = any(table.column(n).type in ("date", "datetime", "partial_date", "month") for n in rule.fields if n in table.names())
    link = (" trước " if rule.strict else " không sau ") if dates else (" nhỏ hơn " if rule.strict else " không lớn hơn ")
    return link.join(map(t, rule.fields))


def _agreement(rule: r.IdAgreement, t, registry, table) -> str:
    parts = [t(rule.sex_field)] if rule.sex_field else [f"giới tính {rule.sex}"] if rule.sex else []
    return f"{t(rule.id_field)} khớp với {joined([*parts, *([t(rule.birth_field)] if rule.birth_field else [])])}"


def _age(rule: r.Age, t, registry, table) -> str:
    at = f"vào {t(rule.at)}" if rule.at else "vào cuối tháng"
    return f"tuổi tính từ {t(rule.birth)} {at} {bounds(rule.min, rule.max)}"


def _closing_day(rule: r.ClosingDay, t, registry, table) -> str:
    parts = [f"{'sau' if days >= 0 else 'trước'} ngày chốt số liệu {link} {number(abs(days))} ngày" if days else f"{plain} ngày chốt số liệu"
             for days, link, plain in ((rule.at_least_days, "ít nhất", "từ"), (rule.at_most_days, "không quá", "không sau")) if days is not None]
    return f"{t(rule.field)} {joined(parts)}"


def _tally(rule: r.Tally, t, registry, table) -> str:
    relation = {"equal": "bằng", "at_least": "không nhỏ hơn", "at_most": "không lớn hơn"}[rule.compare]
    what = {"rows": "số dòng", "sum": "tổng", "max": "số lớn nhất"}[rule.count]
    return f"{t(rule.field)} {relation} {what}{f' {_in_other(rule.of_table, rule.of_field, registry)}' if rule.of_field else ''} trong {_table(rule.of_table, registry)}"


def _share_of(rule: r.ShareOf, t, registry, table) -> str:
    other = registry.tables[rule.of_table].table if rule.of_table in registry.tables else table
    among = f" trong số các dòng mà {conditions(rule.of, other)}" if rule.of else ""
    return f"{t(rule.field)} bằng tỷ lệ các dòng của {_table(rule.of_table, registry)} mà {conditions(rule.where, other)}{among}" + (f" (lệch không quá {number(rule.tolerance)} điểm phần trăm)" if rule.tolerance else "")


def _covered(rule: r.Covered, t, registry, table) -> str:
    left = f"; dòng “{rule.rest_words[0]}” bằng phần chênh lệch" if rule.rest_words else ""
    return f"tổng {t(rule.field)} không lớn hơn tổng {_in_other(rule.of_table, rule.of_field, registry)} của {_table(rule.of_table, registry)}{left}{_within(rule.tolerance)}"


_KINDS: dict[str, Callable[..., str]] = {
    "required": lambda x, t, g, b: f"phải ghi {_all(x.fields, t)}",
    "empty": lambda x, t, g, b: f"để trống {_all(x.fields, t)}",
    "range": lambda x, t, g, b: f"{t(x.field)} {bounds(x.min, x.max)}",
    "unique": lambda x, t, g, b: f"{_all(x.fields, t)} không trùng với dòng khác" + (f" trong cùng năm của {t(x.per_year_of)}" if x.per_year_of else ""),
    "same_id_other_name": lambda x, t, g, b: f"một {t(x.id_field)} chỉ ứng với một {t(x.name_field)}",
    "similar_person": lambda x, t, g, b: f"một người chỉ ghi một lần (so theo {t(x.name_field)} và {t(x.birth_field)})",
    "same_couple": lambda x, t, g, b: f"một cặp chỉ ghi một lần (so theo {joined(map(t, x.names))})",
    "mistyped_code": lambda x, t, g, b: f"không có hai dòng giống nhau ở {_all(x.same, t)} mà {t(x.code_field)} chỉ lệch một chữ số",
    "order": _order,
    "not_above": lambda x, t, g, b: f"{t(x.part)} không lớn hơn {t(x.whole)}" + (f" nhân {number(x.factor)}" if x.factor != 1 else ""),
    "sum": lambda x, t, g, b: f"{t(x.total)} bằng tổng của {_all(x.parts, t)}{_within(x.tolerance)}",
    "product": lambda x, t, g, b: f"{t(x.total)} bằng {' nhân '.join(map(t, x.factors))}{_within(x.tolerance)}",
    "ratio": lambda x, t, g, b: f"{t(x.field)} bằng {t(x.numerator)} chia {t(x.denominator)}" + (f" nhân {number(x.times)}" if x.times != 1 else "") + _within(x.tolerance),
    "differ": lambda x, t, g, b: f"{_all(x.fields, t)} khác nhau",
    "same_value": lambda x, t, g, b: f"{t(x.field)} trùng với {joined(map(t, x.others), 'hoặc')}",
    "implies": lambda x, t, g, b: conditions(x.then, b),
    "id_agreement": _agreement,
    "age": _age,
    "days_between": lambda x, t, g, b: f"{t(x.label_field)} là {joined(x.within, 'hoặc')} nếu từ {t(x.first)} đến {t(x.last)} không quá {number(x.days)} ngày, nếu quá thì là {joined(x.beyond, 'hoặc')}",
    "age_group": lambda x, t, g, b: f"{t(x.label_field)} đúng với tuổi tính từ {t(x.birth)} đến {t(x.at)}",
    "due_state": lambda x, t, g, b: f"{t(x.label_field)} đúng với {t(x.due)} và {t(x.finished)}",
    "dossier_date": lambda x, t, g, b: f"ngày trong {t(x.code_field)} trùng với {joined(map(t, x.fields), 'hoặc')}",
    "sequence": lambda x, t, g, b: f"{t(x.field)} liên tục, không nhảy số" + (f" trong cùng {_all(x.group, t)}" if x.group else ""),
    "dossier_sequence": lambda x, t, g, b: f"số thứ tự trong {t(x.field)} liên tục trong ngày",
    "ascending": lambda x, t, g, b: f"{t(x.field)} không giảm theo {t(x.by)}" + (f" trong cùng {_all(x.group, t)}" if x.group else ""),
    "reference": lambda x, t, g, b: f"{_all([x.field, *x.with_fields], t)} có trong {_table(x.to_table, g)}",
    "absent_from": lambda x, t, g, b: f"người ở {t(x.name_field)} không có trong {_table(x.to_table, g)}",
    "same_person_in": lambda x, t, g, b: f"người ở {t(x.name_field)} không phải là người đã có trong {_table(x.to_table, g)} nhưng ghi khác (họ tên, ngày sinh, số giấy tờ)",
    "per_group": lambda x, t, g, b: f"mỗi {_all(x.group, t)} có đúng {number(x.count)} dòng mà {conditions(x.that, b)}",
    "group_size": lambda x, t, g, b: f"{t(x.field)} bằng số dòng cùng {t(x.key)} trong {_table(x.of_table, g)}",
    "between": lambda x, t, g, b: f"{t(x.field)} nằm trong khoảng từ {_in_other(x.of_table, x.first, g)} đến {_in_other(x.of_table, x.last, g) if x.last else 'nay'} của {_table(x.of_table, g)}",
    "standard": lambda x, t, g, b: f"{t(x.field)} bằng một mức đang có hiệu lực",
    "lookup": lambda x, t, g, b: f"{t(x.field)} phù hợp với {t(x.key)}",
    "balance": lambda x, t, g, b: f"{t(x.closing)} bằng {' cộng '.join(map(t, x.plus))}" + (f" trừ {' trừ '.join(map(t, x.minus))}" if x.minus else "") + _within(x.tolerance),
    "no_decrease": lambda x, t, g, b: f"{t(x.field)} không nhỏ hơn số của tháng trước trong cùng năm",
    "change": lambda x, t, g, b: f"{t(x.field)} không lệch quá {number(x.max_pct)}% so với bình quân {number(x.months)} tháng trước",
    "filler": lambda x, t, g, b: f"{t(x.field)} không lặp một giá trị ở quá {number(x.max_pct)}% số dòng",
    "words": lambda x, t, g, b: f"{_all(x.fields, t)} không dùng các từ {joined(f'“{w}”' for w in x.words[:4])}" + (" …" if len(x.words) > 4 else ""),
    "hierarchy_sum": lambda x, t, g, b: f"{t(x.field)} của mục cha bằng tổng các mục con theo {t(x.outline)}{_within(x.tolerance)}",
    "no_overlap": lambda x, t, g, b: f"các khoảng từ {t(x.first)} đến {t(x.last)} của cùng {_all(x.key, t)} không chồng lên nhau",
    "pattern": lambda x, t, g, b: f"{t(x.field)} đúng dạng quy định",
    "constant": lambda x, t, g, b: f"các dòng cùng {_all(x.group, t)} có cùng một {t(x.field)}",
    "closing_day": _closing_day,
    "other_value": lambda x, t, g, b: f"{t(x.field)} trùng với {_in_other(x.of_table, x.of_field, g)} của {_table(x.of_table, g)}{_within(x.tolerance)}",
    "tally": _tally,
    "share_of": _share_of,
    "covered": _covered,
    "in_register": lambda x, t, g, b: f"người ở {t(x.name_field)} có trong {joined((_table(n, g) for n in dict.fromkeys(e.table for e in x.registers)), 'hoặc')} vào {t(x.day_field)}",
    "carried_over": lambda x, t, g, b: f"{t(x.field)} bằng {t(x.closing_field)} của tháng trước",
    "near_report": lambda x, t, g, b: f"không có hai dòng cách nhau dưới {number(x.metres)} mét và {number(x.hours)} giờ",
    "age_lookup": lambda x, t, g, b: f"{t(x.field)} phù hợp với {t(x.key)} và tuổi tính từ {t(x.birth)}",
    "required_at_age": lambda x, t, g, b: f"phải ghi {_all(x.fields, t)} khi tuổi tính từ {t(x.birth)} {bounds(x.min, x.max)}",
    "in_words": lambda x, t, g, b: f"{t(x.field)} ghi bằng chữ đúng ngày ở {t(x.date_field)}",
    "few_rows": lambda x, t, g, b: f"mỗi tệp không quá {number(x.rows)} dòng",
    "within_days": lambda x, t, g, b: f"từ {t(x.first)} đến {t(x.last)} không quá {number(x.days)} ngày",
}
