"""What is handed over, and how a failure is told."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace

import pyzipper

FEWEST_CHARACTERS = 12


@dataclass(frozen=True)
class Parcel:
    """A package on its way: `name` of the file delivered, subject and words of the message that goes with it."""

    name: str
    content: bytes
    address: str
    subject: str
    words: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class NotHandedOver(Exception):
    """The parcel did not arrive; the message (Vietnamese) has no address in it. `unsure`: it may have arrived all the same, so it is not sent again by itself."""

    def __init__(self, why: str, unsure: bool = False) -> None:
        super().__init__(why)
        self.unsure = unsure


def one_line(text: str) -> str:
    """Text for a heading of a message: nothing in it ends the line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def protected(parcel: Parcel, password: str) -> Parcel:
    """The parcel inside an archive with AES-256, so that not even the names of its files can be read without the password."""
    content = io.BytesIO()
    with pyzipper.AESZipFile(content, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode("utf-8"))
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        archive.writestr(parcel.name, parcel.content)
    note = "\nTệp có mật khẩu (AES-256): mở bằng 7-Zip hoặc phần mềm tương tự, mật khẩu do xã báo bằng đường khác.\n"
    return replace(parcel, name=f"{parcel.name.removesuffix('.zip')}-co-mat-khau.zip", content=content.getvalue(), words=parcel.words + note)
