"""What WeasyPrint 70 leaves wrong in the structure of a tagged PDF by PDF/UA-1 (ISO 14289-1): lists of terms, links around marked-up words, empty elements, running heads."""

from __future__ import annotations

from typing import Any


def mend_structure(document: Any, pdf: Any, elements: dict) -> None:
    """Mends the structure in place; `elements` are the structure elements by reference."""
    root = next((o for o in pdf.objects if _of_type(o, "/StructTreeRoot")), None)
    if root is None:
        return
    numbers = next(o for o in pdf.objects if o.reference == root["ParentTree"])["Nums"]
    _terms_as_items(elements)
    _one_annotation_a_link(document, pdf, elements, numbers)
    _links_in_words(document)
    _empty_left_out(elements)
    _margins_as_artifacts(document, pdf, elements, root, numbers)


def _of_type(thing: Any, kind: str) -> bool:
    import pydyf

    return isinstance(thing, pydyf.Dictionary) and thing.get("Type") == kind


def _kids(element: Any, elements: dict) -> list:
    return [elements[k] for k in element["K"] if k in elements]


def _terms_as_items(elements: dict) -> None:
    """A term and its value in a <div> of a <dl> are one item with label and body; an L holds nothing but items (7.6)."""
    for element in elements.values():
        for group in _kids(element, elements) if element["S"] == "/L" else ():
            parts = _kids(group, elements)
            if group["S"] != "/Div" or not parts or any(p["S"] != "/LI" for p in parts):
                continue
            group["S"] = "/LI"
            for number, part in enumerate(parts):
                part["S"] = "/LBody" if number else "/Lbl"
                for inner in _kids(part, elements):
                    inner["S"] = "/NonStruct" if inner["S"] == "/LBody" else inner["S"]


def _one_annotation_a_link(document: Any, pdf: Any, elements: dict, numbers: list) -> None:
    """Words marked up inside a link get an annotation of their own outside any Link element (7.18.5): the link's own is enough."""
    inner = {box.link_annotation.reference: box for page in document.pages for *_, box in page.links if box.link_annotation and not str(box.element_tag).startswith("a")}
    if not inner:
        return
    references = {o.reference: o for o in pdf.objects if _of_type(o, "/OBJR") and o["Obj"] in inner}
    for element in elements.values():
        element["K"][:] = [k for k in element["K"] if k not in references]
    for page in (o for o in pdf.objects if _of_type(o, "/Page") and "Annots" in o):
        page["Annots"][:] = [a for a in page["Annots"] if a not in inner]
    gone = {box.link_annotation["StructParent"] for box in inner.values()}
    numbers[:] = [part for key, value in zip(numbers[::2], numbers[1::2], strict=True) if key not in gone for part in (key, value)]


def _links_in_words(document: Any) -> None:
    """What a link is read aloud as: its words, not the name of its place."""
    import pydyf

    for page in document.pages:
        for *_, box in page.links:
            words = " ".join("".join(box.element.itertext()).split()) if box.element is not None else ""
            if box.link_annotation and words:
                # Printed as on the screen.
                box.link_annotation["Contents"], box.link_annotation["F"] = pydyf.String(words), 4


def _empty_left_out(elements: dict) -> None:
    """Bars behind figures and rooms for a name hold nothing to be read."""
    empty = {r for r, e in elements.items() if e["S"] in ("/Span", "/P") and not e["K"] and "Alt" not in e}
    for element in elements.values() if empty else ():
        element["K"][:] = [k for k in element["K"] if k not in empty]


def _margins_as_artifacts(document: Any, pdf: Any, elements: dict, root: Any, numbers: list) -> None:
    """Running heads and page numbers stand in no element of the tree, so they are artifacts of pagination (7.8)."""
    import pydyf

    reached, waiting = set(), list(root["K"])
    while waiting:
        reference = waiting.pop()
        if reference in elements and reference not in reached:
            reached.add(reference)
            waiting.extend(elements[reference]["K"])
    streams = {o.reference: o for o in pdf.objects if isinstance(o, pydyf.Stream)}
    places = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for number, page in enumerate(o for o in pdf.objects if _of_type(o, "/Page")):
        marked = places.get(number)
        outside = [m for m, reference in enumerate(marked or ()) if reference in elements and reference not in reached]
        if outside:
            sides = _sides(document.pages[number])
            _as_artifacts(streams[page["Contents"]].stream, dict(zip(outside, sides if len(sides) == len(outside) else [None] * len(outside), strict=True)))
            for m in outside:
                marked[m] = b"null"


def _sides(page: Any) -> list[str]:
    """Header or Footer for every text in a page's margins, in the order in which they are drawn."""
    from weasyprint.formatting_structure.boxes import MarginBox, TextBox

    return ["/Header" if child.at_keyword.startswith("@top") else "/Footer" for child in page._page_box.children if isinstance(child, MarginBox) for box in child.descendants() if isinstance(box, TextBox)]


def _as_artifacts(stream: list, marks: dict[int, str | None]) -> None:
    """The marked contents of these numbers become artifacts."""
    import pydyf

    for place in range(len(stream) - 2):
        known = stream[place + 1]
        if stream[place + 2] == b"BDC" and isinstance(known, pydyf.Dictionary) and known.get("MCID") in marks:
            side = marks[known["MCID"]]
            stream[place], stream[place + 1] = "/Artifact", pydyf.Dictionary({"Type": "/Pagination"} | ({"Subtype": side} if side else {}))
