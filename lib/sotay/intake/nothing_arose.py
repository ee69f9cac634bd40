"""A form that says that nothing arose in its period: handed in, with no row."""

from __future__ import annotations

import re

from sotay.definitions.folding import match_key
from sotay.intake.model import RawTable

_SAID = re.compile(r"\bkhong (co )?(\w+ ){0,3}phat sinh\b")
# What a blank form tells whoever fills it in is no report: "nếu không phát sinh thì ghi 0".
_ADVICE = re.compile(r"\b(neu|thi|ghi|dien|nhap|de trong|bo trong|huong dan)\b")


def nothing_arose(table: RawTable) -> bool:
    """Has the table no data row, and a line below its heading that says so ("Không phát sinh", "Trong tháng không có trường hợp nào phát sinh")?"""
    if len(table.rows):
        return False
    told = (match_key(" ".join(filter(None, row.cells))) for row in table.set_aside if row.kind in ("footer", "stub", "group"))
    return any(_SAID.search(text) and not _ADVICE.search(text) for text in told)
