"""Colours that can be read."""

import pytest

from sotay.reports import style


@pytest.mark.parametrize("colour", style.PALETTE)
def test_every_text_and_line_colour_reads_on_white(colour):
    assert style.contrast(colour, "#ffffff") >= 4.5


@pytest.mark.parametrize("fill", style.FILLS)
def test_text_inside_a_filled_area_reads(fill):
    assert style.contrast(style.readable_on(fill), fill) >= 4.5


def test_contrast_is_measured_as_wcag_says():
    assert style.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert style.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_style_sheets_use_no_colour_that_does_not_read_on_white():
    import re

    from sotay.reports.blocks import TEMPLATE

    for sheet in ("blocks.css", "page.css"):
        text = (TEMPLATE / sheet).read_text(encoding="utf-8")
        pale = [c for c in re.findall(r"(?<![-\w])color:\s*(#[0-9a-f]{6})", text) if style.contrast(c, "#f6f7f9") < 4.5]
        assert pale == [], sheet


def test_headings_of_tables_break_at_spaces_only():
    import re

    from sotay.reports.blocks import TEMPLATE

    rules = [(selector.strip(), body) for sheet in ("blocks.css", "page.css") for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", (TEMPLATE / sheet).read_text(encoding="utf-8"))]
    on_heads = [body for selector, body in rules for part in selector.split(",") if re.search(r"\bth$", part.strip()) and "overflow-wrap" in body]
    assert on_heads and all("anywhere" not in body for body in on_heads)
    assert any(selector == ".sotay table.data thead th" and "overflow-wrap: normal" in body and "hyphens: manual" in body for selector, body in rules)


def test_every_shade_of_a_matrix_bears_its_figure():
    from matplotlib.colors import LinearSegmentedColormap, to_hex

    shades = LinearSegmentedColormap.from_list("mot", ["#f2f6fa", "#8fc3e8", style.ACCENT])
    assert min(style.contrast(style.readable_on(fill), fill) for fill in (to_hex(shades(n / 200)) for n in range(201))) >= 4.5
