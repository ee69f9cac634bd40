"""A notebook run: parameters are checked before a kernel starts, and a failure tells its place but no value."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from sotay.batch.notebook import NotebookFailed, ParameterError, check_parameters, execute

NAME = "Nông Thị Bích Liên"


def notebook(folder, *sources, tag="parameters"):
    content = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}})
    content.cells = [nbformat.v4.new_code_cell('month: str = ""\nworkspace: str = ""', metadata={"tags": [tag]}), *(nbformat.v4.new_code_cell(s) for s in sources)]
    path = folder / "so.ipynb"
    nbformat.write(content, path)
    return path


def test_an_unknown_parameter_and_a_wrong_type_are_refused_together(tmp_path):
    with pytest.raises(ParameterError) as error:
        check_parameters(notebook(tmp_path), {"thang": "2026-09", "month": 9})
    assert "`thang`" in str(error.value) and "`month` phải là str" in str(error.value)


def test_a_notebook_without_the_parameters_tag_is_refused(tmp_path):
    with pytest.raises(ParameterError):
        check_parameters(notebook(tmp_path, tag="khac"), {"month": "2026-09"})


def test_parameters_reach_the_cells(tmp_path):
    path = notebook(tmp_path, "month")
    execute(path, tmp_path / "out.ipynb", {"month": "2026-09"}, tmp_path)
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    assert cells[-1].outputs[0].data["text/plain"] == "'2026-09'"


def test_a_failure_on_a_citizen_s_name_leaves_no_name(tmp_path, capfd, caplog):
    path = notebook(tmp_path, f"value = {' + '.join(repr(c) for c in NAME)}", "raise ValueError(value)", "1 + 1")
    with pytest.raises(NotebookFailed) as error:
        execute(path, tmp_path / "out.ipynb", {"month": "2026-09"}, tmp_path)
    assert (error.value.cell, error.value.error) == (4, "ValueError")  # the injected parameters are a cell too
    written = "".join(p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.ipynb")) + str(error.value) + caplog.text + "".join(capfd.readouterr())
    assert NAME not in written and NAME not in json.loads(json.dumps(written))
    kept = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert [c.outputs for c in kept.cells if c.cell_type == "code"] == [[]] * 5
    assert "papermill" not in kept.metadata


def test_a_kernel_that_dies_is_a_failure(tmp_path):
    path = notebook(tmp_path, "import os; os._exit(3)")
    with pytest.raises(NotebookFailed):
        execute(path, tmp_path / "out.ipynb", {"month": "2026-09"}, tmp_path)


def test_two_kernels_in_one_folder_do_not_meet(tmp_path):
    from concurrent.futures import ThreadPoolExecutor

    path = notebook(tmp_path, "month * 2")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda n: execute(path, tmp_path / f"out{n}.ipynb", {"month": str(n)}, tmp_path), range(4)))
    results = [nbformat.read(tmp_path / f"out{n}.ipynb", as_version=4).cells[-1].outputs[0].data["text/plain"] for n in range(4)]
    assert results == ["'00'", "'11'", "'22'", "'33'"]
    assert not list(tmp_path.glob("kernel-ipc*"))


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_cannot_be_written_to_is_told_as_that_and_leaves_no_half_of_a_copy(tmp_path, monkeypatch, number):
    def half(source, target, **how):
        Path(target).write_text('{"cells": [', encoding="utf-8")
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(papermill, "execute_notebook", half)
    with pytest.raises(OSError) as error:
        execute(notebook(tmp_path), tmp_path / "out.ipynb", {"month": "2026-09"}, tmp_path)
    assert error.value.errno == number and not (tmp_path / "out.ipynb").exists()


@pytest.mark.parametrize(("free", "told"), [(0, OSError), (1 << 30, NotebookFailed)])
def test_a_cell_that_could_not_write_on_a_full_disk_says_so(tmp_path, monkeypatch, free, told):
    def failed(source, target, **how):
        shutil.copyfile(source, target)
        raise PapermillExecutionError(2, 2, "open(…)", "OSError", NAME, [])

    monkeypatch.setattr(papermill, "execute_notebook", failed)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    with pytest.raises(told) as error:
        execute(notebook(tmp_path), tmp_path / "out.ipynb", {"month": "2026-09"}, tmp_path)
    assert getattr(error.value, "errno", None) == (None if free else errno.ENOSPC) and (tmp_path / "out.ipynb").exists() == bool(free)
