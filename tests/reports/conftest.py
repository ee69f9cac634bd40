"""Tests of official documents tell their months with the same hands as the tests of tracking."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[1] / "tracking"))
