"""Says what a file is by its content: spreadsheet, text, archive, or something that is no spreadsheet at all."""

from __future__ import annotations

import re

from sotay.intake.files.archive import Zip, open_zip
from sotay.intake.files.ole import kind_of_ole
from sotay.intake.reading import Refusal

ZIP_LEADS = (b"PK\x03\x04", b"PK\x05\x06")
_FOREIGN = (
    (b"%PDF", "PDF"), (b"\x89PNG", "ảnh"), (b"\xff\xd8\xff", "ảnh"), (b"GIF8", "ảnh"), (b"BM", "ảnh"), (b"II*\0", "ảnh"), (b"MM\0*", "ảnh"),
    (b"MZ", "chương trình"), (b"\x7fELF", "chương trình"), (b"#!/", "chương trình"), (b"Rar!", "tệp nén RAR"), (b"7z\xbc\xaf", "tệp nén 7z"), (b"\x1f\x8b", "tệp nén GZIP"),
    (b"{\\rtf", "văn bản RTF"), (b"SQLite format 3", "cơ sở dữ liệu"),
)
_HTML = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|style|div|center|tr|p|font|title)\b", re.I | re.S)
_NOT_TEXT = re.compile(r"[\x01-\x08\x0e-\x1f]")


def refusal_of(what: str) -> Refusal:
    return Refusal("refused", f"Tệp là {what}, không phải bảng tính. Hãy gửi tệp Excel (.xlsx) hoặc CSV.")


def kind_of_zip(archive: Zip) -> str:
    """xlsx, xlsm, xlsb, ods, or archive. Raises Refusal for Word and PowerPoint documents."""
    names = archive.names
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "xl/workbook.xml" in names:
        return "xlsm" if any(name.lower().endswith("vbaproject.bin") for name in names) else "xlsx"
    if "mimetype" in names and "content.xml" in names:
        kind = archive.inflate(names["mimetype"])
        if b"opendocument.spreadsheet" in kind:
            return "ods"
        raise refusal_of("tài liệu OpenDocument")
    if any(name.startswith("word/") for name in names) and "[Content_Types].xml" in names:
        raise refusal_of("văn bản Word")
    if any(name.startswith("ppt/") for name in names) and "[Content_Types].xml" in names:
        raise refusal_of("trình chiếu PowerPoint")
    return "archive"


def kind_of_bytes(data: bytes) -> str:
    """A workbook's container word, or "text". Raises Refusal for anything that is no spreadsheet."""
    if data.startswith(ZIP_LEADS):
        kind = kind_of_zip(open_zip(data))
        if kind == "archive":
            raise Refusal("refused", "Tệp nén nằm trong tệp nén nên không mở. Hãy gửi tệp bảng tính trực tiếp hoặc nén một lớp.")
        return kind
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return kind_of_ole(data)
    for magic, what in _FOREIGN:
        if data.startswith(magic) and not (magic in (b"BM", b"MZ") and b"\0" not in data[:512]):
            raise refusal_of(what)
    return "text"


def kind_of_text(text: str) -> str:
    """html, spreadsheetml or csv. Raises Refusal for other XML and for binary data."""
    head = text[:8192]
    lead = head.lstrip("\ufeff \t\r\n")
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and lead.startswith("<") and "<html" not in head.lower():
        return "spreadsheetml"
    if _HTML.match(lead):
        return "html"
    if lead.startswith("<?xml") or re.match(r"<[A-Za-z!][^,;\t]*>", lead) and "</" in head:
        raise refusal_of("tài liệu XML khác")
    # Zero bytes pad the fields of some programs' text files.
    if len(_NOT_TEXT.findall(head)) * 50 > len(head) or head.count("\0") * 3 > len(head):
        raise Refusal("unreadable", "Tệp không phải bảng tính hoặc đã bị hỏng. Hãy mở thử bằng Excel, lưu lại dạng .xlsx và gửi tệp mới.")
    return "csv"
