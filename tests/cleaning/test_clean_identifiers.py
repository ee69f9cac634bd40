"""Numbers of persons and companies: repaired only where certain, never shown where they must be masked."""

import pytest

from clean_tables import column
from sotay.cleaning.identifiers import is_tax_code
from sotay.intake.model import CellKind


@pytest.mark.parametrize(("text", "kind", "value", "found", "changes"), [
    ("024088940239", CellKind.TEXT, "024088940239", [], ()),
    ("24159014978", CellKind.TEXT, "024159014978", ["CH-01-SO-0"], ("SO-0-DAU",)),
    ("24072082882.0", CellKind.NUMBER, "024072082882", ["CH-01-SO-0"], ("SO-0-DAU",)),
    ("024 088 940 239", CellKind.TEXT, "024088940239", [], ("DAU-CACH-SO",)),
    ("024.088.940.239", CellKind.TEXT, "024088940239", [], ("DAU-CACH-SO",)),
    ("2.4072082882E+10", CellKind.NUMBER, "024072082882", ["CH-01-SO-0"], ("SO-0-DAU",)),
    ("2.4099E+10", CellKind.TEXT, None, ["CH-01"], ()),
    ("2,4072E+10", CellKind.NUMBER, None, ["CH-01"], ()),
    ("O24172641145", CellKind.TEXT, None, ["CH-01"], ()),
    ("0241532339210", CellKind.TEXT, None, ["CH-01"], ()),
    ("0241752112", CellKind.TEXT, None, ["CH-01"], ()),
    ("121234567", CellKind.TEXT, None, ["CH-01"], ()),
    ("033088940239", CellKind.TEXT, "033088940239", ["CH-02"], ()),
    ("101088940239", CellKind.TEXT, "101088940239", [], ()),
    ("33088940239", CellKind.TEXT, None, ["CH-01"], ()),
    ("000000000000", CellKind.TEXT, None, ["CH-01"], ()),
    ("chưa có", CellKind.TEXT, None, ["KHONG-CO-SO"], ()),
])
def test_personal_numbers(parse, rules, text, kind, value, found, changes):
    parsed = parse("cccd", text, kind)
    assert (parsed.value, rules(parsed), parsed.changes) == (value, found, changes)


@pytest.mark.parametrize(("text", "value", "found"), [
    ("024088940239", "024088940239", []), ("121234567", "121234567", ["CMND-CU"]), ("B1234567", "B1234567", []), ("C12345678", "C12345678", []),
    ("b1234567", "B1234567", []), ("12345678", "12345678", ["GIAY-TO-8-SO"]),
    ("O243O6444755", None, ["CH-01"]), ("0241783547", None, ["CH-01"]), ("01", None, ["KIEU-GIAY-TO"]), ("không có", None, ["KHONG-CO-SO"]),
])
def test_identity_papers(parse, rules, text, value, found):
    parsed = parse("identity", text)
    assert (parsed.value, rules(parsed)) == (value, found)


def test_tax_codes_have_a_check_digit(parse, rules):
    assert is_tax_code("0314409058") and not is_tax_code("0314409059")
    assert parse("tax_code", "0314409058-002").value == "0314409058-002"
    assert parse("tax_code", "0314409058-002").changes == ()
    assert parse("tax_code", "0314409058002").value == "0314409058-002"
    assert parse("identity_or_tax", "0314409058").value == "0314409058"
    assert parse("identity_or_tax", "024088940239").value == "024088940239"
    assert rules(parse("tax_code", "0314409059")) == ["MA-SO-THUE"]
    assert rules(parse("identity_or_tax", "0241783547")) == ["MA-SO-THUE"]


@pytest.mark.parametrize(("text", "kind"), [
    ("024199300016", CellKind.TEXT), ("24199300016", CellKind.NUMBER), ("024 199 300 016", CellKind.TEXT), ("CCCD: 024199300016", CellKind.TEXT),
    ("121234567", CellKind.TEXT),
])
def test_a_full_number_in_a_masked_column_is_written_nowhere(parse, rules, text, kind):
    parsed = parse("masked_id", text, kind)
    assert (parsed.value, rules(parsed), parsed.secret) == (None, ["CHE-SO"], True)


def test_a_full_number_leaves_no_trace_in_the_tables(cleaned):
    clean = cleaned([column("masked_id", name="che")], [["********0239"], [" 024199300016 "], ["xxxx5960"]])
    assert clean.problems[["row", "column", "rule", "value"]].values.tolist() == [[3, "A", "CHE-SO", ""]]
    everything = clean.frame.to_csv() + clean.changes.to_csv() + clean.problems.to_csv()
    assert "024199300016" not in everything
    assert clean.frame["che"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(("kind", "text", "value", "found"), [
    ("bhyt", "GD4242421234567", "GD4242421234567", []), ("bhyt", "gd4242421234567", "GD4242421234567", []), ("bhyt", "2421234567", "2421234567", []),
    ("bhyt", "ZZ4242421234567", None, ["KIEU-BHYT"]),
    ("bhyt", "GD9242421234567", None, ["KIEU-BHYT"]), ("bhxh", "2421234567", "2421234567", []), ("bhxh", "24212345", None, ["KIEU-BHXH"]),
])
def test_insurance_numbers(parse, rules, kind, text, value, found):
    parsed = parse(kind, text)
    assert (parsed.value, rules(parsed)) == (value, found)


def test_no_message_repeats_the_value(parse):
    for kind, text in (("cccd", "O24172641145"), ("identity", "0241783547"), ("tax_code", "0314409059"), ("phone", "08478266"), ("email", "khong@"), ("bhyt", "ZZ4242421234567")):
        for fault in parse(kind, text).faults:
            assert text not in fault.message and text not in fault.fix


@pytest.mark.parametrize("text", ["024485000001", "024785000001", "024227000001", "024299000001", "123456789012"])
def test_a_citizen_s_number_of_a_birth_still_to_come(parse, rules, text):
    assert rules(parse("cccd", text)) == ["CH-01"]


def test_a_citizen_s_number_of_this_year(parse, rules):
    assert rules(parse("cccd", "024226000001")) == []


def test_letters_in_a_masked_number(parse, rules):
    assert rules(parse("masked_id", "********O239")) == ["KIEU-SO-CHE"]
    assert rules(parse("masked_id", "XXXXXXXX0239")) == []
