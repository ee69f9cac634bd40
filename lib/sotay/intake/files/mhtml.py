"""Takes the pages out of a web archive (MHTML), which Excel writes as "Single File Web Page" and units rename to .xls."""

from __future__ import annotations

import email
import email.policy

from sotay.intake.letters.encoding import decode_file

_LEADS = (b"mime-version:", b"from:", b"content-type:", b"date:", b"subject:")


def is_mhtml(data: bytes) -> bool:
    head = data[:2_000].lstrip(b"\xef\xbb\xbf\r\n").lower()
    return head.startswith(_LEADS) and b"multipart/related" in head


def pages_of(data: bytes) -> list[tuple[str | None, str, str]]:
    """Name, text and encoding of every page with a table, in order; the name only where there are several."""
    pages = []
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_type() != "text/html":
            continue
        text, encoding, _ = decode_file(part.get_payload(decode=True) or b"")
        if "<table" in text.lower():
            location = str(part.get("Content-Location", "")).replace("\\", "/").rsplit("/", 1)[-1]
            pages.append((location.rsplit(".", 1)[0] or None, text, encoding))
    return pages if len(pages) > 1 else [(None, text, encoding) for _, text, encoding in pages]
