"""What each line of "Nơi nhận", and each unit, gets of a month: only what its level allows, and why something is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sotay.definitions.models.commune import Recipient
from sotay.definitions.references import DOCUMENTS
from sotay.definitions.registry import Registry
from sotay.publish.levels import WORDS, level_of, may_see
from sotay.publish.register import Version, sha256_of
from sotay.publish.titles import title_of
from sotay.publish.zipping import safe_name, zipped

NOTE = "DOC-TRUOC.txt"
RETURNS, LETTERS = "returns", "reports/nhac-nop"
OWN_KEY = "tra_lai/"
INCLUDED, ABOVE, HELD, MISSING = "included", "above_level", "held", "missing"
COLUMNS = ["recipient", "result", "level", "recipient_level", "status", "files", "reason"]
_ENDINGS = (".html", ".pdf", ".docx", ".xlsx", ".json")


@dataclass(frozen=True)
class Contents:
    """The files of one package by name in it, a line per result that could be in it (columns as in COLUMNS), and what its reader finds in it, a line each."""

    key: str
    package: str
    addressed_to: str
    members: dict[str, bytes]
    lines: list[tuple]
    told: tuple[str, ...] = ()

    def pack(self, version: Version, sender: str, month: str) -> bytes:
        """The archive with its covering note, which says which version it is."""
        note = covering_note(self, version, sender, month).replace("\n", "\r\n").encode("utf-8-sig")
        return zipped(self.members | {NOTE: note})


def stem(report: str) -> str:
    """The file name of a report without its ending: the official documents are named with hyphens."""
    return report.replace("_", "-") if report in DOCUMENTS else report


def for_line(recipient: Recipient, registry: Registry, outputs: Path, month: str, held: dict[str, str]) -> Contents:
    """A line's package: its reports within its level, and the reminders of its units."""
    members: dict[str, bytes] = {}
    lines, told = [], []
    for report in dict.fromkeys(recipient.reports):
        level, name = level_of(report, registry), stem(report)
        files = [p for e in _ENDINGS if (p := outputs / "reports" / f"{name}{e}").is_file()]
        kept_back = next((why for path, why in sorted(held.items()) if path.rsplit(".", 1)[0] == f"reports/{name}"), "")
        status, reason = INCLUDED, ""
        if not may_see(recipient, level):
            status, reason = ABOVE, f"mức {WORDS[level]}, nơi nhận được xem đến mức {WORDS[recipient.level]}"
        elif kept_back:
            status, reason = HELD, kept_back
        elif not files:
            status, reason = MISSING, "báo cáo chưa có trong tháng"
        else:
            members |= {p.name: p.read_bytes() for p in files}
            told.append(f"- {title_of(report, registry)}: {', '.join(p.name for p in files)}")
        lines.append((recipient.id, report, level, recipient.level, status, len(files) if status == INCLUDED else 0, reason))
    for unit in recipient.units:
        letter = outputs / LETTERS / f"{unit}.txt"
        if letter.is_file():
            members[f"{Path(LETTERS).name}/{letter.name}"] = letter.read_bytes()
            told.append(f"- Nhắc gửi, sửa dữ liệu ({registry.units[unit].name}): {Path(LETTERS).name}/{letter.name}")
            lines.append((recipient.id, f"{Path(LETTERS).name}/{unit}", "own", recipient.level, INCLUDED, 1, "lời nhắc của đơn vị thuộc nơi nhận"))
    return Contents(recipient.id, f"{recipient.id}-{month}.zip", recipient.line, members, lines, tuple(told))


def for_unit(unit: str, registry: Registry, outputs: Path, month: str) -> Contents:
    """A unit's own package: its marked workbooks and its reminder, nothing of another."""
    folder, letter = outputs / RETURNS / unit, outputs / LETTERS / f"{unit}.txt"
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink() and not p.name.endswith(".part")) if folder.is_dir() else []
    members: dict[str, bytes] = {}
    for path in files:
        name = safe_name(path.relative_to(folder).as_posix())
        while name in members:
            name = f"_{name}"
        members[name] = path.read_bytes()
    lines = [(f"{OWN_KEY}{unit}", RETURNS, "own", "own", INCLUDED, len(files), "tệp trả lại, chỉ gửi chính đơn vị")] if files else []
    if letter.is_file():
        members["nhac-nop.txt"] = letter.read_bytes()
        lines.append((f"{OWN_KEY}{unit}", f"{Path(LETTERS).name}/{unit}", "own", "own", INCLUDED, 1, "lời nhắc của đơn vị"))
    return Contents(f"{OWN_KEY}{unit}", f"tra-lai-{unit}-{month}.zip", registry.units[unit].name, members, lines)


def unknown_units(registry: Registry, outputs: Path) -> list[tuple]:
    """Returned files whose unit is not known go to nobody; a line each."""
    folder = outputs / RETURNS
    found = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name not in registry.units) if folder.is_dir() else []
    return [(f"{OWN_KEY}{name}", RETURNS, "own", "own", MISSING, 0, "chưa rõ đơn vị: không gửi, văn thư trả trực tiếp") for name in found]


_OWN_USE = "Tệp này có dữ liệu cá nhân do chính đơn vị gửi: chỉ dùng trong đơn vị, không chuyển tiếp."
_LINE_USE = "Chỉ dùng cho nơi nhận ghi trên. Báo cáo vượt mức chia sẻ của nơi nhận không có trong gói này."


def covering_note(contents: Contents, version: Version, sender: str, month: str) -> str:
    """What it is, from whom, for whom, which version, what is in it in the order in which to read it, and every file with its hash."""
    year, number = month.split("-")
    own = contents.key.startswith(OWN_KEY)
    lines = [
        f"{'TỆP TRẢ LẠI ĐƠN VỊ' if own else 'GÓI BÁO CÁO DỮ LIỆU'} THÁNG {int(number)}/{year}", "",
        f"Nơi gửi: {sender}", f"Nơi nhận: {contents.addressed_to}",
        f"Bản số: {version.version}" + (f", thay bản số {version.replaces} ({version.changes})" if version.replaces else ""), "",
        _OWN_USE if own else _LINE_USE,
        "Tệp .html mở bằng trình duyệt, không cần mạng." if any(n.endswith(".html") for n in contents.members) else "", "",
        *(["Nội dung:", *contents.told, ""] if contents.told else []),
        "Các tệp và mã kiểm tra SHA-256:", *(f"{sha256_of(content)}  {name}" for name, content in sorted(contents.members.items())), "",
    ]
    return "\n".join(line for n, line in enumerate(lines) if line or not n or lines[n - 1])
