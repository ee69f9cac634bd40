"""What PDF needs from the system, and whether it is there: `python -m sotay.reports.pdf_check` ends with 1 and says what is missing."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from sotay.reports.pdf import PdfUnavailable, render_pdf

FONT = "LiberationSans-Regular"


def problems() -> list[str]:
    """Vietnamese lines: no Pango (no PDF at all), no Liberation fonts (PDF in another typeface)."""
    found = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder) / "p.html"
            page.write_text('<!doctype html><html lang="vi"><title>Thử</title><p>Thử</p></html>', encoding="utf-8")
            render_pdf(page, page.with_suffix(".pdf"))
    except PdfUnavailable as error:
        found.append(str(error))
    from matplotlib.font_manager import findSystemFonts

    if not any(Path(p).stem == FONT for p in findSystemFonts()):
        found.append("Máy chưa có phông chữ Liberation: PDF dùng phông khác. Chạy một lần: sudo apt-get install fonts-liberation")
    return found


if __name__ == "__main__":
    lines = problems()
    print("\n".join(lines), file=sys.stderr)
    sys.exit(1 if lines else 0)
