"""A table to search, sort and page through, for a person at the screen; reports hold no script, so a batch gets the plain table."""

from __future__ import annotations

import re

import pandas as pd

from sotay.privacy.unmasking import by_machine
from sotay.reports.blocks import NO_ROWS, Block, esc, gap_box
from sotay.reports.numbers import MISSING, integer
from sotay.reports.tables import table

# A browser stays quick up to about so many cells; more rows are named, not sent.
MOST_CELLS, MOST_ROWS = 60_000, 5_000
_LANGUAGE = {
    "search": "Tìm:", "lengthMenu": "Hiện _MENU_ dòng", "info": "Dòng _START_–_END_ trong _TOTAL_", "infoEmpty": "Không có dòng nào", "infoFiltered": "(lọc từ _MAX_ dòng)",
    "zeroRecords": "Không dòng nào có chữ này", "emptyTable": "Không có dòng nào", "thousands": ".", "decimal": ",",
    "paginate": {"first": "Đầu", "last": "Cuối", "next": "Sau", "previous": "Trước"}, "aria": {"orderable": "Bấm để sắp xếp", "orderableReverse": "Bấm để đảo thứ tự"},
}


def explore(frame: pd.DataFrame, caption: str = "", most: int = MOST_ROWS):
    """A frame with a search box, sorting by any heading and pages; works without a network. In a batch or under Papermill the plain table of `show.table`.

    Numbers and dates are shown the Vietnamese way and sorted by what they are. At most `most` rows (fewer where the table is wide) are sent to the browser; the caption says how many there are.
    """
    if frame.empty or frame.shape[1] == 0:
        return gap_box(NO_ROWS, caption or "Bảng")
    if by_machine():
        return table(frame, caption or "Bảng")
    sent = frame.head(max(1, min(most, MOST_CELLS // frame.shape[1])))
    rest = f" ({integer(len(sent))} dòng đầu trong {integer(len(frame))}; lọc bớt bằng book.sql hoặc figures.only để xem phần còn lại)" if len(sent) < len(frame) else f" ({integer(len(frame))} dòng)"
    return Block(_widget(sent, f"{caption}{rest}".strip()), f"{caption}{rest}".strip())


def _widget(frame: pd.DataFrame, caption: str) -> str:
    from itables import init_notebook_mode, to_html_datatable
    from itables.javascript import JavascriptCode

    # The script goes with every table, from this machine: a cell run again, or a page opened again, has it beside its table.
    init_notebook_mode(all_interactive=False, connected=False)
    shown, kinds = _readable(frame)
    columns = [{"targets": [i], "className": "dt-right" if kind == "number" else "dt-left"} | ({"render": JavascriptCode(_RENDER[kind])} if kind in _RENDER else {}) for i, kind in enumerate(kinds)]
    widget = to_html_datatable(shown, connected=False, showIndex=False, maxBytes=0, language=_LANGUAGE, columnDefs=columns, pageLength=10, lengthMenu=[10, 25, 100], classes="display compact nowrap",
                               style="table-layout:auto;width:auto;margin-left:0", format_floats_in_python=False, show_dtypes=False)
    return f"<p><strong>{esc(caption)}</strong></p>{_LOADING.sub(lambda m: m[1] + _WAITING + m[2], widget, count=1)}"


# What stands in the table's place until its script runs, and for good where the notebook is not trusted yet.
_LOADING = re.compile(r"(<tbody>\s*<tr>\s*<td[^>]*>).*?(</td>)", re.S)
_WAITING = "Đang mở bảng… Nếu bảng không hiện, bấm Shift + Enter chạy lại ô này."

# Cells hold what they are sorted by; only what is displayed is spelled the Vietnamese way.
_DAY = "function(v,t){return t==='display'&&v?v.replace(/^(\\d+)-(\\d+)-(\\d+)/,'$3/$2/$1'):v}"
_NUMBER = "function(v,t){return t==='display'&&typeof v==='number'?v.toLocaleString('vi-VN',{maximumFractionDigits:2}):v}"
_RENDER = {"date": _DAY, "number": _NUMBER}


def _readable(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Columns as the browser gets them, and the kind of each: day, number or text; an empty cell is a dash."""
    columns, kinds = {}, []
    for place, name in enumerate(frame.columns):
        values = frame.iloc[:, place]
        kind = "date" if pd.api.types.is_datetime64_any_dtype(values.dtype) else "bool" if pd.api.types.is_bool_dtype(values.dtype) else "number" if pd.api.types.is_numeric_dtype(values.dtype) else "text"
        kinds.append(kind)
        columns[str(name)] = _SPELLED[kind](values)
    return pd.DataFrame(columns), kinds


def _dates(values: pd.Series) -> pd.Series:
    plain = (values.dropna() == values.dropna().dt.normalize()).all()
    return values.dt.strftime("%Y-%m-%d" if plain else "%Y-%m-%d %H:%M").where(values.notna(), "")


_SPELLED = {
    "date": _dates,
    "bool": lambda values: values.map({True: "Có", False: "Không"}).astype("object").where(values.notna(), MISSING),
    "number": lambda values: values.astype("Float64").astype("float64") if values.isna().any() or not pd.api.types.is_integer_dtype(values.dtype) else values.astype("int64"),
    "text": lambda values: values.astype("object").where(values.notna(), MISSING).map(str),
}
