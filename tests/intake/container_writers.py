"""Makes the bytes of every container kind in memory, tiny and with the traits the tests need."""

import io
import struct
import zipfile

import openpyxl

SPREADSHEETML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">{}</Workbook>'
)
_ODS_SPACES = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style"))


def xlsx(fill) -> bytes:
    """A workbook whose first sheet `fill` has written to."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    fill(book.active)
    book.save(out)
    return out.getvalue()


def zipped(*entries: tuple[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data: bytes, name: str, change) -> bytes:
    """ZIP data with one part changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped(*((info.filename, change(archive.read(info)) if info.filename == name else archive.read(info)) for info in archive.infolist()))


def ods(body: str, styles: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ODS_SPACES} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content))


def _record(kind: int, payload: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(payload), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + payload


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(sheet: str, rows: dict[int, list[tuple[int, object]]], hidden_row: int, hidden_column: int, merge: tuple[int, int, int, int]) -> bytes:
    """A binary workbook; a value is a text, a number, or an error code given as bytes."""
    part = _record(129) + _record(148, bytes(16)) + _record(390) + _record(60, struct.pack("<IIIIH", hidden_column, hidden_column, 2304, 0, 1)) + _record(391) + _record(145)
    for row, cells in rows.items():
        part += _record(0, struct.pack("<IIHBB", row, 0, 300, 0, 0x10 if row == hidden_row else 0) + b"\0" + struct.pack("<I", 0))
        for column, value in cells:
            start = struct.pack("<II", column, 0)
            if isinstance(value, bytes):
                part += _record(3, start + value)
            else:
                part += _record(6, start + _text(value)) if isinstance(value, str) else _record(5, start + struct.pack("<d", value))
    top, left, bottom, right = merge
    part += _record(146) + _record(177, struct.pack("<I", 1)) + _record(176, struct.pack("<IIII", top, bottom, left, right)) + _record(178) + _record(130)
    book = _record(131) + _record(143) + _record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text(sheet)) + _record(144) + _record(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="{}" Target="{}"/></Relationships>'
    )
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    return zipped(
        ("[Content_Types].xml", types), ("_rels/.rels", relations.format(f"{kind}/officeDocument", "xl/workbook.bin")), ("xl/workbook.bin", book),
        ("xl/_rels/workbook.bin.rels", relations.format(f"{kind}/worksheet", "worksheets/sheet1.bin")), ("xl/worksheets/sheet1.bin", part))


def ole(*streams: str) -> bytes:
    """A compound file with empty streams of these names."""
    entries = b""
    for name, kind in (("Root Entry", 5), *((stream, 2) for stream in streams)):
        raw = name.encode("utf-16-le") + b"\0\0"
        entries += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1) + b"\xff" * 12 + bytes(36) + struct.pack("<II", 0xFFFFFFFE, 0) + bytes(4)
    entries = entries.ljust(512, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)
    fat = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * 504
    return header[:512 - 436] + struct.pack("<I", 0) + b"\xff" * 432 + fat + entries
