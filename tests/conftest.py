"""What tests of several rooms share."""

from __future__ import annotations

import os

import pytest

from sotay.definitions.handed import HANDED, hand_over
from sotay.definitions.registry import load_registry
from sotay.definitions.workspace import shipped


@pytest.fixture(scope="module")
def definitions_read_once(tmp_path_factory):
    """The shipped definitions are parsed once for a whole test file; files are read and written in this process."""
    before = {name: os.environ.get(name) for name in (HANDED, "SOTAY_READ_IN_PROCESS")}
    ready = tmp_path_factory.mktemp("definitions")
    hand_over(load_registry(shipped() / "parameters"), ready)
    os.environ |= {HANDED: str(ready), "SOTAY_READ_IN_PROCESS": "1"}
    yield
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


def pytest_collection_modifyitems(items):
    """Files that run whole months first: with two workers the long ones must not come last, one after the other."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
