"""Hands a package over by putting it into a shared folder."""

from __future__ import annotations

import os
from pathlib import Path

from sotay.publish.delivery.parcel import NotHandedOver, Parcel


def put(parcel: Parcel, root: Path) -> None:
    """Copies, reads back what was written, and gives it its name only then. A relative address is under `root`. Raises NotHandedOver."""
    folder = root / parcel.address
    target = folder / parcel.name
    aside = target.with_name(target.name + ".part")
    if not folder.is_dir():
        # A share that is not mounted looks like a missing folder: making one would deliver to nobody.
        raise NotHandedOver("không thấy thư mục nhận. Kiểm tra ổ đĩa chung đã kết nối và `address` trong parameters/")
    try:
        if target.is_file():
            if target.read_bytes() == parcel.content:
                return
            raise NotHandedOver(f"thư mục nhận đã có tệp khác cùng tên {parcel.name}. Chuyển tệp đó đi rồi gửi lại")
        with aside.open("wb") as file:
            file.write(parcel.content)
            file.flush()
            os.fsync(file.fileno())
        if aside.read_bytes() != parcel.content:
            aside.unlink(missing_ok=True)
            raise NotHandedOver("tệp chép sang bị sai khác so với gói. Kiểm tra ổ đĩa rồi gửi lại")
        os.replace(aside, target)
    except OSError as error:
        raise NotHandedOver(f"không ghi được vào thư mục nhận ({type(error).__name__}). Kiểm tra quyền ghi và dung lượng") from None
