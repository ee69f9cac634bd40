"""Where the process that starts kernels listens: one per user and environment, in a folder that nobody else may enter."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from pathlib import Path

# Set by a batch for the kernels of its own processes; without it the one of this user and environment is asked, or started.
ADDRESS = "SOTAY_KERNELS_AT"
# warm: forked, or kept ready where there is no fork; spare: kept ready; cold: started each time.
MODE = "SOTAY_KERNELS"
WARM, SPARE, COLD = "warm", "spare", "cold"


def mode() -> str:
    """How kernels start, as the user set it; what is not known counts as warm."""
    said = os.environ.get(MODE, WARM)
    return said if said in (WARM, SPARE, COLD) else WARM


def environment_key() -> str:
    """Changes when Python, the installed packages or the suite's own code change: a new key, so a new process."""
    own = Path(__file__).resolve().parents[2]
    facts = [sys.executable, sys.version, sys.prefix, mode(), os.environ.get("PYTHONPATH", ""), *(f"{p}:{_changed(Path(p))}" for p in sys.path if "site-packages" in p)]
    facts += [f"{p}:{_changed(p)}" for p in sorted(own.rglob("*.py"))]
    return hashlib.sha256("\n".join(facts).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


def private_folder() -> Path:
    """This user's own folder for sockets. Raises PermissionError when somebody else made it."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    folder = base / f"sotay-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if facts.st_uid != os.getuid() or facts.st_mode & 0o077 or folder.is_symlink():
        raise PermissionError(f"{folder.name}: not a folder of this user alone")
    return folder


def own_address() -> str:
    """The address for this user and environment."""
    if os.name != "posix":
        return rf"\\.\pipe\sotay-{os.environ.get('USERNAME', '')}-{environment_key()}"
    return str(private_folder() / environment_key())
