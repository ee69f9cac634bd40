"""An executed notebook as one self-contained HTML page: no code, no script, nothing loaded from anywhere."""

from __future__ import annotations

import itertools
import os
import re
from functools import cache
from pathlib import Path

import nbformat

from sotay import __version__
from sotay.reports.blocks import CONTENTS_MARK, LAB_STYLE, SOURCE_MARK, TEMPLATE, esc, slug
from sotay.reports.paragraphs import paragraphs
from sotay.reports.provenance import METHOD_ANCHOR
from sotay.reports.sealed import outside_of

LONG_PAGE = 6
# Contents in print: lists side by side, letters on a line of one, letters of ", trang 12".
CONTENTS_LISTS, CONTENTS_LETTERS, PAGE_WORDS = 3, 37, 10
_HEADING = re.compile(r"<h([1-3])([^>]*)>(.*?)</h\1>", re.S)


class PageError(ValueError):
    """The notebook shows something that a report must not hold (a script, something loaded from outside)."""


def render(notebook_path: str | Path, html_path: str | Path, title: str, subtitle: str) -> None:
    """Writes the page of an executed notebook; the same notebook gives the same bytes.

    Only Markdown cells and the results of code cells are taken: no source, no metadata, no error text. Raises PageError.
    """
    body = notebook_body(Path(notebook_path))
    write_page(Path(html_path), full_page(body, title, subtitle))


def notebook_body(path: Path) -> str:
    """Words and blocks of the notebook as HTML."""
    return body_of(nbformat.read(path, as_version=4))


def body_of(content: nbformat.NotebookNode) -> str:
    """Words and blocks of an executed notebook as HTML; the notebook itself is left as it is."""
    body, _ = _exporter().from_notebook_node(nbformat.from_dict({**content, "metadata": {}}))
    return body.replace(LAB_STYLE, "")


@cache
def _exporter():
    """One for all notebooks that a process lays out: its templates are compiled once."""
    from nbconvert.exporters.templateexporter import TemplateExporter

    # Not nbconvert's HTML exporter: it reads and writes the whole page once more, for pictures without words and for cells of JupyterLab, and a report has neither.
    exporter = TemplateExporter(template_name="sotay", file_extension=".html", extra_template_basedirs=[str(TEMPLATE)], exclude_input=True, exclude_input_prompt=True,
                                exclude_output_prompt=True, preprocessors=[], default_preprocessors=[])
    exporter.register_filter("paragraphs", paragraphs)
    return exporter


def full_page(body: str, title: str, subtitle: str) -> str:
    """The page around a body: head, band, contents, footer."""
    commune, period = (_said(body, name) for name in ("commune", "period"))
    body = _one_title(body, title)
    body, headings = _anchored(body)
    body = _with_sources(_own_ids(body))
    body = body.replace(CONTENTS_MARK, _contents(headings) if len(headings) > LONG_PAGE else "", 1)
    css = "".join((TEMPLATE / name).read_text(encoding="utf-8") for name in ("blocks.css", "page.css"))
    named = " · ".join(t for t in (title, period) if t)
    return f"""<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="sotay {esc(__version__)}">
<meta name="author" content="{esc(commune or "Sổ tay dữ liệu")}">
<meta name="description" content="{esc(" – ".join(t for t in (subtitle, named) if t))}">
<title>{esc(named)}</title>
<style>{css}</style>
</head>
<body class="sotay">
<a class="skip" href="#noi-dung">Đến nội dung</a>
<div class="wrap">
<div class="mast"><strong class="commune">{esc(commune)}</strong><span>{esc(subtitle)}</span><span class="period-name">{esc(period)}</span><a href="../index.html">Mục lục tháng</a></div>
<main id="noi-dung">
{body.strip()}
</main>
<div class="foot">{_footer(period)}</div>
</div>
</body>
</html>
"""


def _footer(period: str) -> str:
    of = f" {period[0].lower()}{period[1:]}" if period else ""
    return (
        f"Lập bằng sổ tay dữ liệu {esc(__version__)} từ các tệp đơn vị gửi{esc(of)}. Cùng tệp và cùng định nghĩa luôn cho cùng báo cáo; "
        "mã SHA-256 của từng tệp, định nghĩa và báo cáo nằm trong bảng kê manifest.json."
    )


def _said(body: str, name: str) -> str:
    """What the head block says of commune or period."""
    import html

    found = re.search(rf'<header class="head"[^>]*\sdata-{name}="([^"]*)"', body)
    return html.unescape(found.group(1)) if found else ""


def _one_title(body: str, title: str) -> str:
    """Exactly one <h1>: the head block's, else the notebook's own first, else the report's title; all others become <h2>."""
    start = body.find('<header class="head"')
    main = body.find("<h1", start) if start >= 0 else body.find("<h1")
    if main < 0:
        return f'<h1 class="report">{esc(title)}</h1>\n{body}'
    end = body.index("</h1>", main) + len("</h1>")
    own = _plain(body[main:end])

    def demote(part: str) -> str:
        return re.sub(r"<h1([^>]*)>(.*?)</h1>\s*", lambda m: "" if _plain(m.group(2)) == own else f"<h2{m.group(1)}>{m.group(2)}</h2>\n", part, flags=re.S)

    return demote(body[:main]) + body[main:end].replace("<h1", '<h1 class="report"', 1) + demote(body[end:])


def _plain(fragment: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", fragment)).strip()


def _anchored(body: str) -> tuple[str, list[tuple[str, str]]]:
    """Every heading with an id of its own; a block's heading right under the notebook's own is dropped. Returns the level-2 headings."""
    body = re.sub(r'(</h2>(?:\s|</?div[^>]*>|<section[^>]*>)*)<h2 class="own" (id="[^"]*")>.*?</h2>', lambda m: f"<span {m[2]}></span>{m[1]}", body, flags=re.S)
    used: dict[str, int] = {}
    found: list[tuple[str, str]] = []

    def anchor(match: re.Match) -> str:
        level, attributes, inner = match.groups()
        given = re.search(r'\sid="([^"]*)"', attributes)
        name = given.group(1) if given else slug(_plain(inner))
        used[name] = used.get(name, 0) + 1
        own = name if used[name] == 1 else f"{name}-{used[name]}"
        if level == "2":
            found.append((own, _plain(inner)))
        rest = re.sub(r'\sid="[^"]*"', "", attributes)
        return f'<h{level}{rest} id="{own}">{inner}</h{level}>'

    return _HEADING.sub(anchor, body), found


def _own_ids(body: str) -> str:
    """Marks of two charts alike would have the same id in one page: those of every later chart get its number."""
    used: set[str] = set()
    places = itertools.count(1)

    def own(match: re.Match) -> str:
        chart, number = match[0], next(places)
        names = set(re.findall(r'\sid="([^"]*)"', chart))
        twice = "|".join(map(re.escape, sorted(names & used)))
        used.update(names)
        return re.sub(rf'(\sid="|href="#|url\(#)({twice})(?=["\)])', rf"\g<1>\g<2>-{number}", chart) if twice else chart

    return re.sub(r"<svg\b.*?</svg>", own, body, flags=re.S)


def _with_sources(body: str) -> str:
    link = f'<p class="from"><a href="#{METHOD_ANCHOR}">Cách tính và nguồn</a></p>' if f'id="{METHOD_ANCHOR}"' in body else ""
    return _live_links(body.replace(SOURCE_MARK, link))


def _live_links(body: str) -> str:
    """Figures lead to where the page tells how they come about; where it does not, the link goes and the figure stays."""
    there = set(re.findall(r'\sid="([^"]*)"', body))
    return re.sub(r'<a class="src" href="#([^"]*)">(.*?)</a>', lambda m: m[0] if m[1] in there else m[2], body, flags=re.S)


def _contents(headings: list[tuple[str, str]]) -> str:
    """The contents as lists that stand side by side in print: letting the printer even out columns itself costs as much as the rest of a page."""
    lists, first = "", 1
    for part in _evened(headings):
        items = "".join(f'<li><a href="#{esc(anchor)}">{text}</a></li>' for anchor, text in part)
        # The style says it again for WeasyPrint, which passes over `start`.
        start = f' start="{first}" style="counter-reset: list-item {first - 1}"' if first > 1 else ""
        lists += f"<ol{start}>{items}</ol>"
        first += len(part)
    return f'<nav class="toc" aria-label="Nội dung"><p>Nội dung</p><div class="lists">{lists}</div></nav>'


def _evened(headings: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The headings in at most three parts, in order, so that the longest in lines of print is as short as can be."""
    lines = [-(-(len(_plain(text)) + PAGE_WORDS) // CONTENTS_LETTERS) for _, text in headings]
    for most in range(max(lines), sum(lines) + 1):
        parts, room = [[]], most
        for heading, needed in zip(headings, lines, strict=True):
            if needed > room:
                parts.append([])
                room = most
            parts[-1].append(heading)
            room -= needed
        if len(parts) <= CONTENTS_LISTS:
            return parts
    return [headings]


def write_page(path: Path, page: str) -> None:
    """Writes a page whole. Raises PageError when it would run or load anything."""
    checked(page, path.name)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_text(page, encoding="utf-8", newline="\n")
    os.replace(aside, path)


def checked(page: str, name: str) -> str:
    """The page as it is. Raises PageError when it would run or load anything."""
    if found := outside_of(page):
        raise PageError(f"Trang {name} có nội dung không được phép: {', '.join(found[:3])}. Chỉ dùng các lệnh show.* để trình bày.")
    return page
