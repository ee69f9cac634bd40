"""The servers that packages are handed over through, and what an address must look like; secrets stand in the environment only."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from sotay.definitions.models.base import Model, Text

_MAIL = re.compile(r"[^\s@,;<>()\"\\\x00-\x1f\x7f]+@[A-Za-z0-9][A-Za-z0-9.-]*")
_HTTPS = re.compile(r"https://[A-Za-z0-9\[][^\s@#?\x00-\x1f\x7f]*")
_ENV = Annotated[str, Field(pattern=r"^$|^[A-Z][A-Z0-9_]*$")]


class MailServer(Model):
    """A mail server; only with TLS. `ca_file`: a certificate of the office's own, in PEM."""

    host: Text
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "ssl"] = "starttls"
    sender: Annotated[str, Field(pattern=r"^[^\s@,;<>()]+@[A-Za-z0-9][A-Za-z0-9.-]*$")]
    user: str = ""
    password_env: _ENV = ""
    ca_file: str = ""
    timeout_seconds: Annotated[int, Field(ge=1)] = 60


class WebServer(Model):
    """How an https address lets us in."""

    token_env: _ENV = ""
    ca_file: str = ""
    timeout_seconds: Annotated[int, Field(ge=1)] = 60


class Sending(Model):
    """Servers in use; without one, nothing is sent that way."""

    smtp: MailServer | None = None
    https: WebServer = WebServer()


def mail_addresses(text: str) -> list[str]:
    """The addresses of a line, between commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


def address_cure(delivery: str, address: str) -> str:
    """What an address must be, in Vietnamese; empty when it is that, or when there is none yet."""
    if not address:
        return ""
    if delivery == "smtp":
        found = mail_addresses(address)
        return "" if found and all(_MAIL.fullmatch(a) for a in found) else "Viết địa chỉ thư điện tử, nhiều địa chỉ thì cách nhau bằng dấu phẩy."
    if delivery == "https":
        return "" if _HTTPS.fullmatch(address) else "Viết địa chỉ bắt đầu bằng https://, không kèm tên người dùng hay mật khẩu."
    return "" if "\0" not in address and "\n" not in address else "Viết đường dẫn thư mục trên một dòng."
