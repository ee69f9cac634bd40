"""Every scoring of a month kept in a ledger, and what changed since the first one after the due day: old, new, why."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING

import pandas as pd

from sotay import __version__
from sotay.book.records import TABLE_KEYS
from sotay.definitions.models.indicator import Indicator
from sotay.definitions.whole import set_aside, take_place
from sotay.definitions.workspace import Workspace
from sotay.scoring.indicators import TOTAL
from sotay.scoring.punctuality import due_day
from sotay.scoring.shown import change
from sotay.traces import note
from sotay.tracking.standing import ordered
from sotay.tracking.words import listed

if TYPE_CHECKING:
    from sotay.book import Book
    from sotay.prepare import Prepared

LEDGER = "scorings.json"
RESTATED_COLUMNS = ["Chỉ số", "Số cũ", "Số mới", "Thay đổi", "Lý do"]
# Definitions that every indicator may rest on.
_SHARED = ("commune.yml", "units.yml", "scoring.yml")


def record_scoring(workspace: Workspace, result: Prepared, today: dt.date) -> None:
    """Adds this scoring to the month's ledger, unless the last one had the same inputs, definitions and figures: the same run again leaves the same bytes."""
    every, now = _ledger(workspace, result.month), _scoring(workspace, result)
    if every and {k: v for k, v in every[-1].items() if k != "scored_on"} == now:
        return
    path = workspace.internal(result.month) / LEDGER
    if not every and path.is_file():
        set_aside(path)
    aside = path.with_name(path.name + ".part")
    aside.write_text(json.dumps([*every, now | {"scored_on": today.isoformat()}], ensure_ascii=False, indent=1), encoding="utf-8")
    take_place(aside, path)


def _ledger(workspace: Workspace, month: str) -> list[dict]:
    """Every scoring, the oldest first; none where a broken disk has left the ledger unreadable, for that must not stop the month for ever."""
    path = workspace.internal(month) / LEDGER
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    except ValueError:
        return []


def _scoring(workspace: Workspace, result: Prepared) -> dict:
    """A scoring by content: which exports (unit, hash, datasets; never a file's name), which definitions, which figures."""
    inputs = sorted({(e.source.unit, e.source.sha256, e.status, "|".join(sorted({t.dataset for t in e.tables if t.dataset}))) for e in result.exports})
    files = [p for p in sorted(workspace.parameters.rglob("*")) if p.suffix in (".yml", ".csv")]
    definitions = {p.relative_to(workspace.parameters).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()[:16] for p in files}
    totals = result.tables["scores"]
    totals = totals[(totals["measure"] == TOTAL) & (totals["scope"] == "commune")]
    figures = {r.indicator: None if pd.isna(r.value) else round(float(r.value), 6) for r in totals.itertuples()}
    return {"inputs": [list(line) for line in inputs], "definitions": definitions, "figures": figures, "version": __version__}


def restated(book: Book) -> pd.DataFrame:
    """A line per indicator whose figure differs from the first scoring after the due day: old, new, change, why; empty when none does or the month was scored once."""
    note(f"{book.month}/file/{LEDGER}")
    first, last = _first_and_last(book, book.month)
    if first is last:
        return pd.DataFrame(columns=RESTATED_COLUMNS)
    lines = []
    for known in ordered(book):
        total = book.total(known.id)
        new = None if total.empty or pd.isna(total["value"].iloc[0]) else float(total["value"].iloc[0])
        old = first["figures"].get(known.id)
        if _differ(old, new):
            lines.append([f"{known.number}. {known.short}", old, new, None if old is None or new is None else change(old, new), _reason(book, known, first, last)])
    return pd.DataFrame(lines, columns=RESTATED_COLUMNS).astype({"Số cũ": "Float64", "Số mới": "Float64", "Thay đổi": "Float64"})


def _first_and_last(book: Book, month: str) -> tuple[dict | None, dict | None]:
    """The month's first scoring from the due day on and its last one; None twice when there is none."""
    every, due = _ledger(book.workspace, month), due_day(book.registry, month).isoformat()
    first = next((s for s in every if s["scored_on"] >= due), None)
    return first, every[-1] if first else None


def _differ(old: float | None, new: float | None) -> bool:
    """A change that no report would show is none."""
    return (old is None) != (new is None) or (old is not None and change(old, new) != 0)


def restated_figures(book: Book, month: str) -> dict[str, tuple[float | None, float | None]]:
    """Indicator -> its figure at the month's first scoring after the due day and now, where they differ.

    Not noted as read: a figure that changes is in the scores too, and those are.
    """
    first, last = _first_and_last(book, month)
    old, new = (s["figures"] if s else {} for s in (first, last))
    return {name: (old.get(name), new[name]) for name in new if _differ(old.get(name), new[name])}


def definition_changes(book: Book, known: Indicator, before: str, month: str) -> list[str]:
    """What changed in the definitions that an indicator rests on between the last scorings of two months."""
    old, new = (_ledger(book.workspace, m) for m in (before, month))
    return _definitions_said(book, known, own_datasets(book, known), old[-1], new[-1]) if old and new else []


def own_datasets(book: Book, known: Indicator) -> set[str]:
    """Datasets that an indicator's components read; all of them for figures of the checking itself."""
    return {d for m in known.measures for key in TABLE_KEYS if hasattr(m, key) for d in [book.ref(getattr(m, key)).dataset.id]} or set(book.registry.datasets)


def _reason(book: Book, known: Indicator, old: dict, new: dict) -> str:
    """Which exports came, were replaced or withdrawn, and which definitions changed, of those that this indicator rests on."""
    own = own_datasets(book, known)
    said = [*_exports_said(book, own, old, new), *_definitions_said(book, known, own, old, new)]
    if not said and old["version"] != new["version"]:
        said = [f"tính lại theo cách tính của phiên bản {new['version']}"]
    text = "; ".join(said) or "tính lại theo số liệu các tháng trước"
    return f"{text[0].upper()}{text[1:]}"


def _used(scoring: dict) -> dict[tuple[str, str], set[str]]:
    """Per unit and dataset the hashes of the exports that counted."""
    found: dict[tuple[str, str], set[str]] = {}
    for unit, content, status, datasets in scoring["inputs"]:
        for dataset in datasets.split("|") if datasets and status == "accepted" else []:
            found.setdefault((unit, dataset), set()).add(content)
    return found


def _exports_said(book: Book, own: set[str], old: dict, new: dict) -> list[str]:
    before, after = _used(old), _used(new)
    kinds: dict[tuple[str, str], list[str]] = {}
    for unit, dataset in sorted({*before, *after}):
        was, now = before.get((unit, dataset), set()), after.get((unit, dataset), set())
        if dataset in own and was != now:
            what = "gửi bổ sung" if not was or was < now else "không còn tệp" if not now else "gửi lại"
            kinds.setdefault((unit, what), []).append(book.dataset_name(dataset))
    # In quotation marks: names of datasets hold commas themselves.
    return [f"{book.unit_name(unit)} {what} {listed(f'“{n}”' for n in names)}" for (unit, what), names in kinds.items()]


def _definitions_said(book: Book, known: Indicator, own: set[str], old: dict, new: dict) -> list[str]:
    changed = {f for f in {*old["definitions"], *new["definitions"]} if old["definitions"].get(f) != new["definitions"].get(f)}
    names = {f.rsplit("/", 1)[-1].removesuffix(".yml") for f in changed if f.startswith(("indicators/", "datasets/", "corrections/"))}
    said = ["thay đổi cách tính hoặc mục tiêu của chỉ số"] if known.id in names else []
    tables = sorted(book.dataset_name(n) for n in names & own)
    said += [f"thay đổi định nghĩa dữ liệu {listed(f'“{t}”' for t in tables)}"] if tables else []
    shared = any(f.startswith("codes/") or f in _SHARED for f in changed)
    return said or (["thay đổi danh mục hoặc thông tin dùng chung của xã"] if shared else [])
