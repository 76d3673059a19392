"""What is held about one person, as files for them: JSON for programs, a page to read."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from ntg_bot.publishing.folder import ExportError
from ntg_bot.publishing.pages import a_page

FILES = ("my-data.json", "my-data.html")


def write(folder: Path, held: Mapping[str, object]) -> None:
    """Writes both files into `folder`, which is made or empty, for this user's eyes."""
    entries = [
        (
            table.replace("_", " ").capitalize(),
            [(f"{number}", row) for number, row in enumerate(_rows(rows), start=1)],
        )
        for table, rows in held.items()
        if _rows(rows)
    ]
    page = a_page("What is held about you", "Everything, table by table.", entries=entries)
    text = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(folder.iterdir()):
            raise ExportError(f"The folder {folder} is not empty. Name a new one.")
        os.chmod(folder, 0o700)
        (folder / FILES[0]).write_text(text, encoding="utf-8")
        (folder / FILES[1]).write_text(page, encoding="utf-8")
    except OSError as error:
        raise ExportError(f"The folder {folder} cannot be written: {error.strerror}.") from error


def _rows(rows: object) -> list[object]:
    return list(rows) if isinstance(rows, (list, tuple)) else [rows] if rows else []
