"""Names typed carelessly: keys left in them, accents lost, words run together, several people or no name at all in a cell."""

import pytest

from sotay.cleaning.keystrokes import has_keystrokes, lost_accents

KEYS, ACCENTS, TOGETHER, SEVERAL = "Họ tên còn phím gõ tiếng Việt chưa thành dấu.", "Họ tên không có dấu.", "Họ tên có chữ viết hoa giữa chữ: thiếu dấu cách.", "Một ô ghi tên nhiều người."


@pytest.mark.parametrize(("text", "message"), [
    ("Nguyeenx Vawn An", KEYS), ("Trần Thij Hoa", KEYS), ("Noong Kim Taam", KEYS), ("Nguyen Van An", ACCENTS), ("La Van Minh", ACCENTS), ("Ly Bich Nhi", ACCENTS), ("Ma Hoang Loi", ACCENTS), ("Cam Thu Hien", ACCENTS), ("NguyễnVăn An", TOGETHER),
    ("Nông Văn Bình và Lý Thị Hoa", SEVERAL),
])
def test_a_name_badly_typed_is_kept_and_told(parse, text, message):
    parsed = parse("name", text)
    assert (parsed.value, [(f.rule, f.severity, f.message) for f in parsed.faults]) == (text, [("TEN-KY-TU", "warning", message)])


@pytest.mark.parametrize("text", ["Vi Thu Mai", "Phan Thu Trinh", "Cao Minh Hoang", "Cao Lan Anh", "H’ Hen Niê", "Y - Phơm", "Ksor H Nuk", "Lee Min Ho", "Kim Soo", "Hans Müller", "Jan Van Dijk", "Huang Mei Li", "Le An", "Siu Blưh", "Rơ Châm H’Yin"])
def test_names_of_others_are_left_alone(parse, rules, text):
    assert rules(parse("name", text)) == []
    assert not has_keystrokes(text) and not lost_accents(text)


@pytest.mark.parametrize("text", ["không rõ", "Không có", "chưa đặt tên", "đang cập nhật", "test", "xxx"])
def test_words_instead_of_a_name(parse, rules, text):
    parsed = parse("name", text)
    assert (parsed.value, rules(parsed)) == (None, ["GHI-THAY"])


def test_words_instead_of_what_must_be_there(parse, rules):
    assert [rules(parse("text", "đang cập nhật", required=required)) for required in (True, False)] == [["GHI-THAY"], []]
    assert rules(parse("address", "Thoon Ddoongf Maamj, xã Sơn Hải")) == ["GO-PHIM"]


@pytest.mark.parametrize(("text", "value", "changes"), [
    ("Nguyễn thị Hoa", "Nguyễn Thị Hoa", ("HOA-THUONG",)), ("NGuyễn Văn An", "Nguyễn Văn An", ("HOA-THUONG",)), ("lÊ vIỆT tHĂNG", "Lê Việt Thăng", ("HOA-THUONG",)),
    ("- Nguyễn Văn An", "Nguyễn Văn An", ("DAU-CAU",)), ("Nguyễn Văn An.", "Nguyễn Văn An", ("DAU-CAU",)), ("Ông Nguyễn Văn Bình", "Nguyễn Văn Bình", ("CACH-GOI",)),
    ("Bà: Trần Thị Hoa", "Trần Thị Hoa", ("CACH-GOI",)), ("ÔNG/BÀ TRẦN THỊ HOA", "Trần Thị Hoa", ("CACH-GOI", "HOA-THUONG")),
])
def test_what_surely_is_no_part_of_a_name_goes_and_capitals_stand_in_place(parse, text, value, changes):
    parsed = parse("name", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (value, changes, ())
    assert parse("name", value).changes == ()


@pytest.mark.parametrize("text", ["Ông Ích Khiêm", "Ông Trần Bình", "Anh Thư", "Giàng A Pháo", "Vòong A Sáng", "Nguyễn Kevin", "Trần Anna Mai", "Y Blăng Niê", "Lường Văn Ún", "Bàn Văn Ỷ", "Nguyễn Thị Hoà", "Nguyễn Văn Qúy"])
def test_rare_names_are_neither_changed_nor_told(parse, text):
    parsed = parse("name", text)
    assert (parsed.value, parsed.changes, parsed.faults) == (text, (), ())


@pytest.mark.parametrize(("text", "message"), [
    ("Ng. Thị Hoa", "Họ tên viết tắt."), ("Nguyễn V. Hùng", "Họ tên viết tắt."), ("Trần T Hoà", "Họ tên viết tắt."), ("Nguyễn Văn A", "Tên chỉ có một chữ cái: tên mẫu hoặc viết tắt."),
    ("Con bà Nguyễn Thị Hoa", "Họ tên kèm cách gọi (ông, bà, con…)."), ("Nguyễnn Văn An", "Họ tên có chữ không phải tiếng Việt, có thể gõ nhầm."), ("Ta Hoang Nam", ACCENTS), ("Ban Thi My", ACCENTS),
])
def test_a_shortened_introduced_or_mistyped_name_is_told(parse, text, message):
    parsed = parse("name", text)
    assert (parsed.value, [f.message for f in parsed.faults]) == (text, [message])
