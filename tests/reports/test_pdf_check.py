"""The set-up's check of what PDF needs tells a machine that lacks it."""

from __future__ import annotations

import os
import subprocess
import sys

from sotay.reports.pdf_check import problems


def test_nothing_is_missing_where_tests_run():
    assert problems() == []


def test_a_machine_without_pango_is_told_the_one_command(tmp_path):
    (tmp_path / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0-0")\n', encoding="utf-8")
    ended = subprocess.run([sys.executable, "-m", "sotay.reports.pdf_check"], env=os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "sudo apt-get install libpango-1.0-0" in ended.stderr
