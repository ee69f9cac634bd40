"""Hands a package over to an https address by the tus protocol (resumable uploads, version 1.0.0): what arrived before a break is not sent again."""

from __future__ import annotations

import base64
import hashlib
import http.client
import os
import ssl
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from sotay.definitions.models.sending import WebServer
from sotay.publish.delivery.parcel import NotHandedOver, Parcel, one_line

ATTEMPTS, CHUNK, LONGEST_WAIT_SECONDS = 5, 4 << 20, 30
_AGAIN = {409, 423, 429, 460}


class _Broken(Exception):
    """Worth another attempt; the text says what happened, without an address."""


def upload(parcel: Parcel, server: WebServer, root: Path, wait: Callable[[float], None] = time.sleep) -> None:
    """Sends all bytes once, going on after a break where the server says it stopped. Raises NotHandedOver."""
    if server.token_env and not os.environ.get(server.token_env):
        raise NotHandedOver(f"chưa có mã truy cập: đặt biến môi trường {server.token_env}")
    try:
        transfer = _Transfer(parcel, server, root)
    except OSError:
        raise NotHandedOver("không đọc được chứng thư ở `ca_file`") from None
    why = ""
    for attempt in range(ATTEMPTS):
        try:
            return transfer.run()
        except ssl.SSLCertVerificationError:
            raise NotHandedOver("không tin được chứng thư TLS của nơi nhận. Kiểm tra `address`, hoặc khai `ca_file`") from None
        except (_Broken, OSError, http.client.HTTPException) as error:
            why = str(error) if isinstance(error, _Broken) else f"mất kết nối ({type(error).__name__})"
            if attempt + 1 < ATTEMPTS:
                wait(min(2**attempt, LONGEST_WAIT_SECONDS))
    raise NotHandedOver(f"{why}, đã thử {ATTEMPTS} lần; lần sau sẽ gửi tiếp phần còn lại")


class _Transfer:
    """One parcel's upload: the server makes a place for it (once per key), then takes pieces from where it stopped."""

    def __init__(self, parcel: Parcel, server: WebServer, root: Path) -> None:
        self.parcel, self.server = parcel, server
        self.context = ssl.create_default_context(cafile=str(root / server.ca_file) if server.ca_file else None)
        self.base = {"Tus-Resumable": "1.0.0"}
        if server.token_env:
            self.base["Authorization"] = f"Bearer {one_line(os.environ[server.token_env])}"

    def run(self) -> None:
        place = self._place()
        offset = self._offset(place)
        while offset < len(self.parcel.content):
            piece = self.parcel.content[offset:offset + CHUNK]
            checksum = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            answer = self._ask("PATCH", place, {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream", "Upload-Checksum": f"sha256 {checksum}"}, piece)
            after = _whole(answer, "Upload-Offset")
            if not offset < after <= len(self.parcel.content):
                raise _Broken("nơi nhận không báo đã nhận thêm phần nào")
            offset = after
        if self._offset(place) != len(self.parcel.content):
            raise _Broken("nơi nhận chưa có đủ tệp")

    def _place(self) -> str:
        told = {"filename": self.parcel.name, "filetype": "application/zip", "sha256": self.parcel.sha256}
        metadata = ",".join(f"{key} {base64.b64encode(one_line(value).encode()).decode()}" for key, value in told.items())
        length = str(len(self.parcel.content))
        headers = {"Upload-Length": length, "Upload-Metadata": metadata, "Idempotency-Key": self.parcel.sha256, "Content-Length": "0"}
        answer = self._ask("POST", self.parcel.address, headers)
        place = urllib.parse.urljoin(self.parcel.address, answer.get("Location", ""))
        # Elsewhere the access code would be given to a stranger.
        if urllib.parse.urlsplit(place)[:2] != urllib.parse.urlsplit(self.parcel.address)[:2] or not answer.get("Location"):
            raise NotHandedOver("nơi nhận trả lời không đúng giao thức (thiếu hoặc sai `Location`)")
        return place

    def _offset(self, place: str) -> int:
        return _whole(self._ask("HEAD", place, {}), "Upload-Offset")

    def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> http.client.HTTPMessage:
        parts = urllib.parse.urlsplit(address)
        connection = http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=self.server.timeout_seconds, context=self.context)
        try:
            connection.request(method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, self.base | headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        if answer.status >= 500 or answer.status in _AGAIN:
            raise _Broken(f"nơi nhận báo lỗi {answer.status}")
        if not 200 <= answer.status < 300:
            raise NotHandedOver(f"nơi nhận từ chối (mã {answer.status}). Kiểm tra `address` và mã truy cập")
        return answer.headers


def _whole(headers: http.client.HTTPMessage, name: str) -> int:
    text = headers.get(name, "")
    if not text.isdecimal():
        raise NotHandedOver(f"nơi nhận trả lời không đúng giao thức (thiếu `{name}`)")
    return int(text)
