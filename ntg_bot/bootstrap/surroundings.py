"""What surrounds a programme: the machine's clock, new ids, its folders."""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import ntg_bot
from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings import Settings

AUDIT_KEY_FILE = "audit.key"
_SHORTEST_KEY = 32


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    """UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then version and randomness."""

    def new(self) -> str:
        milliseconds = time.time_ns() // 1_000_000
        random = int.from_bytes(os.urandom(10), "big")
        value = (milliseconds & (1 << 48) - 1) << 80 | random
        value = value & ~(0xF << 76) | 0x7 << 76
        value = value & ~(0x3 << 62) | 0x2 << 62
        return f"{value:032x}"


def content_folder(name: str) -> Path:
    """`knowledge` or `intents`: of the checkout, else as shipped inside the package."""
    package = Path(ntg_bot.__file__).parent
    for folder in (package.parent / name, package / "_data" / name):
        if folder.is_dir():
            return folder
    raise ConfigError("ntg-bot", f"the folder {name}/ is missing from this installation.")


def audit_key(settings: Settings) -> str:
    """The key that seals the audit: of the settings, else of audit.key in NTG_HOME, which is made
    once, readable by this user alone. Raises ConfigError where neither can be had.
    """
    given = settings.audit_key.get_secret_value().strip()
    if given:
        if len(given) < _SHORTEST_KEY:
            raise ConfigError(
                "NTG_AUDIT_KEY",
                f"is shorter than {_SHORTEST_KEY} characters. Make one with `ntg-bot keys new`.",
            )
        return given
    home_exists(settings)
    file = settings.home / AUDIT_KEY_FILE
    try:
        if not file.exists():
            _make_key(file)
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            "NTG_HOME", f"its file {AUDIT_KEY_FILE} cannot be used: {error}"
        ) from None
    if len(kept) < _SHORTEST_KEY:
        raise ConfigError(
            "NTG_HOME", f"its file {AUDIT_KEY_FILE} holds no key. Put the key back from a backup."
        )
    return kept


def _make_key(file: Path) -> None:
    """Written whole beside it first, so that of two processes that start at once one key stays."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".audit-")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as new:
            new.write(secrets.token_urlsafe(33) + "\n")
            new.flush()
            os.fsync(new.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(name, file)
    finally:
        os.unlink(name)


def home_exists(settings: Settings) -> None:
    """Makes NTG_HOME; raises ConfigError where that cannot be done."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            "NTG_HOME",
            f"cannot make the folder {settings.home} ({error.strerror}). Choose a folder that "
            "this user may write to.",
        ) from error
