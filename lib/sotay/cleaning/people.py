"""Names of persons: repaired, shown in Title Case, never respelt."""

from __future__ import annotations

import re
from itertools import pairwise

from sotay.cleaning.keystrokes import has_keystrokes, lost_accents
from sotay.cleaning.parsed import Context, Parsed
from sotay.cleaning.rules import fault
from sotay.cleaning.slips import has_slip
from sotay.cleaning.text import PLACEHOLDER, parse_text
from sotay.intake.model import CellKind

_ODD = re.compile(r"[^\w\s.'’`´‘\-–]|[\d_]")
# "TiÕn": an accented capital inside a word is a letter of an old encoding.
_CAPITAL_INSIDE = re.compile(r"[a-z\u00df-\u00ff][\u00c0-\u00de]")
_JOINED = re.compile(r"[^\W\d_]{4}")
_FAMILY = ("(?:nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đinh|đoàn|lâm|trịnh|đào|tô|hà|lương|nông|triệu|hứa|lục|giáp|thân|tạ|chu|vi|la|ma|mai|cao|trương|từ|đàm|"
           r"tống|nghiêm|khổng|lưu|diệp|ôn|mã|bế|ninh|nịnh|vòong|lầu|bàn|phùng)\s+\S")
# "Ông" is a family name too: "Ông Trần Bình" may be one.
_TITLE = re.compile(rf"(?:(?:ông|bà)\s*/\s*(?:ông|bà)|bà|anh|chị|cụ|cháu|em|thầy|cô|chú|bác|ô\.|b\.)\s*:?\s+(?={_FAMILY})|ông\s*:?\s+(?={_FAMILY}+\s+\S)", re.IGNORECASE)
_INTRODUCED = re.compile(rf"(?:(?:bà|anh|chị|cụ|cháu|em|bé|thầy|cô|chú|bác|con|vợ|chồng|mẹ|bố|ô\.|b\.)\s+\S+|ông\s+{_FAMILY}*)\s+\S", re.IGNORECASE)
# "Ng. Thị Hoa", "N.T. Hoa", "Trần T Hoa"; Y, H, K and A stand alone in names of the highlands, A not at the end ("Nguyễn Văn A").
_POINT_INSIDE = re.compile(r"(?:^|\s)[^\W\d_]{1,3}\.")
_NO_VOWEL = re.compile(r"(?:^|\s)(?![hk](?:\s|$))[bcdđghklmnpqrstvx]{1,3}(?:\s|$)", re.IGNORECASE)
_LETTER_AT_END = re.compile(r"[^\W\d_]{2,}\s+\S+\s+[A-Za-zĐđ]")
_BULLET = re.compile(r"^[-–+*•·]\s*(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})[.,;]+$")
_LETTERS = re.compile(r"[^\W\d_]+")
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


def _capitals_in_place(name: str) -> str:
    """"Nguyễn thị Hoa", "NGuyễn Văn An", "nGUYỄN vĂN aN" with a capital at the start of each word and nowhere else; a name of another people as it is."""
    if name.isascii() or re.search(r"['’`´‘\-–.]", name):
        return name
    return _LETTERS.sub(lambda w: w[0].capitalize() if _astray(w[0]) else w[0], name)


def _astray(word: str) -> bool:
    return word[0].islower() and (word[1:].islower() or word[1:].isupper() or len(word) == 1) or len(word) > 2 and word[:2].isupper() and word[2:].islower()


def _caps_lock(name: str) -> bool:
    """"nGUYỄN vĂN aN": every word small first, capital after; letters of an old encoding are not so regular."""
    return all(w[:1].islower() and (w[1:].isupper() or len(w) == 1) for w in name.split())


def _badly_typed(name: str) -> str:
    """What is wrong with the typing of a name; empty when nothing is."""
    if _JOINED.search(name) and any(a.islower() and b.isupper() for a, b in pairwise(name)):
        return "Họ tên có chữ viết hoa giữa chữ: thiếu dấu cách."
    if _SEVERAL.search(name):
        return "Một ô ghi tên nhiều người."
    if _INTRODUCED.match(name):
        return "Họ tên kèm cách gọi (ông, bà, con…)."
    if _POINT_INSIDE.search(name) or not name.isascii() and _NO_VOWEL.search(name):
        return "Họ tên viết tắt."
    if not name.isascii() and _LETTER_AT_END.fullmatch(name):
        return "Tên chỉ có một chữ cái: tên mẫu hoặc viết tắt."
    if has_slip(name):
        return "Họ tên có chữ không phải tiếng Việt, có thể gõ nhầm."
    if lost_accents(name):
        return "Họ tên không có dấu."
    return "Họ tên còn phím gõ tiếng Việt chưa thành dấu." if has_keystrokes(name) else ""


def parse_name(text: str, kind: int, ctx: Context) -> Parsed:
    """A name; organisations in such a column are left as written."""
    parsed = parse_text(text, kind, ctx)
    name = parsed.value
    # "Ban Thi My" is a woman, not a board.
    if not name or parsed.unread or is_organisation(name) and not lost_accents(name):
        return parsed
    faults, changes = parsed.faults, parsed.changes
    if kind == CellKind.TEXT and (bare := _BULLET.sub("", name).strip()) != name:
        name, changes = bare, (*changes, "DAU-CAU")
    if (bare := _TITLE.sub("", name, count=1)) != name and _TITLE.match(name):
        name, changes = bare, (*changes, "CACH-GOI")
    if PLACEHOLDER.fullmatch(name):
        return Parsed(None, changes, (fault("GHI-THAY", "Ghi chữ thay cho họ tên.", "Ghi họ tên theo giấy tờ; chưa có thì để trống."),))
    if kind == CellKind.NUMBER or ((_ODD.search(name) or _CAPITAL_INSIDE.search(name) and not _caps_lock(name)) and not faults):
        return Parsed(name, changes, (*faults, fault("TEN-KY-TU")))
    one_case = name.isupper() or name.islower()
    shown = title_case(name) if one_case else _capitals_in_place(name)
    if not faults and (doubt := _badly_typed(name if one_case else shown)):
        faults, shown = (fault("TEN-KY-TU", doubt),), shown if one_case else name
    if shown != name and not (one_case and ctx.upper):
        changes = (*changes, "HOA-THUONG")
    return Parsed(shown, changes, faults)
