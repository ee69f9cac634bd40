"""What PDF/UA-1 (ISO 14289-1) demands of a file, as far as its structure tells: every breach in words, none when there is none.

The numbers are those of the failure conditions that the Matterhorn Protocol 1.1 says a machine can find. Left out: those of what these files never hold (forms, sounds, films, layers of several
configurations, Ruby, XFA), which are refused as a whole. `page-validation` (PyPI, profile PDF_UA_1) and `outloud` agree on the month's reports; neither is needed to run the tests.
"""

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
    found = [*_catalog(root), *_xmp(root), *_never(reader, root)]
    if "/StructTreeRoot" not in root:
        return [*found, "no structure tree"]
    tree = root["/StructTreeRoot"].get_object()
    elements = list(_elements(tree))
    found += [*_elements_said(elements, tree), *_nesting(tree)]
    marks = _parents(tree)
    for number, page in enumerate(reader.pages, 1):
        found += [f"page {number}: {what}" for what in (*_page(page, marks), *_contents(page, marks, elements), *_fonts(page))]
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


def _never(reader: PdfReader, root: DictionaryObject) -> list[str]:
    """26-001 encryption, 25-001 XFA, 20-001 layers, 21-001 enclosed files, scripts: none of it is in a report."""
    names = root.get("/Names", {})
    names = names.get_object() if isinstance(names, IndirectObject) else names
    held = {"encrypted": reader.is_encrypted, "a form": "/AcroForm" in root, "layers": "/OCProperties" in root, "enclosed files": "/EmbeddedFiles" in names, "a script": "/JavaScript" in names or "/OpenAction" in root}
    return [what for what, is_there in held.items() if is_there]


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


# What an element may hold, and in what it must stand (9-004, 9-005): the others are free.
_HOLDS = {"L": {"L", "LI", "Caption"}, "LI": {"Lbl", "LBody"}, "Table": {"TR", "THead", "TBody", "TFoot", "Caption"}, "THead": {"TR"}, "TBody": {"TR"}, "TFoot": {"TR"}, "TR": {"TH", "TD"}}
_STANDS_IN = {"LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"}}


def _nesting(tree: DictionaryObject) -> list[str]:
    """09-004, 09-005: tables and lists are built as such; 02-004: no standard name is given another meaning; 14-006: headings are all numbered; 19-003: notes have identifiers."""
    found = {f"<{k}> is given another meaning" for k in (str(k)[1:] for k in (tree.get("/RoleMap", {}) or {})) if k in STANDARD}

    def look(node: DictionaryObject, kind: str) -> None:
        for kid in _kids(node):
            name = str(kid["/S"])[1:]
            if kind in _HOLDS and name not in _HOLDS[kind]:
                found.add(f"<{name}> in <{kind}>")
            if name in _STANDS_IN and kind not in _STANDS_IN[name]:
                found.add(f"<{name}> not in {' or '.join(sorted(_STANDS_IN[name]))} but in <{kind}>")
            if name == "H" or name == "Note" and "/ID" not in kid:
                found.add(f"<{name}>")
            look(kid, name)

    look(tree, "")
    return sorted(found)


def _kids(node: DictionaryObject):
    """The structure elements right below one."""
    kids = node.get("/K", [])
    kids = kids.get_object() if isinstance(kids, IndirectObject) else kids
    for kid in kids if isinstance(kids, list) else [kids]:
        kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid


def _parents(tree: DictionaryObject) -> dict[int, object]:
    """The parent tree: for each page the elements of its marks, for each link its element."""
    numbers = tree["/ParentTree"].get_object()["/Nums"] if "/ParentTree" in tree else []
    return {int(k): v.get_object() for k, v in zip(numbers[::2], numbers[1::2], strict=True)}


def _page(page, parents: dict[int, object]) -> list[str]:
    found = [] if page.get("/Tabs") == "/S" else ["tabs do not follow the structure"]
    found += [] if "/StructParents" in page else ["content outside the structure"]
    for note in page.get("/Annots", []) or []:
        note = note.get_object()
        if note.get("/Subtype") != "/Link":
            found.append(f"a note of kind {note.get('/Subtype')}")
            continue
        # 28-010, 28-011, 28-012
        element = parents.get(int(note["/StructParent"])) if "/StructParent" in note else None
        found += [] if isinstance(element, DictionaryObject) and element.get("/S") == "/Link" else ["a link in no Link element"]
        words = str(note.get("/Contents", "")).strip()
        found += [] if words else ["a link without words"]
        found += ["a link read aloud as the name of its place"] if words and words == str(note.get("/Dest", "")) else []
    return found


_MARK = re.compile(rb"/(\w+)\s*(<<.*?>>)?\s*B[DM]C|\bEMC\b|(?<![\w/])(?:TJ|Tj|Do|sh|f\*?|F|S|s|B\*?|b\*?)(?=\s)", re.S)


def _contents(page, parents: dict[int, object], elements: list[DictionaryObject]) -> list[str]:
    """01-003, 01-004: no artifact inside tagged content nor the other way round; 01-005: all that is drawn is one or the other; every mark belongs to an element of the tree; running heads are artifacts."""
    content = page.get_contents()
    content = content.get_data() if content is not None else b""
    marks = parents.get(int(page.get("/StructParents", -1)), [])
    known = {id(e) for e in elements}
    found, stack = set(), []
    for token in _MARK.finditer(re.sub(rb"<[0-9A-Fa-f\s]*>|\((?:\\.|[^\\()])*\)", b"<>", content)):
        if token[1]:
            artifact = token[1] == b"Artifact"
            if stack and stack[-1] != artifact:
                found.add("an artifact inside tagged content" if artifact else "tagged content inside an artifact")
            number = re.search(rb"/MCID\s+(\d+)", token[2] or b"")
            if number:
                element = marks[int(number[1])].get_object() if int(number[1]) < len(marks) else None
                found |= set() if id(element) in known else {"marked content that no element of the tree holds"}
            stack.append(artifact)
        elif token[0] == b"EMC":
            stack.pop()
        elif not stack:
            found.add("something drawn that is neither tagged nor an artifact")
    return sorted(found | ({"content without marks"} if not content or b"BDC" not in content and b"BMC" not in content else set()))


def _fonts(page) -> list[str]:
    found = []
    for name, font in _all_fonts(page.get("/Resources", {})):
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        facts = inner.get("/FontDescriptor", {})
        facts = facts.get_object() if isinstance(facts, IndirectObject) else facts
        found += [] if any(k in facts for k in ("/FontFile", "/FontFile2", "/FontFile3")) else [f"font {name} is not embedded"]
        found += [] if "/ToUnicode" in font else [f"font {name} cannot be read as text"]
        # 31-004, 31-005: which glyph a number means; 31-028, 31-029: no letter that is none.
        found += [f"font {name} does not say which glyph a number means"] if inner.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in inner else []
        found += [f"font {name} maps to a letter that is none"] if "/ToUnicode" in font and re.search(rb"<(?:0000|FEFF|FFFE)>\s*$", font["/ToUnicode"].get_object().get_data(), re.M | re.I) else []
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
