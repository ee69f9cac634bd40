"""Sổ tay: the monthly data workbook of a Vietnamese commune."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["figures", "open_book", "show", "tracking", "__version__"]


def __getattr__(name: str):
    # Lazy: `sotay --help` must not pay for pandas.
    if name == "open_book":
        from sotay.book import open_book

        return open_book
    if name == "show":
        from sotay.reports import show

        return show
    if name in ("figures", "tracking"):
        import importlib

        return importlib.import_module(f"sotay.{name}")
    raise AttributeError(f"module 'sotay' has no attribute {name!r}")
