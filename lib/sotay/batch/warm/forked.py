"""A batch's own way to a kernel: its process asks the source of warm kernels itself; Jupyter's way starts a Python process that only asks and then stands in for the kernel."""

from __future__ import annotations

import errno
import os
import signal
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from sotay.batch.warm.address import ADDRESS
from sotay.batch.warm.launcher import ask

_LAUNCHER = "sotay.batch.warm.launcher"


class ForkedKernel:
    """A kernel as `subprocess.Popen` would show it: it ends with this process, for then the line to its source goes dead."""

    stdin = stdout = stderr = None

    def __init__(self, link: Connection) -> None:
        """`link`: a line on which the kernel has been asked for. Raises OSError or EOFError when none comes."""
        self._link = link
        self.pid: int = link.recv()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        if self.returncode is None and self._link.poll():
            self._ended()
        return self.returncode

    def wait(self) -> int:
        """Its exit status once it has ended."""
        if self.returncode is None:
            self._ended()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Raises ProcessLookupError when it has ended."""
        if self.poll() is not None:
            raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self) -> None:
        try:
            self.returncode = self._link.recv()
        except (OSError, EOFError):
            self.returncode = 1
        self._link.close()


class ForkedProvisioner(LocalProvisioner):
    """Jupyter's own way in everything but the start."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """A kernel from this process's source; the ordinary way when it gives none."""
        if _LAUNCHER not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        cwd = kwargs.get("cwd") or Path.cwd()
        # As jupyter_client.launcher says it of the process that it starts.
        environment = (kwargs.get("env") or dict(os.environ)) | {"JPY_PARENT_PID": str(os.getpid())}
        try:
            self.process = ForkedKernel(ask(Client(os.environ[ADDRESS]), cmd[cmd.index(_LAUNCHER) + 1:], str(cwd), environment))
        except (OSError, EOFError):
            return await super().launch_kernel(cmd, **kwargs)
        # It leads a session of its own as soon as it runs; until then the group is not there, and the process itself is told.
        self.pid = self.pgid = self.process.pid
        self.cwd = cwd
        return self.connection_info

    async def send_signal(self, signum: int) -> None:
        """As Jupyter's own; nothing to a kernel that has ended: its source has waited for it, and its number may be another process's by now."""
        if isinstance(self.process, ForkedKernel) and self.process.poll() is not None:
            return
        await super().send_signal(signum)
