"""What a batch's processes are forked from: all that notebooks import, and all that executing and laying them out needs."""

from __future__ import annotations

import sys

from sotay.batch.warm.imports import import_all

MODULES = ("papermill", "papermill.iorw", "nbclient", "nbconvert", "nbconvert.exporters.html", "sotay.batch.work", "sotay.batch.preparing", "sotay.batch.reporting", "sotay.batch.closing", "sotay.batch.finish", "sotay.reports.page", "sotay.reports.pdf", "sotay.reports.official.make", "sotay.reports.returned.month", "sotay.publish.open_data.publish", "sotay.publish.exchange.packages")

# jsonschema compiles a grammar for a format that no notebook uses: more than a second, and the package is optional to it.
_GRAMMAR = "rfc3987_syntax"
if _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None
    import_all(("jsonschema",))
    del sys.modules[_GRAMMAR]
import_all(MODULES)
try:
    # Without Pango it raises OSError; HTML is complete then and each missing PDF is told.
    import weasyprint  # noqa: F401
except (ImportError, OSError):
    pass
