"""Every spelling of the identifiers and texts that the domain notes name, one line each."""

import datetime as dt

import pytest

from sotay.intake.model import CellKind

T, N, D = CellKind.TEXT, CellKind.NUMBER, CellKind.DATE


def day(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, "%d/%m/%Y")


@pytest.mark.parametrize(("text", "kind", "value"), [
    ("27/08/2026", T, "27/08/2026"), ("7/8/2026", T, "07/08/2026"), ("27.08.2026", T, "27/08/2026"), ("27-8-2026", T, "27/08/2026"), ("27 / 08/ 2026", T, "27/08/2026"), ("2026-08-27", T, "27/08/2026"),
    ("10/20/1959", T, "20/10/1959"), ("04/30/1984", T, "30/04/1984"), ("29361", N, "20/05/1980"), ("20260827", T, "27/08/2026"), ("27/08/26", T, "27/08/2026"), ("27/08/85", T, "27/08/1985"),
    ("Ngày hai mươi bảy tháng tám năm hai nghìn không trăm hai mươi sáu", T, "27/08/2026"), ("ngày 27 tháng 8 năm 2026", T, "27/08/2026"),
])
def test_dates(parse, text, kind, value):
    assert parse("date", text, kind).value == day(value)


@pytest.mark.parametrize(("text", "kind", "rule"), [
    ("29361", T, "KIEU-NGAY"), ("01/04/5005", T, "NAM-SAI"), ("30/02/2026", T, "NGAY-KHONG-CO"), ("15/13/1992", T, "NGAY-KHONG-CO"), ("70000", N, "KIEU-NGAY"), ("0", N, "KIEU-NGAY"), ("19/09/2026", T, "CH-06"),
])
def test_dates_refused(parse, rules, text, kind, rule):
    parsed = parse("date", text, kind)
    assert (parsed.value, rules(parsed)) == (None, [rule])


@pytest.mark.parametrize(("kind", "text", "cell", "value"), [
    ("int", "1.234", T, 1234), ("dec", "1.234,56", T, 1234.56), ("vnd", "1.500.000đ", T, 1_500_000), ("vnd", "1,5 triệu", T, 1_500_000), ("vnd", "1.500.000 VNĐ", T, 1_500_000), ("dec", "7,5", T, 7.5),
    ("phone", "01629876543", T, "0329876543"), ("phone", "0123 456 7890", T, "0834567890"), ("phone", "0186.123.4567", T, "0561234567"), ("phone", "0199 1234567", T, "0591234567"), ("phone", "912345678", N, "0912345678"),
    ("phone", "+84 912 345 678", T, "0912345678"), ("phone", "0204 3856 789", T, "02043856789"),
    ("cccd", "24099004567", N, "024099004567"), ("cccd", "024 099 004 567", T, "024099004567"), ("cccd", "024.099.004.567", T, "024099004567"), ("identity", "12345678", N, "012345678"),
    ("tax_code", "0314409058-002", T, "0314409058-002"), ("tax_code", "314409058", N, "0314409058"), ("bhyt", "te1 24 0123456789", T, "TE1240123456789"), ("bhxh", "2401234567", T, "2401234567"),
    ("dossier", "H05.60.12–260908–0001", T, "H05.60.12-260908-0001"), ("dossier", "000.00.12.H62-201105-0004", T, "000.00.12.H62-201105-0004"), ("procedure", "1.00422", N, "1.004220"), ("procedure", "1.001193.000.00.00.H05", T, "1.001193"),
    ("doc_no", "41 / KH- UBND", T, "41/KH-UBND"), ("doc_no", "5/QD-UBND", T, "05/QĐ-UBND"), ("doc_no", "Số: 05/UBND-VP", T, "05/UBND-VP"),
    ("name", "ĐINH THỊ TUYẾT MAI", T, "Đinh Thị Tuyết Mai"), ("name", "Y - Phơm", T, "Y - Phơm"), ("name", "H'Hen Niê", T, "H'Hen Niê"), ("name", "Phạm Thuỳ Hoà", T, "Phạm Thuỳ Hoà"), ("name", "Lí Văn Kĩ", T, "Lí Văn Kĩ"),
    ("name", "Ðinh Ðức", T, "Đinh Đức"), ("text", "РА26090028", T, "PA26090028"), ("text", "Xа Sơn", T, "Xa Sơn"), ("text", "Nguyễn\u200b Văn", T, "Nguyễn Văn"),
])
def test_values(parse, kind, text, cell, value):
    parsed = parse(kind, text, cell)
    assert parsed.value == value
    # What is read, written back, is read the same: cleaning twice changes nothing.
    again = parse(kind, str(value).replace(".", ",") if isinstance(value, float) else str(value), T)
    assert (again.value, [f.rule for f in again.faults if f.unread]) == (value, [])


@pytest.mark.parametrize(("kind", "text", "rule"), [
    ("int", "1,234", "SO-NHAP-NHANG"), ("int", "12.34", "KIEU-SO"), ("int", "~1200", "KIEU-SO"), ("tax_code", "0314409059", "MA-SO-THUE"), ("dossier", "H05.60.12-260230-0001", "MA-HO-SO"), ("dossier", "H058-260908-0001", "MA-HO-SO"),
    ("doc_no", "Số: /KH-UBND", "KIEU-SO-HIEU"), ("bhyt", "AA1240123456789", "KIEU-BHYT"), ("village", "Đồng Mâm", "THON-LA"), ("cccd", "0240990045", "CH-01"),
])
def test_values_refused(parse, rules, kind, text, rule):
    assert rules(parse(kind, text)) == [rule]
