"""Short forms and slips in headings: written out by a list, recognised word by word, or told as one letter wrong."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import OSA

from sotay.definitions.folding import match_key

# Folded short forms clerks write for words of headings.
_SHORT = {
    "hs": "ho so", "tthc": "thu tuc hanh chinh", "tt": "thu tuc", "lv": "linh vuc", "sdt": "so dien thoai", "dt": "dien thoai", "dtdd": "dien thoai di dong",
    "cccd": "can cuoc cong dan", "cmnd": "chung minh nhan dan", "cmt": "chung minh nhan dan", "ddcn": "dinh danh ca nhan", "kq": "ket qua", "dk": "dang ky",
    "sl": "so luong", "dvc": "dich vu cong", "cb": "can bo", "cbcc": "can bo cong chuc", "tg": "thoi gian", "dc": "dia chi", "tp": "thanh phan",
    "tphs": "thanh phan ho so", "vb": "van ban", "cq": "co quan", "dv": "don vi", "dvt": "don vi tinh", "qd": "quyet dinh", "hk": "ho khau", "ksinh": "khai sinh",
    "ks": "khai sinh", "kt": "khai tu", "ngsinh": "ngay sinh", "gt": "gioi tinh", "qh": "quan he", "ch": "chu ho", "nc": "nguoi co cong", "bhyt": "bao hiem y te",
    "bhxh": "bao hiem xa hoi", "bhtn": "bao hiem that nghiep", "mst": "ma so thue", "stk": "so tai khoan", "tk": "tai khoan", "hd": "hop dong", "gcn": "giay chung nhan",
    "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "gv": "giao vien", "cbql": "can bo quan ly", "nv": "nhan vien", "th": "tieu hoc", "thcs": "trung hoc co so",
    "hn": "ho ngheo", "hcn": "ho can ngheo", "nct": "nguoi cao tuoi", "nkt": "nguoi khuyet tat", "yhct": "y hoc co truyen", "tcmr": "tiem chung mo rong",
    "csdl": "co so du lieu", "cntt": "cong nghe thong tin", "vtvl": "vi tri viec lam", "cd": "chuc danh", "cv": "chuc vu", "td": "trinh do", "cm": "chuyen mon",
    "dtts": "dan toc thieu so", "nsinh": "nam sinh", "ht": "ho ten", "ngtl": "nguoi lap", "tmdt": "tong muc dau tu", "kh": "ke hoach", "lk": "luy ke", "ct": "cong trinh",
    "lhd": "loai hop dong", "gttt": "giay to tuy than", "nyc": "nguoi yeu cau", "s": "so", "gc": "ghi chu", "ki": "ky", "li": "ly", "ti": "ty",
}
_FILLERS = frozenset({"va", "cua", "cac", "theo", "thong", "tin", "ve"})
_SHORT_WORDS = frozenset("so ma ho le va ve to tu bi co ky ly de do mo me vo an da di lo xa am o y ai ap ba be bo ca ga gi la mu no oi ta te uy xe si".split())
# Folded phrases that offices use for the same thing, told by one of them; the longest first.
_SAME = {
    "ngay thang nam": "ngay", "ngay thang": "ngay", "ngay gio": "thoi gian", "thoi diem": "thoi gian",
    "ho chu dem ten": "ho ten", "ho dem ten": "ho ten", "ho chu lot ten": "ho ten", "thanh phan dan toc": "dan toc", "phai": "gioi tinh",
    "so can cuoc cong dan": "dinh danh", "can cuoc cong dan": "dinh danh", "so can cuoc": "dinh danh", "the can cuoc": "dinh danh", "can cuoc": "dinh danh", "so dinh danh ca nhan": "dinh danh", "dinh danh ca nhan": "dinh danh", "so dinh danh": "dinh danh",
    "so dien thoai": "dien thoai", "so may": "dien thoai", "noi o": "dia chi", "cho o": "dia chi", "noi cu tru": "dia chi", "thon to dan pho": "thon", "thon tdp": "thon", "thon xom": "thon", "ten thon": "thon",
    "co quan don vi": "don vi", "tinh trang": "trang thai", "chuc danh": "chuc vu", "so tien": "tien", "phuong thuc": "hinh thuc", "ma so": "ma",
}
_PHRASE = re.compile(rf"\b(?:{'|'.join(sorted(_SAME, key=len, reverse=True))})\b")
_VOWEL = re.compile(r"[aeiouy\d]")
_WORD = re.compile(r"[^\W_]+[./]?")
_LEAST_SLIP, _LONG_SLIP = 5, 14


@lru_cache(maxsize=65536)
def long_form(key: str) -> str:
    """Abbreviations written out, filler words dropped, one phrase for those that mean the same: "ho va ten chu hs" -> "ho ten chu ho so", "ngay thang nam sinh" -> "ngay sinh"."""
    words = " ".join(_SHORT.get(w, w) for w in key.split()).split()
    return _one_phrase(_one_phrase(" ".join(w for w in words if w not in _FILLERS))) or key


def _one_phrase(words: str) -> str:
    return _PHRASE.sub(lambda m: _SAME[m[0]], words)


@lru_cache(maxsize=65536)
def marked(text: str) -> str:
    """Folded words, those cut short by a point or stroke marked with a point: "Ng. đ/ký" -> "ng. d. ky"."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    folded = ((match_key(w), w[-1] in "./") for w in words)
    return " ".join(f"{key}{'.' if cut and len(key) <= 4 else ''}" for key, cut in folded if key)


def first_letter(words: str) -> str:
    """First letter of the first word that is no filler: a short form and what it stands for share it."""
    return next((w for w in words.split() if w.rstrip(".") not in _FILLERS), " ")[0]


@lru_cache(maxsize=65536)
def shortened(marks: str) -> bool:
    """Whether any word may be a short form: cut by a point, of one or two letters, listed, or without a vowel."""
    return any(w.endswith(".") or len(w) <= 2 and w not in _SHORT_WORDS or w in _SHORT or not _VOWEL.search(w) for w in marks.split())


def without_fillers(words: str) -> tuple[str, ...]:
    return tuple(w for w in words.split() if w not in _FILLERS)


def written_out(short: tuple[str, ...]) -> frozenset[str]:
    """The words of a short form that are no short forms themselves: they stand in the long one too."""
    return frozenset(w for w in short if len(w) >= 3 and not w.endswith(".") and w not in _SHORT and _VOWEL.search(w))


def abbreviates(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether each word of `short` is a word of `whole`, the beginning of one, or the initials of several, in order and none left over."""
    return 0 < len(short) <= len(whole) and sum(len(w.rstrip(".")) for w in short) < sum(map(len, whole)) and _covers(short, whole)


def _covers(short: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    if not short or not whole:
        return not short and not whole
    word = short[0].rstrip(".")
    if word == whole[0] or (len(word) <= 2 or short[0].endswith(".")) and whole[0].startswith(word) and len(whole[0]) > len(word):
        if _covers(short[1:], whole[1:]):
            return True
    count = len(word)
    if 2 <= count <= len(whole) and all(w[0] == letter for letter, w in zip(word, whole, strict=False)) and _covers(short[1:], whole[count:]):
        return True
    written = _SHORT.get(word)
    return written is not None and whole[:len(written.split())] == tuple(written.split()) and _covers(short[1:], whole[len(written.split()):])


@lru_cache(maxsize=65536)
def initials_only(marks: str) -> bool:
    """No word stands written out: too little to say which column is meant."""
    return not written_out(tuple(marks.split()))


@lru_cache(maxsize=200_000)
def one_slip(source: str, key: str, words: frozenset[str] = frozenset()) -> bool:
    """Spelled alike but for a slip of the keyboard: one letter lost, doubled, wrong or swapped (two in long headings); one of `words` is no slip."""
    if source == key or abs(len(source) - len(key)) > 2 or min(len(source), len(key)) < _LEAST_SLIP - 1 or len(source) < _LEAST_SLIP - 1:
        return False
    left, right = source.split(), key.split()
    if "".join(left) == "".join(right):
        return True
    if len(left) != len(right) or [w for w in left if w.isdigit()] != [w for w in right if w.isdigit()]:
        return False
    pairs = [(a, b) for a, b in zip(left, right, strict=True) if a != b]
    if len(pairs) > (2 if len(key) >= _LONG_SLIP else 1):
        return False
    return all(a not in words and _word_slip(a, b, len(left) == 1) for a, b in pairs)


def _word_slip(wrong: str, right: str, alone: bool) -> bool:
    """A slip inside a word: never one Vietnamese syllable for another of the same length, which may be meant."""
    if OSA.distance(wrong, right) != 1 or any(c.isdigit() for c in wrong + right):
        return False
    if len(wrong) == len(right):
        swapped = sorted(wrong) == sorted(right)
        return swapped or len(right) >= 5
    doubled = len(wrong) == len(right) + 1 and any(wrong[i] == wrong[i + 1] and wrong[:i] + wrong[i + 1:] == right for i in range(len(wrong) - 1))
    return doubled or len(right) >= (4 if not alone else 5) or len(wrong) > len(right) and len(right) >= 3
