"""What a month makes once its tables and reports stand, before the index and the manifest: one step after the other."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from sotay.definitions.workspace import Workspace
from sotay.prepare import Prepared


@dataclass(frozen=True)
class Step:
    """`make` writes its files and gives a Vietnamese line per thing that could not be made; `title` is what a failure is told under."""

    id: str
    title: str
    make: Callable[[Workspace, Prepared], list[str]]


def _documents(workspace: Workspace, result: Prepared) -> list[str]:
    # Here, because the processes that run the notebooks import this module too and need no Word or Excel writer.
    from sotay.reports.official.make import make_documents

    return make_documents(workspace.waiting(result.month), result)


def _aggregates(workspace: Workspace, result: Prepared) -> list[str]:
    from sotay.publish.aggregates import write_aggregates

    return write_aggregates(workspace.waiting(result.month), result)


def _open_data(workspace: Workspace, result: Prepared) -> list[str]:
    from sotay.publish.open_data.publish import publish_open_data

    return publish_open_data(workspace.waiting(result.month), result)


def _exchange(workspace: Workspace, result: Prepared) -> list[str]:
    from sotay.publish.exchange.packages import write_packages

    return write_packages(workspace, result)


def _returns(workspace: Workspace, result: Prepared) -> list[str]:
    from sotay.reports.returned.month import write_returns

    return write_returns(workspace, result)


# In the order they run: a later step may read what an earlier one wrote.
STEPS: tuple[Step, ...] = (
    Step("official", "Soạn báo cáo tháng và phụ lục", _documents),
    Step("aggregates", "Lập số liệu tổng hợp gửi cấp tỉnh", _aggregates),
    Step("open_data", "Công bố dữ liệu mở đã đủ điều kiện", _open_data),
    Step("exchange", "Đóng gói dữ liệu phải chia sẻ", _exchange),
    Step("returns", "Đánh dấu lỗi vào tệp trả lại từng đơn vị", _returns),
)


def close_month(workspace: Workspace, result: Prepared, steps: tuple[Step, ...] | None = None) -> tuple[list[str], dict[str, float]]:
    """Problems of all steps and the seconds each took; a step that fails costs only its own files, a full disk or closed folder (OSError) ends them all."""
    problems, seconds = [], {}
    for step in STEPS if steps is None else steps:
        started = time.perf_counter()
        try:
            problems += step.make(workspace, result)
        except OSError:
            raise
        except Exception as error:  # its text may quote a value
            problems.append(f"{step.title}: lỗi {type(error).__name__}, chưa làm được bước này.")
        seconds[step.id] = round(time.perf_counter() - started, 3)
    return problems, seconds
