"""Personal columns masked by default: identifying text becomes a keyed pseudonym, stable within a workspace."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path

import pandas as pd

from sotay.definitions.models.dataset import Table

# What tells who somebody is; codes and dates of a person stay readable, because reports only ever show them counted.
IDENTIFYING = {"text", "name", "address", "cccd", "identity", "masked_id", "phone", "email", "tax_code", "identity_or_tax", "bhyt", "bhxh", "doc_no"}


def workspace_key(root: Path) -> bytes:
    """The workspace's secret, made once under data/ (outside git) and readable by its owner only."""
    path = Path(root) / "data" / ".pseudonym-key"
    if not path.is_file() or not path.stat().st_size:
        path.parent.mkdir(parents=True, exist_ok=True)
        _make_key(path, path.with_name(f"{path.name}.{os.getpid()}.part"))
    return path.read_bytes()


def _make_key(path: Path, aside: Path) -> None:
    """A key that is there whole or not at all, and of two made at once only one: pseudonyms of an empty key could be undone, those of two would not agree."""
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        if path.is_file() and not path.stat().st_size:  # what a full disk left of an earlier version
            os.replace(aside, path)
            return
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without links
            os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def pseudonym(value: str, key: bytes) -> str:
    """A short name for a value that only the workspace's key gives again."""
    return "ẩn-" + hmac.digest(key, value.encode("utf-8"), "sha256").hex()[:10]


def personal_fields(table: Table) -> list[str]:
    """Columns whose values may identify a person."""
    return [c.name for c in table.columns if (c.pii != "none" and c.type in IDENTIFYING) or c.free_text]


def mask(rows: pd.DataFrame, table: Table, key: bytes) -> pd.DataFrame:
    """The rows with identifying columns pseudonymised; missing stays missing, equal values stay equal."""
    masked = rows.copy(deep=False)
    for name in personal_fields(table):
        if name in masked:
            # Each value is hashed once, however many rows have it.
            places, known = pd.factorize(masked[name])
            names = pd.Series([pseudonym(str(v), key) for v in known], dtype="str").array
            masked[name] = pd.api.extensions.take(names, places, allow_fill=True)
    return masked
