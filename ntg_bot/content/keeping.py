"""Checked values kept in a cache folder: reading YAML takes seconds, reading JSON does not.

A kept value counts only under the SHA-256 of every file's name and bytes and of the code that
checks them. Anything that does not fit is read anew; the cache is never more than a shortcut.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from ntg_bot.domain import encoding

T = TypeVar("T")
_log = logging.getLogger(__name__)


def digest_of(files: Iterable[tuple[str, Path]], modules: Iterable[object]) -> str:
    """SHA-256 over the names and bytes of `files`, of this package's code and of `modules`."""
    total = hashlib.sha256()
    code = sorted(Path(__file__).parent.glob("*.py"))
    more = [Path(str(getattr(module, "__file__", ""))) for module in modules]
    for name, path in [*((path.name, path) for path in (*code, *more)), *files]:
        content = path.read_bytes()
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def kept(path: Path, digest: str, kind: type[T]) -> T | None:
    """The value of `path` where it is of that digest and can be read; else None."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        _log.warning("cannot read %s (%s); reading the files anew", path, error.strerror)
        return None
    first, _, rest = data.partition(b"\n")
    if first != digest.encode():
        return None
    try:
        return encoding.loads(kind, rest)
    except encoding.CannotDecode as error:
        _log.warning("%s is damaged (%s); reading the files anew", path, error)
        return None


def keep(path: Path, digest: str, value: object) -> None:
    """Written beside and moved into place, so that a reader sees all of it or none."""
    data = digest.encode() + b"\n" + encoding.dumps(value)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(beside, path)
    except OSError as error:
        _log.warning("cannot keep %s (%s)", path, error.strerror)
