"""Single cells: what was typed or read in another encoding comes back, what is right stays."""

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import legacy_writers
from sotay.intake.letters.encoding import decode_cell, lost_letters, syllable_score

FAMILY = """Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Đoàn Lâm Trịnh Mai Đào Tô Hà Cao Lương Chu Vi Nông Triệu Hứa Ma Lục Giáp
Thân Nghiêm Tống Quách Thạch Kiều Tạ Châu Khổng La Lò Quàng Cầm Bế Đàm Sầm Giàng Thào Sùng Hạng Vàng Mùa Lầu Tăng Viên Phùng Bàn Lường Ngọ Ngụy Âu Ưng""".split()
MIDDLE = """Văn Thị Hữu Đức Quang Minh Thu Ngọc Thanh Hồng Xuân Kim Bích Đình Công Quốc Bá Trọng Tiến Mạnh Thúy Diệu Mỹ Khánh Gia Bảo Phương Tuấn Hải Thùy Như Đăng Nhật Duy
Thế Viết Sỹ Quý""".split()
GIVEN = """An Anh Bình Cường Dũng Đạt Đông Giang Hà Hải Hạnh Hằng Hiếu Hoa Hòa Hùng Huệ Hương Khoa Khuê Kiên Lan Linh Loan Long Mai Mạnh Nam Nga Ngân Nghĩa Nguyệt Nhung Oanh Phúc
Phượng Quân Quỳnh Sơn Tâm Thảo Thắng Thủy Thuý Toàn Trang Trinh Trúc Tú Tuấn Tuyết Uyên Vân Việt Vinh Yến Quý Huyền Khuyên Điệp Luyến Tỵ Thìn Dậu Hợi Sửu Mùi""".split()
MINORITY = "Krông Pắc|Niê Y Bhăm|H'Mông|Y Ngông Niê Kđăm|Đăk Lăk|Rơ Châm Phương|Kpă Klơng|Ksor Hờ|Êban H'Linh|A Lăng|Pơloong Plênh|Hồ Văn Hươm|Xtiêng|Brâu|Ơ Đu|Chứt|Lử Khờ"
FOREIGN = "José|Müller|Peña|café|São Paulo|Bjørn|Zürich|Curaçao|Noël|René|André|Köln|naïve|Citroën|Nestlé|Électricité|Ông José|Công ty Müller|Côte d'Ivoire|Tü|Gö"
SIGNS = "10°C|5m²|5M²|M³|§ 5|§5|1½|±5|«Chí Phèo»|ĐÃ NỘP|ĐÃ\xa0NỘP|ĐÃ\xa0 nộp|“ĐÃ”|“LÃ”|XÃ – HUYỆN|LÃ VĂN A|©2026|Windows®|10 µg/ml|½ ngày|a·b|·Ban|¥50|ÿ|×2"
PLAIN = "hoà bình|thuỷ lợi|qúy I|gìơ|baỏ chất lựơng|baì|THựC HIỆN|ðường|Ðức|Ðặng|QĐ-UBND|01/QĐ-TTg|a.b@đx.vn|Tô Hà|Lã Công Tú|Đà|À ừ|ở|Ý kiến|Trà My|TT PVHCC|Bắc Kạn|Nậm Cắn"


def _names(count: int) -> list[str]:
    pick = random.Random(20260901)
    return [" ".join([pick.choice(FAMILY), *(pick.choice(MIDDLE) for _ in range(pick.choice([1, 1, 1, 2]))), pick.choice(GIVEN)]) for _ in range(count)]


NAMES = _names(2_000)


@pytest.mark.parametrize("text", "|".join((MINORITY, FOREIGN, SIGNS, PLAIN)).split("|"))
def test_right_text_stays(text):
    assert [decode_cell(form) for form in (text, text.upper(), text.lower(), unicodedata.normalize("NFD", text))] == [None] * 4


def test_right_names_stay():
    assert [name for name in NAMES for form in (name, name.upper(), name.lower(), unicodedata.normalize("NFD", name)) if decode_cell(form)] == []


@pytest.mark.parametrize(("word", "write", "most_ambiguous"), [
    ("tcvn3", legacy_writers.tcvn3, 0.01), ("vni", legacy_writers.vni, 0.01), ("cp1258", legacy_writers.cp1258, 0.05),
    ("utf-8-read-as-cp1252", legacy_writers.utf8_read_as_cp1252, 0.01),
])
def test_names_in_another_encoding_come_back(word, write, most_ambiguous):
    written = {name: write(name) for name in NAMES}
    broken = {name: text for name, text in written.items() if text != name}
    # "Hồ Lan" in VNI reads "Hoà Lan", a well-formed name: such text cannot be told from right text and must stay.
    readable = {name: text for name, text in broken.items() if (syllable_score(text) or 1.0) < 1.0}
    assert [(name, text, decode_cell(text)) for name, text in readable.items() if decode_cell(text) not in ((name, word), None)] == []
    assert [name for name, text in readable.items() if decode_cell(text) is None] == []
    wrong = [(name, decode_cell(text)) for name, text in broken.items() if decode_cell(text) not in (None, (name, word))]
    assert wrong == []
    assert sum(decode_cell(text) is None for text in broken.values()) <= most_ambiguous * len(broken)


@pytest.mark.parametrize(("text", "repaired"), [
    ("V¨n phßng H§ND vµ UBND", ("Văn phòng HĐND và UBND", "tcvn3")),
    ("NGUYÔN THÞ HßA", ("NGUYỄN THỊ HÒA", "tcvn3")),
    ("Hoµng ThÞ ¸nh", ("Hoàng Thị Ánh", "tcvn3")),
    ("«ng NguyÔn V¨n A", ("ông Nguyễn Văn A", "tcvn3")),
    ("Trung taâm Phuïc vuï haønh chính coâng", ("Trung tâm Phục vụ hành chính công", "vni")),
    ("NGUYEÃN THÒ HOØA", ("NGUYỄN THỊ HÒA", "vni")),
    ("Cáº¥p báº£n sao trÃ\xadch lá»¥c há»™ tá»‹ch", ("Cấp bản sao trích lục hộ tịch", "utf-8-read-as-cp1252")),
    ("SÆ¡n Háº£i", ("Sơn Hải", "utf-8-read-as-cp1252")),
    ("Nguyễn VÄƒn An", ("Nguyễn Văn An", "utf-8-read-as-cp1252")),
])
def test_typical_cells(text, repaired):
    assert decode_cell(text) == repaired


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằéèẻếềểễệíìịóòọốồộớờợúùụứừựýỳ ABĐÂ-.,/0123456789"), max_size=40))
def test_letters_beyond_cp1252_are_never_touched(text):
    assert decode_cell(text + " ạộ") is None


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_safe_and_repair_is_stable(text):
    found = decode_cell(text)
    lost_letters(text)
    assert found is None or decode_cell(found[0]) is None


@pytest.mark.parametrize("text", ["Nguy?n", "Trần V?n A", "Lê Th? Hoa", "?ng A", "Đ? Văn", "Tr??ng", "Ngu?i", "h? nghèo", "Nguy\ufffdn", "\ufffd"])
def test_lost_letter(text):
    assert lost_letters(text)


@pytest.mark.parametrize("text", ["xong chưa?", "có không? chưa", "UBND? Không", "ok? vâng", "sao?không", "? gì", "12?", "(?)", "http://a.vn/?q=a", "Là gì?", "", "ở? Tôi"])
def test_question_is_no_loss(text):
    assert not lost_letters(text)


@pytest.mark.parametrize(("text", "score"), [("Nguyễn Văn Hoà", 1.0), ("NguyÔn V¨n", 0.0), ("Nguyen Van A", None), ("QĐ-UBND, HĐND", None), ("Krông Tú", 0.5), ("", None)])
def test_syllable_score(text, score):
    assert syllable_score(text) == score
