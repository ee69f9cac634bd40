"""What a full disk, a closed folder or a store out of reach is called, and what to do about it. Light to import."""

from __future__ import annotations

import errno

FULL, CLOSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}, {errno.EROFS, errno.EACCES, errno.EPERM}


class NoRemoteWorkspace(ValueError):
    """The address holds no workspace or cannot be opened; the message is Vietnamese."""


class StoreGone(OSError):
    """A store does not answer as it should; the message (Vietnamese) says what to do."""


def storage_words(error: OSError) -> str:
    """Why a file could not be read or written and what to do; never its name, which may be a person's."""
    if isinstance(error, StoreGone):
        return str(error)
    if error.errno in FULL:
        return "đĩa đã đầy. Giải phóng dung lượng ở ổ chứa thư mục làm việc (và thư mục tạm của máy) rồi chạy lại; phần đã xong được giữ."
    if error.errno in CLOSED:
        return "không ghi được vào thư mục làm việc (chỉ đọc hoặc không có quyền). Mở quyền ghi cho outputs/ và data/ rồi chạy lại."
    return f"không đọc hoặc ghi được tệp ({errno.errorcode.get(error.errno or 0, 'lỗi hệ thống')}). Kiểm tra ổ đĩa rồi chạy lại."
