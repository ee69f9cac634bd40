"""Hands a package over by mail, over TLS only."""

from __future__ import annotations

import os
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path

from sotay.definitions.models.sending import MailServer, mail_addresses
from sotay.publish.delivery.parcel import NotHandedOver, Parcel, one_line


def message(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail; the same package has the same Message-ID, so that mail programs know a second copy."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = one_line(sender)
    mail["To"] = ", ".join(map(one_line, mail_addresses(parcel.address)))
    mail["Subject"] = one_line(parcel.subject)
    mail["Message-ID"] = f"<{parcel.sha256[:32]}@{one_line(sender).rsplit('@', 1)[-1]}>"
    mail["Date"] = formatdate(localtime=True)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(parcel.words)
    mail.add_attachment(parcel.content, maintype="application", subtype="zip", filename=one_line(parcel.name))
    return mail


def send(parcel: Parcel, server: MailServer | None, root: Path) -> None:
    """One mail to all addresses of the line. Raises NotHandedOver; never speaks in clear."""
    if server is None:
        raise NotHandedOver("chưa khai máy chủ thư (mục `sending.smtp` trong parameters/recipients.yml)")
    mail = message(parcel, server.sender)
    connection = _connected(server, root)
    try:
        _deliver(connection, mail, server.sender, mail_addresses(parcel.address))
    finally:
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()


def _deliver(connection: smtplib.SMTP, mail: EmailMessage, sender: str, to: list[str]) -> None:
    try:
        refused = connection.send_message(mail, sender, to)
    except smtplib.SMTPRecipientsRefused:
        raise NotHandedOver("máy chủ thư không nhận địa chỉ nơi nhận. Kiểm tra `address` trong parameters/") from None
    except smtplib.SMTPResponseException as error:
        raise NotHandedOver(f"máy chủ thư từ chối (mã {error.smtp_code}). Kiểm tra dung lượng cho phép và tài khoản gửi") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotHandedOver(f"mất kết nối khi đang gửi thư ({type(error).__name__})", unsure=True) from None
    if refused:
        raise NotHandedOver(f"{len(refused)} trong {len(to)} địa chỉ không được máy chủ nhận, các địa chỉ khác đã nhận", unsure=True)


def _connected(server: MailServer, root: Path) -> smtplib.SMTP:
    password = os.environ.get(server.password_env, "") if server.password_env else ""
    if server.user and not password:
        raise NotHandedOver(f"chưa có mật khẩu máy chủ thư: đặt biến môi trường {server.password_env or 'và ghi tên biến ở `password_env`'}")
    try:
        context = ssl.create_default_context(cafile=str(root / server.ca_file) if server.ca_file else None)
        if server.security == "ssl":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout_seconds, context=context)
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, password)
        return connection
    except smtplib.SMTPAuthenticationError:
        raise NotHandedOver("máy chủ thư không nhận tài khoản hoặc mật khẩu") from None
    except smtplib.SMTPNotSupportedError:
        raise NotHandedOver("máy chủ thư không có TLS: không gửi. Hỏi quản trị máy chủ, hoặc đổi `security`, `port`") from None
    except ssl.SSLError:
        raise NotHandedOver("không tin được chứng thư TLS của máy chủ thư. Kiểm tra `host`, hoặc khai `ca_file`") from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotHandedOver(f"không kết nối được máy chủ thư ({type(error).__name__}). Kiểm tra mạng, `host` và `port`") from None
