"""How WeasyPrint is loaded: without asking a compiler for libraries that the loader knows, and leaving the way others ask as it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOAD = """
import ctypes.util, sys, threading
started, asked = [], ctypes.util.find_library
sys.addaudithook(lambda event, args: started.append(args[0]) if event in ("subprocess.Popen", "os.posix_spawn", "os.fork") else None)
{before}
from sotay.reports.pdf import pdf_of
content = pdf_of("<html lang='vi'><head><title>a</title></head><body><p>Số liệu tháng</p></body></html>")
assert content.startswith(b"%PDF") and ctypes.util.find_library is asked
print(len(started))
"""
ANOTHER_THREAD = "waiting = threading.Event(); threading.Thread(target=waiting.wait, daemon=True).start()"


def started(before: str = "") -> int:
    ended = subprocess.run([sys.executable, "-c", LOAD.format(before=before)], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return int(ended.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems look for libraries in other ways")
def test_no_process_is_started_to_find_the_libraries():
    assert started() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems look for libraries in other ways")
def test_beside_other_threads_libraries_are_looked_for_as_ever():
    assert started(ANOTHER_THREAD) > 0
