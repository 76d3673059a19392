"""Writing files for a person who named a folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ntg_bot.cli.console import say
from ntg_bot.domain.errors import UserError


def write_files(out: Path, files: Mapping[str, bytes]) -> None:
    """Writes name by name and says each; UserError where the folder cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (out / name).write_bytes(content)
    except OSError as error:
        raise UserError(
            f"Cannot write into {out} ({error.strerror}).", "Name another folder with --out."
        ) from error
    for name in files:
        say(str(out / name))
