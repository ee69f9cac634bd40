"""Code lists: one row per value, found by code, label or alias."""

from __future__ import annotations

from sotay.definitions.models.base import Dated, Source, Text


class CodeValue(Dated):
    """One value: what is stored is `label`; `code` and `aliases` are other ways of writing it."""

    label: Text
    code: str | None = None
    aliases: list[Text] = []
    source: Source | None = None
