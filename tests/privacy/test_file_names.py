"""A file named after a citizen is shown under another name; ordinary names stay."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd

from sotay.book import Book
from sotay.definitions.workspace import Workspace
from sotay.prepare import write_csv
from sotay.privacy.file_names import COVERED_WORDS, covered, covered_words, own_words

PEOPLE = {("nong", "thi", "bich", "lien"), ("ly", "an")}


def test_a_person_in_a_file_name_is_covered_whatever_the_spelling():
    labels = ["Don cua NONG THI BICH LIEN.xlsx", "Nông Thị Bích Liên (2).xls", "bo-sung_ly_an.csv", "Bao cao T9.xlsx", "Lý do trễ hạn.xlsx", "goi.zip!Lý An.xlsx"]
    shown = covered(labels, PEOPLE)
    assert dict(zip(shown["label"], shown["shown"], strict=True)) == {
        "Don cua NONG THI BICH LIEN.xlsx": "(đã che tên riêng 1).xlsx", "Nông Thị Bích Liên (2).xls": "(đã che tên riêng 2).xls",
        "bo-sung_ly_an.csv": "(đã che tên riêng 3).csv", "goi.zip!Lý An.xlsx": "(đã che tên riêng 4).xlsx"}


def test_own_words_that_spell_a_person_are_covered_on_pages_and_long_numbers_cut(tmp_path):
    """A correction's reason, an obstacle: the page would be held back by the gate for one sentence; a table that asks for people has no words of that kind."""
    def frame(pii, **columns):
        return SimpleNamespace(table=SimpleNamespace(columns=[SimpleNamespace(name=n, type="text", pii=pii) for n in columns]), rows=pd.DataFrame(columns))

    reason = SimpleNamespace(month="2026-09", reason="Gõ nhầm của bà Nông Thị Bích Liên.", by="Công chức tiếp nhận")
    other = SimpleNamespace(month="2026-08", reason="Của ông Lý An", by="x")
    frames = [frame("none", vuong_mac=["Chưa gặp được NONG THI BICH LIEN", "Máy hỏng, gọi 0912 345 678", None]), frame("identifying", ghi_chu=["Lý An"])]
    said = own_words(SimpleNamespace(corrections=[reason, other]), frames, "2026-09")
    assert said == {reason.reason, reason.by, "Chưa gặp được NONG THI BICH LIEN", "Máy hỏng, gọi 0912 345 678"}
    book = Book(Workspace(tmp_path), "2026-09")
    write_csv(book.workspace.internal("2026-09") / "covered.csv", covered_words(said, PEOPLE))
    assert [book.cover(text) for text in (reason.reason, reason.by, "Chưa gặp được NONG THI BICH LIEN", "Máy hỏng, gọi 0912 345 678")] == [COVERED_WORDS, reason.by, COVERED_WORDS, "Máy hỏng, gọi 09…"]


def test_nothing_to_cover_gives_an_empty_table():
    assert covered(["Bao cao T9.xlsx", ""], PEOPLE).empty
