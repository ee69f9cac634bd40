"""Names of persons: repaired, shown in Title Case, never respelt."""

from __future__ import annotations

import re
from itertools import pairwise

from sotay.cleaning.keystrokes import has_keystrokes, lost_accents
from sotay.cleaning.parsed import Context, Parsed
from sotay.cleaning.rules import fault
from sotay.cleaning.text import PLACEHOLDER, parse_text
from sotay.intake.model import CellKind

_ODD = re.compile(r"[^\w\s.'’`´‘\-–]|[\d_]")
# "TiÕn": an accented capital inside a word is a letter of an old encoding.
_CAPITAL_INSIDE = re.compile(r"[a-z\u00df-\u00ff][\u00c0-\u00de]")
_JOINED = re.compile(r"[^\W\d_]{4}")
_SEVERAL = re.compile(r"\w\s+(?:và|vợ|chồng)\s+\w", re.IGNORECASE)
_ORGANISATION = re.compile(
    r"(?:công ty|cty|c\.ty|tnhh|htx|hợp tác xã|liên hiệp|doanh nghiệp|dntn|hộ kinh doanh|hkd|hộ kd|chi nhánh|cửa hàng|cơ sở|cổ phần|tập đoàn|nhà máy|xí nghiệp|trang trại|nhóm |"
    r"trường|trung tâm|tt pvhcc|ubnd|ủy ban|uỷ ban|hđnd|ban |hội |quỹ|ngân hàng|văn phòng|phòng |tổ |đội |thôn |xóm |trạm|bưu điện|chi cục|sở |công an|đảng ủy|mttq|mặt trận|"
    r"đoàn thanh niên|đoàn tn|đoàn xã|chùa|đình |đền |nhà thờ|giáo xứ|giáo họ)",
    re.IGNORECASE,
)


def title_case(name: str) -> str:
    """"ĐINH THỊ MAI" -> "Đinh Thị Mai"; a word with a hyphen or apostrophe stays as typed."""
    return " ".join(w if re.search(r"['’`´‘\-–.]", w) else w[:1].upper() + w[1:].lower() for w in name.split(" "))


def is_organisation(name: str) -> bool:
    """Whether a name is an office's or a company's rather than a person's."""
    return bool(_ORGANISATION.match(name))


def _badly_typed(name: str) -> str:
    """What is wrong with the typing of a name; empty when nothing is."""
    if _JOINED.search(name) and any(a.islower() and b.isupper() for a, b in pairwise(name)):
        return "Họ tên có chữ viết hoa giữa chữ: thiếu dấu cách."
    if _SEVERAL.search(name):
        return "Một ô ghi tên nhiều người."
    if lost_accents(name):
        return "Họ tên không có dấu."
    return "Họ tên còn phím gõ tiếng Việt chưa thành dấu." if has_keystrokes(name) else ""


def parse_name(text: str, kind: int, ctx: Context) -> Parsed:
    """A name; organisations in such a column are left as written."""
    parsed = parse_text(text, kind, ctx)
    name = parsed.value
    if not name or parsed.unread or is_organisation(name):
        return parsed
    faults, changes = parsed.faults, parsed.changes
    if PLACEHOLDER.fullmatch(name):
        return Parsed(None, changes, (fault("GHI-THAY", "Ghi chữ thay cho họ tên.", "Ghi họ tên theo giấy tờ; chưa có thì để trống."),))
    if kind == CellKind.NUMBER or ((_ODD.search(name) or _CAPITAL_INSIDE.search(name)) and not faults):
        return Parsed(name, changes, (*faults, fault("TEN-KY-TU")))
    if not faults and (doubt := _badly_typed(name)):
        faults = (fault("TEN-KY-TU", doubt),)
    if name.isupper() or name.islower():
        shown = title_case(name)
        if shown != name:
            return Parsed(shown, changes if ctx.upper else (*changes, "HOA-THUONG"), faults)
    return Parsed(name, changes, faults)
