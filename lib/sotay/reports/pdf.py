"""A report's page as PDF/UA: tagged, titled, with bookmarks, selectable text, and the same bytes on every run."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import ctypes.util
import functools
import gc
import hashlib
import logging
import os
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sotay.reports.drawn import drawn_apart
from sotay.reports.pdf_input import taken
from sotay.reports.pdf_tags import name_head_cells
from sotay.reports.pdf_written import write_once
from sotay.reports.remembered import forget, no_collecting, remembered_texts
from sotay.reports.settled import settled_lengths

_STYLE = re.compile(r"<style>(.*?)</style>", re.S)
# Text that is cut while it is drawn is not what was measured.
_CUT_SHORT = re.compile("ellipsis|line-clamp")
# What makes it quick holds for the whole process while a page is laid out.
_ONE_AT_A_TIME = threading.Lock()


class PdfUnavailable(Exception):
    """WeasyPrint cannot work on this machine; the message (Vietnamese) names the one command that mends it."""


def render_pdf(html_path: str | Path, pdf_path: str | Path) -> None:
    """Writes the PDF of a page made by `page.render`. Raises PdfUnavailable."""
    write_pdf(Path(html_path).read_text(encoding="utf-8"), Path(pdf_path))


def write_pdf(page: str, target: Path) -> None:
    """Writes a page of HTML that loads nothing as PDF. Raises PdfUnavailable."""
    content = pdf_of(page)
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(target.name + ".part")
    aside.write_bytes(content)
    os.replace(aside, target)


def pdf_of(page: str) -> bytes:
    """A page of HTML that loads nothing as PDF/UA. Raises PdfUnavailable."""
    weasyprint = _weasyprint()
    identifier = hashlib.sha256(page.encode("utf-8")).hexdigest()[:32].encode("ascii")
    sheets = _STYLE.findall(page)
    if len(sheets) == 1:
        page = _STYLE.sub("", page)
    css = "".join(sheets)
    with _ONE_AT_A_TIME, no_collecting(), settled_lengths(), contextlib.nullcontext() if _CUT_SHORT.search(page + css) else remembered_texts():
        # Pages hold all they need: nothing but data in the page itself is read, not even a file of this machine.
        document, drawings = taken(page, css, weasyprint.urls.URLFetcher(allowed_protocols={"data"}))
        with drawn_apart(drawings):
            return document.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1", pdf_identifier=identifier, font_config=_fonts(), stylesheets=[_sheet(css)] if len(sheets) == 1 else None)


def _finish(document: Any, pdf: Any) -> None:
    name_head_cells(document, pdf)
    write_once(pdf)


@functools.lru_cache(maxsize=4)
def _sheet(css: str) -> Any:
    """A page's own style sheet, read once for all pages of this process that have it."""
    weasyprint = _weasyprint()
    return weasyprint.CSS(string=css, url_fetcher=weasyprint.urls.URLFetcher(allowed_protocols={"data"}))


@functools.cache
def _fonts() -> Any:
    """The system's fonts as they are looked up, kept for the next page of this process; pages bring no fonts of their own."""
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_let_go)
    return FontConfiguration()


def _let_go() -> None:
    """Gives back what is kept of fonts and texts while the libraries that made it are still loaded: an interpreter that ends unloads them in any order, and crashes."""
    forget()
    _fonts.cache_clear()
    gc.collect()


def _weasyprint():
    try:
        with _libraries_by_name():
            import weasyprint
    except (ImportError, OSError) as error:
        raise PdfUnavailable(f"Chưa lập được PDF vì máy thiếu thư viện Pango. {_cure()}") from error
    # It tells about every style a browser knows and it does not; nobody here can act on that.
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    return weasyprint


@contextlib.contextmanager
def _libraries_by_name() -> Iterator[None]:
    """While WeasyPrint is imported: a library that the loader does not know under one name is looked for under the next.

    Before that, the C compiler and the linker would be started and asked, sixteen times, for names that libraries have on other systems: a third of the import.
    Only where the loader knows what is needed, and no other thread could ask for a library meanwhile.
    """
    if sys.platform != "linux" or "weasyprint" in sys.modules or threading.active_count() > 1 or not _loads("libgobject-2.0.so.0", "libpango-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1", "libpangoft2-1.0.so.0"):
        yield
        return
    asked, ctypes.util.find_library = ctypes.util.find_library, lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = asked


def _loads(*names: str) -> bool:
    try:
        return all(map(ctypes.CDLL, names))
    except OSError:
        return False


def _cure() -> str:
    if os.environ.get("CONDA_PREFIX"):
        return "Chạy một lần: conda env update -f environment.yml"
    return "Chạy một lần: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-liberation (máy dùng conda: conda env update -f environment.yml)"
