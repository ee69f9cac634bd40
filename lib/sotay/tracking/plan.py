"""How the plan's tasks go: each task and leading unit with its latest report, days to its end, status over the quarters."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from sotay.definitions.folding import match_key
from sotay.definitions.models.commune import Task
from sotay.definitions.registry import Registry
from sotay.tracking.words import bullets, count, listed, month_end, month_name

if TYPE_CHECKING:
    from sotay.book import Book

DONE, OVERDUE, UNREPORTED, UNPROVEN = "Hoàn thành", "Quá hạn", "Chưa báo cáo", "Hoàn thành, thiếu minh chứng"
FACTS = {"trang_thai": "Trạng thái", "ty_le": "Tỷ lệ", "ket_qua": "Kết quả", "minh_chung": "Minh chứng", "vuong_mac": "Vướng mắc", "kien_nghi": "Kiến nghị", "ngay_cap_nhat": "Cập nhật"}
# What units say in their own words.
WRITTEN = ("Kết quả", "Minh chứng", "Vướng mắc", "Kiến nghị")
# From the worst on; a task with several units shows the worst of them.
STATES = [f"{OVERDUE}, chưa báo cáo", OVERDUE, UNREPORTED, "Chưa thực hiện", "Đang thực hiện", UNPROVEN, DONE, "Không phát sinh"]


def plan_feed(registry: Registry) -> str | None:
    """The table by which units report on the plan's tasks: the one that has the columns read here."""
    return next((name for name, ref in registry.tables.items() if {"ma_nhiem_vu", *FACTS} <= set(ref.table.names())), None)


def tasks(book: Book, table: str) -> pd.DataFrame:
    """A line per task of the plan and leading unit: its latest report in the feed `table` up to this month, days to its end counted from the month's last day.

    Columns `id`, `unit`, `start`, `end` beside the Vietnamese ones; a task without a report has the state "Chưa báo cáo". Overdue is what is past its end and not done, of a monthly
    task what was not reported on in the month; its state begins with "Quá hạn" and its days are negative, those of no other are.
    """
    reports = _reports(book, table)
    places = numbers(book)
    lines = [{"id": task.id, "Số": places[task.id]} | _line(book, task, unit, reports.get((task.id, unit))) for task in book.registry.plan.tasks for unit in task.lead]
    return pd.DataFrame(lines).astype({"Còn lại (ngày)": "Int64", "Tỷ lệ": "Float64"})


def _reports(book: Book, table: str) -> dict[tuple[str, str], dict]:
    """The newest report per task and unit: of the latest month, therein of the latest day."""
    rows = book.over_months(table)
    if rows.empty:
        return {}
    rows = rows.assign(_task=_task_of(book, rows), _lead=_unit_of(book, table, rows)).dropna(subset=["_task", "_lead"])
    rows = rows.sort_values(["thang", "ngay_cap_nhat"], kind="stable", na_position="first").drop_duplicates(["_task", "_lead"], keep="last")
    return {(r["_task"], r["_lead"]): r for r in rows.to_dict("records")}


def _task_of(book: Book, rows: pd.DataFrame) -> pd.Series:
    """Task ids by the code a unit wrote ("NV 1.1.1" is nv_1_1_1), else by the task's words."""
    codes, texts = ({match_key(getattr(t, key)): t.id for t in book.registry.plan.tasks} for key in ("id", "text"))
    return pd.Series([codes.get(_key(c)) or texts.get(_key(w)) for c, w in zip(rows["ma_nhiem_vu"], rows["ten_nhiem_vu"], strict=True)], index=rows.index, dtype="object")


def _key(value) -> str:
    return match_key(value) if isinstance(value, str) else ""


def _unit_of(book: Book, table: str, rows: pd.DataFrame) -> pd.Series:
    """Unit ids by the code list of the column, else by the units' names, else the unit that sent the file."""
    known = {match_key(n): u.id for u in book.registry.units.values() for n in (u.id, u.name, u.short, *u.aliases)}
    known |= {match_key(v.label): v.code for v in book.registry.values_of(book.ref(table).table.column("don_vi")) if v.code}
    return pd.Series([known.get(_key(n)) or sender for n, sender in zip(rows["don_vi"], rows["_unit"], strict=True)], index=rows.index, dtype="object")


def _line(book: Book, task: Task, unit: str, report: dict | None) -> dict:
    report = report if report is not None and not (task.monthly and report["thang"] != book.month) else None
    start, end = _span(book, task)
    left = (end - month_end(book)).days if end is not None else None
    past = left is not None and left < 0
    facts = {title: report.get(name) if report is not None else None for name, title in FACTS.items()}
    facts |= {title: book.cover(facts[title], report["thang"]) for title in WRITTEN if isinstance(facts[title], str)}
    # A monthly task is answered for by the month's report, whatever it says of a work that goes on.
    state = _state(facts, past and not (task.monthly and report is not None))
    # Only what is overdue has days over: one definition for every page.
    left = None if past and not state.startswith(OVERDUE) else left
    return {"unit": unit, "start": start, "end": end, "Nhiệm vụ": task.text, "Đơn vị": book.unit_name(unit), "Thời hạn": _due_words(book, task), "Còn lại (ngày)": left, "Tình trạng": state, **facts, "Báo cáo tháng": month_name(report["thang"]) if report is not None else None}


def numbers(book: Book) -> dict[str, str]:
    """Task id -> the plan's section, with the task's place in it where the section has several: "II.1.1 (2)"."""
    found: dict[str, str] = {}
    for section in {t.section: None for t in book.registry.plan.tasks}:
        own = [t.id for t in book.registry.plan.tasks if t.section == section]
        found |= {name: f"{section} ({n})" if len(own) > 1 else section for n, name in enumerate(own, start=1)}
    return found


def _span(book: Book, task: Task) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    if task.monthly:
        return book.period.start_time, book.period.start_time + pd.Timedelta(days=book.registry.commune.due_day - 2)
    quarters = [pd.Period(d.replace("-", ""), "Q") for d in task.due]
    return (min(quarters).start_time, max(quarters).end_time.normalize()) if quarters else (None, None)


_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def _due_words(book: Book, task: Task) -> str:
    if task.monthly:
        return f"Trước ngày {book.registry.commune.due_day} hằng tháng"
    quarters = [pd.Period(d.replace("-", ""), "Q") for d in task.due]
    return f"Quý {', '.join(_ROMAN[q.quarter] for q in quarters)}/{quarters[-1].year}" if quarters else "Không ghi thời hạn"


def _state(facts: dict, past: bool) -> str:
    said = facts["Trạng thái"]
    if not isinstance(said, str):
        return f"{OVERDUE}, {UNREPORTED.lower()}" if past else UNREPORTED
    if said == DONE:
        return DONE if isinstance(facts["Minh chứng"], str) else UNPROVEN
    return OVERDUE if past and said != "Không phát sinh" else said


def status_by_unit(plan: pd.DataFrame) -> pd.DataFrame:
    """Units × states: number of tasks."""
    table = pd.crosstab(plan["Đơn vị"], plan["Tình trạng"]).reindex(columns=[s for s in STATES if s in set(plan["Tình trạng"])], fill_value=0)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index].rename_axis(None).rename_axis(None, axis=1)


def quarter_bars(book: Book, plan: pd.DataFrame) -> pd.DataFrame:
    """A line per section of the plan with a quarter as its end: `start`, `end`, "Nhiệm vụ" (the section), and how far its tasks are, the worst first."""
    dated = plan[plan["end"].notna() & plan["Thời hạn"].str.startswith("Quý")]
    titles = {s.id: s.title for s in book.registry.plan.sections}
    of_task = {t.id: t.section for t in book.registry.plan.tasks}
    lines = []
    for section, part in dated.groupby(dated["id"].map(of_task), sort=False):
        # A label holds four lines of thirty letters; measuring whole paragraphs takes seconds.
        name = textwrap.shorten(f"{section} {titles.get(section, '').partition(' ')[2]}", 115, placeholder="…")
        lines.append([part["start"].min(), part["end"].max(), name, _progress(part)])
    return pd.DataFrame(lines, columns=["start", "end", "Nhiệm vụ", "Tình trạng"])


def _progress(part: pd.DataFrame) -> str:
    """"Quá hạn 2/5 việc", "2/5 việc xong", "Hoàn thành 5/5 việc"."""
    whole, states = len(part), part["Tình trạng"]
    late, done, silent = (int(n) for n in (states.str.startswith(OVERDUE).sum(), states.str.startswith(DONE).sum(), states.eq(UNREPORTED).sum()))
    if late:
        return f"{OVERDUE} {late}/{whole} việc"
    if done == whole:
        return f"{DONE} {done}/{whole} việc"
    return f"{UNREPORTED} {silent}/{whole} việc" if silent else f"{done}/{whole} việc xong"


def task_list(plan: pd.DataFrame) -> pd.DataFrame:
    """A line per task: number, its words, its end and the days left from the month's last day, how far its units are; what a unit reported in an earlier month says so, evidence stands behind what is done."""
    lines = []
    for _, part in plan.groupby("id", sort=False):
        first = part.iloc[0]
        lines.append({"Số": first["Số"], "Nhiệm vụ": first["Nhiệm vụ"], "Thời hạn": _due_said(part),
                      "Tình trạng": "; ".join(_state_said(str(state), own) for state, own in part.groupby("Tình trạng", sort=False))})
    return pd.DataFrame(lines)


def _due_said(part: pd.DataFrame) -> str:
    """"Quý III/2026, còn 31 ngày", of the unit with the least; no days of what is done or reported; nothing where the plan names no end."""
    due, left = part["Thời hạn"].iloc[0], part.loc[~part["Tình trạng"].str.startswith(DONE), "Còn lại (ngày)"].min()
    if part["end"].isna().all():
        return "–"
    if pd.isna(left):
        return due
    return f"{due}, " + (f"còn {int(left)} ngày" if left > 0 else f"hạn cuối {part['end'].max():%d/%m/%Y}" if left == 0 else f"quá hạn {-int(left)} ngày")


def _state_said(state: str, part: pd.DataFrame) -> str:
    """"Đang thực hiện: Văn phòng 63%, TTPVHCC 64%"."""
    newest = part["Báo cáo tháng"].dropna().max()
    return f"{state}: {', '.join(_unit_said(line, newest) for line in part.to_dict('records'))}"


def _unit_said(line: dict, newest: str) -> str:
    done = line["Tình trạng"].startswith(DONE)
    facts = [f"{count(line['Tỷ lệ'])}%" if pd.notna(line["Tỷ lệ"]) and not done else "", f"({line['Minh chứng']})" if done and isinstance(line["Minh chứng"], str) else "",
             f"(báo cáo {line['Báo cáo tháng']})" if isinstance(line["Báo cáo tháng"], str) and line["Báo cáo tháng"] != newest else ""]
    return " ".join([line["Đơn vị"], *(f for f in facts if f)])


def obstacles(plan: pd.DataFrame) -> pd.DataFrame:
    """What units name as obstacles, the most frequent first: how many tasks, whose, which."""
    said = plan[plan["Vướng mắc"].map(lambda v: isinstance(v, str))]
    lines = [{"Vướng mắc": text, "Số việc": len(part), "Đơn vị": listed(part["Đơn vị"].unique(), 6), "Nhiệm vụ": listed(part["Số"].unique(), 8),
              "Kiến nghị": listed(part["Kiến nghị"].dropna().unique(), 3) or None} for text, part in said.groupby("Vướng mắc")]
    frame = pd.DataFrame(lines, columns=["Vướng mắc", "Số việc", "Đơn vị", "Nhiệm vụ", "Kiến nghị"])
    return frame.sort_values(["Số việc", "Vướng mắc"], ascending=[False, True], kind="stable", ignore_index=True).dropna(axis=1, how="all")


def pressing(plan: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Tasks past their end, tasks whose quarter ends with the month, tasks ending within 31 days (none of them done), tasks without a report."""
    late, silent = plan[plan["Tình trạng"].str.startswith(OVERDUE)], plan[plan["Trạng thái"].isna()]
    undone = plan[~plan["Tình trạng"].str.startswith((DONE, OVERDUE)) & plan["Thời hạn"].str.startswith("Quý")]
    return late, undone[undone["Còn lại (ngày)"] == 0], undone[undone["Còn lại (ngày)"].between(1, 31)], silent


def plan_words(book: Book, table: str) -> str:
    """The plan's progress in sentences: how many done, due, late, unreported; who does not report; reports that fit no task."""
    plan, rows = tasks(book, table), book.over_months(table)
    whole, done = len(plan), int(plan["Tình trạng"].str.startswith(DONE).sum())
    late, ending, soon, silent = pressing(plan)
    said = [f"Kế hoạch có {plan['id'].nunique()} nhiệm vụ, giao thành {whole} việc cho các đơn vị chủ trì: "
            f"**đã xong {done}**, quá hạn {len(late)}, chưa báo cáo {len(silent)}."]
    titles = ("Quá hạn", f"Hết hạn ngày {month_end(book):%d/%m/%Y} mà báo cáo mới nhất chưa xong", "Hết hạn trong 31 ngày tới mà chưa xong", "Chưa báo cáo tiến độ")
    said += [f"**{title}:** {_by_unit(part)}." for title, part in zip(titles, (late, ending, soon, silent), strict=True) if len(part)]
    lost = int(_task_of(book, rows[rows["thang"] == book.month]).isna().sum()) if len(rows) else 0
    said += [f"{lost} dòng báo cáo không khớp nhiệm vụ nào của Kế hoạch: kiểm tra mã nhiệm vụ."] if lost else []
    return bullets(said)


def _by_unit(part: pd.DataFrame) -> str:
    return f"{len(part)} việc ({', '.join(f'{unit} {len(own)}' for unit, own in part.groupby('Đơn vị', sort=False))})"
