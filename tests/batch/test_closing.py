"""The steps after the reports: one that fails costs only its own files and quotes nothing; a full disk ends them all."""

from __future__ import annotations

import pytest

from sotay.batch.closing import Step, close_month


def raising(error: Exception):
    def make(workspace, result):
        raise error

    return make


def test_a_failing_step_is_told_without_its_words_and_the_next_one_runs():
    made = []
    steps = (Step("a", "Bước một", raising(ValueError("Nông Thị Bích Liên"))), Step("b", "Bước hai", lambda workspace, result: made.append("b") or ["thiếu một tệp"]))
    problems, seconds = close_month(None, None, steps)
    assert problems == ["Bước một: lỗi ValueError, chưa làm được bước này.", "thiếu một tệp"]
    assert (made, list(seconds)) == (["b"], ["a", "b"])


def test_a_full_disk_is_no_fault_of_one_step():
    with pytest.raises(OSError, match="No space"):
        close_month(None, None, (Step("a", "Bước một", raising(OSError(28, "No space left on device"))), Step("b", "Bước hai", raising(AssertionError()))))
