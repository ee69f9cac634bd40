"""The steps after the reports: each is told, one that fails costs only its own files and quotes nothing."""

from __future__ import annotations

from sotay.batch.closing import Step, close_month


def test_a_failing_step_is_told_without_its_words_and_the_next_one_runs():
    def breaks(workspace, result):
        raise ValueError("Nông Thị Bích Liên")

    made, told = [], []
    steps = (Step("a", "Bước một", breaks), Step("b", "Bước hai", lambda workspace, result: made.append("b") or ["thiếu một tệp"]))
    problems, seconds = close_month(None, None, lambda number, title: told.append((number, title)), steps)
    assert problems == ["Bước một: lỗi ValueError, chưa làm được bước này.", "thiếu một tệp"]
    assert (made, told, list(seconds)) == (["b"], [(1, "Bước một"), (2, "Bước hai")], ["a", "b"])
