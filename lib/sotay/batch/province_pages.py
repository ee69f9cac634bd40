"""The province's results: its notebooks executed and laid out, its figures as csv, and one page that leads to all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from sotay.batch.notebook import NotebookFailed, execute
from sotay.definitions.program import program_versions, sha256
from sotay.definitions.workspace import shipped
from sotay.prepare import write_csv
from sotay.reports.blocks import esc
from sotay.reports.numbers import integer
from sotay.reports.numbers import month as month_name
from sotay.reports.official.packing import write_whole
from sotay.reports.page import full_page, render, write_page
from sotay.reports.pdf import PdfUnavailable, render_pdf
from sotay.rollup.ledger import DONE, FAILED, PARTIAL, STARTED, UNCHANGED
from sotay.rollup.places import Place, relative
from sotay.rollup.province import Province
from sotay.rollup.words import head

# Notebook under notebooks/province/ -> title of its report.
REPORTS = {"tong_hop_tinh": "Tổng hợp các xã", "ke_hoach_toan_quoc": "Kế hoạch chạy toàn quốc"}
TABLES = {"so_lieu": "Số liệu mọi xã", "chua_co_ket_qua": "Xã chưa có kết quả", "tinh_hinh_nop": "Tình hình nộp", "nguon": "Gói đã đọc và mã SHA-256"}
GROUP, INDEX, MANIFEST = "Cấp tỉnh", "Mục lục tháng", "manifest.json"
_WORDS = {DONE: "xong", UNCHANGED: "xong, không đổi", PARTIAL: "xong, có vấn đề", FAILED: "chưa xong", STARTED: "bị dừng giữa chừng"}


def write_rollup(province: Province, tell: Callable[[str], None] = lambda what: None) -> tuple[Path, list[str]]:
    """Writes <out>/<month>/: reports/ with each notebook as HTML and PDF, tables/ with the csv files, index.html, manifest.json. The index's path and a line per thing that could not be made."""
    folder = province.out / province.month
    _tables(province, folder / "tables")
    problems = []
    for name, title in REPORTS.items():
        tell(title)
        problems += _report(province, name, title, folder)
    index = _index(province, folder)
    _manifest(province, folder)
    return index, problems


def _manifest(province: Province, folder: Path) -> None:
    """Every package read and every file made, by SHA-256."""
    made = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != MANIFEST and "internal" not in p.relative_to(folder).parts]
    content = {
        "month": province.month, "inputs": [{"commune": r.id, "package": r.package, "sha256": r.sha256} for r in province.communes.itertuples()],
        "outputs": {p.relative_to(folder).as_posix(): sha256(p) for p in made}, "versions": program_versions(),
    }
    write_whole(folder / MANIFEST, json.dumps(content, ensure_ascii=False, indent=1).encode("utf-8"))


def _report(province: Province, name: str, title: str, folder: Path) -> list[str]:
    executed, page, pdf = folder / "internal" / f"{name}.ipynb", folder / "reports" / f"{name}.html", folder / "reports" / f"{name}.pdf"
    for old in (page, pdf):
        old.unlink(missing_ok=True)
    try:
        execute(shipped() / "notebooks" / "province" / f"{name}.ipynb", executed, {"month": province.month, "province": str(province.out)}, province.out)
        render(executed, page, title, GROUP)
        render_pdf(page, pdf)
    except NotebookFailed as failed:
        return [f"Thiếu báo cáo {title}: {failed}"]
    except PdfUnavailable as missing:
        return [f"Chưa có PDF: {missing}"]
    except OSError:
        # The disk, not the report: whoever called says what to do.
        raise
    except Exception as error:  # its text may quote anything
        return [f"Thiếu báo cáo {title}: lỗi {type(error).__name__}"]
    return []


def _tables(province: Province, folder: Path) -> None:
    """The figures as csv; a commune without a result is in a file of its own with the reason, and has no figure anywhere."""
    totals = province.indicators.assign(measure="tong", numerator=float("nan"), denominator=float("nan"), hidden=False)
    columns = ["month", "id", "commune", "indicator", "measure", "title", "numerator", "denominator", "hidden", "value", "target", "status"]
    frames = [f for f in (totals, province.measures) if len(f)]
    figures = (pd.concat(frames, ignore_index=True) if frames else totals).assign(month=province.month)[columns]
    write_csv(folder / "so_lieu.csv", figures.sort_values(["id", "indicator", "measure"], kind="stable"))
    write_csv(folder / "chua_co_ket_qua.csv", pd.DataFrame([(province.month, *line) for line in province.absent], columns=["month", "commune", "reason"]))
    write_csv(folder / "tinh_hinh_nop.csv", province.datasets.assign(month=province.month)[["month", *province.datasets.columns]])
    write_csv(folder / "nguon.csv", province.communes.drop(columns="composite"))


def _index(province: Province, folder: Path) -> Path:
    """One page: the reports, the csv files, every commune with how its last run ended and its own index."""
    files = {f"reports/{n}.{ending}": t + said for n, t in REPORTS.items() for ending, said in (("html", ""), ("pdf", " (PDF)"))} | {f"tables/{n}.csv": f"{t} (CSV)" for n, t in TABLES.items()}
    links = "".join(f'<li><a href="{esc(f)}">{esc(t)}</a></li>' for f, t in files.items() if (folder / f).is_file())
    last, has = province.ledger.last(province.month), {p.workspace for p in province.passed}
    rows = "".join(_row(place, last.get(relative(place.root, province.out)), place.root in has, folder, province.month) for place in province.places)
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Xã", *HEADS))
    body = (
        f"{head(province, INDEX, 'Xem gì ở đâu, xã nào chạy xong?').html}<h2>Báo cáo và số liệu</h2><ul>{links}</ul><h2>Các xã</h2>"
        f'<div class="figure"><div class="scroll" tabindex="0" role="region" aria-label="Các xã"><table class="data stack"><caption>{integer(len(province.places))} xã, tháng {esc(month_name(province.month))}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></div>"
    )
    path = folder / "index.html"
    # This page is the month's index itself.
    write_page(path, full_page(body, INDEX, GROUP).replace(f'<a href="../index.html">{INDEX}</a>', ""))
    return path


HEADS = ("Lần chạy gần nhất", "Vấn đề", "Số liệu cho tỉnh")


def _row(place: Place, entry, passed: bool, folder: Path, month: str) -> str:
    own = place.workspace.outputs(month) / "index.html"
    name = f'<a href="{esc(Path(os.path.relpath(own, folder)).as_posix())}">{esc(place.name)}</a>' if own.is_file() else esc(place.name)
    said = (_WORDS.get(entry.result, entry.result) if entry else "chưa chạy", entry.problems[0] if entry and entry.problems else "–", "đã qua cổng" if passed else "chưa có")
    return f'<tr><th scope="row">{name}</th>' + "".join(f'<td data-h="{h}">{esc(s)}</td>' for h, s in zip(HEADS, said, strict=True)) + "</tr>"
