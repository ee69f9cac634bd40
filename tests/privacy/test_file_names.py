"""A file named after a citizen is shown under another name; ordinary names stay."""

from __future__ import annotations

from sotay.privacy.file_names import covered

PEOPLE = {("nong", "thi", "bich", "lien"), ("ly", "an")}


def test_a_person_in_a_file_name_is_covered_whatever_the_spelling():
    labels = ["Don cua NONG THI BICH LIEN.xlsx", "Nông Thị Bích Liên (2).xls", "bo-sung_ly_an.csv", "Bao cao T9.xlsx", "Lý do trễ hạn.xlsx", "goi.zip!Lý An.xlsx"]
    shown = covered(labels, PEOPLE)
    assert dict(zip(shown["label"], shown["shown"], strict=True)) == {
        "Don cua NONG THI BICH LIEN.xlsx": "(đã che tên riêng 1).xlsx", "Nông Thị Bích Liên (2).xls": "(đã che tên riêng 2).xls",
        "bo-sung_ly_an.csv": "(đã che tên riêng 3).csv", "goi.zip!Lý An.xlsx": "(đã che tên riêng 4).xlsx"}


def test_nothing_to_cover_gives_an_empty_table():
    assert covered(["Bao cao T9.xlsx", ""], PEOPLE).empty
