"""One table as CSV, JSON and Parquet, for machines: the same rows give the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sotay.privacy.formulas import escaped

_ARROW = {"integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "datetime": pa.timestamp("s"), "boolean": pa.bool_(), "string": pa.string()}
_DAYS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%S"}
_DTYPES = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "string": "str"}


@dataclass(frozen=True)
class Written:
    """A file of a package: name, size and SHA-256 of its bytes."""

    name: str
    size: int
    sha256: str


def write_bytes(path: Path, data: bytes) -> Written:
    """Written aside and renamed, so that nobody reads half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".part")
    aside.write_bytes(data)
    os.replace(aside, path)
    return Written(path.name, len(data), hashlib.sha256(data).hexdigest())


def plain(frame: pd.DataFrame, schema: dict) -> list[dict]:
    """The rows as numbers, texts, true/false and ISO dates; missing is None."""
    columns = {f["name"]: _plain(frame[f["name"]], f["type"]) for f in schema["fields"]}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(values: pd.Series, kind: str) -> list:
    known = values.notna()
    if kind in _DAYS:
        values = pd.to_datetime(values).dt.strftime(_DAYS[kind])
    else:
        values = values.astype(_DTYPES[kind])
    return values.astype(object).where(known, None).tolist()


def csv_bytes(rows: list[dict], names: list[str]) -> bytes:
    """RFC 4180 in UTF-8 without a byte-order mark, which machines would read into the first heading; a text that begins like a formula has an apostrophe before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([[_cell(row[n]) for n in names] for row in rows])
    return text.getvalue().encode("utf-8")


def _cell(value):
    """What csv writes as it is (None as nothing), but for formulas and true/false."""
    if isinstance(value, str):
        return escaped(value)
    return ("true" if value else "false") if isinstance(value, bool) else value


def json_bytes(rows: list[dict]) -> bytes:
    """An array of objects, one on each line."""
    return ("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n").encode("utf-8")


def parquet_bytes(rows: list[dict], schema: dict) -> bytes:
    """Typed columns; no metadata but the schema's own."""
    fields = [pa.field(f["name"], _ARROW[f["type"]]) for f in schema["fields"]]
    columns = [pa.array([_arrow(r[f["name"]], f["type"]) for r in rows], type=_ARROW[f["type"]]) for f in schema["fields"]]
    sink = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(fields)), sink, compression="zstd")
    return sink.getvalue()


def _arrow(value, kind: str):
    return pd.Timestamp(value).to_pydatetime() if value is not None and kind in ("date", "datetime") else value


def document(content: dict) -> bytes:
    """Metadata as indented JSON."""
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
