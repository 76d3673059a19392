"""What every group of settings is made of, and how words and times of day are read."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ConfigDict

_CLOCK_TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")


class Group(BaseModel):
    """Settings that share a prefix; a misspelt one is refused, in .env too."""

    model_config = ConfigDict(extra="forbid")


def in_small_letters(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def clock_time(value: Any) -> Any:
    """Only what reads like a clock: a bare 9 would be taken as nine seconds past midnight."""
    if not isinstance(value, str):
        return value
    written = value.strip()
    if not _CLOCK_TIME.fullmatch(written):
        raise ValueError("Write a time of day like 09:00")
    return written if written[2] == ":" else f"0{written}"
