"""What PDF/UA-1 (ISO 14289-1) demands of a file, as far as its structure tells: every breach in words, none when there is none."""

from __future__ import annotations

import re
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

STANDARD = {"Document", "Part", "Sect", "Art", "Div", "H1", "H2", "H3", "H4", "H5", "H6", "H", "P", "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Caption", "Span", "Link", "Figure",
            "Formula", "Form", "BlockQuote", "Quote", "Note", "Reference", "BibEntry", "Code", "Annot", "NonStruct", "Private", "TOC", "TOCI", "Index", "Ruby", "Warichu"}


def breaches(path: Path) -> list[str]:
    """Marked, titled, in Vietnamese, declared PDF/UA in its XMP; every figure described, every font embedded and readable as text, tabs by structure, links described, content tagged, bookmarks."""
    reader = PdfReader(path)
    root = reader.trailer["/Root"].get_object()
    found = [*_catalog(root), *_xmp(root)]
    if "/StructTreeRoot" not in root:
        return [*found, "no structure tree"]
    tree = root["/StructTreeRoot"].get_object()
    elements = list(_elements(tree))
    found += _elements_said(elements, tree)
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {what}" for what in (*_page(page), *_fonts(page))]
    if len(reader.pages) > 1 and not reader.outline:
        found.append("several pages and no bookmarks")
    return found


def _catalog(root: DictionaryObject) -> list[str]:
    view = root.get("/ViewerPreferences", {})
    view = view.get_object() if isinstance(view, IndirectObject) else view
    marks = root.get("/MarkInfo", {})
    marks = marks.get_object() if isinstance(marks, IndirectObject) else marks
    found = [] if marks.get("/Marked") else ["not marked as tagged"]
    found += ["suspect tags"] if marks.get("/Suspects") else []
    found += [] if str(root.get("/Lang", "")).lower().startswith("vi") else [f"language {root.get('/Lang')}"]
    return found + ([] if view.get("/DisplayDocTitle") else ["the window does not show the title"])


def _xmp(root: DictionaryObject) -> list[str]:
    if "/Metadata" not in root:
        return ["no XMP"]
    text = root["/Metadata"].get_object().get_data().decode("utf-8", "replace")
    found = [] if re.search(r"pdfuaid:part(>|=\")1", text) else ["not declared as PDF/UA-1"]
    title = re.search(r"<dc:title>(.*?)</dc:title>", text, re.S)
    return found + ([] if title and re.sub(r"<[^>]+>", "", title[1]).strip() else ["no title in XMP"])


def _elements(node: DictionaryObject):
    """Every structure element, parents first."""
    kids = node.get("/K", [])
    kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _elements_said(elements: list[DictionaryObject], tree: DictionaryObject) -> list[str]:
    roles = {str(k)[1:]: str(v)[1:] for k, v in (tree.get("/RoleMap", {}) or {}).items()}
    kinds = [str(e["/S"])[1:] for e in elements]
    found = [f"<{k}> is no standard element" for k in sorted({k for k in kinds if roles.get(k, k) not in STANDARD})]
    found += [f"figure {n} without words" for n, e in enumerate((e for e, k in zip(elements, kinds, strict=True) if roles.get(k, k) == "Figure"), 1) if not str(e.get("/Alt", "")).strip()]
    levels = [int(k[1]) for k in kinds if re.fullmatch(r"H[1-6]", k)]
    found += ["no heading"] if not levels else []
    found += [f"heading {b} right under {a}" for a, b in zip(levels, levels[1:], strict=False) if b > a + 1]
    heads = {str(e.get("/ID")) for e, k in zip(elements, kinds, strict=True) if k == "TH"}
    found += ["table heads without a direction"] if any(k == "TH" and "/Scope" not in e.get("/A", {}) for e, k in zip(elements, kinds, strict=True)) else []
    found += ["a cell names a head that is not there"] if any(str(h) not in heads for e, k in zip(elements, kinds, strict=True) if k == "TD" for h in e.get("/A", {}).get("/Headers", [])) else []
    found += ["no list of identifiers"] if heads and "/IDTree" not in tree else []
    return found + (["no parent tree"] if "/ParentTree" not in tree else [])


def _page(page) -> list[str]:
    found = [] if page.get("/Tabs") == "/S" else ["tabs do not follow the structure"]
    found += [] if "/StructParents" in page else ["content outside the structure"]
    for note in page.get("/Annots", []) or []:
        note = note.get_object()
        if note.get("/Subtype") == "/Link":
            found += [] if "/StructParent" in note else ["a link outside the structure"]
            found += [] if str(note.get("/Contents", "")).strip() else ["a link without words"]
    content = page.get_contents()
    content = content.get_data() if content is not None else b""
    return found + ([] if b"BDC" in content or b"BMC" in content else ["content without marks"])


def _fonts(page) -> list[str]:
    found = []
    for name, font in _all_fonts(page.get("/Resources", {})):
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        facts = inner.get("/FontDescriptor", {})
        facts = facts.get_object() if isinstance(facts, IndirectObject) else facts
        found += [] if any(k in facts for k in ("/FontFile", "/FontFile2", "/FontFile3")) else [f"font {name} is not embedded"]
        found += [] if "/ToUnicode" in font else [f"font {name} cannot be read as text"]
    return found


def _all_fonts(resources, seen: set | None = None):
    """Fonts of a page and of the forms drawn on it."""
    seen = set() if seen is None else seen
    resources = resources.get_object() if isinstance(resources, IndirectObject) else resources
    fonts = resources.get("/Font", {})
    for name, font in (fonts.get_object() if isinstance(fonts, IndirectObject) else fonts).items():
        yield name, font.get_object()
    forms = resources.get("/XObject", {})
    for form in (forms.get_object() if isinstance(forms, IndirectObject) else forms).values():
        key = form.idnum if isinstance(form, IndirectObject) else id(form)
        form = form.get_object()
        if key not in seen and form.get("/Subtype") == "/Form":
            seen.add(key)
            yield from _all_fonts(form.get("/Resources", {}), seen)
