"""A document as a Word file by Nghị định 30/2020: styles, header block, repeating table heads, page numbers from page 2 on."""

from __future__ import annotations

import io
from pathlib import Path

from docx import Document as new_document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from sotay.reports.official.model import COUNTRY, LANGUAGE, MOTTO, Document, Grid, Heading, Item, Paragraph, Part, agency_rule_mm, motto_rule_mm, stays_whole, subject_rule_mm
from sotay.reports.official.packing import repacked, write_whole
from sotay.reports.official.word_parts import add_field, air_at_sides, air_in_cells, border_below, keep_row, layout_table, repeat_row, run, set_language, shade

FONT, BODY, SMALL = "Times New Roman", 14, 12
PAGE, MARGINS = (210, 297), {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
TEXT_WIDTH = PAGE[0] - MARGINS["left_margin"] - MARGINS["right_margin"]
LEFT_WIDTH = 64
LEFT, CENTRE, RIGHT, BOTH = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY


def write_word(document: Document, path: Path) -> None:
    """Writes the document; the same document gives the same bytes."""
    word = new_document()
    _properties(word, document)
    _styles(word)
    _page(word)
    _letterhead(word, document)
    for number, part in enumerate(document.parts):
        _part(word, part, last=number == len(document.parts) - 1)
    _ending(word, document)
    content = io.BytesIO()
    word.save(content)
    write_whole(path, repacked(content.getvalue(), f"{document.made_on.isoformat()}T00:00:00Z"))


def _properties(word, document: Document) -> None:
    facts = word.core_properties
    facts.title, facts.subject, facts.author, facts.language = document.title, document.letterhead.subject, document.author, LANGUAGE
    facts.last_modified_by = facts.comments = facts.keywords = facts.category = ""
    facts.revision = 1


def _styles(word) -> None:
    """Body text and headings in black Times New Roman; python-docx's template has blue Calibri."""
    for name, size, bold in (("Normal", BODY, False), ("Heading 1", BODY, True), ("Heading 2", BODY, True), ("Title", BODY, True), ("Caption", 13, True), ("Header", BODY, False)):
        style = word.styles[name]
        style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:eastAsia", "w:cs", "w:hAnsi", "w:ascii"):
            fonts.set(qn(kind), FONT)
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
        style.paragraph_format.space_after = Pt(0)
    set_language(word, LANGUAGE)
    body = word.styles["Normal"].paragraph_format
    body.space_before, body.line_spacing, body.widow_control = Pt(0), 1.0, True
    for name in ("Heading 1", "Heading 2"):
        heading = word.styles[name].paragraph_format
        heading.space_before, heading.first_line_indent, heading.keep_with_next, heading.alignment = Pt(6 if name == "Heading 2" else 9), Mm(12.7), True, BOTH
    title = word.styles["Title"]
    title.paragraph_format.alignment, title.paragraph_format.space_before = CENTRE, Pt(0)
    for border in title.element.findall(".//" + qn("w:pBdr")):
        border.getparent().remove(border)
    caption = word.styles["Caption"].paragraph_format
    caption.alignment, caption.keep_with_next, caption.space_before, caption.space_after = CENTRE, True, Pt(9), Pt(3)


def _page(word) -> None:
    """A4, the margins of the decree, page number centred in the top margin, none on page 1."""
    section = word.sections[0]
    section.start_type = WD_SECTION.NEW_PAGE
    section.page_width, section.page_height = Mm(PAGE[0]), Mm(PAGE[1])
    for name, size in MARGINS.items():
        setattr(section, name, Mm(size))
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    add_field(paragraph, "PAGE")


# -- the blocks above and below the text --------------------------------------------------------------------------------------------------------------------


def _letterhead(word, document: Document) -> None:
    head = document.letterhead
    left, right = layout_table(word, (LEFT_WIDTH, TEXT_WIDTH - LEFT_WIDTH))
    for number, line in enumerate(head.agency):
        run(_line(left, number == 0), line, size=13, bold=True)
    _rule(left, LEFT_WIDTH, agency_rule_mm(head))
    run(_line(left), head.number, size=13)
    run(_line(right, True), COUNTRY, size=13, bold=True)
    run(_line(right), MOTTO, size=14, bold=True)
    _rule(right, TEXT_WIDTH - LEFT_WIDTH, motto_rule_mm())
    run(_line(right), head.place_date, size=14, italic=True)
    title = word.add_paragraph(style="Title")
    title.paragraph_format.space_before = Pt(18)
    run(title, head.kind, size=BODY, bold=True)
    run(_centred(word), head.subject, size=BODY, bold=True)
    _rule(word, TEXT_WIDTH, subject_rule_mm(head, TEXT_WIDTH))
    _addressees(word, head.addressees)


def _addressees(word, addressees: tuple[str, ...]) -> None:
    """"Kính gửi" with one name on the line, several below it each with a hyphen."""
    if not addressees:
        return
    paragraph = _centred(word)
    paragraph.paragraph_format.space_before = Pt(12)
    paragraph.paragraph_format.space_after = Pt(6)
    run(paragraph, f"Kính gửi: {addressees[0]}" if len(addressees) == 1 else "Kính gửi:")
    for number, name in enumerate(addressees if len(addressees) > 1 else ()):
        line = word.add_paragraph()
        line.paragraph_format.left_indent = Mm(55)
        run(line, f"- {name}{'.' if number == len(addressees) - 1 else ';'}")


def _line(cell, first: bool = False):
    paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    paragraph.alignment = CENTRE
    return paragraph


def _centred(word):
    paragraph = word.add_paragraph()
    paragraph.alignment = CENTRE
    return paragraph


def _rule(place, room_mm: float, width_mm: float) -> None:
    """A solid line of a given width in the middle: an empty small paragraph with a border, never underlined spaces."""
    paragraph = place.add_paragraph()
    side = Mm(max(0.0, (room_mm - width_mm) / 2))
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = side
    paragraph.paragraph_format.space_after = Pt(4)
    paragraph.paragraph_format.line_spacing = Pt(3)
    border_below(paragraph)


def _ending(word, document: Document) -> None:
    """"Nơi nhận" beside the signature; both stay on the page of the closing line."""
    left, right = layout_table(word, (TEXT_WIDTH / 2, TEXT_WIDTH / 2), space_before=12)
    first = left.paragraphs[0]
    run(first, "Nơi nhận:", size=12, bold=True, italic=True)
    for line in document.recipients:
        run(left.add_paragraph(), line, size=11)
    for number, line in enumerate(document.signature.titles):
        run(_line(right, number == 0), line, size=BODY, bold=True)
    name = _line(right)
    name.paragraph_format.space_before = Pt(72)
    run(name, document.signature.name or "\u00a0", size=BODY, bold=True)


# -- the text -------------------------------------------------------------------------------------------------------------------------------------------------


def _part(word, part: Part, last: bool) -> None:
    if isinstance(part, Heading):
        word.add_paragraph(part.text, style=f"Heading {part.level}")
    elif isinstance(part, Grid):
        _grid(word, part)
    else:
        paragraph = word.add_paragraph()
        paragraph.alignment = BOTH
        paragraph.paragraph_format.first_line_indent, paragraph.paragraph_format.space_before, paragraph.paragraph_format.line_spacing = Mm(12.7), Pt(6), 1.1
        # A sentence that ends in a colon stays with what it announces.
        paragraph.paragraph_format.keep_with_next = last or part.text.endswith(":")
        if isinstance(part, Paragraph) and part.lead:
            run(paragraph, part.lead, bold=True)
        run(paragraph, f"- {part.text}" if isinstance(part, Item) else part.text)


def _grid(word, grid: Grid) -> None:
    word.add_paragraph(grid.title, style="Caption")
    table = word.add_table(rows=1, cols=len(grid.columns), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    total = sum(c.share for c in grid.columns)
    widths = [Mm(TEXT_WIDTH * c.share / total) for c in grid.columns]
    for column, cell in zip(grid.columns, table.rows[0].cells, strict=True):
        cell.paragraphs[0].alignment = CENTRE
        run(cell.paragraphs[0], column.title, size=SMALL, bold=True)
        shade(cell, "EEEEEE")
    repeat_row(table.rows[0])
    for values in grid.rows:
        row = table.add_row()
        for column, cell, value in zip(grid.columns, row.cells, values, strict=True):
            cell.paragraphs[0].alignment = CENTRE if column.centred else RIGHT if column.figures else LEFT
            run(cell.paragraphs[0], value, size=SMALL, bold=values is grid.rows[-1] and grid.summed)
    whole = stays_whole(grid)
    for number, row in enumerate(table.rows):
        keep_row(row)
        # Joined to the next row or to the note, so that neither a short table nor the beginning or end of a long one stands torn.
        joined = number < len(grid.rows) and (whole or number < 2 or number == len(grid.rows) - 1) or number == len(grid.rows) and bool(grid.note)
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width, cell.paragraphs[0].paragraph_format.keep_with_next = width, joined
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    air_in_cells(table)
    air_at_sides(table, 1.2)
    if grid.note:
        note = word.add_paragraph()
        note.alignment = BOTH
        note.paragraph_format.space_before = Pt(3)
        run(note, f"Ghi chú: {grid.note}", size=SMALL, italic=True)
