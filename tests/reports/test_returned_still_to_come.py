"""The list that a unit gets back names what it has not sent, before the due day as after it."""

from types import SimpleNamespace

import pandas as pd

from sotay.reports.returned.month import _Month


def test_what_is_still_to_come_is_listed_before_the_due_day():
    handed = pd.DataFrame({"unit": ["u", "u", "u", "v"], "dataset": ["a", "b", "c", "d"], "status": ["missing", "pending", "on_time", "missing"]})
    result = SimpleNamespace(tables={"submissions": handed}, registry=SimpleNamespace(datasets={n: SimpleNamespace(title=f"Dữ liệu {n}") for n in "abcd"}))
    assert _Month._missing(SimpleNamespace(result=result), "u") == ("Dữ liệu a", "Dữ liệu b")
