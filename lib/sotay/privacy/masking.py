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
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()


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
