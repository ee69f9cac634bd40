"""Villages of the commune and addresses; nothing is matched by a name without its accents."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sotay.cleaning.codes import DOUBTFUL, nearest_fix, nearest_names
from sotay.cleaning.keystrokes import has_keystrokes
from sotay.cleaning.parsed import Context, Parsed, read, refused
from sotay.cleaning.rules import fault
from sotay.cleaning.text import accent_key, first_look, parse_text, repair_text
from sotay.definitions.models.commune import Commune
from sotay.intake.model import CellKind

_KINDS = ("tổ dân phố", "thôn", "xóm", "bản", "tdp", "khu", "làng", "phố")
# A commune or ward of today may bear the name of a former district or province.
_NOT_OF_TODAY = r"(?<!phường )(?<!xã )"
_NAMED = re.compile(r"(?:thôn\s*:?\s+|thôn:\s*|t\.\s*)(\S.*)", re.IGNORECASE)
_POINTS = re.compile(r"[\s.,;:]+$")
_COUNT = re.compile(r"\s*(?:[:(\-–]\s*\d.*|\(.*\)|:)\s*$")


def _without_kind(key: str) -> str:
    for kind in _KINDS:
        if key.startswith(kind + " "):
            return key[len(kind) + 1:]
    return key


@dataclass(frozen=True)
class Villages:
    """The commune's villages, found by full name or by name without "thôn"."""

    names: dict[str, str]
    commune: str

    @classmethod
    def of(cls, commune: Commune) -> Villages:
        names = {accent_key(v): v for v in commune.villages}
        short: dict[str, set[str]] = {}
        for village in commune.villages:
            short.setdefault(_without_kind(accent_key(village)), set()).add(village)
        names |= {k: next(iter(v)) for k, v in short.items() if len(v) == 1 and k not in names}
        return cls(names, accent_key(commune.name))

    def find(self, text: str) -> str | None:
        """The village of a text such as "Thôn Đồng Mậm, xã Sơn Hải" or "Đồng Mậm: 25 hộ"; without a list, what stands after "thôn"."""
        plain = _COUNT.sub("", text)
        if not self.names:
            named = _NAMED.fullmatch(self.alone(plain))
            return (named[1].title() if named[1].isupper() else named[1]) if named else None
        candidates = [plain]
        head, _, tail = plain.partition(",")
        if tail and self.commune in accent_key(tail):
            candidates.append(head)
        for candidate in candidates:
            key = accent_key(candidate)
            for name in (key, _without_kind(key)):
                if name in self.names:
                    return self.names[name]
        return None

    def alone(self, text: str) -> str:
        """The text without a full stop behind it and without our own commune ("Đồng Mậm, xã Sơn Hải", "Đồng Mậm - Sơn Hải")."""
        head, _, tail = _POINTS.sub("", text).replace(" - ", ", ").partition(",")
        ours = _without_level(accent_key(tail)) if tail else ""
        return head if ours == self.commune or ours.startswith(self.commune + " ") else _POINTS.sub("", text)

    def nearest(self, text: str) -> list[str]:
        return nearest_names(self.names, _without_kind(accent_key(text)), 65)


def parse_village(text: str, kind: int, ctx: Context) -> Parsed:
    """A village of the commune; any text when the commune's list is not given yet."""
    if (early := first_look(text, kind)) is not None:
        return early
    villages: Villages = ctx.lookup
    if not villages.names:
        parsed = parse_text(text, kind, ctx)
        if not parsed.value:
            return parsed
        if DOUBTFUL.search(parsed.value):
            return refused("THON-LA", "Tên thôn kèm dấu hỏi: chưa chắc chắn.", changes=parsed.changes)
        if ctx.stale and ctx.stale.pattern.search(accent_key(parsed.value)):
            return replace(parsed, faults=(*parsed.faults, fault("CH-08", "Ô tên thôn ghi đơn vị hành chính đã bỏ từ 01/07/2025.", "Chỉ ghi tên thôn.")))
        name = _NAMED.sub(r"\1", villages.alone(parsed.value))
        changes = parsed.changes if name == parsed.value else (*parsed.changes, "TEN-THON")
        one_case = name.isupper() or name.islower()
        return replace(parsed, value=name.title(), changes=(*changes, "HOA-THUONG")) if one_case else replace(parsed, value=name, changes=changes)
    plain, changes = repair_text(text) if kind == CellKind.TEXT else (text, ())
    if (name := villages.find(plain)) and not DOUBTFUL.search(plain):
        return read(name, *changes, "TEN-THON" if name.lower() != plain.lower() else None)
    return refused("THON-LA", fix=nearest_fix(villages.nearest(plain), "Ghi đúng tên thôn, có dấu."), changes=changes)


@dataclass(frozen=True)
class Stale:
    """Names of abolished units, matched as whole words with accents; `hints` occur in every text that may name one.

    `offices` leaves out names without their level ("Lục Ngạn"): in an address they are the old district, elsewhere a company may be called so.
    """

    pattern: re.Pattern[str]
    offices: re.Pattern[str]
    hints: tuple[str, ...]

    @classmethod
    def of(cls, commune: Commune) -> Stale | None:
        """Those of commune.yml, without names still in use; a former province also where it ends an address without its level."""
        current = {_without_level(accent_key(n)) for n in (commune.name, commune.province)}
        words = [*commune.stale_words, *(name for old in commune.former for name in (old.name, old.district, old.province))]
        keys = sorted({k for k in map(accent_key, words) if k and _without_level(k) not in current}, key=lambda k: (-len(k), k))
        provinces = sorted({_without_level(accent_key(old.province)) for old in commune.former} - current)
        ends = [rf"{_NOT_OF_TODAY}\b{re.escape(p)}$" for p in provinces]
        # "Sơn Hải, Lục Ngạn": behind a commune its bare name is the district.
        under = {rf"\b{re.escape(_without_level(accent_key(old.name)))} {re.escape(_without_level(accent_key(old.district)))}\b" for old in commune.former}
        ends += sorted(under)
        without = {_without_level(accent_key(name)) for old in commune.former for name in (old.name, old.district, old.province)}
        full, bare = [_whole_word(k) for k in keys if k not in without], [_NOT_OF_TODAY + _whole_word(k) for k in keys if k in without]
        districts = sorted({_without_level(accent_key(old.district)) for old in commune.former})
        return cls(re.compile("|".join(full + bare + ends)), re.compile("|".join(full) or "(?!)"), tuple(dict.fromkeys((*keys, *provinces, *districts)))) if keys else None


def _whole_word(key: str) -> str:
    return rf"\b{re.escape(key)}\b"


def _without_level(key: str) -> str:
    return re.sub(r"^(?:xã|phường|thị trấn|huyện|tỉnh|thành phố)\s+", "", key)


_HISTORICAL = re.compile(r"\b(?:cấp|sinh|trước|cũ)\b")
_DISTRICT = re.compile(r"\b(?:huyện|thị xã)\s+\w")


def parse_address(text: str, kind: int, ctx: Context) -> Parsed:
    """An address kept as written; units abolished on 01/07/2025 are told."""
    parsed = parse_text(text, kind, ctx)
    if not parsed.value:
        return parsed
    key = accent_key(parsed.value)
    if (ctx.stale and ctx.stale.pattern.search(key)) or _DISTRICT.search(key):
        return Parsed(parsed.value, parsed.changes, (*parsed.faults, fault("CH-08")))
    if any(map(has_keystrokes, parsed.value.split(","))):
        return Parsed(parsed.value, parsed.changes, (*parsed.faults, fault("GO-PHIM")))
    return parsed


def parse_plain_text(text: str, kind: int, ctx: Context) -> Parsed:
    """Text in which an abolished office of our own commune, district or province is told; who once issued a paper stays right."""
    parsed = parse_text(text, kind, ctx)
    if not parsed.value or not names_offices(ctx) or not _names_abolished(parsed.value, ctx.stale):
        return parsed
    return Parsed(parsed.value, parsed.changes, (*parsed.faults, fault("CH-08", "Tên cơ quan, đơn vị đã bỏ từ 01/07/2025.", "Ghi tên cơ quan hiện nay.")))


def _names_abolished(text: str, stale: Stale) -> bool:
    """Whether a text names an abolished office; what follows a comma is a place and is read like the end of an address."""
    if stale.offices.search(accent_key(text)):
        return True
    place = accent_key(text.partition(",")[2])
    return bool(place) and bool(stale.pattern.search(place))


def names_offices(ctx: Context) -> bool:
    """Whether a text column is looked at for abolished offices: not a citizen's words, not the issuer of an old paper, not a birthplace."""
    return ctx.stale is not None and not ctx.column.free_text and not _HISTORICAL.search(accent_key(ctx.column.title))
