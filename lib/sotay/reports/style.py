"""One visual language: colours (Okabe–Ito, darkened until text in them reads on white), fonts, matplotlib settings."""

from __future__ import annotations

INK, SOFT, RULE, PALE, PAPER = "#1d2733", "#515c69", "#c3cad3", "#eef1f5", "#ffffff"
ACCENT, MUTED, TARGET = "#0063a0", "#6a7685", "#a84300"
# For lines and text: every one at least 4.5:1 on white, told apart by colour-blind readers too; lines also carry their name.
SERIES = ("#0063a0", "#a84300", "#00724f", "#8c3f73", "#6b5900", "#3f4a57")
# For areas: steps of lightness as well as hue.
FILLS = ("#0063a0", "#8fc3e8", "#bcc4ce", "#f0b429", "#a84300", "#5b2346")
BAD_FILLS = (FILLS[4], FILLS[3], FILLS[5])
LEVELS = {"good": "#00694a", "fair": "#0063a0", "pass": "#6b5900", "poor": "#a84300"}
SEVERITIES = {"error": "#a84300", "warning": "#6b5900", "info": "#515c69"}
PALETTE = tuple(dict.fromkeys((INK, SOFT, ACCENT, TARGET, *SERIES, *LEVELS.values(), *SEVERITIES.values())))

# What readers see; Arial and Arimo have the widths of Liberation Sans.
FONT_FAMILY = "Liberation Sans, Arimo, Arial, DejaVu Sans, sans-serif"
FONT_SIZE = 12.0
# Charts are laid out in units of an SVG this wide: 12-unit text is still readable on a telephone.
WIDTH = 480.0

# DejaVu comes with matplotlib and is wider than what readers see: the same layout on every machine, and nothing overflows.
RC = {
    "font.family": "DejaVu Sans",
    "font.size": FONT_SIZE,
    "svg.fonttype": "none",
    "svg.hashsalt": "sotay",
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.spines.bottom": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "axes.grid": False,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "patch.linewidth": 0,
    "axes.axisbelow": True,
    "hatch.color": RULE,
    "text.parse_math": False,
    "path.simplify": False,
}


# WCAG 2, level AA.
LEAST_CONTRAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance of a #rrggbb colour (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: str) -> str:
    """Ink or white, whichever reads better on a filled area; black on those middling ones on which neither reads well enough."""
    best = max((INK, PAPER), key=lambda c: contrast(c, background))
    return best if contrast(best, background) >= LEAST_CONTRAST else "#000000"
