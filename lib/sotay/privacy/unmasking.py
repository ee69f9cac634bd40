"""Seeing people's real values: only by an explicit call of a person at the screen, with a reason, and written down."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import os
import sys
from pathlib import Path

from sotay.definitions.handed import HANDED

LOG = ".unmask-log.jsonl"
FEWEST_LETTERS, FEWEST_DIFFERENT = 10, 4
# What pytest tells all that it starts, nbmake's kernels among them.
_TEST_RUN = "PYTEST_CURRENT_TEST"
# What Papermill puts above the parameters it injects.
_INJECTED = ("# Parameters", "# PAPERMILL")


class UnmaskRefused(Exception):
    """Real values are not given; the message (Vietnamese) says why and what to do."""


def unmask(root: Path, reason: str, table: str, columns: list[str], month: str) -> None:
    """Writes down who sees which columns of what, when and why, or raises UnmaskRefused; never a value."""
    if by_machine():
        raise UnmaskRefused("Sổ ghi chú chạy tự động (Papermill, lượt chạy tháng) không được xem dữ liệu cá nhân chưa che. Mở sổ trong JupyterLab rồi tự chạy ô này.")
    if not is_reason(reason):
        raise UnmaskRefused(f"Cần nêu lý do xem dữ liệu chưa che, ít nhất {FEWEST_LETTERS} chữ cái: ví dụ reason=\"Đối chiếu số định danh theo yêu cầu của Công an xã\".")
    when = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    line = {"when": when, "who": _user(), "month": month, "table": table, "columns": columns, "reason": " ".join(reason.split())}
    path = Path(root) / "data" / LOG
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UnmaskRefused(f"Không ghi được nhật ký data/{LOG} nên không mở dữ liệu chưa che. Kiểm tra quyền ghi thư mục data.") from error


def is_reason(reason: object) -> bool:
    """Words, not a filler: enough letters, and enough different ones."""
    letters = [c.lower() for c in reason if c.isalpha()] if isinstance(reason, str) else []
    return len(letters) >= FEWEST_LETTERS and len(set(letters)) >= FEWEST_DIFFERENT


def by_machine() -> bool:
    """Does a batch or Papermill run this, or any kernel that no person's JupyterLab or editor started."""
    if os.environ.get(HANDED):
        return True
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or not hasattr(shell, "kernel"):
        return False
    if any(str(cell).lstrip().startswith(_INJECTED) for cell in shell.user_ns.get("In", [])):
        return True
    # A kernel that a test run (nbmake) started from within JupyterLab inherits what JupyterLab says of its own.
    return bool(os.environ.get(_TEST_RUN)) or not (os.environ.get("JPY_SESSION_NAME") or os.environ.get("VSCODE_PID"))


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "?"
