"""What python-docx has no words for: fields, borders, language, tables that only place things."""

from __future__ import annotations

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt


def run(paragraph, text: str, size: int = 0, bold: bool = False, italic: bool = False):
    """Text at the end of a paragraph."""
    added = paragraph.add_run(text)
    added.bold, added.italic = bold or None, italic or None
    if size:
        added.font.size = Pt(size)
    return added


def _element(name: str, **attributes: str):
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def add_field(paragraph, instruction: str) -> None:
    """A field that the reader's program fills in, such as PAGE."""
    for kind in ("begin", "instruction", "separate", "text", "end"):
        part = paragraph.add_run()
        if kind == "instruction":
            code = _element("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            part._r.append(code)
        elif kind == "text":
            part.text = "2"
        else:
            part._r.append(_element("w:fldChar", fldCharType=kind))


def border_below(paragraph) -> None:
    """A thin solid line under a paragraph, between its indents."""
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="6", space="0", color="000000"))
    properties = paragraph._p.get_or_add_pPr()
    # The schema has an order; borders come before spacing and indents.
    following = next((c for c in properties if c.tag in (qn("w:spacing"), qn("w:ind"), qn("w:jc"), qn("w:rPr"))), None)
    properties.append(borders) if following is None else following.addprevious(borders)


def set_language(word, language: str) -> None:
    """The language of all text, for spelling and for screen readers."""
    for properties in word.styles.element.iter(qn("w:rPrDefault")):
        defaults = properties.find(qn("w:rPr"))
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(_element("w:lang", val=language, eastAsia=language, bidi="ar-SA"))
    for old in word.settings.element.findall(qn("w:themeFontLang")):
        old.set(qn("w:val"), language)


def layout_table(word, widths_mm: tuple[float, ...], space_before: float = 0):
    """The cells of a one-row table without lines, which only places things side by side."""
    table = word.add_table(rows=1, cols=len(widths_mm))
    table.autofit = False
    air_at_sides(table, 0)
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)
        cell.paragraphs[0].paragraph_format.space_before = Pt(space_before)
    keep_row(table.rows[0])
    return table.rows[0].cells


def air_at_sides(table, mm: float) -> None:
    """The room left and right of the text in every cell."""
    properties = table._tbl.tblPr
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(round(Mm(mm).twips)), type="dxa"))
    # The schema has an order; the look of a table comes last.
    look = properties.find(qn("w:tblLook"))
    properties.append(margins) if look is None else look.addprevious(margins)


def repeat_row(row) -> None:
    """The row stands again at the top of every page of its table."""
    row._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))


def keep_row(row) -> None:
    """The row is not broken between pages."""
    row._tr.get_or_add_trPr().insert(0, _element("w:cantSplit", val="true"))


def shade(cell, colour: str) -> None:
    cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=colour))


def air_in_cells(table) -> None:
    """A little air above and below the text of every cell."""
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
