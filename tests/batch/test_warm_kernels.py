"""Warm kernels: each notebook a process of its own, nothing shared, nothing left behind, and an ordinary kernel when there is no warm one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from sotay.batch.warm.address import ADDRESS, MODE, environment_key
from sotay.batch.warm.manager import BatchManager
from sotay.batch.workers import SHARE
from sotay.definitions.handed import PROCESSORS

posix = pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="no fork")
# A batch's own worker in a process apart: pytest has threads, and a process with threads must not fork.
WORKER = "import sys, time; from pathlib import Path; import sotay.batch.warm.imports; from sotay.batch.workers import begin; begin(Path(sys.argv[1]), sys.argv[2]); import os; print(os.environ['SOTAY_KERNELS_AT'], flush=True); sys.stdin.read()"


@contextlib.contextmanager
def worker(folder: Path, how: str):
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(folder), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process.stdout.readline().strip(), process
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A socket's path is limited to about 100 bytes."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="st-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module", params=["warm", "spare"])
def address(request, short):
    if request.param == "warm" and (os.name != "posix" or sys.platform == "darwin"):
        pytest.skip("no fork")
    folder = short / request.param
    folder.mkdir()
    with worker(folder, request.param) as (at, _):
        yield at


@pytest.fixture(autouse=True)
def kernelspec(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", str(SHARE))
    monkeypatch.delenv(MODE, raising=False)


def run(*sources: str, cwd: Path, kernel: str = "sotay", manager: type = AsyncKernelManager) -> list[str]:
    """What each cell gave, in one kernel."""
    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])
    NotebookClient(content, kernel_name=kernel, timeout=60, kernel_manager_class=manager).execute(cwd=str(cwd))
    return ["".join(o.get("text", "") or o.get("data", {}).get("text/plain", "") for o in c.outputs).strip() for c in content.cells]


def gone(pid: int, seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def own_memory(pid: int) -> int:
    """What the process has written itself, in KB."""
    return sum(int(line.split()[1]) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if line.startswith(("Private_Dirty:", "Shared_Dirty:")))


def test_each_notebook_has_a_process_a_folder_an_environment_and_chance_of_its_own(address, tmp_path, monkeypatch):
    monkeypatch.setenv(ADDRESS, address)
    ask = "import os, random, sys, numpy; (os.getpid(), os.getcwd(), os.environ['SOTAY_PROBE'], random.random(), float(numpy.random.rand()), 'left' in globals(), getattr(sys, 'left', None))"
    seen = []
    for name in ("một", "hai"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv("SOTAY_PROBE", name)
        seen.append(eval(run("import sys; left = sys.left = 1; None", ask.replace("'left' in globals()", "True"), cwd=tmp_path / name)[1]))
        assert eval(run(ask, cwd=tmp_path / name)[0])[5:] == (False, None)
    assert [s[1] for s in seen] == [str(tmp_path / "một"), str(tmp_path / "hai")] and [s[2] for s in seen] == ["một", "hai"]
    assert all(len({s[i] for s in seen}) == 2 for i in (0, 3, 4))


def test_the_kernel_was_not_started_for_the_notebook_but_had_everything(address, tmp_path, monkeypatch):
    monkeypatch.setenv(ADDRESS, address)
    assert run("import sys; all(m in sys.modules for m in ('pandas', 'duckdb', 'matplotlib.pyplot', 'sotay.book'))", cwd=tmp_path) == ["True"]


def test_warm_and_cold_kernels_give_the_same(address, tmp_path, monkeypatch):
    cells = ("import sys, os; [p for p in sys.path if p not in ('', os.getcwd())]", "import matplotlib; matplotlib.get_backend()", "import pandas as pd; pd.DataFrame({'xã': [1.5, None]})", "__name__, sys.argv[0].split('/')[-1].split('.')[0], os.getcwd()")
    monkeypatch.setenv(ADDRESS, address)
    warm = run(*cells, cwd=tmp_path)
    monkeypatch.setenv(MODE, "cold")
    cold = run(*cells, cwd=tmp_path)
    assert warm[1:] == cold[1:] and set(eval(warm[0])) == set(eval(cold[0]))


def test_an_error_in_one_kernel_and_a_crash_of_another_cost_nobody_else(address, tmp_path, monkeypatch):
    monkeypatch.setenv(ADDRESS, address)
    with pytest.raises(CellExecutionError):
        run("1 / 0", cwd=tmp_path)
    with pytest.raises(DeadKernelError):
        run("import os; os._exit(3)", cwd=tmp_path)
    assert run("6 * 7", cwd=tmp_path) == ["42"]


def test_without_anybody_at_the_address_an_ordinary_kernel_starts(tmp_path, monkeypatch):
    monkeypatch.setenv(ADDRESS, str(tmp_path / "nobody"))
    assert run("'sotay.book' in __import__('sys').modules", cwd=tmp_path) == ["False"]


@posix
def test_a_kernel_can_be_interrupted_and_goes_on(short, tmp_path, monkeypatch):
    from jupyter_client.manager import start_new_kernel

    folder = short / "interrupt"
    folder.mkdir()
    with worker(folder, "warm") as (at, _):
        monkeypatch.setenv(ADDRESS, at)
        manager, client = start_new_kernel(kernel_name="sotay")
        try:
            client.execute("import time; print('on'); time.sleep(60)")
            while client.get_iopub_msg(timeout=30)["msg_type"] != "stream":
                pass
            manager.interrupt_kernel()
            reply = client.get_shell_msg(timeout=20)["content"]
            assert (reply["status"], reply["ename"]) == ("error", "KeyboardInterrupt")
            # ipykernel turns away ("aborted") what arrives in the moment after an error: a person is never that quick, a test is.
            until = time.monotonic() + 20
            while (status := client.execute_interactive("1", timeout=20)["content"]["status"]) == "aborted" and time.monotonic() < until:
                pass
            assert status == "ok"
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


@posix
def test_a_killed_launcher_takes_its_kernel_and_what_that_started_along(short, monkeypatch):
    from jupyter_client.manager import start_new_kernel

    folder = short / "killed"
    folder.mkdir()
    with worker(folder, "warm") as (at, _):
        monkeypatch.setenv(ADDRESS, at)
        manager, client = start_new_kernel(kernel_name="sotay")
        said: list[str] = []
        client.execute_interactive("import os, subprocess; print(os.getpid(), subprocess.Popen(['sleep', '300']).pid)", output_hook=lambda m: said.append(m["content"].get("text", "")))
        kernel, child = map(int, "".join(said).split())
        os.kill(manager.provisioner.pid, signal.SIGKILL)
        client.stop_channels()
        assert gone(kernel) and gone(child)
        manager.shutdown_kernel(now=True)


def children_of(pid: int) -> list[int]:
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


async def started(cwd: Path) -> BatchManager:
    manager = BatchManager(kernel_name="sotay")
    await manager.start_kernel(cwd=str(cwd))
    return manager


@posix
def test_a_batch_asks_for_its_kernels_itself_and_learns_how_they_end(short, monkeypatch, tmp_path):
    folder = short / "asked"
    folder.mkdir()
    before = set(children_of(os.getpid()))
    with worker(folder, "warm") as (at, process):
        monkeypatch.setenv(ADDRESS, at)
        (server,) = children_of(process.pid)

        async def killed_and_left() -> tuple[int, int, int]:
            first = await started(tmp_path)
            pid, kernel = first.provisioner.pid, first.provisioner.process
            # No process of ours stands between: the kernel is the server's child.
            assert pid in children_of(server) and set(children_of(os.getpid())) - before == {process.pid}
            os.kill(pid, signal.SIGKILL)
            status = kernel.wait()
            assert not await first.is_alive()
            with pytest.raises(ProcessLookupError):
                kernel.send_signal(signal.SIGTERM)
            await first.shutdown_kernel(now=True)
            second = await started(tmp_path)
            # As when this process dies: nobody holds the line any more.
            second.provisioner.process._link.close()
            return pid, status, second.provisioner.pid

        pid, status, left = asyncio.run(killed_and_left())
        assert status == -signal.SIGKILL and gone(pid) and gone(left)
        assert run("import os; os.getppid()", cwd=tmp_path, manager=BatchManager) == [str(server)]


@pytest.mark.parametrize("kernel", ["sotay", "python3"])
def test_a_batch_s_kernel_is_no_process_that_may_be_copied(address, kernel, tmp_path, monkeypatch):
    """It has threads of its own; what a batch's other processes are told stays."""
    monkeypatch.setenv(ADDRESS, address)
    monkeypatch.setenv(PROCESSORS, "2")
    monkeypatch.setenv("SOTAY_PROBE", "x")
    asked = "import os; from sotay.definitions.beside import may_copy; (may_copy(), os.environ['SOTAY_PROBE'])"
    assert run(asked, cwd=tmp_path, kernel=kernel, manager=BatchManager) == ["(False, 'x')"]
    assert os.environ[PROCESSORS] == "2"


@posix
def test_a_batch_s_kernel_looks_at_no_module_and_is_ipython_in_all_else(short, monkeypatch, tmp_path):
    folder = short / "quick"
    folder.mkdir()
    with worker(folder, "warm") as (at, _):
        monkeypatch.setenv(ADDRESS, at)
        content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import os, sys; print('một'); display(2); print('ba', end=''); sys.stderr.write('bốn'); os.write(1, b'n\\u0103m'); 6"), nbformat.v4.new_code_cell("print('bảy')")])
        NotebookClient(content, kernel_name="sotay", timeout=60, kernel_manager_class=BatchManager).execute(cwd=str(tmp_path))
        told = [[o.get("text") or o["data"]["text/plain"] for o in c.outputs] for c in content.cells]
        # What is printed keeps its place before and behind what is shown; what goes to the terminal itself comes when it comes.
        assert told[0][:2] == ["một\n", "2"] and [t for t in told[0][2:] if "103m" not in t][-3:] == ["ba", "bốn", "6"] and told[1] == ["bảy\n"]
        asked = "k = get_ipython().kernel; import sys, ipykernel.ipkernel as ip; (type(k).__mro__[1] is ip.IPythonKernel, len(k._kernel_modules), 'pandas' in sys.modules, ip.sys is sys, k.implementation)"
        assert run(asked, cwd=tmp_path, manager=BatchManager) == ["(True, 0, True, True, 'ipython')"]


@posix
def test_a_batch_whose_source_is_gone_starts_an_ordinary_kernel(short, monkeypatch, tmp_path):
    monkeypatch.setenv(ADDRESS, str(short / "nobody-listens-here"))
    assert run("6 * 7", cwd=tmp_path, manager=BatchManager) == ["42"]


@posix
def test_many_forks_leave_no_process_socket_or_file_behind(short, monkeypatch, tmp_path):
    folder = short / "many"
    folder.mkdir()
    with worker(folder, "warm") as (at, process):
        monkeypatch.setenv(ADDRESS, at)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        server = int(children.read_text().split()[0])
        descriptors = Path(f"/proc/{server}/fd")
        run("1", cwd=tmp_path, manager=BatchManager)
        before, memory = len(list(descriptors.iterdir())), own_memory(server)
        # tests/bench/bench_forks.py does it 500 times.
        pids = [int(run("import os; os.getpid()", cwd=tmp_path, manager=BatchManager)[0]) for _ in range(12)]
        assert len(set(pids)) == 12 and all(gone(p) for p in pids)
        assert own_memory(server) - memory < 1_000
        until = time.monotonic() + 10
        while len(list(descriptors.iterdir())) > before and time.monotonic() < until:
            time.sleep(0.05)
        assert len(list(descriptors.iterdir())) == before
        assert Path(f"/proc/{server}/task/{server}/children").read_text().split() == []
        assert [p.name for p in Path(f"/proc/{server}/task").iterdir()] == [str(server)]
        assert [p.name for p in folder.iterdir()] == [Path(at).name]
    assert gone(server) and list(folder.iterdir()) == []


def test_a_batch_s_kernel_ends_without_a_word(tmp_path, capfd):
    for kernel in ("sotay", "python3"):
        assert run("6 * 7", cwd=tmp_path, kernel=kernel, manager=BatchManager) == ["42"]
    assert "KeyboardInterrupt" not in "".join(capfd.readouterr())


def test_a_batch_s_kernel_that_dies_before_it_answers_is_told_at_once(tmp_path, monkeypatch):
    kernels = tmp_path / "kernels" / "gone"
    kernels.mkdir(parents=True)
    (kernels / "kernel.json").write_text(json.dumps({"argv": [sys.executable, "-c", "raise SystemExit(3)"], "display_name": "x", "language": "python"}), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))

    async def started() -> None:
        manager = BatchManager(kernel_name="gone")
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    with pytest.raises(RuntimeError, match="died"):
        asyncio.run(started())


def test_a_running_cell_of_a_batch_s_kernel_can_still_be_interrupted(tmp_path):
    """The time a cell may take ends it by an interrupt; only ending a kernel that is idle goes without one."""
    from nbclient.exceptions import CellTimeoutError

    content = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('stopped')"), nbformat.v4.new_code_cell("6 * 7")])
    try:
        NotebookClient(content, kernel_name="python3", timeout=3, interrupt_on_timeout=True, kernel_manager_class=BatchManager).execute(cwd=str(tmp_path))
    except CellTimeoutError:
        pytest.fail("the cell was not interrupted")
    assert "stopped" in str(content.cells[0].outputs) and content.cells[1].outputs[0].data["text/plain"] == "42"


@posix
def test_the_server_of_a_user_starts_by_itself_and_serves_one_environment(short, monkeypatch, tmp_path):
    runtime = short / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    monkeypatch.delenv(ADDRESS, raising=False)
    first, second = (int(run("import os; os.getppid()", cwd=tmp_path)[0]) for _ in range(2))
    assert first == second
    own = runtime / f"sotay-{os.getuid()}"
    assert own.stat().st_mode & 0o077 == 0 and {p.name.removesuffix(".lock") for p in own.iterdir()} == {environment_key()}
    os.kill(first, signal.SIGTERM)
    assert gone(first) and list(own.iterdir()) == []


def test_the_key_changes_with_the_environment(monkeypatch):
    before = environment_key()
    assert environment_key() == before
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    assert environment_key() != before
