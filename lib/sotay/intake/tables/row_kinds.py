"""What a single row or cell of an export looks like: numbering, total, note, signature, date line, heading word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sotay.definitions.folding import match_key

ORDINAL_KEYS = frozenset({"stt", "tt", "so tt", "so thu tu", "thu tu", "no", "s tt", "stt tt", "so tt stt", "s t t", "stt ho", "tt ho"})

_NUMBER = re.compile(r"^[-+]?\(?\d[\d.,\s\u00a0]*\)?\s*(%|đ|đồng|vnđ)?$", re.IGNORECASE)
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}([-/.]\d{2,4})?([ T]\d{1,2}(:\d{2}){1,2})?$|^\d{1,2}(:\d{2}){1,2} ?\d{0,2}[-/.]?\d{0,2}[-/.]?\d{0,4}$")
_ROMAN = re.compile(r"^(?=[IVXLC])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})[.):]?$")
# "Câu 2", "Phần III": what counts parts where other papers write a letter.
_PART = re.compile(r"^(?:câu|mục|phần|bài|chương|điều|phụ lục|nội dung)\s+(?:\d{1,2}|[IVX]{1,6})[.):]?$", re.IGNORECASE)
_LETTER = re.compile(r"^[A-ZĐa-zđ][.):]?$")
_OUTLINE = re.compile(r"^(?:\d{1,3}(?:[.]\d{1,3})*|\d{4,7})[.):]?$")
# Excel turns a typed "(1)" into the number -1.
_NUMBERING_CELL = re.compile(r"^-?(?:cột )?[(\[]?\s*(\d{1,3}|[A-Za-zĐđ])([.]\d|[a-d])?\s*[.)\]]?\s*(=.*|\(.*\)|:.*)?$", re.IGNORECASE)
# So many columns at least must be numbered before their numbers may stand in any order.
_LEAST_MOVED = 5
_WEEKDAY = re.compile(r"^(t[2-7]|cn|thu (hai|ba|tu|nam|sau|bay|[2-7])|hai|ba|tu|nam|sau|bay|chu nhat|[2-7])$")
_LABELLED_GROUP = re.compile(r"^([IVX]{1,6}|[A-ZĐ])\s*[.):/-]\s*\S")
_DEBIT = re.compile(r"^\W*nợ\W*$")
_WEDNESDAY = re.compile(r"thứ\s+tư\b")
_NO_ORDINAL = re.compile("[a-gi-mp-rv-zA-GI-MP-RV-Z0-9]")
_IN_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_BULLET = re.compile(r"^[-–+•*]$")

_TOTAL_ALONE = re.compile(
    r"^[*\s(]*(tổng cộng|tổng số|tổng|cộng|tc|t[./] ?(?:cộng|số)|toàn xã|toàn trường|tổng toàn xã|cộng toàn xã|tổng chung|cộng chung|tổng hợp chung|lũy kế|luỹ kế|total|sum|σ|∑)"
    r"[\s:.…)=]*(\([^)]*\))?[\s:.…]*$"
)
_BALANCE = re.compile(r"^[-*\s(]*((số )?dư|(số )?tồn|tồn quỹ|số dư quỹ)\s+(nợ |có )?(đầu|cuối)\s+(kỳ|tháng|quý|năm|ngày|tuần|trang)\b")
_TOTAL_PREFIX = re.compile(r"^[*\s(]*(tổng cộng|tổng số|cộng|tổng|lũy kế|cộng dồn|mang sang|số trang trước|bình quân|trung bình|tỷ lệ|tỉ lệ)\b")
_CLOSED = re.compile(r"^(tổng hợp|cộng tác|cộng hòa|cộng hoà|cộng đồng|tổng công ty|tổng cục|tổng đài|tổng quan|tổng kết|tổng phụ|tổng vệ|tổng rà)\b")

_PLACE_DATE = re.compile(r"^([a-z0-9 ]{1,40} )?ngay( \d{1,2})? thang( \d{1,2})? nam( \d{1,4})?$")
_NO_PLACE = re.compile(r"^(tu|den|tinh|so|quyet dinh|thong bao|ke hoach|cong van|tuan|truoc|sau|vao|theo|thang|quy|nam|han|bao cao|nghi|ky) ")
_SIGNATURE = re.compile(
    r"^(nguoi (lap|bao cao|tong hop|kiem tra|kiem soat|duyet|phu trach|ghi so|viet phieu|nhan hang|giao hang|dai dien|ky|thuc hien|cham cong|de nghi|nop|theo doi)\b"
    r"|thu truong|ky ten|ky ghi ro|ky ho ten|ky va|ky dong dau|ky dien tu|ke toan|chu tich|pho chu tich|tm |kt |tl |tuq |q |hieu truong|pho hieu truong|giam doc|pho giam doc"
    r"|truong (phong|tram|ban|thon|khoa|bo phan|don vi|doan)\b|pho truong|thu kho|thu quy|can bo (lap|phu trach|tong hop|theo doi|thong ke)|cong chuc (lap|phu trach|tong hop)"
    r"|chuyen vien lap|xac nhan cua|noi nhan|luu vt|luu van thu|phe duyet|duyet$|dai dien|thay mat|lanh dao|tong giam doc|to truong|ban giam hieu|bi thu"
    r"|phu trach (ke toan|don vi|bo phan)|van thu$|lap bieu$|lap bang$|nguoi lap|ubnd xa$|tm uy ban)"
)
_NOTE = re.compile(
    r"^(ghi chu|luu y|chu thich|chu y|nguon( so lieu)?|bang chu|so tien bang chu|tong so tien bang chu|viet bang chu|an dinh|danh sach (nay )?(co|gom)|bang nay"
    r"|tong (so|cong) (co|gom)\b|giai thich|dien giai|ky hieu|trang (so )?\d+$|trang \d+ \d+$|kinh (gui|chuyen)|so lieu (tinh|den|den ngay)|trong do$)"
)
_NOTE_MARK = re.compile(r"^\s*(\(\*+\)|\*+\s*\S{2}|\[\d\]|\(\d\)\s+\S{3}|[-–+]\s*\S{2,})")
_NAMES = re.compile(r"^(ho (va )?ten|ho (chu )?dem|ho chu dem|ten chu|chu ho|chu su dung|nguoi (nop|nhan|huong|vay|lao dong)|hoi vien|doi tuong)\b")
_CAPTION = re.compile(r"^(ngay|thang|quy|tuan|nam|thon|xom|khu|ban|to|khoi|lop|phong|linh vuc|nhom|dot|ca|doi|chi bo|chi hoi|khoa)\b")
_NATIONAL = re.compile(
    r"^(cong hoa( xa hoi)?|doc lap tu do|doc lap|uy ban nhan dan|ubnd|hdnd|so |phong |truong |tram |trung tam |cong an |mau (so|bieu)|bieu (so|mau)?|phu luc|kem theo|ban hanh kem"
    r"|don vi( tinh| bao cao| gui| nhan| lap| nop)?$|don vi |dvt|ky bao cao|thang |nam |tu ngay|tinh den|quy |ngay |kinh gui)"
)
_UNIT_CELL = re.compile(
    r"^\(?\s*(%|người|hộ|đồng|nghìn đồng|triệu đồng|tỷ đồng|trẻ|lượt|cái|kg|tấn|ha|m2|m²|km|ngày|tháng|năm|giờ|hồ sơ|vnđ|đ|lần|học sinh|lớp|x)\s*\)?$", re.IGNORECASE
)
_BRACKETED_UNIT = re.compile(r"^\([^\d()][^()]{0,18}\)$")
_UNIT_LINE = re.compile(r"(đvt|đơn vị( tính)?|đv tính)\s*[:：(]?\s*(1[.,]?000[.,]?000|1[.,]?000|nghìn|ngàn|triệu|tỷ|tỉ)\s*(đồng|đ|vnđ|vnd)?", re.IGNORECASE)
_FACTORS = {"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9, "tỉ": 1e9, "1000": 1e3, "1000000": 1e6}
_BLANKS = frozenset({"", "-", "--", "…", "...", "....", ".....", "_", "–", "x"})

# Words that open headings of Vietnamese registers and forms, folded.
_HEADING_WORD = re.compile(
    r"^(stt|tt|so( tt| thu tu)?|ho( va)? ten|ho|ten|ngay|thang|nam|nu|gioi tinh|dan toc|ton giao|que quan|dia chi|noi|don vi|chuc (vu|danh)|ma|ky hieu|ghi chu|noi dung|so luong"
    r"|don gia|thanh tien|tong|gia|loai|muc|trinh do|thon|xom|to|ban|xa|huyen|tinh|dien thoai|sdt|email|cccd|cmnd|tinh trang|trang thai|ket qua|thoi gian|thoi han|nguoi|co quan"
    r"|linh vuc|hinh thuc|ly do|he so|bac|luong|phu cap|lop|truong|hoc sinh|giao vien|dien tich|san luong|ke hoach|thuc hien|luy ke|ty le|so sanh|trong do|chia ra|chi tieu|chi tiet"
    r"|can cu|quyet dinh|hang|ten hang|mat hang|quy cach|xuat xu|nguon|doi tuong|nhan khau|dvt|cong viec|nhiem vu|tien do|ca|gio|tu|den|van ban|trich yeu|nghe nghiep|quoc tich"
    r"|quan he|phong|ban hanh|hien trang|dau tu|von|du toan|quyet toan|tai san|so tien|so du|phi|le phi|muc do|y kien|ky nhan|ky ten|xep loai|diem|danh hieu|chuyen mon|tin hoc"
    r"|ngoai ngu|ly luan|dang vien|vi tri|ma so|kinh phi|nhom|phan loai|ket luan|danh gia|nhan xet|giai phap|de xuat|dia ban|phuong tien|bien so|khach hang|nha cung cap"
    r"|name|full name|date|code|address|phone|amount|quantity|unit|price|description|status|type|total)\b"
)


@lru_cache(maxsize=65536)
def squeezed(text: str) -> str:
    """One line, single spaces, NFC."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=65536)
def is_value(text: str) -> bool:
    """A number, a date or a time written as text."""
    text = text.strip()
    return bool(_NUMBER.match(text) or _DATE.match(text))


def is_whole(text: str) -> bool:
    return text.strip().rstrip(".)").isdigit()


def is_dotted(text: str) -> bool:
    """1.1, 2.3.4: the count of a part's item."""
    return "." in text.strip()[1:-1] and bool(_OUTLINE.match(text.strip()))


def is_roman_or_letter(text: str) -> bool:
    text = text.strip()
    return bool(_PART.match(text) or _ROMAN.match(text) or _LETTER.match(text))


def is_outline(text: str) -> bool:
    """1, 1.1, I, A, a), - : what stands in an ordinal column."""
    text = text.strip()
    return bool(_OUTLINE.match(text) or _BULLET.match(text)) or is_roman_or_letter(text)


def opens_group(text: str) -> bool:
    """"I. Lĩnh vực …", "A) …": an ordinal and a label in one cell."""
    return bool(_LABELLED_GROUP.match(text.strip()))


def may_be_ordinal_heading(text: str) -> bool:
    """A quick look at a cell of a long column: false for whatever has a letter or digit that no ordinal heading has."""
    return len(text) < 15 and ("(" in text or "[" in text or not _NO_ORDINAL.search(text))


@lru_cache(maxsize=65536)
def is_ordinal_heading(text: str) -> bool:
    # "Thứ tự" counts, "Thứ Tư" is Wednesday; "No." counts, "Nợ" stands beside "Có".
    spelled = unicodedata.normalize("NFC", text).lower()
    if _WEDNESDAY.search(spelled) or _DEBIT.match(spelled):
        return False
    return match_key(text) in ORDINAL_KEYS or text.strip() == "#" or len(text) < 16 and match_key(_IN_BRACKETS.sub(" ", text)) in ORDINAL_KEYS


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text.strip()))


def heads_names(text: str) -> bool:
    """"Họ và tên", "Tên chủ hộ": people stand below, so a line that is no person is no record."""
    return bool(_NAMES.match(match_key(text)))


def is_blank_mark(text: str) -> bool:
    return text.strip().lower() in _BLANKS or not text.strip(" .…_")


def is_heading_word(text: str) -> bool:
    return bool(_HEADING_WORD.match(match_key(text)))


def is_preamble(text: str) -> bool:
    """National header, office, form number, unit or period line."""
    return bool(_NATIONAL.match(match_key(text)))


def is_national(text: str) -> bool:
    """The two lines at the head of every official paper, repeated when pages are pasted together."""
    return match_key(text).startswith(("cong hoa xa hoi chu nghia", "doc lap tu do hanh phuc"))


def total_label(text: str) -> str:
    """"alone" for "Tổng cộng:", "prefix" for "Tổng số hộ", "balance" for "Số dư đầu kỳ", "" otherwise. Accents count: "Công an" is not "Cộng"."""
    word = squeezed(text).lower()
    if _TOTAL_ALONE.match(word):
        return "alone"
    if _BALANCE.match(word):
        return "balance"
    return "prefix" if _TOTAL_PREFIX.match(word) and not _CLOSED.match(word) else ""


def is_signing(text: str) -> bool:
    """A place-and-date line, a signatory's title, "Nơi nhận": from here on no data."""
    key = match_key(text)
    return len(text) <= 120 and bool(_SIGNATURE.match(key) or (_PLACE_DATE.match(key) and not _NO_PLACE.match(key)))


def is_caption(text: str) -> bool:
    """"Ngày 07/9/2026", "Thôn Đồi Cao", "Khối 3": names what stands below, not the rest of the text above."""
    return text[:1].isupper() and len(text.split()) <= 6 and bool(_CAPTION.match(match_key(text)))


def is_note(text: str) -> bool:
    return bool(_NOTE.match(match_key(text)) or _NOTE_MARK.match(text))


def unit_factor(text: str) -> float:
    """1000 for "ĐVT: nghìn đồng"; 1 when the text says nothing of the kind."""
    hit = _UNIT_LINE.search(squeezed(text))
    return _FACTORS[re.sub(r"[.,]", "", hit[3].lower())] if hit else 1.0


def is_numbering(texts: Sequence[str], width: int) -> bool:
    """`(1) (2) (3)`, `1 2 3`, `A B 1 2=3+4`: filled cells of a row that only number the columns."""
    cells = [t.strip() for t in texts if t.strip()]
    if len(cells) < 2 or len(cells) < 0.5 * width:
        return False
    marks = [_NUMBERING_CELL.match(c) for c in cells]
    if sum(m is None for m in marks) > 0.1 * len(cells):
        return False
    numbers = [int(m[1]) for m in marks if m and m[1].isdigit()]
    letters = [m[1] for m in marks if m and not m[1].isdigit()]
    if len(letters) > 6 and numbers or (letters and [c.lower() for c in letters] != sorted(c.lower() for c in letters)):
        return False
    if not numbers:
        return len(letters) >= 3 and letters[0].lower() == "a" and len(letters) == len(cells)
    if _numbered_before_moved(numbers, len(letters)):
        return True
    steps = [b - a for a, b in zip(numbers, numbers[1:], strict=False)]
    return numbers[0] in (0, 1, len(letters) + 1) and all(s >= 0 for s in steps) and sum(s == 1 for s in steps) >= 0.7 * len(steps) and len(cells) >= min(3, width)


def _numbered_before_moved(numbers: list[int], letters: int) -> bool:
    """Every number from 1 (or after the letters) on once, in another order: the columns were numbered, then moved about. Figures of a record are hardly ever that."""
    return len(numbers) >= _LEAST_MOVED and letters <= 2 and min(numbers) in (1, letters + 1) and sorted(numbers) == list(range(min(numbers), min(numbers) + len(numbers)))


def is_weekday_row(texts: Sequence[str]) -> bool:
    """T2 T3 … CN under the days of a timesheet."""
    return len(texts) >= 5 and all(_WEEKDAY.match(match_key(t)) for t in texts) and any(not t.strip().isdigit() for t in texts)


def is_unit_row(texts: Sequence[str]) -> bool:
    """"(người) (đồng) (%)": units under the headings."""
    cells = [t.strip() for t in texts if t.strip()]
    return len(cells) >= 2 and all(_UNIT_CELL.match(c) or _BRACKETED_UNIT.match(c) for c in cells) and any(c.startswith("(") for c in cells)
