"""What surrounds a programme: the machine's clock, new ids, its folders."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import ntg_bot
from ntg_bot.domain.errors import ConfigError
from ntg_bot.settings import Settings


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
