"""The suite's page and its PDF for nbconvert: `jupyter nbconvert --to sotay.reports.exporter.SotayPage so.ipynb`, for whoever executes notebooks without `sotay run`."""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode

from sotay.reports.page import body_of, checked, full_page
from sotay.reports.pdf import pdf_of


class SotayPage(Exporter):
    """An executed notebook as the page that `sotay run` makes of it: no code, no script, nothing loaded from anywhere."""

    output_mimetype = "text/html"
    subtitle = Unicode("", help="What stands beside the commune's name.").tag(config=True)

    def _file_extension_default(self) -> str:
        return ".html"

    def from_notebook_node(self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any) -> tuple[str | bytes, dict[str, Any]]:
        """The page. Raises PageError."""
        _, resources = super().from_notebook_node(nb, resources, **kw)
        title = resources["metadata"].get("name") or "Sổ tay dữ liệu"
        return self._made(checked(full_page(body_of(nb), title, self.subtitle), title)), resources

    def _made(self, page: str) -> str | bytes:
        return page


class SotayPdf(SotayPage):
    """The same page as PDF/UA. Raises PdfUnavailable."""

    output_mimetype = "application/pdf"

    def _file_extension_default(self) -> str:
        return ".pdf"

    def _made(self, page: str) -> bytes:
        return pdf_of(page)
