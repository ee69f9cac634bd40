"""What the definitions still leave open: facts not verified, facts of the commune not given, questions to ask."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from sotay.definitions.models.base import UNVERIFIED
from sotay.definitions.registry import Registry

_SHOWN = 8
_SOURCE_KEYS = ("source", "target_source")


@dataclass(frozen=True)
class OpenFact:
    """One open point: `file` and `where` in it, and a Vietnamese sentence."""

    file: str
    where: str
    text: str


def open_facts(registry: Registry) -> list[OpenFact]:
    """Every open point, file by file: the commune's own first, then what each file marks as unverified."""
    return [*_commune(registry), *_plan(registry), *_unverified(registry), *_code_lists(registry)]


def _commune(registry: Registry) -> Iterator[OpenFact]:
    commune, file = registry.commune, f"{registry.root.name}/commune.yml"
    missing = [
        (not commune.villages, "villages", "Chưa có danh sách thôn của xã: tên thôn trong tệp chưa đối chiếu được."),
        (not commune.agency_codes, "agency_codes", "Chưa có mã định danh điện tử của UBND xã và các đơn vị: mã cơ quan trong mã hồ sơ chưa đối chiếu được."),
        (commune.population is None, "population", "Chưa có dân số của xã."),
        (not commune.signatories, "signatories", "Chưa có người ký báo cáo."),
    ]
    yield from (OpenFact(file, where, text) for empty, where, text in missing if empty)
    for index, signatory in enumerate(commune.signatories):
        if not signatory.name:
            yield OpenFact(file, f"signatories.{index}.name", f"Chưa điền tên người ký ({' / '.join(signatory.title.split(chr(10)))}).")
    yield from _told(file, commune, "dữ kiện")
    yield from (OpenFact(file, f"open_questions.{index}", question) for index, question in enumerate(commune.open_questions))


def _plan(registry: Registry) -> Iterator[OpenFact]:
    if not registry.plan.number.split("/")[0].strip():
        yield OpenFact(f"{registry.root.name}/plan.yml", "number", f"Kế hoạch chưa có số{'' if registry.plan.issued else ' và ngày ban hành'}.")


def _unverified(registry: Registry) -> Iterator[OpenFact]:
    name = registry.root.name
    yield from _told(f"{name}/units.yml", list(registry.units.values()), "đơn vị")
    yield from _told(f"{name}/open_data.yml", list(registry.open_data.values()), "điều kiện")
    yield from _told(f"{name}/scoring.yml", registry.scoring, "cách tính điểm chung")
    for kind, items, what in (("dataset", registry.datasets, "mục"), ("indicator", registry.indicators, "mục")):
        for key, item in items.items():
            yield from _told(registry.files[(kind, key)], item, what)
    for key, dataset in registry.datasets.items():
        yield from (OpenFact(registry.files[("dataset", key)], f"undeclared.{n}", f"Chưa kiểm tra được {u.rule}: {u.reason}") for n, u in enumerate(dataset.undeclared))


def _code_lists(registry: Registry) -> Iterator[OpenFact]:
    for key, values in registry.codes.items():
        yield from _line(f"{registry.root.name}/codes/{key}.csv", [v.label for v in values if v.source == UNVERIFIED], "giá trị")


def _told(file: str, item, what: str) -> Iterator[OpenFact]:
    return _line(file, list(dict.fromkeys(_marked(item, what))), what)


def _line(file: str, names: list[str], what: str) -> Iterator[OpenFact]:
    if names:
        listed = ", ".join(names[:_SHOWN]) + (f" và {len(names) - _SHOWN} {what} khác" if len(names) > _SHOWN else "")
        yield OpenFact(file, "source", f"{len(names)} {what} chưa kiểm chứng: {listed}.")


def _marked(item, name: str) -> Iterator[str]:
    """Names of the parts of a definition that are marked as unverified, the nearest named thing for each."""
    if isinstance(item, list | tuple):
        for part in item:
            yield from _marked(part, name)
    if isinstance(item, BaseModel):
        name = str(getattr(item, "id", None) or getattr(item, "name", None) or getattr(item, "label", None) or name)
        for key in type(item).model_fields:
            value = getattr(item, key)
            if key in _SOURCE_KEYS:
                # A measure shown without a target has no target to verify.
                if value == UNVERIFIED and (key == "source" or item.target is not None):
                    yield name
            else:
                yield from _marked(value, name if not isinstance(value, BaseModel) else key)
