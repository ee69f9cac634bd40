"""What a tagged PDF still needs for its tables: the direction of every head cell, and the list of identifiers by which cells name their heads."""

from __future__ import annotations

from typing import Any

from sotay.reports.pdf_structure import mend_structure


def name_head_cells(document: Any, pdf: Any) -> None:
    """A finisher of WeasyPrint: gives head cells the `Scope` and the structure the `IDTree` that ISO 32000-1, 14.7.2 and 14.8.5.7 ask for; WeasyPrint 70 writes neither. Mends the rest of the structure too."""
    import pydyf

    elements = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/StructElem"}
    mend_structure(document, pdf, elements)
    named = []
    for reference, element in elements.items():
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _inside(element, "/THead", elements) else "/Row"
        if "ID" in element:
            named.append((element["ID"], reference))
    root = next((o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and o.get("Type") == "/StructTreeRoot"), None)
    if root is not None and named:
        names = pydyf.Array(part for pair in sorted(named, key=lambda p: p[0].data) for part in pair)
        root["IDTree"] = pydyf.Dictionary({"Names": names})


def _inside(element: Any, kind: str, elements: dict) -> bool:
    """Is the element below one of this kind."""
    while (element := elements.get(element.get("P"))) is not None:
        if element["S"] == kind:
            return True
    return False
