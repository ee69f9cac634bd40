"""The last look at a page before it is written: it runs nothing and loads nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

TAGS = {"script", "iframe", "object", "embed", "link", "base", "form", "audio", "video", "applet"}
LOADING = {"src", "srcset", "poster", "background", "data", "action"}
_STYLE = re.compile(r"""@import|url\(\s*["']?(?!#|data:)""", re.I)


class _Look(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in TAGS:
            self.found.append(f"<{tag}>")
        if tag == "meta" and any(k == "http-equiv" for k, _ in attrs):
            self.found.append("<meta http-equiv>")
        for name, value in attrs:
            text = (value or "").strip()
            if name.startswith("on"):
                self.found.append(f"{tag} {name}")
            elif name in LOADING and not text.startswith("data:image/"):
                self.found.append(f"{tag} {name}")
            elif name in ("href", "xlink:href") and (
                re.sub(r"\s", "", text).lower().startswith(("javascript:", "data:", "vbscript:")) or tag not in ("a", "area") and not text.startswith("#")
            ):
                self.found.append(f"{tag} {name}")
            elif name == "style" and _STYLE.search(text):
                self.found.append(f"{tag} style")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._in_style = False

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style and _STYLE.search(data):
            self.found.append("style")


def outside_of(page: str) -> list[str]:
    """What in a page would run or be loaded: the tags and attributes, without their values."""
    look = _Look()
    look.feed(page)
    look.close()
    return look.found
