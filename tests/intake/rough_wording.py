"""Headings and values of a declared table as hurried clerks write them, with the field each heading stands for."""

from __future__ import annotations

import datetime as dt
import random
import re
import unicodedata

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import Registry

SHORT_FORMS = [
    ("Số điện thoại", ["Số ĐT", "SĐT", "S.ĐT"]), ("Địa chỉ", ["Đ/c", "Đ.chỉ"]), ("Số lượng", ["SL", "S.lượng"]), ("Họ và tên", ["Họ, tên", "Họ & tên"]), ("hồ sơ", ["HS", "h.sơ"]),
    ("thủ tục hành chính", ["TTHC"]), ("kết quả", ["KQ", "k/q"]), ("đơn vị", ["ĐV", "đ.vị"]), ("quyết định", ["QĐ"]), ("đăng ký", ["ĐK", "đ.ký", "đăng kí"]), ("giấy tờ", ["g.tờ"]),
    ("văn bản", ["VB"]), ("trình độ", ["TĐ"]), ("chuyên môn", ["c.môn"]), ("tình trạng", ["T.trạng"]), ("thời gian", ["TG", "T/gian"]), ("Ngày sinh", ["Ng.sinh"]), ("ngày", ["Ng."]),
    ("định danh cá nhân", ["ĐDCN"]), ("hiện nay", ["h/nay"]), ("dân tộc", ["D.tộc"]), ("giới tính", ["G.tính"]), ("số", ["S."]), ("kế hoạch", ["KH"]), ("bảo hiểm y tế", ["BHYT"]),
]
TAILS = [" (ghi rõ)", " (nếu có)", " (1)", " (*)", " [3]", " *", " :", ":", " (bắt buộc)"]
TAILS_BY_TYPE = {"date": " (dd/mm/yyyy)", "partial_date": " (ngày/tháng/năm)", "vnd": " (đồng)", "bool": " (Có/Không)", "cccd": " (12 số)", "code": " (chọn trong danh mục)", "pct": " (%)"}
NAMES = ["Nguyễn Văn Bằng", "Hoàng Thị Lan", "Vi Văn Hải", "Trần Đức Công", "Lý Thị Duyên"]
VILLAGES = ["Đồng Mậm", "Cầu Sắt", "Tam Chẽ", "Khuôn Tỏ"]
MODES = ("listed", "short", "tail", "case", "spaces", "break", "plain", "decomposed", "number", "typo")


def without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D")) if not unicodedata.combining(c))


def _slip(text: str, rng: random.Random) -> str:
    """Two letters swapped or one doubled in a long word."""
    words = text.split(" ")
    places = [i for i, w in enumerate(words) if len(w) >= 5 and w.isalpha()]
    if not places:
        return text
    at = rng.choice(places)
    k = rng.randrange(1, len(words[at]) - 1)
    word = words[at]
    words[at] = word[:k] + word[k + 1] + word[k] + word[k + 2:] if rng.random() < 0.5 else word[:k] + word[k] + word[k:]
    return " ".join(words)


def _shortened(text: str, rng: random.Random) -> str:
    fitting = [(a, b) for a, b in SHORT_FORMS if re.search(rf"(?<!\w){a}(?!\w)", text, re.IGNORECASE)]
    if not fitting:
        return text
    long, short = rng.choice(fitting)
    return re.sub(rf"(?<!\w){long}(?!\w)", rng.choice(short), text, flags=re.IGNORECASE)


def reworded(text: str, column: Column, mode: str, rng: random.Random) -> str:
    """A heading in one of MODES."""
    changes = {
        "short": lambda: _shortened(text, rng), "tail": lambda: text + rng.choice([*TAILS, TAILS_BY_TYPE.get(column.type, " *")]), "case": lambda: rng.choice([text.upper(), text.lower(), text.title()]),
        "spaces": lambda: f" {text.replace(' ', '  ', 1)} ", "break": lambda: text.replace(" ", "\n", 1), "plain": lambda: without_accents(text), "typo": lambda: _slip(text, rng),
        "decomposed": lambda: unicodedata.normalize("NFD", text), "number": lambda: rng.choice([f"({rng.randrange(1, 30)}) ", f"{rng.randrange(1, 30)}. "]) + text,
    }
    return changes[mode]() if mode in changes else text


def headings_of(table: Table, fields: list[str], rng: random.Random, tiers: bool) -> dict[str, tuple[tuple[str, ...], str]]:
    """For each field its heading (one text, or group and leaf) and the mode it was written in; no two alike, none that belongs to another column."""
    columns = {c.name: c for c in table.columns}
    owners: dict[str, set[str]] = {}
    for column in table.columns:
        for text in column.all_headings():
            owners.setdefault(match_key(text), set()).add(column.name)
    groups = {tuple(columns[f].under): rng.choice(columns[f].under) for f in fields if columns[f].under}
    used: set[str] = set()
    found = {}
    for name in fields:
        column = columns[name]
        if tiers and column.under and sum(columns[f].under == column.under for f in fields) > 1:
            group = groups[tuple(column.under)]
            leaf = next((x for x in rng.sample(column.leaf, len(column.leaf)) if match_key(f"{group} {x}") not in used), column.leaf[0])
            used.add(match_key(f"{group} {leaf}"))
            found[name] = (group, leaf), "tiers"
            continue
        own = [h for h in (column.title, *column.headings) if owners[match_key(h)] == {name} and not re.match(r"^[a-z]+[A-Z]|^[a-z_]+$", h) and not re.search("nghìn|triệu|tỷ đ|ngàn", h)]
        for _ in range(20):
            mode = rng.choice(MODES) if rng.random() < 0.6 else "listed"
            text = reworded(rng.choice(own or [column.title]), column, mode, rng)
            keys = {match_key(text), match_key(re.sub(r"\([^)]*\)|\[[^\]]*\]", "", text))}
            if not keys & used and all(owners.get(k, {name}) == {name} for k in keys):
                break
        else:
            text, mode, keys = column.title, "listed", {match_key(column.title)}
        used |= keys
        found[name] = (text,), mode
    return found


def value_of(column: Column, registry: Registry, rng: random.Random, number: int):
    """A right value of a column, as cleaning should hand it on; None for types whose right values follow from other columns."""
    kind = column.type
    if kind == "code":
        return rng.choice([v.label for v in registry.values_of(column)])
    if kind in ("int", "vnd"):
        low = int(column.min or 0)
        return low + rng.randrange(1, 60) if column.max is None else rng.randrange(low, min(int(column.max), low + 60) + 1)
    if kind in ("dec", "pct"):
        low, high = float(column.min or 0), float(column.max if column.max is not None else 90)
        return round(low + rng.randrange(1, 9) / 10 * min(high - low, 9), 2)
    if kind in ("date", "partial_date", "datetime"):
        return dt.datetime(2026, 9, 1) + dt.timedelta(days=rng.randrange(17))
    made = {
        "name": lambda: rng.choice(NAMES), "village": lambda: rng.choice(VILLAGES), "bool": lambda: rng.random() < 0.5, "address": lambda: f"Thôn {rng.choice(VILLAGES)}, xã Sơn Hải",
        "cccd": lambda: f"0240{rng.randrange(70, 99)}{100000 + number:06d}", "phone": lambda: f"09{10000000 + number:08d}", "doc_no": lambda: f"{number + 11}/QĐ-UBND",
        "dossier": lambda: f"H05.60.12-2609{1 + number % 17:02d}-{number + 1:04d}", "procedure": lambda: f"1.00{4000 + number}", "month": lambda: "2026-09", "text": lambda: f"Nội dung {number + 1}",
    }
    return made[kind]() if kind in made else None


def written(value, column: Column, style: int, typed: bool):
    """A value as the export holds it, in one of four spellings for the whole column."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        texts = (f"{value:%d/%m/%Y}", f"{value.day}/{value.month}/{value.year}", f"{value:%d.%m.%Y}", f"{value:%Y-%m-%d}")
        return value.date() if typed and style == 0 else texts[style]
    if isinstance(value, bool):
        return ((("Có", "Không"), ("có", "không"), ("1", "0"), ("Đúng", "Sai"))[style])[not value]
    if column.type in ("int", "vnd"):
        return value if typed and style < 2 else f"{value:,}".replace(",", ".") + (" đ" if style == 3 and column.type == "vnd" else "")
    if isinstance(value, float):
        return value if typed else f"{value:g}".replace(".", ",")
    if column.type == "month":
        return ("09/2026", "2026-09", "Tháng 9/2026", "9/2026")[style]
    if column.type in ("name", "code") and style == 1:
        return value.upper()
    if column.type == "cccd" and style == 2:
        return f"{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}"
    return f" {value} " if style == 3 and column.type in ("name", "text") else value
