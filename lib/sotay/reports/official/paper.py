"""A document as tagged PDF by Nghị định 30/2020, from the same parts as the Word file."""

from __future__ import annotations

import re
from pathlib import Path

from sotay.reports.blocks import esc
from sotay.reports.official.model import COUNTRY, LANGUAGE, MOTTO, Document, Grid, Heading, Item, Paragraph, Part, agency_rule_mm, motto_rule_mm, stays_whole, subject_rule_mm
from sotay.reports.pdf import write_pdf

TEXT_WIDTH = 165
_PLACE = re.compile(r"\b(?:[IVX]+|PL)(?:\.\w+)+(?:\u00a0\(\d+\))?")
STYLE = Path(__file__).with_name("paper.css")


def write_paper(document: Document, path: Path) -> None:
    """Writes the PDF. Raises PdfUnavailable."""
    write_pdf(page_of(document), path)


def page_of(document: Document) -> str:
    """The document as one page of HTML that loads nothing."""
    parts = "".join(_part(p, last=n == len(document.parts) - 1) for n, p in enumerate(document.parts))
    facts = f'<title>{esc(document.title)}</title><meta name="author" content="{esc(document.author)}"><meta name="description" content="{esc(document.letterhead.subject)}">'
    return (f'<!doctype html><html lang="{LANGUAGE}"><head><meta charset="utf-8">{facts}<style>{STYLE.read_text(encoding="utf-8")}</style></head>'
            f"<body>{_letterhead(document)}{parts}{_ending(document)}</body></html>")


def _lines(lines: tuple[str, ...], css: str = "") -> str:
    mark = f' class="{css}"' if css else ""
    return "".join(f"<p{mark}>{esc(line)}</p>" for line in lines)


def _letterhead(document: Document) -> str:
    head = document.letterhead
    left = f'<div class="agency">{_lines(head.agency, "caps")}{_rule(agency_rule_mm(head))}<p class="number">{esc(head.number)}</p></div>'
    right = f'<div class="country"><p class="caps">{COUNTRY}</p><p class="motto">{MOTTO}</p>{_rule(motto_rule_mm())}<p class="place">{esc(head.place_date)}</p></div>'
    title = f'<h1><span>{esc(head.kind)}</span><span>{esc(head.subject)}</span></h1>{_rule(subject_rule_mm(head, TEXT_WIDTH))}'
    return f'<div class="head">{left}{right}</div>{title}{_addressees(head.addressees)}'


def _rule(width_mm: float) -> str:
    return f'<div class="rule" style="width:{width_mm:.1f}mm"></div>'


def _addressees(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return f'<p class="to one">Kính gửi: {esc(names[0])}</p>' if names else ""
    return '<p class="to one">Kính gửi:</p>' + "".join(f'<p class="to">- {esc(n)}{"." if i == len(names) else ";"}</p>' for i, n in enumerate(names, 1))


def _part(part: Part, last: bool) -> str:
    if isinstance(part, Heading):
        return f"<h{part.level + 1}>{esc(part.text)}</h{part.level + 1}>"
    if isinstance(part, Grid):
        return _grid(part)
    lead = f"<b>{esc(part.lead)}</b>" if isinstance(part, Paragraph) and part.lead else ""
    # A section of the plan stays whole: "II.1.1 (2)".
    text = _PLACE.sub(r'<span class="whole">\g<0></span>', esc(part.text))
    # A sentence that ends in a colon stays with what it announces.
    return f'<p{" class=last" if last or part.text.endswith(":") else ""}>{"- " if isinstance(part, Item) else lead}{text}</p>'


def _grid(grid: Grid) -> str:
    total = sum(c.share for c in grid.columns)
    widths = "".join(f'<col style="width:{100 * c.share / total:.2f}%">' for c in grid.columns)
    heads = "".join(f'<th scope="col">{esc(c.title)}</th>' for c in grid.columns)
    rows = "".join(f"<tr{' class=sum' if grid.summed and row is grid.rows[-1] else ''}>{''.join(_cell(c, v, n == 0) for n, (c, v) in enumerate(zip(grid.columns, row, strict=True)))}</tr>" for row in grid.rows)
    note = f'<p class="note">Ghi chú: {esc(grid.note)}</p>' if grid.note else ""
    whole = f"<table><caption>{esc(grid.title)}</caption><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}"
    return f'<div class="kept">{whole}</div>' if stays_whole(grid) else whole


def _cell(column, value: str, first: bool) -> str:
    if first:
        return f'<th scope="row"{" class=c" if column.centred else ""}>{esc(value)}</th>'
    return f'<td{" class=c" if column.centred else " class=n" if column.figures else ""}>{esc(value)}</td>'


def _ending(document: Document) -> str:
    copies = f'<div class="copies"><p>Nơi nhận:</p>{_lines(document.recipients)}</div>'
    return f'<div class="end">{copies}<div class="sign">{_lines((*document.signature.titles, document.signature.name))}</div></div>'
