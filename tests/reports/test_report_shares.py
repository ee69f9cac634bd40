"""The block on a domain's declared shares: one line where there is none, no comparison of one month with nothing."""

from types import SimpleNamespace

import pandas as pd

from sotay.reports import shares as module
from sotay.reports.shares import NO_SHARE, shares

RATES = pd.DataFrame({"Bảng": ["Ngân sách"], "Tỷ lệ": ["Tỷ lệ giải ngân"], "Tử số": ["Đã giải ngân"], "Cộng tử số": [704.0], "Đơn vị tử số": ["người"],
                      "Mẫu số": ["Kế hoạch"], "Cộng mẫu số": [1408.5], "Đơn vị mẫu số": ["người"], "Bằng (%)": [50.0]})
LOW = pd.DataFrame({"Tỷ lệ": ["Kết quả"], "Ở dòng": ["Chữ ký số"], "Tử số": [139.0], "Mẫu số": [224.0], "Bằng (%)": [62.1]})


NESTED = SimpleNamespace(tables=[SimpleNamespace(rules=[SimpleNamespace(kind="hierarchy_sum")])])
FLAT = SimpleNamespace(tables=[SimpleNamespace(rules=[SimpleNamespace(kind="ratio")])])


def block(monkeypatch, rates, past, low=LOW.iloc[:0], dataset=FLAT, added=True) -> str:
    for name, found in {"declared_rates": rates, "rates_per_month": past, "lowest_rates": low, "added_up": added}.items():
        monkeypatch.setattr(module, name, lambda book, datasets, found=found: found)
    return shares(SimpleNamespace(small_number=5, registry=SimpleNamespace(datasets={"a": dataset})), ["a"]).html


def test_no_share_is_one_line(monkeypatch):
    html = block(monkeypatch, RATES.iloc[:0], pd.DataFrame())
    assert NO_SHARE in html and html.count('role="note"') == 1 and "không phát sinh" not in html


def test_one_month_is_not_drawn_as_a_course(monkeypatch):
    one, two = (pd.DataFrame({"Tỷ lệ giải ngân": values}, index=["2026-08", "2026-09"]) for values in ([None, 50.0], [40.0, 50.0]))
    assert "từng tháng" not in block(monkeypatch, RATES, one)
    html = block(monkeypatch, RATES, two)
    assert "từng tháng" in html and ">Tỷ lệ giải ngân" in html and "Những dòng thấp nhất" not in html


def test_the_note_tells_only_of_what_stands_there(monkeypatch):
    plain, hidden = block(monkeypatch, RATES, pd.DataFrame()), block(monkeypatch, RATES.assign(**{"Cộng tử số": None}), pd.DataFrame(), dataset=NESTED)
    assert "Dấu –" not in plain and "lồng nhau" not in plain
    assert "Dấu – thay cho số dưới 5 người." in hidden and "cộng các mục ngoài cùng" in hidden and "không phát sinh" not in hidden


def test_parts_and_wholes_are_said_in_words_and_whole_people_as_whole_numbers(monkeypatch):
    html = block(monkeypatch, RATES, pd.DataFrame())
    assert "Tỷ lệ giải ngân: Đã giải ngân / Kế hoạch" in html and "704 / 1.408,5 người" in html and "704,0" not in html
    named = RATES.assign(**{"Tỷ lệ": "Đã giải ngân / Kế hoạch", "Đơn vị tử số": "hồ sơ", "Cộng mẫu số": 1408.0})
    html = block(monkeypatch, named, pd.DataFrame())
    assert "Kế hoạch: Đã" not in html and "704 hồ sơ / 1.408 người" in html


def test_unlike_ratios_are_told_row_by_row_and_said_so(monkeypatch):
    html = block(monkeypatch, RATES.iloc[:0], pd.DataFrame(), LOW, added=False)
    assert "139 / 224" in html and module.ROW_BY_ROW in html and NO_SHARE not in html and "Tử số: Tử số" not in html
    assert module.ROW_BY_ROW not in block(monkeypatch, RATES, pd.DataFrame(), LOW)
