"""One notebook through Papermill: parameters checked before a kernel starts, failures without a single value in them."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat

from sotay.batch.storage import CLOSED, FULL
from sotay.batch.workers import kernel_name

# A busy machine takes long to start a kernel; Papermill gives up after a minute.
START_SECONDS = 300
# A cell's OSError with less than this many bytes free was the disk's.
_LEAST_FREE = 1 << 20
TYPES = {"str": str, "int": int, "float": float, "bool": bool}


class ParameterError(ValueError):
    """Parameters that do not fit the notebook's parameters cell; the message lists all of them."""


class NotebookFailed(Exception):
    """A cell failed; carries the cell's ordinal and the error's class, never its text."""

    def __init__(self, cell: int, error: str):
        self.cell, self.error = cell, error
        super().__init__(f"ô mã thứ {cell} dừng vì lỗi {error}" if cell else f"không chạy được ({error})")


@dataclass(frozen=True)
class Declared:
    """A parameter of the notebook: its type as annotated, and whether it has a default."""

    name: str
    type: str


def declared_parameters(notebook: Path) -> dict[str, Declared]:
    """What the cell tagged `parameters` declares. Raises ParameterError when there is no such cell."""
    import papermill

    content = nbformat.read(notebook, as_version=4)
    if not any("parameters" in c.metadata.get("tags", []) for c in content.cells):
        raise ParameterError(f"{notebook.name}: không có ô gắn thẻ `parameters`. Thêm thẻ này cho ô tham số.")
    found = papermill.inspect_notebook(str(notebook))
    return {name: Declared(name, (facts["inferred_type_name"] or "None").split(".")[-1]) for name, facts in found.items()}


def check_parameters(notebook: Path, given: dict) -> None:
    """Raises ParameterError listing every unknown name and every wrong type."""
    declared = declared_parameters(notebook)
    problems = [f"không có tham số `{name}` (có: {', '.join(declared)})" for name in given if name not in declared]
    for name, value in given.items():
        wanted = TYPES.get(declared[name].type) if name in declared else None
        if wanted and (not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool)):
            problems.append(f"`{name}` phải là {declared[name].type}, nhận được {type(value).__name__}")
    if problems:
        raise ParameterError(f"{notebook.name}: {'; '.join(problems)}.")


def execute(notebook: Path, output: Path, parameters: dict, working_directory: Path) -> None:
    """Runs the notebook and keeps the executed copy at `output`.

    Raises ParameterError before any kernel starts, NotebookFailed after a cell failed or was left out; the kept copy then holds no output of the failed cell.
    On a full disk or a closed folder: OSError, and no copy is kept, for it may be cut short.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    from sotay.batch.warm.manager import BatchManager

    check_parameters(notebook, parameters)
    output.parent.mkdir(parents=True, exist_ok=True)
    # Written once, at the end: a copy of an earlier run must not stand for this one.
    output.unlink(missing_ok=True)
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    failure: NotebookFailed | None = None
    with _nothing_half(output), _sockets() as sockets:
        try:
            executed = papermill.execute_notebook(str(notebook), str(output), parameters=parameters, kernel_name=kernel_name(), progress_bar=False, log_output=False, start_timeout=START_SECONDS,
                                                  cwd=str(working_directory), request_save_on_cell_execute=False, kernel_manager_class=BatchManager, config=Config({"KernelManager": sockets}))
        except PapermillExecutionError as error:
            if error.ename == "OSError" and shutil.disk_usage(output.parent).free < _LEAST_FREE:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from None
            failure = NotebookFailed(_ordinal(output), error.ename)
        except Exception as error:  # a dead kernel, a missing kernelspec: its class says enough, its text may hold values
            if isinstance(error, OSError) and error.errno in FULL | CLOSED:
                raise
            failure = NotebookFailed(0, type(error).__name__)
        if failure:
            if not output.is_file():
                shutil.copyfile(notebook, output)
            _scrub(output)
            raise failure from None
    pending = [n for n, c in enumerate(_code_cells(executed), start=1) if c.execution_count is None]
    if pending:
        raise NotebookFailed(pending[0], "Incomplete")


@contextmanager
def _nothing_half(output: Path) -> Iterator[None]:
    """Takes away what a disk that cannot be written to any more has left of the copy."""
    try:
        yield
    except OSError:
        with suppress(OSError):
            output.unlink(missing_ok=True)
        raise


@contextmanager
def _sockets() -> Iterator[dict[str, str]]:
    """How the kernel is spoken to: sockets as files in a folder of this run alone, where the system has them; TCP would carry the data in clear.

    A folder of its own because Jupyter names the sockets kernel-ipc-1 … in the working directory: two kernels started at once would share them.
    """
    if os.name != "posix":
        yield {"transport": "tcp"}
        return
    with tempfile.TemporaryDirectory(prefix="sotay-") as folder:
        # A socket's path is limited to about 100 bytes.
        yield {"transport": "ipc", "ip": f"{folder}/k"} if len(folder) < 80 else {"transport": "tcp"}


def _code_cells(content: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [c for c in content.cells if c.cell_type == "code" and c.source.strip()]


def _ordinal(output: Path) -> int:
    if not output.is_file():
        return 0
    cells = _code_cells(nbformat.read(output, as_version=4))
    return next((n for n, c in enumerate(cells, start=1) if any(o.output_type == "error" for o in c.get("outputs", []))), 0)


def _scrub(output: Path) -> None:
    """Takes every output and Papermill's own error cells out of a failed copy: a traceback quotes the values it failed on."""
    if not output.is_file():
        return
    content = nbformat.read(output, as_version=4)
    content.cells = [c for c in content.cells if not any(t.startswith("papermill-error") for t in c.metadata.get("tags", []))]
    for cell in content.cells:
        cell.metadata.pop("papermill", None)
        if cell.cell_type == "code":
            cell.outputs = []
    content.metadata.pop("papermill", None)
    nbformat.write(content, output)
