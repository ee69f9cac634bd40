"""Demo months made once and read by several tests."""

from pathlib import Path

import pytest

from sotay.definitions.registry import load_registry
from sotay.demo import make_demo
from sotay.demo.kitchen import load_kitchen
from sotay.demo.world import World

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
MONTH = "2026-09"


@pytest.fixture(scope="session")
def registry():
    return load_registry(PARAMETERS)


@pytest.fixture(scope="session")
def world(registry):
    """A commune of 10,000 people, seed 5, September 2026."""
    return World(registry, load_kitchen(PARAMETERS / "demo"), 5, 1.0, MONTH)


@pytest.fixture(scope="session")
def clean_workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean")
    make_demo(folder, 2, 11, size=0.2, clean=True)
    return folder


@pytest.fixture(scope="session")
def soiled_workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("soiled")
    make_demo(folder, 2, 11, size=0.2)
    return folder
