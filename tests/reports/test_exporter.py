"""The suite's page through nbconvert alone is the page that a batch makes."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest
from nbconvert.exporters import get_exporter

from sotay.reports.exporter import SotayPage
from sotay.reports.page import PageError, render
from sotay.reports.show import table


def notebook(html: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell("bang_bi_mat()", outputs=[nbformat.v4.new_output("execute_result", {"text/html": html}, execution_count=1)], execution_count=1)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("## Hồ sơ"), cell], metadata={"papermill": {"input_path": "/nha/rieng"}})


def test_the_same_page_as_a_batch_s(tmp_path):
    content = notebook(table(pd.DataFrame({"Thôn": ["Đông"], "Hồ sơ": [3]}), "Hồ sơ theo thôn")._repr_html_())
    nbformat.write(content, tmp_path / "so.ipynb")
    render(tmp_path / "so.ipynb", tmp_path / "so.html", "so", "Nhóm dữ liệu")
    page, resources = SotayPage(subtitle="Nhóm dữ liệu").from_filename(str(tmp_path / "so.ipynb"))
    assert page == (tmp_path / "so.html").read_text(encoding="utf-8") and resources["output_extension"] == ".html"
    assert "bang_bi_mat" not in page and "/nha/rieng" not in page


def test_nbconvert_finds_them_by_name_and_pdf_is_bytes(tmp_path):
    pytest.importorskip("weasyprint", exc_type=(ImportError, OSError))
    nbformat.write(notebook("<p>Chữ</p>"), tmp_path / "so.ipynb")
    content, resources = get_exporter("sotay.reports.exporter.SotayPdf")().from_filename(str(tmp_path / "so.ipynb"))
    assert content.startswith(b"%PDF-") and resources["output_extension"] == ".pdf"


def test_what_a_page_must_not_hold_is_refused(tmp_path):
    with pytest.raises(PageError):
        SotayPage().from_notebook_node(notebook("<script>1</script>"))
