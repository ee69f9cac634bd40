"""The https way against a small tus server on this machine: broken off and gone on with, once per package, never to a stranger."""

from __future__ import annotations

import base64
import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from certificates import server_context
from sotay.definitions.models.sending import WebServer
from sotay.publish.delivery import web
from sotay.publish.delivery.parcel import NotHandedOver, Parcel

CONTENT = bytes(range(256)) * 40


class _Platform(ThreadingHTTPServer):
    """Uploads by idempotency key; `break_after` bytes it drops the connection once; `busy` times it answers 503."""

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.uploads: dict[str, bytearray] = {}
        self.lengths: dict[str, int] = {}
        self.asked: list[tuple] = []
        self.break_after, self.busy, self.location = 0, 0, "/files/{}"

    def handle_error(self, request, client_address):
        """A refused handshake is part of a test, not news."""


class _Handler(BaseHTTPRequestHandler):
    def _answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _let_in(self) -> bool:
        if self.headers.get("Authorization") != "Bearer word" or self.headers.get("Tus-Resumable") != "1.0.0":
            self._answer(401)
            return False
        if self.server.busy:
            self.server.busy -= 1
            self._answer(503)
            return False
        return True

    def do_POST(self):
        if not self._let_in():
            return
        key = self.headers["Idempotency-Key"]
        self.server.asked.append(("POST", key))
        self.server.uploads.setdefault(key, bytearray())
        self.server.lengths[key] = int(self.headers["Upload-Length"])
        self.server.metadata = dict(p.split(" ") for p in self.headers["Upload-Metadata"].split(","))
        self._answer(201, Location=self.server.location.format(key))

    def do_HEAD(self):
        if self._let_in():
            self._answer(200, Upload_Offset=str(len(self.server.uploads[self.path.rsplit("/", 1)[1]])))

    def do_PATCH(self):
        if not self._let_in():
            return
        upload, offset = self.server.uploads[self.path.rsplit("/", 1)[1]], int(self.headers["Upload-Offset"])
        self.server.asked.append(("PATCH", offset))
        if offset != len(upload):
            return self._answer(409)
        if self.server.break_after:
            upload += self.rfile.read(self.server.break_after)
            self.server.break_after = 0
            self.close_connection = True
            return self.connection.close()
        piece = self.rfile.read(int(self.headers["Content-Length"]))
        kind, told = self.headers["Upload-Checksum"].split(" ")
        if kind != "sha256" or base64.b64decode(told) != hashlib.sha256(piece).digest():
            return self._answer(460)
        upload += piece
        self._answer(204, Upload_Offset=str(len(upload)))

    def log_message(self, *told):
        """Quiet."""


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    return folder, server_context(folder)


@pytest.fixture
def platform(secret, monkeypatch):
    monkeypatch.setenv("SOTAY_TEST_TOKEN", "word")
    found = _Platform(secret[1])
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield found
    found.shutdown()
    found.server_close()


SERVER = WebServer(token_env="SOTAY_TEST_TOKEN", ca_file="ca.pem", timeout_seconds=10)


def _parcel(platform) -> Parcel:
    return Parcel("so-2026-09.zip", CONTENT, f"https://localhost:{platform.server_port}/files", "", "")


def _upload(platform, secret, server: WebServer = SERVER) -> list[float]:
    waits: list[float] = []
    web.upload(_parcel(platform), server, secret[0], waits.append)
    return waits


def test_a_package_arrives_whole_with_its_key(platform, secret):
    assert _upload(platform, secret) == []
    key = hashlib.sha256(CONTENT).hexdigest()
    assert {k: bytes(v) for k, v in platform.uploads.items()} == {key: CONTENT} and platform.lengths == {key: len(CONTENT)}
    assert base64.b64decode(platform.metadata["filename"]) == b"so-2026-09.zip" and base64.b64decode(platform.metadata["sha256"]).decode() == key


def test_it_goes_in_pieces(platform, secret, monkeypatch):
    monkeypatch.setattr(web, "CHUNK", 4000)
    _upload(platform, secret)
    assert [o for what, o in platform.asked if what == "PATCH"] == [0, 4000, 8000] and list(map(bytes, platform.uploads.values())) == [CONTENT]


def test_after_a_break_it_goes_on_from_where_it_stopped(platform, secret):
    platform.break_after = 3000
    assert _upload(platform, secret) == [1]
    assert [o for what, o in platform.asked if what == "PATCH"] == [0, 3000] and list(map(bytes, platform.uploads.values())) == [CONTENT]


def test_a_package_sent_again_makes_no_second_one(platform, secret):
    _upload(platform, secret)
    _upload(platform, secret)
    assert [what for what, _ in platform.asked] == ["POST", "PATCH", "POST"] and len(platform.uploads) == 1


def test_a_busy_platform_is_asked_again_with_longer_waits_and_then_given_up(platform, secret):
    platform.busy = 3
    assert _upload(platform, secret) == [1, 2, 4]
    platform.busy = 100
    with pytest.raises(NotHandedOver, match="nơi nhận báo lỗi 503, đã thử 5 lần"):
        _upload(platform, secret)
    assert platform.busy == 95


def test_a_wrong_access_code_is_not_tried_again(platform, secret, monkeypatch):
    monkeypatch.setenv("SOTAY_TEST_TOKEN", "other")
    with pytest.raises(NotHandedOver, match="từ chối .mã 401") as told:
        _upload(platform, secret)
    assert "other" not in str(told.value) and "localhost" not in str(told.value)
    monkeypatch.delenv("SOTAY_TEST_TOKEN")
    with pytest.raises(NotHandedOver, match="đặt biến môi trường SOTAY_TEST_TOKEN"):
        _upload(platform, secret)


@pytest.mark.parametrize("elsewhere", ["https://evil.vn/{}", "http://localhost/{}", "//evil.vn/{}", ""])
def test_the_access_code_is_not_taken_elsewhere(platform, secret, elsewhere):
    platform.location = elsewhere
    with pytest.raises(NotHandedOver, match="`Location`"):
        _upload(platform, secret)


def test_an_unknown_certificate_gets_nothing(platform, secret):
    with pytest.raises(NotHandedOver, match="chứng thư"):
        _upload(platform, secret, SERVER.model_copy(update={"ca_file": ""}))
    assert platform.asked == []
