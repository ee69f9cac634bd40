"""Recognises which declared table a found table is, from headings and content together, and which column is which field."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sotay.definitions.folding import match_key
from sotay.definitions.models.dataset import Column, Table
from sotay.definitions.registry import Registry, TableRef
from sotay.intake.model import RawTable, SourceColumn
from sotay.intake.recognition.abbreviations import initials_only, long_form
from sotay.intake.recognition.alignment import aligned
from sotay.intake.recognition.choices import gathered
from sotay.intake.recognition.content import SAMPLE, share_fitting
from sotay.intake.recognition.heading_match import ABBREVIATED, LOST, SHORT, SourceHeading, TableHeadings, is_ordinal

ACCEPT, MARGIN = 0.42, 0.03
LEAST_FIELDS, LEAST_SHARE, LEAST_REQUIRED = 2, 0.3, 0.3
WITHOUT_KEY = 0.65
MISFIT = 0.25
NEAR = 0.32
FITTING, TELLING = 0.5, 0.9
# No declared table is a tenth as wide; the columns behind are told in the intake table but not looked up.
MOST_HEADINGS = 1_000
# A folded heading of so few letters or fewer is an ordinary word too (Toán, Văn, Tin).
_SHORT_WORD = 4
_VOWELS_AND_DIGITS = "aeiouy0123456789"
_SAYS_LITTLE = ("text", "address", "doc_no", "int", "dec", "vnd", "pct", "bool", "village")


@dataclass(frozen=True)
class _Match:
    """A declared table held against a found one: the field of each source column, and how good it all is."""

    ref: TableRef
    fields: dict[int, str]
    score: float
    source_share: float
    required_share: float
    hinted: bool

class Recogniser:
    """The declared headings of a registry, folded once."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.tables = {i: (ref, TableHeadings(ref.table)) for i, ref in registry.tables.items()}
        self.spread = Counter(key for _, headings in self.tables.values() for key in {*headings.exact, *headings.short})
        self.known = known_headings(registry)

    def recognise(self, table: RawTable, beside: Sequence[str] = ()) -> RawTable:
        """The table with dataset, fields, confidence and candidates; without a dataset when unsure. `beside`: declared tables already found in the same file."""
        matches = sorted((m for ref, headings in self.tables.values() if (m := self._match(table, ref, headings))), key=lambda m: (-m.score, m.ref.id))
        nearest = tuple((m.ref.id, round(min(m.score, 1.0), 3)) for m in matches[:3])
        best = _clear_winner(matches)
        if best is None:
            return table.with_(candidates=nearest, notes=(*table.notes, *filter(None, (self._advice(table, matches),))))
        fields, notes = self._fields(table, best)
        spread = gathered(table, fields, self.tables[best.ref.id][1], self.registry)
        table, fields, notes = spread.table, spread.fields, [*notes, *spread.notes]
        fields, shifted = aligned(table, fields, best.ref.table, self.registry)
        columns = tuple(replace(c, field=fields.get(i)) for i, c in enumerate(table.columns))
        return table.with_(
            dataset=best.ref.dataset.id, table=best.ref.id, columns=columns, confidence=round(min(best.score, 1.0), 3), candidates=nearest,
            notes=(*table.notes, *filter(None, (shifted,)), *notes, *self._missing(best, set(fields.values()))),
        )

    def _match(self, table: RawTable, ref: TableRef, headings: TableHeadings) -> _Match | None:
        sources = _sources(table, headings)
        offers = {i: headings.candidates(h) for i, h in sources.items()}
        if sum(bool(o) for o in offers.values()) < LEAST_FIELDS:
            return None
        fields, quality = self._assign(table, ref.table, offers, len(sources))
        weights = {i: self._weight(h) for i, h in sources.items()}
        share = sum(weights[i] * quality[i] for i in fields) / (sum(weights.values()) or 1.0)
        needed = [c for c in ref.table.columns if c.required] or [c for c in ref.table.columns if not c.drop]
        worth = {c.name: 1 / min(self.spread[k] for k in headings.keys_of(c)) ** 0.5 for c in needed}
        got = set(fields.values())
        required = sum(w for n, w in worth.items() if n in got) / (sum(worth.values()) or 1.0)
        strong, weak = _hints(table, ref.table)
        return _Match(ref, fields, 0.5 * share + 0.4 * required + 0.1 * strong + 0.04 * weak, share, required, strong)

    def _weight(self, heading: SourceHeading) -> float:
        """A heading of few tables says more than one of many; one of none says little, units add columns."""
        spread = max(self.spread[heading.full], self.spread[long_form(heading.full)], self.spread[heading.leaf] if heading.group else 0)
        return 1 / spread**0.5 if spread else 0.35

    def _assign(self, table: RawTable, declared: Table, offers: dict[int, dict[str, float]], width: int) -> tuple[dict[int, str], dict[int, float]]:
        """One field per column and one column per field: best heading first, then values that fit, then the declared order."""
        titles = {c.name: match_key(c.title) for c in declared.columns}
        initials = {i: key for i in offers if not set(key := match_key(table.columns[i].heading)) & set(_VOWELS_AND_DIGITS)}
        place = {c.name: n / max(1, len(declared.columns) - 1) for n, c in enumerate(declared.columns)}
        ranked = []
        for index, offer in offers.items():
            for name, quality in offer.items():
                fit = share_fitting(table.cells[:SAMPLE, index].tolist(), declared.column(name), self.registry)
                fitting = 0.8 if fit is None else fit
                # "DT" may be phone or people: a heading cut short counts only when the values do not speak against it.
                if fit is not None and fit < MISFIT and (len(offer) > 1 or quality <= SHORT and fit == 0 or initials.get(index, titles[name]) != titles[name]):
                    continue
                away = abs(place[name] - index / max(1, width))
                ranked.append((quality + 0.3 * fitting - 0.1 * away, -index, name, quality * (0.4 if fitting < MISFIT else 1.0)))
        ranked.sort(reverse=True)
        fields, quality, taken = {}, {}, set()
        for _, negative, name, good in ranked:
            if -negative not in fields and name not in taken:
                fields[-negative], quality[-negative] = name, good
                taken.add(name)
        return fields, quality

    def _fields(self, table: RawTable, best: _Match) -> tuple[dict[int, str], list[str]]:
        """The match's fields, and columns left over matched by likeness of spelling."""
        fields, notes = dict(best.fields), []
        headings = self.tables[best.ref.id][1]
        for index, heading in _sources(table, headings).items():
            if index in fields:
                if set(headings.candidates(heading).values()) <= {ABBREVIATED, LOST}:
                    notes.append(_understood(table.columns[index], best.ref.table.column(fields[index])))
                continue
            name = self._shortened_or_misspelt(table.cells[:SAMPLE, index].tolist(), heading, best.ref.table, set(fields.values()))
            if name:
                fields[index] = name
                notes.append(_understood(table.columns[index], best.ref.table.column(name)))
        for index, name in self._named_exactly(table, headings, fields).items():
            fields[index] = name
            notes.append(f"{_understood(table.columns[index], best.ref.table.column(name))} Phần lớn giá trị trong cột không đúng dạng.")
        doubled = [c for i, c in enumerate(table.columns) if i not in fields and c.heading and not is_ordinal(c.heading) and headings.candidates(SourceHeading.of(c.heading))]
        if doubled:
            notes.append(f"Cột trùng tiêu đề, không dùng: {_columns_text(doubled)}.")
        return fields, notes

    def _named_exactly(self, table: RawTable, headings: TableHeadings, fields: dict[int, str]) -> dict[int, str]:
        """Columns left over because most of their values do not fit, though their very heading is declared for one field and no other column is it: the mistakes in them are to be told."""
        found = {}
        for index, heading in _sources(table, headings).items():
            means = headings.exact.get(heading.full, ())
            if index not in fields and len(means) == 1 and not set(means) & {*fields.values(), *found.values()}:
                found[index] = next(iter(means))
        return found

    def _shortened_or_misspelt(self, values: list[str], heading: SourceHeading, declared: Table, taken: set[str]) -> str | None:
        """The one free column that the heading shortens or misspells and whose values fit; None when there are several."""
        headings, free = self.tables[declared.id][1], set(declared.names()) - taken
        telling = initials_only(heading.leaf_marks)
        offers = (headings.abbreviated(heading) & free, set(headings.alike(heading, free)))
        for offer, least in zip(offers, (TELLING if telling else FITTING, FITTING), strict=True):
            fitting = [n for n in offer if self._fit(values, declared.column(n), telling) >= least]
            if len(fitting) == 1:
                return fitting[0]
        # Words left out may be the ones that matter: one column only, taken or free, and values that could be nothing else.
        partly = [n for n in headings.partly(heading) if not heading.group and (" " in heading.bare or declared.column(n).type == "code")]
        return partly[0] if len(partly) == 1 and partly[0] in free and self._fit(values, declared.column(partly[0]), True) >= TELLING else None

    def _fit(self, values: list[str], column: Column, telling: bool) -> float:
        """Share of fitting values; types that any text fits say nothing when the values have to tell."""
        share = share_fitting(values, column, self.registry)
        if telling and column.type == "name":
            return _share_of_names(values)
        if telling:
            return 0.0 if share is None or column.type in _SAYS_LITTLE else share
        return 0.8 if share is None else share

    def _missing(self, best: _Match, got: set[str]) -> list[str]:
        lacking = [f"“{c.title}”" for c in best.ref.table.columns if c.required and c.name not in got]
        if not lacking:
            return []
        return [f"Thiếu cột bắt buộc: {', '.join(lacking)}. Đơn vị bổ sung cột, hoặc thêm tiêu đề đang dùng vào `headings` trong {self._file(best.ref)}."]

    def _file(self, ref: TableRef) -> str:
        return self.registry.files.get(("dataset", ref.dataset.id), f"{ref.dataset.id}.yml")

    def _advice(self, table: RawTable, matches: list[_Match]) -> str:
        there = ", ".join(f"“{c.heading}”" for c in table.columns[:12] if c.heading)
        if not there:
            return ""
        if not matches or matches[0].score < NEAR:
            return f"Không giống bảng nào trong danh mục (tiêu đề: {there}). Nếu là dữ liệu cần nộp, khai báo tập dữ liệu mới trong parameters/datasets."
        near = "; ".join(f"{m.ref.table.title} ({100 * min(m.score, 1.0):.0f} %)" for m in matches[:3])
        best = matches[0]
        spare = [table.columns[i].heading for i in _sources(table, self.tables[best.ref.id][1]) if i not in best.fields]
        lacking = [c for c in best.ref.table.columns if c.required and c.name not in best.fields.values()]
        if not spare:
            missing = ", ".join(f"“{c.title}”" for c in lacking[:6])
            return f"Chưa chắc là bảng nào; gần nhất: {near}. Nếu là “{best.ref.table.title}”, đơn vị bổ sung cột còn thiếu{f': {missing}' if missing else ''}."
        heading, column = _likeliest(spare, lacking or best.ref.table.columns)
        return f"Chưa chắc là bảng nào; gần nhất: {near}. Nếu là “{best.ref.table.title}”, thêm vào {self._file(best.ref)}, cột `{column.name}`: headings: [{heading}]."


def _likeliest(spare: list[str], columns: Sequence[Column]) -> tuple[str, Column]:
    """The unknown heading and the missing column whose words are most alike, as an example of the line to add."""
    pairs = [(fuzz.token_set_ratio(match_key(h), match_key(c.title)), -n, h, c) for n, c in enumerate(columns) for h in spare]
    best = max(pairs, key=lambda p: p[:2], default=None)
    return (best[2], best[3]) if best else ("…", columns[0])


def recognise(tables: Sequence[RawTable], registry: Registry) -> list[RawTable]:
    """Each table with dataset, table, confidence, candidates and the fields of its columns."""
    known = Recogniser(registry)
    return [known.recognise(t) for t in tables]


def known_headings(registry: Registry) -> frozenset[str]:
    """Folded headings, groups and leaves of all declared tables: a hint where headings are. Numbers, weekdays and very short words stand in the bodies of tables as often."""
    texts = (t for ref in registry.tables.values() for c in ref.table.columns for t in (*c.all_headings(), *c.leaf, *c.under))
    return frozenset(key for t in texts if len(key := match_key(t)) > _SHORT_WORD and not any(c.isdigit() for c in key))


def _sources(table: RawTable, declared: TableHeadings) -> dict[int, SourceHeading]:
    """Headed columns; one headed STT only when the declared table keeps that number (outlines of budget forms), or when it does not count ("TT" for a state)."""
    headings = {i: SourceHeading.of(c.heading) for i, c in enumerate(table.columns[:MOST_HEADINGS]) if c.heading}
    return {i: h for i, h in headings.items() if not is_ordinal(table.columns[i].heading) or h.full in declared.exact or _holds_words(table, i)}


def _holds_words(table: RawTable, index: int) -> bool:
    """Whether a column's values are words, none a number."""
    values = [t for t in table.cells[:SAMPLE, index].tolist() if t.strip()]
    return bool(values) and not any(c.isdigit() for t in values for c in t)


def _clear_winner(matches: list[_Match]) -> _Match | None:
    if not matches:
        return None
    best = matches[0]
    if best.score < ACCEPT or len(best.fields) < LEAST_FIELDS or best.source_share < LEAST_SHARE or best.required_share < LEAST_REQUIRED and best.score < WITHOUT_KEY:
        return None
    key = best.ref.table.key
    if key and best.score < WITHOUT_KEY and not set(key) & set(best.fields.values()):
        return None
    return None if len(matches) > 1 and best.score - matches[1].score < MARGIN else best


def _hints(table: RawTable, declared: Table) -> tuple[bool, bool]:
    """Whether title or sheet name, and whether the file name, hold one of the table's hint words."""
    words = [match_key(h) for h in (*declared.hints, declared.title)]
    strong = f" {match_key(table.title)} | {match_key(table.sheet or '')} "
    weak = f" {match_key(table.source.file)} "
    return any(f" {w} " in strong for w in words), any(f" {w} " in weak for w in words)


def _share_of_names(values: list[str]) -> float:
    """Share of values that look like a person's name: two to six words of letters only."""
    words = [v.split() for v in values if v.strip()]
    return sum(2 <= len(w) <= 6 and all(x.isalpha() for x in unicodedata.normalize("NFC", "".join(w))) for w in words) / len(words) if words else 0.0


def _understood(source: SourceColumn, column: Column) -> str:
    lost = ", đã mất chữ có dấu," if "?" in source.heading or "\ufffd" in source.heading else ""
    return f"Cột {source.letter} “{source.heading}”{lost} hiểu là “{column.title}”."


def _columns_text(columns: Sequence[SourceColumn]) -> str:
    return ", ".join(f"{c.letter} “{c.heading}”" for c in columns)
