"""What `show` returns: a piece of HTML that JupyterLab displays and the page template takes in."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

TEMPLATE = Path(__file__).parent / "template"
# In JupyterLab each block brings the style sheet; page.render takes it out, because the page has it once.
LAB_STYLE = f'<style data-sotay="lab">{(TEMPLATE / "blocks.css").read_text(encoding="utf-8")}</style>'

# Where a figure's link to method and source goes; the page fills it in when the report has such a section.
SOURCE_MARK = "<!--nguon-->"
# Where a long page has its table of contents.
CONTENTS_MARK = "<!--noi-dung-->"
_LONG_NUMBER = re.compile(r"\d{9,}")
ARCHIVES = (".zip",)


@dataclass(frozen=True)
class Block:
    """A finished piece of a report; `text` is what a terminal shows in its place."""

    html: str
    text: str = ""

    def _repr_html_(self) -> str:
        return f'{LAB_STYLE}<div class="sotay">{self.html}</div>'

    def __repr__(self) -> str:
        return self.text or "Khối báo cáo"


def esc(value: object) -> str:
    """Text made safe for HTML, attributes included."""
    return html.escape(str(value), quote=True)


def slug(text: str) -> str:
    """An anchor from a heading: accents off, words joined by hyphens."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-") or "muc"


def heading(text: str, anchor: str = "") -> str:
    """A block's own section heading; the page drops it when the notebook has just written one."""
    return f'<h2 class="own" id="{esc(anchor or slug(text))}">{esc(text)}</h2>'


def sentence(text: str) -> str:
    """The text with a full stop, unless it ends in punctuation already."""
    text = text.strip()
    return text if not text or text[-1] in ".!?…:" else text + "."


def gap_box(reason: str, title: str = "") -> Block:
    """The box that stands where a figure has nothing to show."""
    name = f"<strong>{esc(title)}</strong><br>" if title else ""
    said = sentence(f"Chưa có số liệu: {reason.strip() or 'chưa rõ lý do'}")
    return Block(f'<div class="gap" role="note">{name}{esc(said)}</div>', said)


NO_ROWS = "không có dòng nào; tệp chưa nộp, trong tháng không phát sinh, hoặc ít bản ghi về người nên không nêu"


def nothing_box(words: str, title: str) -> Block:
    """The box that stands where there is nothing to show, and that is known and no gap."""
    said = sentence(words)
    return Block(f'<div class="gap none-here" role="note"><strong>{esc(title)}</strong><br>{esc(said)}</div>', said)


def key_cell(title: str, figure: str, small: str = "", css: str = "") -> str:
    """One big figure with its title above and a remark below; all three are HTML already."""
    remark = f"<small>{small}</small>" if small else ""
    return f'<div class="key {css}"><dt>{title}</dt><dd>{figure}{remark}</dd></div>'


def big(text: str) -> str:
    """A figure in large type."""
    return f'<span class="big">{esc(text)}</span>'


def linked(html_: str, anchor: str) -> str:
    """HTML that leads to where the page tells how it comes about; the page takes the link away again where it does not tell."""
    return f'<a class="src" href="#{esc(anchor)}">{html_}</a>' if anchor else html_


def none_yet(text: str) -> str:
    """The words that stand where a figure is not there."""
    return f'<span class="none">{esc(text)}</span>'


def note_line(text: str) -> str:
    return f'<p class="note">{esc(sentence(text))}</p>' if text else ""


def file_name(name: object) -> str:
    """A unit's file name as a report may show it: identity and telephone numbers in it are covered, the archive it came in is named after it."""
    archive, inside, own = str(name).partition("!")
    shown = f"{own} (trong {archive})" if inside and archive.lower().endswith(ARCHIVES) else str(name)
    return _LONG_NUMBER.sub(lambda m: m.group()[:2] + "…", shown)
