"""Checks that follow from the columns themselves, without a declared rule: required cells, keys, repeats, period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd
from rapidfuzz.distance import OSA

from sotay.checks.model import Month, MonthFrame, Verdict, all_hold
from sotay.checks.within_table import exact_duplicates, unique
from sotay.cleaning.text import accent_key, has_accents
from sotay.definitions.folding import match_key
from sotay.definitions.models import rules as r
from sotay.definitions.models.dataset import Column
from sotay.intake.letters.syllables import is_syllable

# id, class, severity of the automatic checks; declared rules carry their own.
REQUIRED, KEY, REPEAT, PERIOD, COLUMN, VILLAGE = "THIEU-BAT-BUOC", "TRUNG-KHOA", "TRUNG-DONG", "NGOAI-KY", "THIEU-COT", "THON-GAN-GIONG"
# Without a list of villages, a name met this seldom in the month is held against those met this often.
SELDOM, OFTEN, LEAST_LETTERS = 2, 10, 6
# A name with a word that is no Vietnamese syllable may be copied on; it is still held to be wrong while the usual name is met so many times as often.
COPIED = 3


def required_cells(frame: MonthFrame, column: Column) -> Verdict:
    """Empty cells of a required column; a cell with something unreadable in it is cleaning's finding, not missing."""
    if not frame.has(column.name):
        return Verdict(not_run=f"các tệp không có cột “{column.title}”")
    when = frame.present(column.name).to_numpy()
    if column.required_when:
        when = when & all_hold(column.required_when, frame.rows).to_numpy()
        # What a row's state is not told for may be one of those excepted.
        for condition in (c for c in column.required_when if c.not_in is not None):
            when = when & frame.present(condition.field).to_numpy()
    bad = when & frame.blank(column.name) & ~frame.unread(column.name).to_numpy() & ~frame.lost.to_numpy()
    return Verdict(when, bad, column.name, f"Thiếu “{column.title}” (bắt buộc).", "Bổ sung theo hồ sơ gốc.")


def missing_columns(frame: MonthFrame) -> Iterator[dict]:
    """Required columns that a file does not have at all: one finding for the file."""
    for part in frame.parts:
        for column in frame.table.columns:
            if column.required and column.name not in part.present and len(part.frame):
                source = part.raw.source
                yield {
                    "unit": source.unit, "file": source.file, "sheet": part.raw.sheet or "", "row": None, "column": "", "dataset": frame.dataset, "field": column.name, "rule": COLUMN,
                    "class": 1, "severity": "warning", "value": "", "message": f"Tệp không có cột “{column.title}”.",
                    "fix": f"Thêm cột này khi kết xuất; nếu có dưới tên khác, thêm tên đó vào `headings` của {column.name} trong parameters.",
                }


def key_rule(frame: MonthFrame) -> Verdict:
    """The declared key occurs once; exact repeats are told by their own check."""
    rule = r.Unique.model_validate({"id": KEY, "kind": "unique", "class": 3, "severity": "error", "fields": frame.table.key})
    verdict = unique(rule, frame, None)
    repeats = exact_duplicates(frame) if verdict.bad is not None and verdict.bad.any() else None
    if repeats is not None:
        verdict.bad &= ~repeats.bad
        lonely = ~verdict.bad.groupby([frame.rows[k] for k in frame.table.key], dropna=False).transform("sum").gt(1)
        verdict.bad &= ~lonely
    return verdict


def odd_villages(frame: MonthFrame, column: Column, met: Counter[str]) -> Verdict:
    """A seldom name one letter, accent or space away from a usual one; for a commune whose villages are not listed."""
    values = frame.rows[column.name]
    usual = {accent_key(v): v for v, n in met.items() if n >= OFTEN}
    alike = Counter(match_key(v) for v in usual.values())
    plain = {match_key(v): v for v in usual.values() if alike[match_key(v)] == 1}
    near = {v: _without_marks(v, met, plain) or _slip(v, usual, met) for v in values.dropna().unique()}
    bad = values.map(lambda v: bool(near.get(v)) if isinstance(v, str) else False).astype(bool)
    text = values.map(lambda v: f"Tên thôn ít gặp, gần giống “{near[v]}”: có thể viết sai." if isinstance(v, str) and near.get(v) else "")
    return Verdict(values.notna(), bad, column.name, text, "Kiểm tra tên thôn; đúng thì thêm vào danh sách thôn trong commune.yml.")


def _without_marks(name: str, met: Counter[str], plain: dict[str, str]) -> str:
    """The usual name of which this one is the spelling without any mark, met less often."""
    usual = "" if has_accents(name) else plain.get(match_key(name), "")
    return usual if usual and usual != name and met[name] < met[usual] else ""


def _slip(name: str, usual: dict[str, str], met: Counter[str]) -> str:
    """The usual name one letter away from one that is seldom, or that nobody can have meant."""
    near = _one_letter_away(accent_key(name), usual)
    return near if near and (met[name] <= SELDOM or met[name] * COPIED <= met[near] and not all(map(is_syllable, name.split()))) else ""


def _one_letter_away(key: str, usual: dict[str, str]) -> str:
    if len(key) < LEAST_LETTERS or any(c.isdigit() for c in key) or key in usual:
        return ""
    return next((name for other, name in usual.items() if OSA.distance(key, other, score_cutoff=1) == 1), "")


def outside_period(frame: MonthFrame, month: Month) -> Verdict:
    """Rows of a flow dated outside the data period."""
    first, last = data_period(month)
    days = frame.rows[frame.table.period_field]
    if str(days.dtype).startswith("datetime"):
        looked, outside = days.notna(), (days.dt.normalize() < first) | (days.dt.normalize() > last)
    else:
        looked, outside = pd.Series(False, index=days.index), pd.Series(False, index=days.index)
    period = f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"
    return Verdict(looked, looked & outside.fillna(False).astype(bool), frame.table.period_field, f"Ngày nằm ngoài kỳ dữ liệu {period}: dòng của tháng khác.", "Bỏ dòng của tháng khác, hoặc sửa ngày nếu ghi nhầm.")


def data_period(month: Month) -> tuple[pd.Timestamp, pd.Timestamp]:
    """First and last day of the data that a month's exports cover, by `data_period` of commune.yml."""
    period, first = month.registry.commune.data_period, pd.Timestamp(month.first_day)
    if period.kind == "calendar_month":
        return first, pd.Timestamp(month.last_day)
    if period.kind == "previous_month":
        return first - pd.DateOffset(months=1), first - pd.Timedelta(days=1)
    start = first - pd.DateOffset(months=1) + pd.Timedelta(days=period.first_day - 1)
    return start, start + pd.DateOffset(months=1) - pd.Timedelta(days=1)
