"""A month's current packages as they lie in the workspace, each proven to be what the register and the manifest say."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sotay.definitions.models.commune import Recipient, Unit
from sotay.definitions.registry import Registry
from sotay.definitions.workspace import Workspace
from sotay.publish.delivery.parcel import FEWEST_CHARACTERS, NotHandedOver, Parcel, one_line, protected
from sotay.publish.packages import OWN_KEY, for_unit
from sotay.publish.register import CURRENT, TABLE, Register, Version, sha256_of
from sotay.publish.release import FOLDER, sender_of

WAYS = {"folder": "thư mục", "smtp": "thư điện tử", "https": "https"}


@dataclass(frozen=True)
class Waiting:
    """One current package: its version, its bytes, and to whom it goes by which way."""

    version: Version
    content: bytes
    to: Recipient | Unit

    @property
    def key(self) -> str:
        return self.version.key

    @property
    def own(self) -> bool:
        """A unit's own returned files."""
        return self.key.startswith(OWN_KEY)

    @property
    def name(self) -> str:
        return self.to.name if isinstance(self.to, Unit) else self.to.line


def waiting(workspace: Workspace, registry: Registry, month: str) -> tuple[list[Waiting], list[str]]:
    """The packages to hand over, and a line for each that is not what it was when the gate passed it."""
    register = Register.read(workspace.internal(month) / f"{TABLE}.csv")
    passed, found, problems = _passed(workspace, month), [], []
    for version in (v for v in register.versions if v.status == CURRENT):
        to = _to(version.key, registry)
        content = _content(workspace, registry, month, version) if to else None
        if to is None:
            problems.append(f"{version.key}: không còn trong parameters/. Chạy lại sotay run {month}.")
        elif content is None:
            problems.append(f"{version.key}: không thấy gói trong outputs/{month}. Chạy lại sotay run {month}.")
        elif sha256_of(content) != version.sha256 or not version.key.startswith(OWN_KEY) and passed.get(f"{FOLDER}/{version.key}/{version.package}") != version.sha256:
            problems.append(f"{version.key}: gói đã khác so với lần cổng kiểm soát cho qua. Chạy lại sotay run {month}, xem và duyệt lại.")
        else:
            found.append(Waiting(version, content, to))
    return found, problems


def _to(key: str, registry: Registry) -> Recipient | Unit | None:
    return registry.units.get(key.removeprefix(OWN_KEY)) if key.startswith(OWN_KEY) else registry.recipients.get(key)


def _content(workspace: Workspace, registry: Registry, month: str, version: Version) -> bytes | None:
    outputs = workspace.outputs(month)
    if version.key.startswith(OWN_KEY):
        contents = for_unit(version.key.removeprefix(OWN_KEY), registry, outputs, month)
        return contents.pack(version, sender_of(registry), month) if contents.members else None
    path = outputs / FOLDER / version.key / version.package
    return path.read_bytes() if path.is_file() else None


def _passed(workspace: Workspace, month: str) -> dict[str, str]:
    """Hashes of the files that stood when the month was finished: the gate had passed them."""
    try:
        return dict(json.loads((workspace.outputs(month) / "manifest.json").read_text(encoding="utf-8"))["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def exports_of_run(workspace: Workspace, month: str) -> set[str]:
    """Hashes of the exports that the finished month was made of."""
    try:
        return {e["sha256"] for e in json.loads((workspace.outputs(month) / "manifest.json").read_text(encoding="utf-8"))["inputs"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def parcel_of(item: Waiting, workspace: Workspace, registry: Registry, month: str, replaces: str) -> Parcel:
    """The package as it leaves; a unit's own with its password when there is one. Raises NotHandedOver when it must not leave without."""
    version, said = item.version, f"{int(month[5:])}/{month[:4]}"
    name = version.package if version.version == 1 else f"{version.package.removesuffix('.zip')}-ban-{version.version}.zip"
    what = "Tệp trả lại và lời nhắc" if item.own else "Báo cáo dữ liệu"
    replaced = f", thay bản số {replaces}" if replaces else ""
    subject = one_line(f"{what} tháng {said} – {registry.commune.kind} {registry.commune.name} (bản số {version.version}{replaced})")
    words = "\n".join([
        f"Kính gửi: {item.name}", "", f"{sender_of(registry)} gửi {what[0].lower()}{what[1:]} tháng {said}, bản số {version.version}{replaced}.",
        *([f"Thay đổi: {version.changes}. Đề nghị dùng bản này, bỏ bản trước."] if replaces and not item.own else []),
        f"Tệp: {name}", f"Mã kiểm tra SHA-256 của gói: {version.sha256}", "Danh sách tệp và mã kiểm tra của từng tệp: DOC-TRUOC.txt trong gói.", "",
    ])
    parcel = Parcel(name, item.content, item.to.address, subject, words)
    return _own_protected(parcel, item, workspace) if item.own else parcel


def _own_protected(parcel: Parcel, item: Waiting, workspace: Workspace) -> Parcel:
    unit = item.key.removeprefix(OWN_KEY)
    path = workspace.root / "data" / "passwords" / f"{unit}.txt"
    password = path.read_text(encoding="utf-8-sig").strip() if path.is_file() else ""
    if password and len(password) < FEWEST_CHARACTERS:
        raise NotHandedOver(f"mật khẩu trong data/passwords/{unit}.txt ngắn hơn {FEWEST_CHARACTERS} ký tự. Đặt mật khẩu dài hơn")
    if not password and item.to.delivery == "smtp":
        where = f"Ghi mật khẩu (từ {FEWEST_CHARACTERS} ký tự) vào data/passwords/{unit}.txt"
        raise NotHandedOver(f"tệp trả lại có dữ liệu cá nhân, gửi thư phải có mật khẩu. {where}")
    return protected(parcel, password) if password else parcel
