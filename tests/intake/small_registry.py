"""A registry of two offices and four small tables, made in code."""

from __future__ import annotations

from pathlib import Path

from sotay.definitions.models.commune import Unit
from sotay.definitions.models.dataset import Column, Dataset, Table
from sotay.definitions.registry import Registry


def _columns(*specs: tuple) -> list[Column]:
    return [Column(name=name, title=title, type=kind, source="S", **more) for name, title, kind, more in specs]


DOGS = _columns(
    ("code", "Mã chó", "text", {"required": True, "headings": ["Số chip"]}), ("owner", "Họ tên chủ nuôi", "name", {"required": True, "headings": ["Chủ nuôi"]}),
    ("day", "Ngày tiêm", "date", {"required": True, "headings": ["Ngày tiêm phòng"]}), ("village", "Thôn", "text", {}), ("fee", "Phí (đồng)", "vnd", {}),
)
LETTERS_IN = _columns(
    ("number", "Số đến", "int", {"required": True, "headings": ["Số"]}), ("sign", "Số, ký hiệu", "doc_no", {"required": True, "headings": ["Số"]}), ("day", "Ngày đến", "date", {"required": True}),
    ("sender", "Cơ quan gửi", "text", {"required": True}), ("about", "Trích yếu", "text", {}),
)
LETTERS_OUT = _columns(
    ("number", "Số đi", "int", {"required": True, "headings": ["Số"]}), ("sign", "Số, ký hiệu", "doc_no", {"required": True, "headings": ["Số"]}), ("day", "Ngày gửi", "date", {"required": True}),
    ("receiver", "Nơi nhận", "text", {"required": True}), ("about", "Trích yếu", "text", {}),
)
COUPLES = _columns(
    ("book", "Số đăng ký", "int", {"required": True}), ("he", "Họ tên chồng", "name", {"required": True, "under": ["Người chồng", "Bên nam"], "leaf": ["Họ tên", "Họ và tên"]}),
    ("he_born", "Ngày sinh chồng", "date", {"under": ["Người chồng", "Bên nam"], "leaf": ["Ngày sinh"]}), ("she", "Họ tên vợ", "name", {"required": True, "under": ["Người vợ", "Bên nữ"], "leaf": ["Họ tên", "Họ và tên"]}),
    ("she_born", "Ngày sinh vợ", "date", {"under": ["Người vợ", "Bên nữ"], "leaf": ["Ngày sinh"]}),
)


def _dataset(name: str, owner: str, *tables: Table) -> Dataset:
    return Dataset(id=name, title=name, short=name, owner=owner, sharing="noi_bo", source="S", tables=list(tables))


def small_registry() -> Registry:
    units = {i: Unit(id=i, name=n, short=n, aliases=a, kind="office", source="S") for i, n, a in (("barn", "Trạm thú y", ["Thú y xã"]), ("post", "Văn thư", []))}
    datasets = [
        _dataset("dogs", "barn", Table(id="dogs", title="Tiêm phòng chó", grain="một con", key=["code"], period="flow", period_field="day", columns=DOGS)),
        _dataset("letters", "post", Table(id="letters_in", title="Văn bản đến", grain="một văn bản", hints=["văn bản đến"], key=["number"], period="flow", period_field="day", columns=LETTERS_IN),
                 Table(id="letters_out", title="Văn bản đi", grain="một văn bản", hints=["văn bản đi"], key=["number"], period="flow", period_field="day", columns=LETTERS_OUT)),
        _dataset("couples", "post", Table(id="couples", title="Sổ kết hôn", grain="một cặp", key=["book"], columns=COUPLES)),
    ]
    return Registry(Path("parameters"), None, None, None, units=units, datasets={d.id: d for d in datasets})
