"""A scheduler and workers of this machine for the benches, started as the README starts them."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
from distributed import Client


@contextlib.contextmanager
def cluster(scratch: Path, count: int) -> Iterator[tuple[str, psutil.Process]]:
    """So many workers; the address and the scheduler's process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": scratch, "env": environment}
    scheduler = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2], "--no-dashboard"], **quiet)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--local-directory", str(scratch)]
    workers = [subprocess.Popen(command, **quiet) for _ in range(count)]
    try:
        with Client(address, timeout="60s") as client:
            client.wait_for_workers(count, timeout=60)
        yield address, psutil.Process(scheduler.pid)
    finally:
        for process in (*workers, scheduler):
            process.terminate()
        for process in (*workers, scheduler):
            process.wait(30)
