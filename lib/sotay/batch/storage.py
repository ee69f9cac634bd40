"""What a full disk or a closed folder is called, and what to do about it."""

from __future__ import annotations

import errno


def storage_words(error: OSError) -> str:
    """Why a file could not be read or written and what to do; never its name, which may be a person's."""
    full, closed = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}, {errno.EROFS, errno.EACCES, errno.EPERM}
    if error.errno in full:
        return "đĩa đã đầy. Giải phóng dung lượng rồi chạy lại; phần đã xong được giữ."
    if error.errno in closed:
        return "không ghi được vào thư mục làm việc (chỉ đọc hoặc không có quyền). Mở quyền ghi cho outputs/ và data/ rồi chạy lại."
    return f"không đọc hoặc ghi được tệp ({errno.errorcode.get(error.errno or 0, 'lỗi hệ thống')}). Kiểm tra ổ đĩa rồi chạy lại."
