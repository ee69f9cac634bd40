"""A file that has passed the gate is searched again only for values that have come since; the record of it tells no value."""

from __future__ import annotations

import hashlib

import pytest

from sotay.definitions.models.dataset import Column
from sotay.privacy.gate.passed import Passed
from sotay.privacy.gate.search import Search
from sotay.privacy.gate.watchlist import Watchlist
from sotay.publish.searching import Searched

KEY, REPORT = b"k" * 32, "Báo cáo: Nông Thị Bích Liên, 0987654321".encode()
FIRST = ["Đặng Thị Mỹ Linh", "Lò Sáng"]


def run(path, names, numbers=(), allowed="", data=REPORT, key=KEY):
    """One run over one file: what was found, and what it was searched for (None: nothing)."""
    watch = Watchlist(allowed=allowed)
    watch.add(Column(name="a", title="A", type="name", source="S"), names)
    watch.add(Column(name="b", title="B", type="cccd", source="S"), numbers)
    passed = Passed(Search(watch), key, path)
    needed = passed.needed(f".txt:{hashlib.sha256(data).hexdigest()}")
    found = Searched(passed.search, passed).leaks("a.txt", data)
    passed.write()
    return [x.kind for x in found], None if needed is None else len(needed.watch)


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "internal" / "gate.json"
    assert run(path, FIRST, data=b"qua") == ([], 2)
    return path


def test_nothing_new_is_watched_so_nothing_is_searched(record):
    assert run(record, FIRST, data=b"qua") == ([], None)
    assert run(record, FIRST[:1], data=b"qua") == ([], None)
    assert run(record, FIRST, data="khác".encode())[1] == 2


def test_only_added_values_are_searched_for(record):
    assert run(record, [*FIRST, "Nông Văn Bình"], data=b"qua") == ([], 1)
    # What was taken out in between is new again.
    assert run(record, FIRST[:1], data=b"qua") == ([], None)
    assert run(record, FIRST, data=b"qua") == ([], 1)


def test_an_added_value_stops_a_file_that_passed(tmp_path):
    path = tmp_path / "gate.json"
    assert run(path, FIRST, data=b"a 24185009217")[0] == []
    assert run(path, FIRST, ["024185009217"], data=b"a 24185009217")[0] == ["số định danh, điện thoại"]
    # It is no longer among those that passed.
    assert run(path, FIRST, ["024185009217"], data=b"a 24185009217")[1] == 4


def test_a_name_with_other_accents_is_another_value(tmp_path):
    path, data = tmp_path / "gate.json", "Đặng Thị Mỷ Linh".encode()
    assert run(path, FIRST, data=data)[0] == []
    assert run(path, [*FIRST, "Đặng Thị Mỷ Linh"], data=data)[0] == ["họ tên"]


@pytest.mark.parametrize("change", [{"allowed": "bac ninh"}, {"key": b"x" * 32}], ids=["other-texts-excused", "other-key"])
def test_under_other_rules_everything_is_searched(record, change):
    assert run(record, FIRST, data=b"qua", **change)[1] == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rules": 1}', '{"rules": "x", "watched": "!!", "passed": []}'])
def test_a_record_that_cannot_be_read_counts_for_nothing(record, text):
    record.write_text(text, encoding="utf-8")
    assert run(record, FIRST, data=b"qua")[1] == 2


def test_the_record_tells_no_value(tmp_path):
    path = tmp_path / "gate.json"
    run(path, [*FIRST, "Nông Văn Bình"], ["024185009217"])
    text = path.read_text(encoding="utf-8").lower()
    for value in (*FIRST, "dang thi my linh", "linh", "binh", "024185009217", "24185009217"):
        assert value.lower() not in text
