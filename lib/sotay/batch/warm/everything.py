"""What a batch's processes are forked from: all that notebooks import, and all that executing and laying them out needs."""

from __future__ import annotations

import contextlib
import gc
import sys

# Little of what modules make is ever garbage: looking for it while they are made is a tenth of the time.
gc.disable()

from sotay.batch.warm.imports import import_all  # noqa: E402
from sotay.batch.warm.server import settle  # noqa: E402
from sotay.definitions.handed import give_way  # noqa: E402

MODULES = ("papermill", "papermill.iorw", "nbclient", "nbconvert", "nbconvert.exporters.html", "sotay.batch.warm.kernel", "sotay.batch.warm.quick", "sotay.batch.work", "sotay.batch.preparing", "sotay.batch.reporting", "sotay.batch.closing", "sotay.batch.finish", "sotay.reports.page", "sotay.reports.pdf", "sotay.reports.official.make", "sotay.reports.returned.month", "sotay.publish.open_data.publish", "sotay.publish.exchange.packages")

# jsonschema compiles a grammar for a format that no notebook uses: more than a second, and the package is optional to it.
_GRAMMAR = "rfc3987_syntax"
if _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None
    import_all(("jsonschema",))
    del sys.modules[_GRAMMAR]
import_all(MODULES)


def lay_out_once() -> None:
    """A page that nobody sees, as HTML and PDF: templates, style sheets and fonts are made ready once, not in every process forked from this one."""
    import nbformat

    from sotay.reports.page import body_of, full_page
    from sotay.reports.pdf import PdfUnavailable, pdf_of

    shown = nbformat.v4.new_output("display_data", {"text/html": "<table><caption>a</caption><thead><tr><th scope=\"col\"><strong>a</strong></th></tr></thead><tbody><tr><td class=\"n\">1</td></tr></tbody></table>"})
    cells = [nbformat.v4.new_markdown_cell("## a"), nbformat.v4.new_code_cell("", outputs=[shown])]
    page = full_page(body_of(nbformat.v4.new_notebook(cells=cells)), "a", "a")
    # Without Pango there is no PDF; HTML is complete then and each missing PDF is told.
    with contextlib.suppress(PdfUnavailable):
        pdf_of(page)


give_way()
lay_out_once()
give_way()
# Here once: a collector that looks through all of this in each forked process would give each a copy of most of it.
settle()
gc.enable()
