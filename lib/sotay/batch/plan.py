"""Which notebooks a month runs, under which report id, with which parameters."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sotay.definitions.problem import did_you_mean
from sotay.definitions.workspace import Workspace

if TYPE_CHECKING:
    from sotay.definitions.registry import Registry

# Notebooks over the whole month, first in the index: file name -> title.
MONTH = {"tong_hop": "Tổng hợp tháng", "tien_do_ke_hoach": "Tiến độ kế hoạch", "du_lieu_mo": "Dữ liệu đề xuất mở"}
MONTH_GROUP, INDICATOR_GROUP, GROUP_GROUP, DOMAIN_GROUP = "Toàn xã", "Chỉ số của kế hoạch", "Nhóm dữ liệu", "Dữ liệu chuyên ngành"


class UnknownReport(ValueError):
    """`--only` names a report that the month does not have; the message says which there are."""


@dataclass(frozen=True)
class Job:
    """One notebook to execute: `id` names its outputs; `group` is its heading in the index; `datasets`: how many it tells of."""

    id: str
    title: str
    group: str
    notebook: Path
    parameters: dict[str, str] = field(default_factory=dict)
    datasets: int = 0


def month_jobs(workspace: Workspace, registry: Registry, month: str, only: list[str] | None = None) -> list[Job]:
    """Every notebook of the month in the index's order; those named in `only` when given.

    Raises UnknownReport with the nearest known id.
    """
    base, every = {"month": month, "workspace": str(workspace.root)}, len(registry.datasets)
    jobs = [Job(name, title, MONTH_GROUP, workspace.notebook(f"month/{name}.ipynb"), base, every) for name, title in MONTH.items()]
    jobs += [Job(i.id, i.short, INDICATOR_GROUP, workspace.notebook(f"indicators/{i.id}.ipynb"), base, every) for i in sorted(registry.indicators.values(), key=lambda i: i.number)]
    jobs += [Job(g.id, g.short, GROUP_GROUP, workspace.notebook(f"groups/{g.id}.ipynb"), base, sum(d.group == g.id for d in registry.datasets.values())) for g in sorted(registry.groups.values(), key=lambda g: g.number) if g.notebook]
    jobs += [Job(d.id, d.short, DOMAIN_GROUP, workspace.notebook("domains/chuyen_nganh.ipynb"), base | {"domain": d.id}, len(d.datasets)) for d in registry.domains.values()]
    known = [j.id for j in jobs]
    unknown = [f"Không có báo cáo `{name}`. {did_you_mean(name, known)}" for name in only or [] if name not in known]
    if unknown:
        raise UnknownReport("\n".join(unknown))
    return [j for j in jobs if not only or j.id in only]
