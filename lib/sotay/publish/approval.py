"""The approval of a month's packages by a named person: exactly these bytes, to these recipients."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from sotay.definitions.messages import translate
from sotay.definitions.models.base import Model, Text
from sotay.definitions.strict_yaml import load_yaml
from sotay.definitions.workspace import Workspace
from sotay.publish.register import Version

FORM = "phieu-duyet.yml"


class Approval(Model):
    """Who approved, when, and the SHA-256 of each package approved, by its key in the register."""

    name: Text
    position: Text
    date: Annotated[str, Field(pattern=r"^\d{2}/\d{2}/\d{4}$")]
    packages: Annotated[dict[str, Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]], Field(min_length=1)]

    @field_validator("name", "position")
    @classmethod
    def _someone(cls, text: str) -> str:
        if not text.strip():
            raise ValueError("phải ghi rõ người duyệt và chức vụ")
        return text

    @field_validator("date")
    @classmethod
    def _a_day(cls, text: str) -> str:
        try:
            dt.datetime.strptime(text, "%d/%m/%Y")
        except ValueError:
            raise ValueError("không phải ngày có thật, viết ngày/tháng/năm") from None
        return text


def approval_path(workspace: Workspace, month: str) -> Path:
    return workspace.root / "data" / "approvals" / f"{month}.yml"


def approval_form(month: str, versions: list[Version], names: dict[str, str]) -> str:
    """The form to fill in: who, when, and the packages as they are now; `names` says whose each is, by key."""
    lines = [
        f"# Phiếu duyệt gửi các gói tháng {int(month[5:])}/{month[:4]}. Người duyệt xem các gói, xóa dòng của gói chưa duyệt, điền ba mục đầu,",
        f"# rồi lưu thành data/approvals/{month}.yml. Sau đó chạy: sotay send {month}",
        'name: ""       # họ và tên người duyệt', 'position: ""   # chức vụ', 'date: ""       # ngày duyệt, dạng 20/09/2026', "packages:",
        *(f'  {v.key}: "{v.sha256}"  # bản số {v.version}, {" ".join(names.get(v.key, v.key).split())}' for v in versions),
    ]
    return "\n".join(lines) + "\n"


def load_approval(workspace: Workspace, month: str) -> tuple[Approval | None, list[str]]:
    """The approval when there is one, and every problem of it; no file is no problem."""
    path = approval_path(workspace, month)
    if not path.is_file():
        return None, []
    name = path.relative_to(workspace.root).as_posix()
    data, lines, problems = load_yaml(path, name)
    if data is None or problems:
        return None, [str(p) for p in problems]
    try:
        return Approval.model_validate(data), []
    except ValidationError as error:
        return None, [str(p) for p in translate(error, Approval, data, lines, name)]
