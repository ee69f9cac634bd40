"""Mail against a real server on this machine: TLS or nothing, the package whole, headers that nothing from outside can add to."""

from __future__ import annotations

import email
import email.policy
import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from certificates import server_context
from sotay.definitions.models.sending import MailServer
from sotay.publish.delivery.mail import message, send
from sotay.publish.delivery.parcel import NotHandedOver, Parcel

PARCEL = Parcel("so-2026-09.zip", b"PK package", "nhan@so.vn, khac@so.vn", "Báo cáo dữ liệu tháng 9/2026", "Kính gửi: Sở\n")


class _Box:
    """Keeps what arrives; refuses the recipients named in `refused`."""

    def __init__(self):
        self.got, self.refused = [], set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.got.append((server.transport.get_extra_info("sslcontext") is not None, envelope.mail_from, list(envelope.rcpt_tos), email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


def _word(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"user", b"right"), handled=False)


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    return folder, server_context(folder)


@pytest.fixture
def office(secret):
    """A server with STARTTLS and a log-in; its box and how to reach it."""
    folder, context = secret
    box = _Box()
    controller = Controller(box, hostname="127.0.0.1", port=0, tls_context=context, require_starttls=True, authenticator=_word, auth_require_tls=True)
    controller.port = _free_port()
    controller.start()
    yield box, MailServer(host="localhost", port=controller.port, sender="xa@son-hai.vn", user="user", password_env="SOTAY_TEST_WORD", ca_file="ca.pem", timeout_seconds=10), folder
    controller.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def test_a_package_arrives_whole_over_starttls(office, monkeypatch):
    box, server, folder = office
    monkeypatch.setenv("SOTAY_TEST_WORD", "right")
    send(PARCEL, server, folder)
    [(encrypted, sender, to, mail)] = box.got
    part = next(mail.iter_attachments())
    assert (encrypted, sender, to) == (True, "xa@son-hai.vn", ["nhan@so.vn", "khac@so.vn"])
    assert (mail["Subject"], part.get_filename(), part.get_content()) == (PARCEL.subject, PARCEL.name, PARCEL.content)
    assert mail["Message-ID"] == f"<{PARCEL.sha256[:32]}@son-hai.vn>" and mail["Date"]
    assert mail.get_body().get_content().strip() == "Kính gửi: Sở"


def test_it_also_speaks_tls_from_the_first_byte(secret):
    folder, context = secret
    box, port = _Box(), _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port, ssl_context=context)
    controller.start()
    try:
        send(PARCEL, MailServer(host="localhost", port=port, security="ssl", sender="xa@son-hai.vn", ca_file="ca.pem", timeout_seconds=10), folder)
    finally:
        controller.stop()
    assert [(got[0], got[2]) for got in box.got] == [(True, ["nhan@so.vn", "khac@so.vn"])]


def test_a_server_without_tls_gets_nothing(secret):
    box, port = _Box(), _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with pytest.raises(NotHandedOver, match="không có TLS: không gửi"):
            send(PARCEL, MailServer(host="localhost", port=port, sender="xa@son-hai.vn", timeout_seconds=10), secret[0])
    finally:
        controller.stop()
    assert box.got == []


def test_an_unknown_certificate_gets_nothing(office, monkeypatch):
    box, server, folder = office
    monkeypatch.setenv("SOTAY_TEST_WORD", "right")
    with pytest.raises(NotHandedOver, match="chứng thư"):
        send(PARCEL, server.model_copy(update={"ca_file": ""}), folder)
    assert box.got == []


@pytest.mark.parametrize(("word", "why"), [("wrong", "không nhận tài khoản hoặc mật khẩu"), (None, "đặt biến môi trường SOTAY_TEST_WORD")])
def test_without_the_right_password_nothing_goes_and_nothing_is_told(office, monkeypatch, word, why):
    box, server, folder = office
    monkeypatch.delenv("SOTAY_TEST_WORD", raising=False)
    if word:
        monkeypatch.setenv("SOTAY_TEST_WORD", word)
    with pytest.raises(NotHandedOver, match=why) as told:
        send(PARCEL, server, folder)
    assert box.got == [] and "wrong" not in str(told.value) and "so.vn" not in str(told.value)


@pytest.mark.parametrize(("refused", "unsure"), [({"nhan@so.vn", "khac@so.vn"}, False), ({"khac@so.vn"}, True)])
def test_refused_addresses_are_told_without_them(office, monkeypatch, refused, unsure):
    box, server, folder = office
    box.refused = refused
    monkeypatch.setenv("SOTAY_TEST_WORD", "right")
    with pytest.raises(NotHandedOver) as told:
        send(PARCEL, server, folder)
    assert told.value.unsure is unsure and "so.vn" not in str(told.value)


def test_no_server_no_mail(tmp_path):
    with pytest.raises(NotHandedOver, match="chưa khai máy chủ thư"):
        send(PARCEL, None, tmp_path)


def test_nothing_in_a_name_or_subject_adds_a_header():
    mail = message(Parcel('x"\r\nBcc: evil@x.vn\r\n.zip', b"PK", "a@b.vn", "Báo cáo\r\nBcc: evil@x.vn\n\n<script>", "Kính gửi\r\nBcc: evil@x.vn"), "xa@son-hai.vn")
    again = email.message_from_bytes(mail.as_bytes(), policy=email.policy.default)
    assert sorted(again.keys()) == ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Subject", "To"]
    assert again["Subject"] == "Báo cáo Bcc: evil@x.vn <script>"
    part = next(again.iter_attachments())
    assert sorted(part.keys()) == ["Content-Disposition", "Content-Transfer-Encoding", "Content-Type", "MIME-Version"]
    assert again.get_body().get_content_type() == "text/plain" and part.get_content() == b"PK"
