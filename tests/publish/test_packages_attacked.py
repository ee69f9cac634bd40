"""An attacker with the packages of every recipient for three months, as they were really packed, finds no cell below the threshold."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from small_release import line, registry
from sotay import figures, show
from sotay.definitions.workspace import Workspace
from sotay.publish.release import make_packages
from sotay.reports.page import full_page, write_page

MONTHS, LEAST = ["2026-07", "2026-08", "2026-09"], 5
VILLAGES, SEXES = ["Chợ", "Đồng", "Bãi"], ["Nam", "Nữ"]
RECIPIENTS = (line("so", "shared", ["tong_hop"]), line("xa", "internal", ["tong_hop", "tien_do_ke_hoach"]))
Guard = Callable[[pd.DataFrame, int], pd.DataFrame]
# One month's births by village and sex.
Births = dict[tuple[str, str], int]


def births(seed: int) -> dict[str, Births]:
    rng = random.Random(seed)
    return {m: {(v, s): rng.choice((0, 1, 2, 3, 4, 6, 7, 9)) for v in VILLAGES for s in SEXES} for m in MONTHS}


def over_months(every: dict[str, Births], month: str, place: int) -> pd.DataFrame:
    """Births per month up to this one (lines) by village or by sex (columns)."""
    names = (VILLAGES, SEXES)[place]
    return pd.DataFrame({n: {m: sum(v for k, v in own.items() if k[place] == n) for m, own in every.items() if m <= month} for n in names})


def release(root: Path, every: dict[str, Births], lines: Guard, cells: Guard) -> list[bytes]:
    """Both recipients' packages of the three months, made of pages as a report shows them."""
    workspace, known, found = Workspace(root), registry(*RECIPIENTS), []
    for month in MONTHS:
        own = pd.DataFrame({s: {v: every[month][v, s] for v in VILLAGES} for s in SEXES})
        totals = pd.DataFrame({"Khai sinh": {m: sum(b.values()) for m, b in every.items() if m <= month}})
        pages = {"tong_hop": [show.table(lines(over_months(every, month, 1), LEAST), "giới tính"), show.table(totals, "cộng")],
                 "tien_do_ke_hoach": [show.table(cells(own, LEAST), f"thôn và giới tính {month}"), show.table(lines(over_months(every, month, 0), LEAST), "thôn")]}
        for name, blocks in pages.items():
            write_page(workspace.outputs(month) / "reports" / f"{name}.html", full_page("".join(b._repr_html_() for b in blocks), name, "thử"))
        make_packages(workspace, known, month, {}, lambda files: {})
        found += [(workspace.outputs(month) / "release" / r.id / f"{r.id}-{month}.zip").read_bytes() for r in RECIPIENTS]
    return found


def tables(packages: list[bytes]) -> Iterator[tuple[str, list[str], dict[str, list[str]]]]:
    """Every table in every page: its title, column heads, and cells by row head."""
    for package in packages:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            for name in (n for n in archive.namelist() if n.endswith(".html")):
                for table in html.fromstring(archive.read(name).decode("utf-8")).iter("table"):
                    rows = [[c.text_content().strip() for c in row if c.tag in ("th", "td")] for row in table.iter("tr")]
                    yield table.findtext("caption") or "", rows[0][1:], {r[0]: r[1:] for r in rows[1:]}


def known(packages: list[bytes]) -> dict[str, list[tuple[frozenset, int | None]]]:
    """What is told of each month: sets of cells and their sum; None: one that is hidden although zeros are shown, so it is no zero."""
    told: dict[str, dict[frozenset, int | None]] = {m: {} for m in MONTHS}
    for title, heads, rows in tables(packages):
        zeros = any(c == "0" for cells in rows.values() for c in cells)
        for label, cells in rows.items():
            for head, cell in zip(heads, cells, strict=True):
                month = title.split()[-1] if " và " in title else label
                cover = {"giới tính": lambda k, h: k[1] == h, "thôn": lambda k, h: k[0] == h, "cộng": lambda k, h: True}.get(title, lambda k, h, row=label: k == (row, h))
                place = frozenset(k for k in ((v, s) for v in VILLAGES for s in SEXES) if cover(k, head))
                if cell != "–":
                    told[month][place] = int(cell.replace(".", ""))
                elif zeros:
                    told[month].setdefault(place, None)
    return {m: list(facts.items()) for m, facts in told.items()}


def solutions(facts: list[tuple[frozenset, int | None]], most: int) -> list[Births]:
    """All whole numbers that fit, by trying every cell in turn; shares no code with the protection."""
    keys = [(v, s) for v in VILLAGES for s in SEXES]
    found: list[Births] = []

    def go(values: Births) -> None:
        for cells, total in facts:
            sure, open_ = sum(values[k] for k in cells if k in values), len(cells - values.keys())
            if total is None and not open_ and not sure or total is not None and not sure <= total <= sure + open_ * most:
                return
        if len(values) == len(keys):
            found.append(dict(values))
            return
        for value in range(most + 1):
            go(values | {keys[len(values)]: value})

    go({})
    return found


def exposed(packages: list[bytes], every: dict[str, Births]) -> list[tuple[str, frozenset]]:
    """Cells, and sums of a village or sex, from 1 to below the threshold that can be only one number."""
    found = []
    for month, facts in known(packages).items():
        fits = solutions(facts, 13)
        assert every[month] in fits
        for cells in {frozenset([k]) for k in every[month]} | {frozenset(k for k in every[month] if n in k) for n in (*VILLAGES, *SEXES)}:
            if 0 < sum(every[month][k] for k in cells) < LEAST and len({sum(f[k] for k in cells) for f in fits}) == 1:
                found.append((month, cells))
    return found


@pytest.mark.parametrize("seed", [1, 4])
def test_no_small_number_is_found(tmp_path, seed):
    every = births(seed)
    assert any(0 < v < LEAST for own in every.values() for v in own.values())
    assert exposed(release(tmp_path, every, figures.guarded_lines, figures.guarded_cells), every) == []


def test_the_attacker_finds_them_where_only_small_cells_are_emptied(tmp_path):
    every = births(1)

    def small_only(table: pd.DataFrame, least: int) -> pd.DataFrame:
        return table.astype("Float64").where((table == 0) | (table >= least))

    assert exposed(release(tmp_path, every, small_only, small_only), every)


@pytest.mark.parametrize("seed", range(40))
def test_a_month_s_line_hides_the_same_in_every_later_report(seed):
    """Hidden cells that depended on the other months gave small numbers back from two reports laid side by side."""
    every = births(100 + seed)
    shown = [figures.guarded_lines(over_months(every, m, 0), LEAST).notna() for m in MONTHS]
    for earlier, later in zip(shown, shown[1:], strict=False):
        assert later.loc[earlier.index].equals(earlier)
