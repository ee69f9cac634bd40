"""A month's reports executed and laid out in this process, as a reader sees them: their words, their tables, their charts' alternative texts."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from IPython.core.formatters import DisplayFormatter
from lxml import html

from sotay.batch.plan import month_jobs
from sotay.definitions.workspace import Workspace
from sotay.prepare import month_registry
from sotay.reports.page import full_page, notebook_body


def executed(notebook: Path, parameters: dict[str, str]) -> nbformat.NotebookNode:
    """The notebook with what every code cell shows, run cell by cell in one namespace; a kernel of its own would cost a second each."""
    content = nbformat.read(notebook, as_version=4)
    names: dict = {}
    for number, cell in enumerate((c for c in content.cells if c.cell_type == "code"), start=1):
        tree = ast.parse(cell.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, notebook.name, "exec"), names)
        value = eval(compile(ast.Expression(last.value), notebook.name, "eval"), names) if last else None
        if "parameters" in cell.metadata.get("tags", []):
            names |= parameters
        cell.execution_count = number
        if value is not None:
            data, metadata = DisplayFormatter().format(value)
            cell.outputs = [nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=number)]
    return content


@dataclass(frozen=True)
class Report:
    """One page as its reader gets it."""

    id: str
    page: str

    @cached_property
    def tree(self) -> html.HtmlElement:
        return html.fromstring(self.page)

    @cached_property
    def words(self) -> str:
        """Everything readable in order, a line per block, without style sheets and drawings."""
        body = html.fromstring(self.page).find("body")
        for left_out in body.xpath("//style | //svg | //head"):
            left_out.drop_tree()
        for block in body.iter("p", "li", "tr", "h1", "h2", "h3", "div", "figcaption", "caption", "dt", "dd", "section", "table"):
            block.tail = "\n" + (block.tail or "")
        for cell in body.iter("td", "th"):
            cell.tail = " | " + (cell.tail or "")
        lines = (re.sub(r"[ \t\xa0]+", " ", line).strip(" |") for line in body.text_content().splitlines())
        return "\n".join(line for line in lines if line)

    @cached_property
    def tables(self) -> dict[str, dict[str, list[str]]]:
        """Caption -> first cell of the row -> the other cells' texts, as shown."""
        found = {}
        for table in self.tree.iter("table"):
            caption = table.find("caption")
            title = _text(caption) if caption is not None else ""
            rows = [[_text(c) for c in row if c.tag in ("td", "th")] for row in table.iter("tr")]
            found[title] = {r[0]: r[1:] for r in rows if r}
        return found


def _text(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def month_reports(workspace: Workspace, month: str, folder: Path, only: list[str] | None = None) -> dict[str, Report]:
    """Every report of a prepared month (those in `only`, when given) by its id."""
    made = {}
    folder.mkdir(parents=True, exist_ok=True)
    for job in month_jobs(workspace, month_registry(workspace, month), month, only):
        path = folder / f"{job.id}.ipynb"
        nbformat.write(executed(job.notebook, job.parameters), path)
        made[job.id] = Report(job.id, full_page(notebook_body(path), job.title, ""))
    return made
