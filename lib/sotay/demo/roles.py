"""Which columns of a table describe one person, found from declared persons, rules and the shape of column names."""

from __future__ import annotations

from dataclasses import dataclass, field

from sotay.definitions.models.dataset import Table

# What a column of a person holds, by how its name ends; the longest ending wins.
_ENDINGS = {
    "ho_va_ten": "name", "ho_ten": "name", "ngay_sinh": "birth", "nam_sinh": "birth", "gioi_tinh": "sex", "dan_toc": "ethnic", "quoc_tich": "nation", "so_dinh_danh": "number", "cccd": "number",
    "so_giay_to": "paper", "so_gt": "paper", "loai_giay_to": "paper_kind", "ngay_cap": "paper_day", "noi_cap": "paper_place", "noi_cu_tru": "address", "dia_chi": "address", "que_quan": "address",
    "noi_o": "address", "loai_cu_tru": "stay", "dien_thoai": "phone", "sdt": "phone", "email": "email", "thon": "village", "tdp": "village", "ton_giao": "religion", "bhyt": "bhyt", "bhxh": "bhxh",
}
_BY_LENGTH = sorted(_ENDINGS, key=len, reverse=True)
_TYPES = {
    "name": {"name", "text"}, "birth": {"date", "partial_date"}, "sex": {"code"}, "ethnic": {"code"}, "nation": {"code"}, "number": {"cccd", "identity", "identity_or_tax"},
    "paper": {"identity", "identity_or_tax", "cccd"}, "paper_kind": {"code"}, "paper_day": {"date"}, "paper_place": {"text"}, "address": {"address"}, "stay": {"code"}, "phone": {"phone"},
    "email": {"email"}, "village": {"village"}, "religion": {"code"}, "bhyt": {"bhyt"}, "bhxh": {"bhxh"},
}


@dataclass
class Seat:
    """One person's columns: facet of every column, and what rules say of sex and age."""

    id: str
    facets: dict[str, str] = field(default_factory=dict)
    sex: str | None = None
    youngest: int = 0
    oldest: int = 95

    def column(self, facet: str) -> str | None:
        return next((c for c, f in self.facets.items() if f == facet), None)


def _split(name: str) -> tuple[str, str] | None:
    for ending in _BY_LENGTH:
        if name == ending or name.endswith("_" + ending):
            return name[: -len(ending)].rstrip("_"), _ENDINGS[ending]
    return None


def seats(table: Table) -> dict[str, Seat]:
    """Every person of the table's rows by id: the common beginning of the column names, or the name column itself."""
    found: dict[str, Seat] = {}
    types = {c.name: c.type for c in table.columns}
    loose = {}
    for column in table.columns:
        split = _split(column.name)
        if split and column.type in _TYPES[split[1]]:
            loose[column.name] = split
    person = table.person
    if person:
        seat = found.setdefault(_seat_id(person.name), Seat(_seat_id(person.name)))
        for name, facet in ((person.name, "name"), (person.birth, "birth"), (person.id, "number"), (person.village, "village")):
            if name:
                seat.facets[name] = facet
    for column in table.columns:
        if column.type == "name" and not _taken(found, column.name):
            found.setdefault(_seat_id(column.name), Seat(_seat_id(column.name))).facets[column.name] = "name"
    _bind_rules(table, found)
    main = _seat_id(person.name) if person else next(iter(found), None)
    for name, (prefix, facet) in loose.items():
        if _taken(found, name):
            continue
        seat = found.get(prefix or "chinh") or (found.get(main) if not prefix and main else None)
        if seat is None and facet == "name" and types[name] == "name":
            seat = found.setdefault(prefix, Seat(prefix))
        if seat is not None:
            seat.facets[name] = facet
    return found


def _seat_id(name_column: str) -> str:
    split = _split(name_column)
    return (split[0] or "chinh") if split and split[1] == "name" else name_column


def _taken(found: dict[str, Seat], column: str) -> Seat | None:
    return next((s for s in found.values() if column in s.facets), None)


def _bind_rules(table: Table, found: dict[str, Seat]) -> None:
    for rule in table.rules:
        if rule.kind in ("same_id_other_name", "similar_person", "absent_from"):
            name = rule.name_field
            seat = _taken(found, name) or found.setdefault(_seat_id(name), Seat(_seat_id(name), {name: "name"}))
            for column, facet in ((getattr(rule, "birth_field", None), "birth"), (getattr(rule, "id_field", None), "number")):
                if column and not _taken(found, column):
                    seat.facets[column] = facet
    for rule in table.rules:
        if rule.kind == "id_agreement":
            seat = _taken(found, rule.id_field) or _by_prefix(found, rule.id_field) or (_taken(found, rule.birth_field) if rule.birth_field else None)
            if seat is None:
                continue
            seat.sex = rule.sex or seat.sex
            for column, facet in ((rule.id_field, "number"), (rule.birth_field, "birth"), (rule.sex_field, "sex")):
                if column and not _taken(found, column):
                    seat.facets[column] = facet
        if rule.kind == "age" and (seat := _taken(found, rule.birth) or _by_prefix(found, rule.birth)):
            seat.youngest = max(seat.youngest, (rule.min or 0) + (1 if rule.min else 0))
            seat.oldest = min(seat.oldest, rule.max - 1 if rule.max else seat.oldest)


def _by_prefix(found: dict[str, Seat], column: str) -> Seat | None:
    split = _split(column)
    return found.get(split[0] or "chinh") if split else None
