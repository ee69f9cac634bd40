"""Where there is no fork: the next kernel's process starts and imports while the current notebook runs."""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from multiprocessing.connection import Connection, Listener


class SpareServer:
    """Gives each launcher the process that waits, and starts the next one at once. Threads are free to use here: nothing is forked."""

    def __init__(self, address: str) -> None:
        self.listener = Listener(address, backlog=64)
        self.lock = threading.Lock()
        self.processes: list[subprocess.Popen] = []
        self.waiting = self._start()
        threading.Thread(target=self._accept, daemon=True, name="sotay-spare").start()

    def _start(self) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-m", "sotay.batch.warm.spare"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def _accept(self) -> None:
        while True:
            try:
                link = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(link,), daemon=True).start()

    def _answer(self, link: Connection) -> None:
        with link:
            asked = link.recv()
            if asked["fds"]:
                from multiprocessing.reduction import recv_handle

                for _ in (1, 2):
                    os.close(recv_handle(link))
            with self.lock:
                kernel, self.waiting = self.waiting, self._start()
            threading.Thread(target=_kill_when_gone, args=(link, kernel), daemon=True).start()
            with contextlib.suppress(OSError):
                link.send(kernel.pid)
                pickle.dump(asked, kernel.stdin)
                kernel.stdin.flush()
                link.send(kernel.wait())
            kernel.stdin.close()
            self.processes.remove(kernel)

    def close(self) -> None:
        """Ends every process that was started here."""
        self.listener.close()
        for process in list(self.processes):
            process.kill()
            process.wait()


def _kill_when_gone(link: Connection, kernel: subprocess.Popen) -> None:
    """A launcher never speaks after its request: what can be received is that it is gone."""
    with contextlib.suppress(EOFError, OSError):
        link.recv()
    kernel.kill()


def main() -> None:
    """A process that has imported everything and becomes a kernel when it is told which."""
    import sotay.batch.warm.imports

    sotay.batch.warm.imports.forget_start_folder()
    asked = pickle.load(sys.stdin.buffer)
    from sotay.batch.warm.kernel import become_kernel

    os._exit(become_kernel(asked["arguments"], asked["cwd"], asked["environment"], [], quick=True))


if __name__ == "__main__":
    main()
