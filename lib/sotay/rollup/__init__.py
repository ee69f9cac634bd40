"""The province's view of many workspaces: only figures that their gates let pass, compared commune by commune."""

from __future__ import annotations

# Where each name stands. Read on first use: who only writes the ledger of a province needs neither tables nor charts.
_PLACES = {
    "capacity": ("Machines", "cores_by_hours", "country", "country_words", "limits", "measures", "needs"),
    "charts": ("ranked", "spread"),
    "compare": ("changes", "enough_cases", "few_cases", "movers", "none_apart", "outliers", "standing", "summary"),
    "handing_in": ("absent", "all_handed_in", "by_kind", "late", "missing_datasets", "none_missing"),
    "province": ("Province", "ProvinceError", "open_province"),
    "words": ("METHOD", "conclusions", "head", "headline", "stale"),
}
_MODULE = {name: module for module, names in _PLACES.items() for name in names}
__all__ = sorted(_MODULE)


def __getattr__(name: str):
    if name not in _MODULE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_MODULE[name]}"), name)
