"""Why a question in SQL could not be answered, in Vietnamese and with the nearest right name; never a value from the rows."""

from __future__ import annotations

import re

import duckdb

from sotay.definitions.folding import match_key
from sotay.definitions.problem import did_you_mean
from sotay.definitions.registry import Registry

_TABLE = re.compile(r'Table with name "?(.+?)"? does not exist')
_COLUMN = re.compile(r'(?:Referenced column|column named) "(.+?)"|does not have a column named "(.+?)"')
_FUNCTION = re.compile(r"Function with name (\S+) does not exist")
_GROUP = re.compile(r'column "(.+?)" must appear in the GROUP BY')
_NEAR = re.compile(r'syntax error at or near "(.+?)"')
_EXAMPLE = "Ví dụ: SELECT thang, count(*) FROM tên_bảng GROUP BY ALL."
MONTH_COLUMN = "thang"


def why_not(error: duckdb.Error, query: str, registry: Registry) -> str:
    """What is wrong with the query and how to mend it; `registry` knows the tables and their columns."""
    said = str(error)
    if hit := _TABLE.search(said):
        return f"Không có bảng `{hit[1]}`. {_nearest_table(hit[1], registry)}"
    if hit := _COLUMN.search(said):
        return _column(hit[1] or hit[2], query, registry)
    if hit := _GROUP.search(said):
        return f"Cột `{hit[1]}` phải nằm trong GROUP BY, hoặc được gộp bằng count, sum, min, max. Viết GROUP BY ALL để gộp theo mọi cột không tính toán."
    if hit := _FUNCTION.search(said):
        return f"Không có hàm `{hit[1]}`. {_suggested(said)}".strip()
    if hit := _NEAR.search(said):
        return f"Câu lệnh SQL viết sai ở gần `{hit[1]}`: xem lại dấu phẩy, dấu ngoặc và thứ tự SELECT … FROM … WHERE … GROUP BY … ORDER BY."
    if isinstance(error, duckdb.ConversionException):
        return "Có ô không đổi được sang kiểu đã yêu cầu. Dùng TRY_CAST thay cho CAST để những ô đó thành trống."
    if isinstance(error, duckdb.PermissionException):
        return "Câu lệnh SQL chỉ được đọc các bảng của kho dữ liệu sạch; không đọc, ghi tệp và không nối mạng."
    if "No function matches" in said:
        return "Hàm không dùng được cho kiểu của cột: ví dụ sum chỉ cộng cột số; chữ thì dùng count, ngày thì dùng min, max, date_diff."
    return f"Câu lệnh SQL không chạy được ({type(error).__name__}). Viết từng phần ngắn rồi thêm dần để tìm chỗ sai."


def _nearest_table(name: str, registry: Registry) -> str:
    """By id, else by the title people know the table under."""
    titles = {match_key(ref.table.title): table for table, ref in registry.tables.items()}
    known = titles.get(match_key(name.replace("_", " ")))
    return f"Bảng đó tên là `{known}`." if known else did_you_mean(name, registry.tables)


def _column(name: str, query: str, registry: Registry) -> str:
    used = [t for t in registry.tables if re.search(rf"\b{t}\b", query)]
    columns = {c.name: c.title for t in used for c in registry.tables[t].table.columns}
    named = [n for n, title in columns.items() if match_key(title) == match_key(name)]
    hint = f"Cột “{columns[named[0]]}” tên là `{named[0]}`." if named else did_you_mean(name, [*columns, MONTH_COLUMN])
    return f"Không có cột `{name}` trong {', '.join(f'`{t}`' for t in used) or 'câu lệnh'}. {hint}"


def _suggested(said: str) -> str:
    hit = re.search(r'Did you mean "(.+?)"', said)
    return f"Có phải ý là `{hit[1]}`?" if hit else ""


def empty_question() -> str:
    """What to write where nothing was asked."""
    return f"Chưa có câu lệnh SQL. {_EXAMPLE}"
