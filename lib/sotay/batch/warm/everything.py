"""What a batch's processes are forked from: all that notebooks import, and all that executing and laying them out needs."""

from __future__ import annotations

from sotay.batch.warm.imports import import_all

MODULES = ("papermill", "papermill.iorw", "nbclient", "nbconvert", "nbconvert.exporters.html", "sotay.batch.work", "sotay.reports.page", "sotay.reports.pdf")

import_all(MODULES)
try:
    # Without Pango it raises OSError; HTML is complete then and each missing PDF is told.
    import weasyprint  # noqa: F401
except (ImportError, OSError):
    pass
