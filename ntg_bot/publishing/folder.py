"""The export: a folder that holds the whole programme three times, for programs and for people.

    programme.json   what the folder holds, with a checksum of each file in json/
    json/            one file a table, one row a line; this is what an import reads
    csv/             the same for a spreadsheet
    html/            the same to read in a browser, with no program but that

The same rows always give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ntg_bot.domain.errors import NtgError
from ntg_bot.publishing import cells, pages

FORMAT = 1
MANIFEST = "programme.json"
LARGEST_FILE = 1_000_000_000
"""bytes of one file of an import; more fits in no memory that we count on"""

Rows = Sequence[dict[str, Any]]


class ExportError(NtgError):
    """A folder that cannot be written, or is no export."""


def write(folder: Path, revision: str, tables: Mapping[str, Rows]) -> None:
    """Writes the export into `folder`, which is made, or is empty. It is for this user's eyes."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise ExportError(f"The folder {folder} is not empty. Name a new one.")
        os.chmod(folder, 0o700)
        sums = {}
        for kind in ("json", "csv", "html"):
            (folder / kind).mkdir()
        for name, rows in tables.items():
            body = as_json(rows).encode()
            sums[name] = {"rows": len(rows), "sha256": hashlib.sha256(body).hexdigest()}
            (folder / "json" / f"{name}.json").write_bytes(body)
            columns = list(rows[0]) if rows else []
            sheet = cells.table(columns, ([_cell(row[key]) for key in columns] for row in rows))
            (folder / "csv" / f"{name}.csv").write_bytes(sheet.encode())
        for file, page in pages.made(tables).items():
            (folder / "html" / file).write_bytes(page.encode())
        manifest = {"format": FORMAT, "schema": revision, "tables": sums}
        text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be written: {error.strerror}.") from error


def read(folder: Path) -> tuple[str, Mapping[str, Rows]]:
    """The schema and the rows of an export; ExportError for what is none or was changed since."""
    manifest = _parsed(folder / MANIFEST, _body(folder / MANIFEST))
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ExportError(f"{folder} is no export that this version of ntg-bot can read.")
    listed = manifest.get("tables")
    if not isinstance(listed, dict):
        raise ExportError(f"{folder / MANIFEST} does not say which tables there are.")
    tables: dict[str, Rows] = {}
    for name, said in listed.items():
        if not name.isidentifier() or not isinstance(said, dict):
            raise ExportError(f"{folder / MANIFEST} names a table that is none.")
        file = folder / "json" / f"{name}.json"
        body = _body(file)
        if hashlib.sha256(body).hexdigest() != said.get("sha256"):
            raise ExportError(
                f"{file} is not as it was written: copy the whole export again, or make a new one."
            )
        rows = _parsed(file, body)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ExportError(f"{file} holds no rows.")
        tables[name] = rows
    return str(manifest.get("schema")), tables


def as_json(rows: Rows) -> str:
    """A JSON list with one row a line."""
    lines = (json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    return "[\n" + ",\n".join(lines) + "\n]\n"


def _cell(value: object) -> object:
    """Nested values as JSON text, bytes that were text as that text."""
    if isinstance(value, dict) and set(value) == {"text"}:
        return value["text"]
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value


def _body(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise ExportError(f"{file} is larger than an import can be.")
        return file.read_bytes()
    except OSError as error:
        raise ExportError(f"{file} cannot be read: {error.strerror}.") from error


def _parsed(file: Path, body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ExportError(f"{file} is no JSON.") from None
