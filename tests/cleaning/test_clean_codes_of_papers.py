"""Dossier, procedure and document numbers, telephones, e-mail."""

import pytest

from sotay.intake.model import CellKind


@pytest.mark.parametrize(("text", "value", "changes"), [
    ("H05.60.12-260903-0001", "H05.60.12-260903-0001", ()), ("H05.60.12–260909–0028", "H05.60.12-260909-0028", ("CACH-GHI-MA",)),
    (" h05.60.12 - 260909 - 0028", "H05.60.12-260909-0028", ("KHOANG-TRANG", "CACH-GHI-MA")),
    ("G15-260903-000123", "G15-260903-000123", ()),
])
def test_dossier_codes(parse, rules, text, value, changes):
    parsed = parse("dossier", text)
    assert (parsed.value, parsed.changes, rules(parsed)) == (value, changes, [])


def test_the_old_order_of_a_dossier_code_and_another_office(parse, rules):
    assert rules(parse("dossier", "000.00.12.H62-201105-0004")) == ["MA-CO-QUAN"]
    assert rules(parse("dossier", "H05.60.13-260903-0001")) == ["MA-CO-QUAN"]


@pytest.mark.parametrize("text", [
    "H05.60.12260908-0025", "05.60.12-260910-0009", "H05.60.12-2660909-0017", "H05.60.12-260909-00", "H05.60.12-260230-0001", "H058.60-260903-0001", "0025",
])
def test_broken_dossier_codes(parse, rules, text):
    parsed = parse("dossier", text)
    assert (parsed.value, rules(parsed)) == (None, ["MA-HO-SO"])


@pytest.mark.parametrize(("text", "kind", "value", "changes"), [
    ("2.000635", CellKind.TEXT, "2.000635", ()), ("1.00422", CellKind.NUMBER, "1.004220", ("SO-0-CUOI",)), ("1,004222", CellKind.TEXT, "1.004222", ("CACH-GHI-MA",)),
    ("1.001193.000.00.00.H05", CellKind.TEXT, "1.001193", ("CACH-GHI-MA",)), ("2.0006\u200b35", CellKind.TEXT, "2.000635", ("VO-HINH",)),
])
def test_procedure_codes(parse, text, kind, value, changes):
    parsed = parse("procedure", text, kind)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())


@pytest.mark.parametrize("text", ["khai sinh", "2", "12.000635", "2.0006351", "1.19", "1.194", "1.2"])
def test_broken_procedure_codes(parse, rules, text):
    assert rules(parse("procedure", text)) == ["MA-TTHC"]


def test_how_many_zeros_a_procedure_code_may_have_lost(parse, rules):
    assert [parse("procedure", t).value for t in ("1.00422", "1.0042", "2.001")] == ["1.004220", "1.004200", "2.001000"]
    assert parse("procedure", "1.19").faults[0].message == "Mã thủ tục thiếu chữ số: sau dấu chấm chỉ có 2 chữ số, phải đủ 6."


def test_the_day_inside_a_dossier_code(parse, rules):
    assert rules(parse("dossier", "H05.60.12-260918-0001")) == []
    assert rules(parse("dossier", "H05.60.12-260919-0001")) == ["MA-HO-SO"]  # after the day of handing in
    assert rules(parse("dossier", "H05.60.12-180926-0001")) == ["MA-HO-SO-NGAY"]  # day first: 18/09/2026
    assert rules(parse("dossier", "H05.60.12-180626-0001")) == ["MA-HO-SO-NGAY"]
    assert rules(parse("dossier", "H05.60.12-180226-0001")) == []  # turned about it would be too long ago to be likelier


@pytest.mark.parametrize(("text", "value", "found"), [
    ("41/KH-UBND ngày 12/9/2026", "41/KH-UBND", ["SO-HIEU-KEM-NGAY"]), ("41/KH-UBND (12/9/2026)", "41/KH-UBND", ["SO-HIEU-KEM-NGAY"]), ("41\\QĐ-UBND", "41/QĐ-UBND", []),
    ("41KH-UBND", None, ["KIEU-SO-HIEU"]), ("O1/QĐ-UBND", None, ["KIEU-SO-HIEU"]), ("4l/QĐ-UBND", None, ["KIEU-SO-HIEU"]), ("41/KH-UBND; 42/KH-UBND", None, ["KIEU-SO-HIEU"]),
])
def test_more_than_a_number_in_a_document_number(parse, rules, text, value, found):
    parsed = parse("doc_no", text)
    assert (parsed.value, rules(parsed)) == (value, found)


def test_an_address_one_letter_from_a_big_provider(parse, rules):
    assert [rules(parse("email", t)) for t in ("an@gmail.con", "an@gmai.com", "an@gmail.com", "an@bacninh.gov.vn")] == [["EMAIL-NHAM"], ["EMAIL-NHAM"], [], []]


@pytest.mark.parametrize(("text", "value", "changes"), [
    ("41/KH-UBND", "41/KH-UBND", ()), ("41 / KH- UBND", "41/KH-UBND", ("CACH-GHI-MA",)), ("215/QD-UBND", "215/QĐ-UBND", ("CACH-GHI-MA",)),
    ("5/BC-UBND", "05/BC-UBND", ("CACH-GHI-MA",)),
    ("Số 215/QĐ-UBND", "215/QĐ-UBND", ("CACH-GHI-MA",)), ("617/TTR-UBND", "617/TTr-UBND", ("CACH-GHI-MA",)), ("01/2026/NQ-HĐND", "01/2026/NQ-HĐND", ()),
    ("GP-2024-001234", "GP-2024-001234", ()),
    ("2114/CAT-PC06", "2114/CAT-PC06", ()),
])
def test_document_numbers(parse, text, value, changes):
    parsed = parse("doc_no", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())


@pytest.mark.parametrize("text", ["/KH-UBND", "Số: /KH-UBND", "Sở Y tế"])
def test_documents_without_a_number(parse, rules, text):
    assert rules(parse("doc_no", text)) == ["KIEU-SO-HIEU"]


@pytest.mark.parametrize(("text", "kind", "value", "changes", "found"), [
    ("0912345678", CellKind.TEXT, "0912345678", (), []), ("0912 345 678", CellKind.TEXT, "0912345678", ("CACH-GHI-MA",), []),
    ("+84912345678", CellKind.TEXT, "0912345678", ("CACH-GHI-MA",), []),
    ("912345678", CellKind.NUMBER, "0912345678", ("SO-0-DAU",), []), ("01681234567", CellKind.TEXT, "0381234567", ("DAU-SO-2018",), []),
    ("01201234567", CellKind.TEXT, "0701234567", ("DAU-SO-2018",), []),
    ("0204 3 881 234", CellKind.TEXT, "02043881234", ("CACH-GHI-MA",), []), ("0412345678", CellKind.TEXT, "0412345678", (), ["CH-10-DAU-SO"]),
    ("0912345678 / 0987654321", CellKind.TEXT, "0912345678", (), ["CH-10-HAI-SO"]), ("08478266", CellKind.TEXT, None, (), ["CH-10"]),
    ("090428335212", CellKind.TEXT, None, (), ["CH-10"]),
    ("09l2345678", CellKind.TEXT, None, (), ["CH-10"]), ("không có", CellKind.TEXT, None, (), ["KHONG-CO-SO"]),
])
def test_telephones(parse, rules, text, kind, value, changes, found):
    parsed = parse("phone", text, kind)
    assert (parsed.value, parsed.changes, rules(parsed)) == (value, changes, found)


def test_email(parse, rules):
    assert parse("email", "Ten.Ban@Vi-Du.VN").value == "ten.ban@vi-du.vn"
    assert rules(parse("email", "ten.ban")) == ["KIEU-EMAIL"]


@pytest.mark.parametrize("text", ["41/kh-ubnd", "41/KH.UBND", "41//KH-UBND", "41/KH-UBND.", "41 / KH - UBND"])
def test_a_document_number_written_by_hand_is_put_in_its_form(parse, text):
    parsed = parse("doc_no", text)
    assert (parsed.value, parsed.changes, parsed.faults) == ("41/KH-UBND", ("CACH-GHI-MA",), ())


@pytest.mark.parametrize("text", ["GP-12/3.4", "12/XN-TYT.SH", "24-27/4/2026", "03/09/2026", "1968/QĐ-LĐTBXH"])
def test_other_ways_of_numbering_stay(parse, text):
    assert (parse("doc_no", text).value, parse("doc_no", text).changes) == (text, ())
