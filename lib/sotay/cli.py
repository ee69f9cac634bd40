"""The `sotay` command; every command imports what it needs only when it runs, so that help is quick."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from sotay.command_words import Command, Group, call

DONE, FAILED, WRONG = 0, 1, 2

app = typer.Typer(cls=Group, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, help="Sổ tay dữ liệu hằng tháng của xã: làm sạch, kiểm tra, chấm điểm, báo cáo.")

Workspace_ = Annotated[Path, typer.Option("--workspace", "-w", metavar="THƯ_MỤC", help="Thư mục làm việc (có data/, outputs/, có thể có parameters/ riêng).")]
Month_ = Annotated[str, typer.Argument(metavar="THÁNG", help="Tháng báo cáo, dạng 2026-09.")]


def _stop(message: str, code: int = WRONG) -> typer.Exit:
    typer.echo(message, err=True)
    return typer.Exit(code)


def _workspace(folder: Path):
    from sotay.definitions.workspace import Workspace

    if not folder.is_dir():
        raise _stop(f"Không có thư mục `{folder.name}`. Kiểm tra --workspace.")
    return Workspace(folder.resolve())


def _month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise _stop(f"`{text}` không phải tháng. Viết năm-tháng, ví dụ 2026-09.")
    return text


def _definition_problems(error) -> typer.Exit:
    lines = [f"Có {len(error.problems)} chỗ phải sửa trong parameters/ trước khi chạy:", *(f"  {p}" for p in error.problems)]
    return _stop("\n".join(lines))


@app.command(cls=Command)
def run(
    month: Month_,
    workspace: Workspace_ = Path("."),
    jobs: Annotated[int, typer.Option(metavar="SỐ", help="Số sổ tay chạy cùng lúc (0: theo số nhân của máy).", min=0)] = 0,
    only: Annotated[list[str] | None, typer.Option(metavar="ID", help="Chỉ chạy báo cáo có id này (lặp lại được).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Chạy lại tất cả, kể cả khi không có gì thay đổi, và chuẩn bị lại các tháng trước.")] = False,
) -> None:
    """Chạy cả tháng: đọc tệp các đơn vị gửi, làm sạch, kiểm tra, chấm điểm, dựng báo cáo; in ra đường dẫn trang mục lục."""
    from sotay.batch.unchanged import run_key, same_as_before

    place, month = _workspace(workspace), _month(month)
    if not force and not only and same_as_before(place, month, run_key(place, month)):
        typer.echo(f"Không có gì thay đổi từ lần chạy trước: các báo cáo vẫn đúng, không chạy lại. Muốn chạy lại: thêm --force.\nTrang mục lục: {place.outputs(month) / 'index.html'}")
        raise typer.Exit(DONE)
    from tqdm import tqdm

    from sotay.batch.month import run_month
    from sotay.batch.plan import UnknownReport
    from sotay.definitions.problem import DefinitionError

    try:
        with tqdm(total=1, unit="bước", file=sys.stderr, bar_format="{percentage:3.0f}% |{bar:30}| {n_fmt}/{total_fmt} {desc}") as bar:

            def tell(done: int, of: int, what: str) -> None:
                bar.total = of
                bar.set_description_str(what, refresh=False)
                bar.update(done - bar.n)
                bar.refresh()

            outcome = run_month(place, month, jobs, only, force, tell)
    except DefinitionError as error:
        raise _definition_problems(error) from None
    except UnknownReport as error:
        raise _stop(str(error)) from None
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    unmade = {s.problem for s in outcome.sections if s.html and not s.pdf}
    for why in sorted(unmade):
        typer.echo(f"Chưa có PDF: {why}", err=True)
    typer.echo(f"Trang mục lục: {outcome.index}")
    raise typer.Exit(FAILED if outcome.problems else DONE)


@app.command(cls=Command)
def status(month: Month_, workspace: Workspace_ = Path(".")) -> None:
    """Đơn vị nào đã nộp gì, còn thiếu gì, còn mấy ngày đến hạn hoặc đã muộn mấy ngày."""
    from sotay.definitions.problem import DefinitionError
    from sotay.status import status_lines

    try:
        for line in status_lines(_workspace(workspace), _month(month)):
            typer.echo(line)
    except DefinitionError as error:
        raise _definition_problems(error) from None


@app.command(cls=Command)
def inspect(file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp Excel, CSV, HTML… của đơn vị.")], json_: Annotated[bool, typer.Option("--json", help="In dạng JSON.")] = False,
            workspace: Workspace_ = Path(".")) -> None:
    """Xem sổ tay nhận ra những bảng nào trong một tệp."""
    import json

    from sotay.definitions.problem import DefinitionError
    from sotay.definitions.registry import load_registry
    from sotay.intake.inspect import as_json, look_into
    from sotay.intake.inspect_lines import lines_of

    if not file.exists():
        raise _stop(f"Không có tệp `{file.name}`.")
    try:
        registry = load_registry(_workspace(workspace).parameters)
    except DefinitionError as error:
        raise _definition_problems(error) from None
    seen = look_into(file, registry)
    if all(s.refusal for s in seen):
        raise _stop("\n".join(f"{s.file}: {s.refusal.note}" for s in seen))
    if json_:
        typer.echo(json.dumps(as_json(file, seen), ensure_ascii=False, indent=1))
        return
    for line in lines_of(seen, registry):
        typer.echo(line)


@app.command(cls=Command)
def check(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sắp nộp.")],
    dataset: Annotated[str | None, typer.Option(metavar="ID", help="Tập dữ liệu của tệp, khi sổ tay không tự nhận ra.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="THƯ_MỤC", help="Nơi ghi bản đánh dấu (mặc định: cạnh tệp).")] = None,
    workspace: Workspace_ = Path("."),
) -> None:
    """Kiểm tra một tệp trước khi nộp: nêu lỗi, cách sửa và ghi một bản sao có đánh dấu từng ô."""
    from sotay.check_file import UnknownDataset, look_at, write_copies
    from sotay.definitions.problem import DefinitionError
    from sotay.reports.returned.summary import lines_of

    if not file.is_file():
        raise _stop(f"Không có tệp `{file.name}`.")
    try:
        looked = look_at(file, _workspace(workspace), dataset)
    except UnknownDataset as error:
        raise _stop(str(error)) from None
    except DefinitionError as error:
        raise _definition_problems(error) from None
    for line in lines_of(looked):
        typer.echo(line)
    try:
        copies = write_copies(looked, file, out or file.parent)
    except OSError:
        raise _stop(f"Không ghi được bản đánh dấu vào `{(out or file.parent).name or '.'}`. Chọn thư mục khác với --out.") from None
    for copy in copies:
        typer.echo(f"Bản đánh dấu: {copy}")
    raise typer.Exit(looked.code)


@app.command(cls=Command)
def lint(workspace: Workspace_ = Path("."), open_: Annotated[bool, typer.Option("--open", help="Liệt kê cả những điều chưa xác minh, chưa điền.")] = False) -> None:
    """Kiểm tra mọi tệp trong parameters/, nêu mọi lỗi một lần."""
    from sotay.definitions.open_facts import open_facts
    from sotay.definitions.problem import DefinitionError
    from sotay.definitions.registry import load_registry

    try:
        registry = load_registry(_workspace(workspace).parameters)
    except DefinitionError as error:
        raise _definition_problems(error) from None
    if open_:
        for fact in open_facts(registry):
            typer.echo(f"{fact.file}: {fact.where}: {fact.text}" if fact.where else f"{fact.file}: {fact.text}")
    typer.echo(f"parameters/: không có lỗi ({len(registry.datasets)} tập dữ liệu, {len(registry.tables)} bảng, {len(registry.indicators)} chỉ số, {len(registry.plan.tasks)} nhiệm vụ).")


@app.command(cls=Command)
def demo(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục làm việc sẽ nhận các tháng mẫu.")],
    months: Annotated[int, typer.Option(metavar="SỐ", help="Số tháng.", min=1, max=24)] = 3,
    seed: Annotated[int, typer.Option(metavar="SỐ", help="Cùng số thì ra cùng dữ liệu.")] = 2026,
    size: Annotated[float, typer.Option(metavar="SỐ", help="Độ lớn: 1 là xã khoảng 10.000 dân.", min=0.05)] = 1.0,
    clean: Annotated[bool, typer.Option("--clean", help="Không cài lỗi vào dữ liệu.")] = False,
) -> None:
    """Tạo dữ liệu mẫu (người và hồ sơ không có thật) dưới dạng tệp như các đơn vị gửi."""
    from sotay.demo import make_demo

    folder.mkdir(parents=True, exist_ok=True)
    incoming = folder / "data" / "incoming"
    if incoming.is_dir() and any(incoming.iterdir()):
        raise _stop("Thư mục này đã có tệp trong data/incoming. Chọn thư mục khác để không trộn dữ liệu mẫu với dữ liệu thật.")
    made = make_demo(folder, months, seed, size=size, clean=clean)
    typer.echo(f"Đã tạo {len(made)} tháng mẫu: {', '.join(made)}. Chạy tiếp: sotay run {made[-1]} --workspace {folder}")


@app.command(cls=Command)
def sql(query: Annotated[str, typer.Argument(metavar="CÂU_LỆNH", help="Câu lệnh SQL (DuckDB) trên kho dữ liệu sạch; mỗi bảng một tên.")], workspace: Workspace_ = Path("."),
        csv: Annotated[Path | None, typer.Option(metavar="TỆP", help="Ghi kết quả ra tệp CSV.")] = None) -> None:
    """Hỏi kho dữ liệu sạch bằng SQL; cột định danh cá nhân đã che."""
    from sotay.book import BookError, open_book
    from sotay.definitions.problem import DefinitionError
    from sotay.prepare import write_csv

    try:
        result = open_book(workspace=_workspace(workspace).root).sql(query)
    except BookError as error:
        raise _stop(str(error)) from None
    except DefinitionError as error:
        raise _definition_problems(error) from None
    if csv:
        write_csv(csv, result)
        typer.echo(f"Đã ghi {len(result)} dòng.")
    else:
        typer.echo(result.to_string(index=False, max_rows=200))


@app.command(cls=Command)
def templates(
    folder: Annotated[Path, typer.Argument(metavar="THƯ_MỤC", help="Thư mục nhận các biểu mẫu Excel; định nghĩa dạng Table Schema và ODCS nằm ở thư mục con schemas/.")],
    dataset: Annotated[list[str] | None, typer.Option(metavar="ID", help="Chỉ làm cho tập dữ liệu này (lặp lại được).")] = None,
    workspace: Workspace_ = Path("."),
) -> None:
    """Làm biểu mẫu nhập Excel cho mỗi bảng: tiêu đề, danh sách chọn, kiểm tra khi gõ, hướng dẫn và ví dụ; kèm định nghĩa cho phần mềm khác."""
    import datetime as dt

    from sotay.definitions.exports.write import write_exports
    from sotay.definitions.problem import DefinitionError, did_you_mean
    from sotay.definitions.registry import load_registry
    from sotay.demo.samples import sample_rows
    from sotay.reports.templates.entry import write_templates

    place, day = _workspace(workspace), dt.date.today()
    try:
        registry = load_registry(place.parameters)
        unknown = [f"Không có tập dữ liệu `{d}`. {did_you_mean(d, registry.datasets)}" for d in dataset or [] if d not in registry.datasets]
        if unknown:
            raise _stop("\n".join(unknown))
        wanted = dataset or list(registry.datasets)
        made = write_templates(registry, folder, wanted, day, sample_rows(registry.at(day), place.parameters))
        write_exports(registry, folder / "schemas", wanted, day)
    except DefinitionError as error:
        raise _definition_problems(error) from None
    typer.echo(f"Đã làm {len(made)} biểu mẫu trong {folder}; định nghĩa cho phần mềm khác: {folder / 'schemas'}.")


@app.command(cls=Command)
def new(
    kind: Annotated[str, typer.Argument(metavar="dataset|indicator", help="dataset: tập dữ liệu; indicator: chỉ số (kèm sổ tay).")],
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Tên không dấu, nối bằng gạch dưới, ví dụ nha_van_hoa.")],
    group: Annotated[str, typer.Option(metavar="NHÓM", help="Nhóm của tập dữ liệu mới.")] = "",
    workspace: Workspace_ = Path("."),
) -> None:
    """Tạo tệp định nghĩa (và sổ tay, nếu là chỉ số) có chỉ dẫn từng dòng, hợp lệ ngay."""
    from sotay.definitions.problem import DefinitionError, did_you_mean
    from sotay.definitions.stamp import CannotStamp, stamp_dataset, stamp_indicator

    place = _workspace(workspace)
    if kind not in ("dataset", "indicator"):
        raise _stop(f"Không tạo được `{kind}`. {did_you_mean(kind, ('dataset', 'indicator'))}")
    if group and kind == "indicator":
        raise _stop("--group chỉ dùng cho dataset.")
    try:
        made = stamp_dataset(place, identifier, group) if kind == "dataset" else stamp_indicator(place, identifier)
    except CannotStamp as error:
        raise _stop(str(error)) from None
    except DefinitionError as error:
        raise _definition_problems(error) from None
    for path in made:
        typer.echo(f"Đã tạo {path.relative_to(place.root).as_posix()}")
    typer.echo("Mở tệp, sửa theo chỉ dẫn trong đó, rồi chạy: sotay lint")


@app.command(cls=Command)
def send(
    month: Month_,
    workspace: Workspace_ = Path("."),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ nêu sẽ gửi gì cho ai; không gửi. Chưa có phiếu duyệt thì luôn chạy thử.")] = False,
    again: Annotated[list[str] | None, typer.Option(metavar="NƠI_NHẬN", help="Gửi lại gói mà lần trước chưa rõ kết quả, sau khi đã hỏi nơi nhận (lặp lại được).")] = None,
) -> None:
    """Gửi các gói đã duyệt của tháng cho từng nơi nhận; mỗi gói gửi một lần, chỉ gửi những gì cổng kiểm soát cho qua."""
    from sotay.definitions.problem import DefinitionError
    from sotay.prepare import month_registry
    from sotay.publish.sending import month_search, send_month

    place, month = _workspace(workspace), _month(month)
    try:
        registry = month_registry(place, month)
    except DefinitionError as error:
        raise _definition_problems(error) from None
    outcome = send_month(place, registry, month, lambda: month_search(place, registry, month), dry_run, tuple(again or ()))
    for line in outcome.lines:
        typer.echo(line)
    for problem in outcome.problems:
        typer.echo(problem, err=True)
    raise typer.Exit(FAILED if outcome.problems else DONE)


def main() -> None:
    """Entry point of the `sotay` command."""
    sys.exit(call(app))
