"""The block on a domain's declared shares: one line where there is none, no comparison of one month with nothing."""

from types import SimpleNamespace

import pandas as pd

from sotay.reports import shares as module
from sotay.reports.shares import NO_SHARE, shares

RATES = pd.DataFrame({"Bảng": ["Ngân sách"], "Tỷ lệ": ["Tỷ lệ giải ngân"], "Tử số": ["Đã giải ngân"], "Cộng tử số": [5.0], "Mẫu số": ["Kế hoạch"], "Cộng mẫu số": [10.0], "Bằng (%)": [50.0]})


NESTED = SimpleNamespace(tables=[SimpleNamespace(rules=[SimpleNamespace(kind="hierarchy_sum")])])
FLAT = SimpleNamespace(tables=[SimpleNamespace(rules=[SimpleNamespace(kind="ratio")])])


def block(monkeypatch, rates, past, low=RATES.iloc[:0], dataset=FLAT) -> str:
    for name, found in {"declared_rates": rates, "rates_per_month": past, "lowest_rates": low}.items():
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
