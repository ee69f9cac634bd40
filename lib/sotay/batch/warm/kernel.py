"""A process that has imported everything becomes one notebook's kernel, as if it had just been started for it."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import weakref

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGCHLD", "SIGUSR1", "SIGUSR2", "SIGQUIT")


# What a batch's kernel does without (see `quick`): nobody debugs it, and nobody recalls what was typed.
_QUICK = ["--IPKernelApp.kernel_class=sotay.batch.warm.quick.QuickKernel", "--IPKernelApp.outstream_class=sotay.batch.warm.quick.QuickStream", "--HistoryManager.enabled=False"]


def become_kernel(arguments: list[str], cwd: str, environment: dict[str, str], handles: list[int], quick: bool = False) -> int:
    """Runs the kernel to its end and gives the exit status.

    Own session, working directory, environment, output and random state; nothing of another notebook is here, since none ran in the process forked from. `quick`: it is a batch's.
    """
    parent = os.getppid()
    _own_session(handles)
    _own_surroundings(cwd, environment)
    _own_randomness()
    return _run([*arguments, f"--IPKernelApp.parent_handle={parent}", *(_QUICK if quick else [])], quick)


def _own_session(handles: list[int]) -> None:
    signal.set_wakeup_fd(-1)
    for name in _SIGNALS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)
    os.setsid()
    _forget_ends()
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.close(nowhere)
    for place, handle in enumerate(handles, 1):
        os.dup2(handle, place)
        os.close(handle)


def _forget_ends() -> None:
    """What the process forked from would tidy up at its end, temporary folders among it, is not this kernel's to tidy up."""
    atexit._clear()
    for finalizer in list(weakref.finalize._registry):
        finalizer.detach()
    from multiprocessing import util

    util._finalizer_registry.clear()


def _own_surroundings(cwd: str, environment: dict[str, str]) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)


def _own_randomness() -> None:
    import random

    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _run(arguments: list[str], quick: bool) -> int:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    status = 0
    try:
        IPKernelApp.launch_instance(arguments)
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    if quick:
        # All that the notebook gave has been received. Closing the kernel's channels one by one, while its threads still speak on them, can make those wait for each other.
        atexit.unregister(IPKernelApp.instance().close)
    with contextlib.suppress(Exception):
        atexit._run_exitfuncs()
    return status
