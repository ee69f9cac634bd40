"""Whole text files: the encoding is chosen by content, with a remark when it is not sure and a refusal when nothing fits."""

import pytest

import legacy_writers
from sotay.intake.files.containers import Member, Refusal, read
from sotay.intake.letters.encoding import decode_file

ROWS = [["STT", "Họ và tên", "Địa chỉ thường trú"], ["1", "Nguyễn Thị Hòa", "thôn Trại Giữa, xã Sơn Hải"], ["2", "Đặng Đình Thuận", "thôn Đồng Mậm, xã Sơn Hải"]]
WRITERS = {
    "tcvn3": lambda text: legacy_writers.as_bytes(legacy_writers.tcvn3(text)),
    "vni": lambda text: legacy_writers.as_bytes(legacy_writers.vni(text)),
    "cp1258": lambda text: legacy_writers.as_bytes(legacy_writers.cp1258(text)),
    "utf-8": str.encode,
    "utf-16": lambda text: text.encode("utf-16"),
}


def _csv(delimiter: str) -> str:
    return "".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) + "\r\n" for row in ROWS)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("word", sorted(WRITERS))
def test_file_in_encoding(word, delimiter):
    reading = read(Member("x.csv", WRITERS[word](_csv(delimiter))))
    assert (reading.encoding, reading.notes) == (word, ())
    assert reading.grids[0].cells.tolist() == ROWS


def test_viscii_file():
    codes = {"ễ": 0xAD, "ị": 0xB8, "ò": 0xF2, "ạ": 0xD5, "ữ": 0xFF, "ã": 0xE3, "ơ": 0xBD, "ả": 0xE4, "ô": 0xF4}
    text = "Họ tên;Thôn\r\nNguyễn Thị Hòa;Trại Giữa, xã Sơn Hải, hộ nghèo\r\n" * 3
    codes |= {"ọ": 0xF7, "ê": 0xEA, "ộ": 0xB5, "è": 0xE8}
    reading = read(Member("x.csv", b"".join(letter.encode() if letter.isascii() else bytes([codes[letter]]) for letter in text)))
    assert (reading.encoding, reading.grids[0].cells[1, 0]) == ("viscii", "Nguyễn Thị Hòa")


@pytest.mark.parametrize(("encoding", "bom"), [("utf-16-le", b""), ("utf-16-be", b""), ("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_utf16_with_and_without_bom(encoding, bom):
    assert decode_file(bom + _csv(";").encode(encoding)) == (_csv(";"), "utf-16", ())


def test_utf8_bom_is_dropped():
    assert decode_file(b"\xef\xbb\xbf" + "Họ".encode()) == ("Họ", "utf-8", ())


def test_file_saved_twice_is_turned_back():
    text = _csv(";") * 4
    assert decode_file(legacy_writers.utf8_read_as_cp1252(text).encode())[:2] == (text, "utf-8-read-as-cp1252")


def test_file_read_wrongly_twice_is_turned_back():
    text = _csv(";") * 4
    twice = legacy_writers.utf8_read_as_cp1252(legacy_writers.utf8_read_as_cp1252(text))
    assert decode_file(twice.encode())[:2] == (text, "utf-8-read-as-cp1252")


def test_utf8_cut_inside_a_letter_is_kept_with_a_remark():
    text, encoding, notes = decode_file((_csv(";") * 5).encode()[:-3] + "ễ".encode()[:2])
    assert (encoding, text.count("\ufffd"), len(notes)) == ("utf-8", 1, 1)


def test_a_lone_degree_sign_is_cp1252():
    assert decode_file(b"STT;Nhiet do\r\n1;37\xb0C do luc sang, ghi theo so truc\r\n" * 3)[1] == "cp1252"


def test_bytes_that_are_no_vietnamese_are_refused():
    with pytest.raises(Refusal) as refused:
        read(Member("x.csv", bytes(range(0x80, 0x100)) * 40))
    assert refused.value.status == "unreadable"
