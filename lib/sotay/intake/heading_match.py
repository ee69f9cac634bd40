"""Matches source headings to declared columns: exact, by group and leaf, by abbreviation, and last by likeness."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column, Table
from sotay.intake.row_kinds import is_ordinal_heading

EXACT, BRACKETS, SHORT, LEAF, BARE_LEAF, ALIKE = 1.0, 0.95, 0.92, 0.9, 0.6, 90

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
}
_FILLERS = frozenset({"va", "cua", "cac", "theo", "thong", "tin", "ve"})
_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERED = re.compile(r"\s*[(\[]\s*\d{1,3}\s*[)\]]\s*$")


@lru_cache(maxsize=65536)
def long_form(key: str) -> str:
    """Abbreviations written out, filler words dropped: "ho va ten chu hs" -> "ho ten chu ho so"."""
    words = " ".join(_SHORT.get(w, w) for w in key.split()).split()
    return " ".join(w for w in words if w not in _FILLERS) or key


@dataclass(frozen=True)
class SourceHeading:
    """A source heading folded in the ways it may be declared."""

    full: str
    leaf: str
    group: str
    bare: str

    @classmethod
    def of(cls, text: str) -> SourceHeading:
        text = _NUMBERED.sub("", text)
        parts = text.split(" / ")
        return cls(match_key(text), match_key(parts[-1]), match_key(" ".join(parts[:-1])), match_key(_BRACKETED.sub(" ", text)))


class TableHeadings:
    """The folded headings of one declared table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.exact: dict[str, set[str]] = defaultdict(set)
        self.short: dict[str, set[str]] = defaultdict(set)
        self.leaves: dict[str, set[str]] = defaultdict(set)
        for column in table.columns:
            for text in column.all_headings():
                key = match_key(text)
                self.exact[key].add(column.name)
                self.short[long_form(key)].add(column.name)
            for text in column.leaf:
                self.leaves[match_key(text)].add(column.name)

    def keys_of(self, column: Column) -> set[str]:
        return {match_key(t) for t in column.all_headings()}

    def candidates(self, heading: SourceHeading) -> dict[str, float]:
        """Declared columns the heading may mean, with the quality of the match."""
        found: dict[str, float] = {}

        def add(names: set[str] | None, quality: float) -> None:
            for name in names or ():
                found[name] = max(found.get(name, 0.0), quality)

        add(self.exact.get(heading.full), EXACT)
        add(self.exact.get(heading.bare), BRACKETS)
        add(self.short.get(long_form(heading.full)) or self.short.get(long_form(heading.bare)), SHORT)
        if not found and heading.group:
            for name in self.leaves.get(heading.leaf, ()):
                column = self.table.column(name)
                alike = max((fuzz.token_set_ratio(long_form(heading.group), long_form(match_key(g))) for g in column.under), default=0)
                if alike >= 85:
                    add({name}, LEAF * alike / 100)
            if not found:
                add(self.exact.get(heading.leaf) or self.short.get(long_form(heading.leaf)), LEAF - 0.05)
        if not found and not heading.group:
            add(self.leaves.get(heading.leaf), BARE_LEAF)
        return found

    def alike(self, heading: SourceHeading, free: set[str]) -> dict[str, float]:
        """Columns among `free` whose heading is spelled nearly the same: letters lost or swapped, never another word."""
        found: dict[str, float] = {}
        if len(heading.full) < 6:
            return found
        for key, names in self.exact.items():
            ratio = fuzz.ratio(heading.full, key)
            if ratio >= ALIKE and sorted(c for c in key if c.isdigit()) == sorted(c for c in heading.full if c.isdigit()) and _words_alike(heading.full, key):
                for name in names & free:
                    found[name] = max(found.get(name, 0.0), 0.8 * ratio / 100)
        return found


def _words_alike(one: str, other: str) -> bool:
    """"ngay sinh" and "ngay sihn", but not "ho ten cha" and "ho ten me": each word has a near twin."""
    a, b = one.replace(" ", ""), other.replace(" ", "")
    if a == b:
        return True
    left, right = one.split(), other.split()
    if len(left) != len(right):
        return False
    pairs = [(x, y) for x, y in zip(left, right, strict=True) if x != y]
    return len(pairs) <= 2 and all(min(len(x), len(y)) >= 3 and fuzz.ratio(x, y) >= 60 for x, y in pairs)


def is_ordinal(text: str) -> bool:
    return is_ordinal_heading(text.split(" / ")[-1])
