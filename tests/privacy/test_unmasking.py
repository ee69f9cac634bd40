"""Real values only for a person at the screen who says why, and always written down; never under Papermill or in a batch."""

from __future__ import annotations

import json
import os
import sys
from types import SimpleNamespace

import nbformat
import pandas as pd
import pytest

from sotay.book import Book, BookError
from sotay.definitions.handed import HANDED
from sotay.definitions.workspace import Workspace, clean_path
from sotay.privacy.unmasking import by_machine, is_reason

MONTH, TABLE, REASON = "2026-09", "tiep_nhan_ho_so", "Đối chiếu hồ sơ theo yêu cầu của Công an xã"
NAME = "Nông Thị Bích Liên"


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.delenv(HANDED, raising=False)
    path = clean_path(tmp_path / "data" / "clean", TABLE, TABLE, MONTH)
    path.parent.mkdir(parents=True)
    pd.DataFrame({"ma_ho_so": ["H1"], "chu_ho_so": [NAME], "linh_vuc": ["Hộ tịch"]}).to_parquet(path, index=False)
    return Book(Workspace(tmp_path), MONTH)


def log(book):
    path = book.workspace.root / "data" / ".unmask-log.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.is_file() else []


def test_masked_by_default_and_real_with_a_reason_that_is_written_down(book):
    assert book.load(TABLE)["chu_ho_so"].tolist() != [NAME] and log(book) == []
    assert book.unmask(TABLE, reason=f"  {REASON} ")["chu_ho_so"].tolist() == [NAME]
    line, = log(book)
    assert (line["table"], line["month"], line["reason"]) == (TABLE, MONTH, REASON) and line["who"] and line["when"][:2] == "20"
    assert "chu_ho_so" in line["columns"] and "linh_vuc" not in line["columns"]
    assert NAME not in json.dumps(line, ensure_ascii=False)
    assert os.stat(book.workspace.root / "data" / ".unmask-log.jsonl").st_mode & 0o077 == 0


@pytest.mark.parametrize("reason", ["", "xem thu", "aaaaaaaaaaaaaaaa", "1234567890123", ". . . . . . . . . . ."])
def test_no_reason_no_values(book, reason):
    with pytest.raises(BookError, match="Cần nêu lý do"):
        book.unmask(TABLE, reason=reason)
    assert log(book) == [] and not is_reason(reason)


def test_refused_in_a_batch(book, monkeypatch):
    monkeypatch.setenv(HANDED, "x")
    with pytest.raises(BookError, match="chạy tự động"):
        book.unmask(TABLE, reason=REASON)
    assert log(book) == []


def test_nothing_to_unmask_in_what_is_kept_as_counts(book):
    with pytest.raises(BookError, match="chỉ lưu số đếm"):
        book.unmask("cu_tru_tthc", reason=REASON)


@pytest.mark.parametrize(("cells", "environment", "refused"), [
    (["", "1 + 1"], {"JPY_SESSION_NAME": "so.ipynb"}, False), (["", "1 + 1"], {"VSCODE_PID": "7"}, False), (["", "1 + 1"], {}, True),
    (["", "# Parameters\nmonth = '2026-09'"], {"JPY_SESSION_NAME": "so.ipynb"}, True),
    (["", "1 + 1"], {"JPY_SESSION_NAME": "so.ipynb", "PYTEST_CURRENT_TEST": "notebooks/a.ipynb::"}, True),
], ids=["jupyterlab", "editor", "kernel-that-nobody-opened", "injected-parameters", "nbmake-within-jupyterlab"])
def test_only_a_notebook_that_a_person_opened(monkeypatch, cells, environment, refused):
    for name in (HANDED, "JPY_SESSION_NAME", "VSCODE_PID", "PYTEST_CURRENT_TEST"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    shell = SimpleNamespace(kernel=object(), user_ns={"In": cells})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert by_machine() is refused


def test_a_notebook_under_papermill_cannot_unmask_even_from_within_jupyterlab(book, tmp_path, monkeypatch):
    import papermill

    monkeypatch.setenv("JPY_SESSION_NAME", "so.ipynb")
    cells = [nbformat.v4.new_code_cell('month: str = ""\nworkspace: str = ""', metadata={"tags": ["parameters"]}),
             nbformat.v4.new_code_cell(f"from pathlib import Path\nfrom sotay.book import Book, BookError\nfrom sotay.definitions.workspace import Workspace\nbook = Book(Workspace(Path(workspace)), month)\n"
                                       f"try:\n    print(book.unmask({TABLE!r}, reason={REASON!r})['chu_ho_so'][0])\nexcept BookError as error:\n    print(error)")]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
    nbformat.write(notebook, tmp_path / "a.ipynb")
    papermill.execute_notebook(str(tmp_path / "a.ipynb"), str(tmp_path / "b.ipynb"), parameters={"month": MONTH, "workspace": str(tmp_path)}, progress_bar=False, log_output=False)
    text = (tmp_path / "b.ipynb").read_text(encoding="utf-8")
    assert "chạy tự động" in text and NAME not in text and log(book) == []
