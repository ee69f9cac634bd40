"""The metadata quality score of data.europa.eu (405 points in five dimensions), computed from a DCAT description, with what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_EU = "http://publications.europa.eu/resource/authority"
_MACHINE_READABLE = {"CSV", "JSON", "PARQUET", "XML", "GEOJSON", "RDF", "TSV", "ODS"}
_PROPRIETARY = {"XLS", "XLSX", "DOC", "DOCX", "PDF", "MDB"}
RATINGS = ((351, "Rất tốt"), (221, "Tốt"), (121, "Đạt"), (0, "Chưa đạt"))


@dataclass(frozen=True)
class Indicator:
    """One line of the method: its dimension, points, what is told when they are not earned, and the test of a dataset or of each of its distributions."""

    dimension: str
    points: int
    missing: str
    test: Callable[[dict], bool]
    each: bool = False


def _reference(node: object) -> str:
    return str(node.get("@id", "")) if isinstance(node, dict) else ""


def _in(authority: str) -> Callable[[object], bool]:
    return lambda node: _reference(node).startswith(f"{_EU}/{authority}/")


def _format(distribution: dict) -> str:
    return _reference(distribution.get("dct:format")).rsplit("/", 1)[-1]


def _complete(dataset: dict) -> bool:
    """What DCAT-AP demands: a title, a description, and an access address of every distribution."""
    files = dataset.get("dcat:distribution")
    return bool(dataset.get("dct:title") and dataset.get("dct:description") and files) and all(d.get("dcat:accessURL") for d in files)


def _from_vocabulary(distribution: dict) -> bool:
    return _in("file-type")(distribution.get("dct:format")) and "iana.org/assignments/media-types/" in _reference(distribution.get("dcat:mediaType"))


INDICATORS = (
    Indicator("Dễ tìm", 30, "từ khóa", lambda d: bool(d.get("dcat:keyword"))),
    Indicator("Dễ tìm", 30, "lĩnh vực", lambda d: bool(d.get("dcat:theme"))),
    Indicator("Dễ tìm", 20, "phạm vi không gian", lambda d: bool(d.get("dct:spatial"))),
    Indicator("Dễ tìm", 20, "phạm vi thời gian", lambda d: bool(d.get("dct:temporal"))),
    # Whether an address answers can only be seen once the files are on the web: the two lines earn nothing from inside the office.
    Indicator("Dễ truy cập", 50, "địa chỉ truy cập chưa kiểm tra được từ bên ngoài", lambda d: False),
    Indicator("Dễ truy cập", 20, "địa chỉ tải về", lambda d: _reference(d.get("dcat:downloadURL")).startswith("http"), each=True),
    Indicator("Dễ truy cập", 30, "địa chỉ tải về chưa kiểm tra được từ bên ngoài", lambda d: False),
    Indicator("Liên thông", 20, "định dạng", lambda d: bool(d.get("dct:format")), each=True),
    Indicator("Liên thông", 10, "kiểu tệp (media type)", lambda d: bool(d.get("dcat:mediaType")), each=True),
    Indicator("Liên thông", 10, "định dạng theo danh mục chuẩn", _from_vocabulary, each=True),
    Indicator("Liên thông", 20, "định dạng không độc quyền", lambda d: bool(_format(d)) and _format(d) not in _PROPRIETARY, each=True),
    Indicator("Liên thông", 20, "định dạng máy đọc được", lambda d: _format(d) in _MACHINE_READABLE, each=True),
    Indicator("Liên thông", 30, "đủ mục bắt buộc của DCAT-AP (cần địa chỉ truy cập)", _complete),
    Indicator("Dùng lại", 20, "giấy phép", lambda d: bool(d.get("dct:license")), each=True),
    Indicator("Dùng lại", 10, "giấy phép theo danh mục chuẩn", lambda d: _in("licence")(d.get("dct:license")), each=True),
    Indicator("Dùng lại", 10, "quyền truy cập", lambda d: bool(d.get("dct:accessRights"))),
    Indicator("Dùng lại", 5, "quyền truy cập theo danh mục chuẩn", lambda d: _in("access-right")(d.get("dct:accessRights"))),
    Indicator("Dùng lại", 20, "đầu mối liên hệ", lambda d: bool(d.get("dcat:contactPoint"))),
    Indicator("Dùng lại", 10, "cơ quan công bố", lambda d: bool(d.get("dct:publisher"))),
    Indicator("Bối cảnh", 5, "quyền sử dụng", lambda d: bool(d.get("dct:rights")), each=True),
    Indicator("Bối cảnh", 5, "kích thước tệp", lambda d: bool(d.get("dcat:byteSize")), each=True),
    Indicator("Bối cảnh", 5, "ngày công bố", lambda d: bool(d.get("dct:issued"))),
    Indicator("Bối cảnh", 5, "ngày cập nhật", lambda d: bool(d.get("dct:modified"))),
)
WHOLE = sum(i.points for i in INDICATORS)


@dataclass(frozen=True)
class Score:
    """Points of all, by dimension, and what earns none."""

    points: int
    dimensions: dict[str, tuple[int, int]]
    missing: list[str]

    @property
    def rating(self) -> str:
        return next(word for least, word in RATINGS if self.points >= least)


def score(dataset: dict) -> Score:
    """The score of a DCAT description; an indicator of distributions is earned when every one of them has it."""
    files = dataset.get("dcat:distribution") or [{}]
    earned = {i: all(i.test(d) for d in files) if i.each else i.test(dataset) for i in INDICATORS}
    names = dict.fromkeys(i.dimension for i in INDICATORS)
    dimensions = {n: (sum(i.points for i in INDICATORS if i.dimension == n and earned[i]), sum(i.points for i in INDICATORS if i.dimension == n)) for n in names}
    return Score(sum(p for p, _ in dimensions.values()), dimensions, [f"{i.missing} ({i.points} điểm)" for i in INDICATORS if not earned[i]])
