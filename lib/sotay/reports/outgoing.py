"""What the index says of the packages for each recipient, and of what the gate held back: counts only."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sotay.reports.blocks import esc
from sotay.reports.numbers import integer

_LEVELS = {"public": "công khai", "shared": "chia sẻ", "internal": "nội bộ", "own": "riêng của đơn vị"}
# What can become of a result on its way into a package, as internal/release.csv has it.
_STATES = {"included": "tài liệu trong gói", "above_level": "vượt mức được xem", "held": "bị cổng kiểm soát giữ lại", "missing": "chưa có trong tháng"}


def packages(book, folder: Path) -> str:
    """A line per recipient with a link to its package, and what the gate held back; nothing before the month's packages have been made."""
    lines = _read(folder / "internal" / "release.csv")
    if lines.empty:
        return ""
    known = book.registry.recipients
    items = "".join(_recipient(known[name], own, folder, book.month) for name, own in lines.groupby("recipient", sort=False) if name in known)
    after = f"Lượt chạy tháng không gửi gói nào. Người có thẩm quyền xem gói, điền phiếu <code>internal/phieu-duyet.yml</code> và lưu thành <code>data/approvals/{esc(book.month)}.yml</code>; sau đó văn thư chạy <code>sotay send {esc(book.month)}</code>."
    return f'<h2 id="goi-gui">Gói gửi từng nơi nhận</h2><div class="reports"><ul>{items}</ul></div><p>{after}</p><p>{_held(_read(folder / "internal" / "gate.csv"))}</p>'


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, encoding="utf-8-sig", dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame()


def _recipient(recipient, lines: pd.DataFrame, folder: Path, month: str) -> str:
    counts = lines["status"].value_counts()
    said = ", ".join(f"{integer(int(counts[state]))} {words}" for state, words in _STATES.items() if state in counts)
    package = f"release/{recipient.id}/{recipient.id}-{month}.zip"
    name = f'<a href="{esc(package)}">{esc(recipient.line)}</a>' if (folder / package).is_file() else f"{esc(recipient.line)} (không có gói)"
    return f"<li>{name}, mức {_LEVELS[recipient.level]}: {said}</li>"


def _held(found: pd.DataFrame) -> str:
    """Without the files' names: one that is held for its name must not be named here."""
    if found.empty:
        return "Cổng kiểm soát đã soát mọi tệp ra ngoài và không giữ lại tệp nào."
    kinds = ", ".join(f"{kind} ({integer(len(own['file'].unique()))} tệp)" for kind, own in found.groupby("kind", sort=True))
    return f"Cổng kiểm soát giữ lại {integer(found['file'].nunique())} tệp vì có dữ liệu giống: {esc(kinds)}. Danh sách ở <code>internal/gate.csv</code>, tệp ở <code>internal/held/</code>, không gửi đi."
