"""Sổ tay: the monthly data workbook of a Vietnamese commune."""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["figures", "open_book", "open_province", "rollup", "show", "tracking", "__version__"]


def __getattr__(name: str):
    # Lazy: `sotay --help` must not pay for pandas.
    if name == "open_book":
        from sotay.book import open_book

        return open_book
    if name == "open_province":
        from sotay.rollup.province import open_province

        return open_province
    if name == "show":
        from sotay.reports import show

        return show
    if name in ("figures", "rollup", "tracking"):
        import importlib

        return importlib.import_module(f"sotay.{name}")
    raise AttributeError(f"module 'sotay' has no attribute {name!r}")
