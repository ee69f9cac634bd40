"""Where the steps of a plan run: one Dask graph, on this machine's processors or on a cluster."""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import dask.threaded
from dask.callbacks import Callback

from sotay.batch.graph import FINISH, NOTEBOOK, Step
from sotay.batch.processors import keep_to
from sotay.batch.running import Done, Plan, given_up, run_step
from sotay.batch.workers import Team, workers

if TYPE_CHECKING:
    from distributed import Client

Ended = Callable[[Done], None]
Found = TypeVar("Found")
# How often a step is handed out whose workers die: each time Dask tries it on a few of them.
ROUNDS = 4
CONNECT_SECONDS = "20s"
_NOT_THERE = "Không kết nối được bộ lập lịch Dask ở {}. Kiểm tra địa chỉ, cổng, tường lửa và cấu hình TLS; hoặc chạy không có --scheduler."
_GONE = "Mất kết nối với bộ lập lịch Dask ở {} khi đang chạy. Phần đã xong được giữ: khởi động lại bộ lập lịch rồi chạy lại lệnh này."
_KILLED = "Tiến trình chạy tháng này trên cụm bị dừng nhiều lần (thiếu bộ nhớ?). Chạy ít xã cùng lúc hơn bằng --jobs hoặc dùng máy nhiều bộ nhớ hơn, rồi chạy lại."
_NO_PACKAGE = "Chưa cài phần chạy trên cụm: pip install \"sotay[cluster]\", hoặc chạy không có --scheduler."


class SchedulerGone(RuntimeError):
    """The cluster cannot be reached, or no longer; the message (Vietnamese) says what to do."""


class MonthLost(SchedulerGone):
    """The cluster is there, but every worker that had this month died."""


def graph(plan: Plan, steps: list[Step], do: Callable[[Plan, Step, list[Done]], Done], done: dict[str, Done] | None = None) -> dict[str, tuple]:
    """The steps that are not done yet as a Dask graph; `do` is called with the plan, the step and what it rests on."""
    done, keys = done or {}, keys_of(plan, steps)
    return {keys[s.name]: (do, plan, s, [done.get(n) or keys[n] for n in s.after]) for s in steps if s.name not in done}


def keys_of(plan: Plan, steps: list[Step]) -> dict[str, str]:
    """What each step is called among all that a scheduler knows, by its name in the plan.

    Of those that may begin at the same time Dask takes the one whose key comes last: so they are numbered that the first in the list is the first to begin.
    """
    return {s.name: f"{plan.run}/{number:04}/{s.name}" for number, s in zip(range(len(steps), 0, -1), steps, strict=True)}


def run_here(plan: Plan, steps: list[Step], team: Team, ended: Ended) -> list[Done]:
    """Runs the steps with the processes of a team, as many at a time as it has; `ended` is told of each in this thread."""

    left, ran = {s.name for s in steps}, False

    def do(plan: Plan, step: Step, before: list[Done]) -> Done:
        return run_step(team, plan, step, before)

    def told(key: str, result: object, *rest: object) -> None:
        nonlocal ran
        if isinstance(result, Done):
            left.discard(result.step.name)
            ran = ran or result.entry is not None
            if ran and _only_notebooks([s for s in steps if s.name in left]):
                team.look_ahead(plan.workspace, steps[-1].month)
            ended(result)

    with Callback(posttask=told):
        return list(dask.threaded.get(graph(plan, steps, do), list(keys_of(plan, steps).values()), num_workers=team.count))


def _only_notebooks(left: list[Step]) -> bool:
    """Is nothing left before the last step but notebooks."""
    return bool(left) and left[-1].kind == FINISH and all(s.kind == NOTEBOOK for s in left[:-1])


def run_on(address: str, plan: Plan, steps: list[Step], ended: Ended) -> list[Done]:
    """Runs the steps on the workers of a cluster, which see the same folders. Raises SchedulerGone.

    A worker that dies has its step done again on another. TLS is as Dask's own configuration has it (`distributed.comm.tls`, or DASK_DISTRIBUTED__COMM__TLS__… in the environment).
    """
    done: dict[str, Done] = {}
    with cluster(address) as client:
        _round(client, address, plan, steps, done, ended)
        # What lost its workers too often was perhaps only beside the step that kills them: now one at a time, so that the guilty one is known.
        for step in (s for s in steps if s.name not in done):
            for number in range(1, ROUNDS):
                _round(client, address, plan.again(number), [step], done, ended)
                if step.name in done:
                    break
            else:
                done[step.name] = given_up(step)
                ended(done[step.name])
    return [done[s.name] for s in steps]


def _round(client: Client, address: str, plan: Plan, steps: list[Step], done: dict[str, Done], ended: Ended) -> None:
    """Hands out what is not done and takes in what comes; steps whose workers died too often, and what rests on them, are left."""
    from distributed import as_completed
    from distributed.client import FutureCancelledError
    from distributed.scheduler import KilledWorker

    names, keys = [s.name for s in steps if s.name not in done], keys_of(plan, steps)
    futures = dict(zip(client.get(graph(plan, steps, do_on_worker, done), [keys[n] for n in names], sync=False), names, strict=True))
    for future in as_completed(list(futures)):
        try:
            found = future.result()
        except KilledWorker:
            continue
        except (FutureCancelledError, OSError, TimeoutError):
            raise SchedulerGone(_GONE.format(address)) from None
        done[futures[future]] = found
        ended(found)


def whole_month_on(address: str, call: Callable[[], Found]) -> Found:
    """A month as one task of a cluster: for a workspace that each worker would have to fetch. Raises SchedulerGone, MonthLost and what the call raises."""
    with cluster(address) as client:
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker

        try:
            return client.submit(_with_children, call, pure=False, key=f"month-{secrets.token_hex(6)}").result()
        except KilledWorker:
            raise MonthLost(_KILLED) from None
        except FutureCancelledError:
            raise SchedulerGone(_GONE.format(address)) from None


def _with_children(call: Callable[[], Found]) -> Found:
    _may_have_children()
    _keep_to_own_processors()
    return call()


def _may_have_children() -> None:
    """A nanny starts its worker as a daemon, which may have no children; ours end with it by themselves (workers.begin)."""
    multiprocessing.current_process()._config["daemon"] = False


def _keep_to_own_processors() -> None:
    """A worker with so many threads was promised so many processors."""
    from distributed import get_worker

    keep_to(get_worker().state.nthreads)


def places_on(address: str) -> int:
    """How many steps the workers of a cluster do at once now; at least 1, since workers may still come. Raises SchedulerGone."""
    with cluster(address) as client:
        return max(1, sum(client.nthreads().values()))


@contextmanager
def cluster(address: str) -> Iterator[Client]:
    """A connection to a scheduler. Raises SchedulerGone."""
    try:
        from distributed import Client
    except ImportError:
        raise SchedulerGone(_NO_PACKAGE) from None
    client = None
    with suppress(OSError, TimeoutError, ValueError, TypeError, RuntimeError):  # the last two: TLS asked for and not set up
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    if client is None:
        # What is left of it is tidied up here: if the collector came to it in the thread of a later connection, that one's start and this one's end would wait for each other.
        gc.collect()
        raise SchedulerGone(_NOT_THERE.format(address))
    with client, client.as_current():
        yield client


_once = threading.Lock()
_stack = ExitStack()
_team: list[Team] = []


def do_on_worker(plan: Plan, step: Step, before: list[Done]) -> Done:
    """What a worker of a cluster does: a step, with processes of its own that start with its first step."""
    _keep_to_own_processors()
    with _once:
        if not _team:
            _may_have_children()
            _team.append(_stack.enter_context(workers(1)))
            atexit.register(_stack.close)
    return run_step(_team[0], plan, step, before)
