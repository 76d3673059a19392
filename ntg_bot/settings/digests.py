"""When digests go out, and whether they can be read as feeds."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, field_validator

from ntg_bot.settings.base import Group, clock_time, in_small_letters


class Digest(Group):
    """`NTG_DIGEST__...`"""

    day: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        BeforeValidator(in_small_letters),
    ] = Field(default="mon", description="The day on which weekly digests are sent.")
    at: Annotated[time, BeforeValidator(clock_time)] = Field(
        default=time(9, 0),
        description="The local time at which digests are sent; not between 00:30 and 02:30, "
        "when the clocks change.",
    )
    zone: str = Field(default="Europe/London", description="The time zone of that time.")

    preview_days: Annotated[int, Field(ge=0, le=5)] = Field(
        default=1,
        description="How many working days before it goes out moderators get a digest's draft to "
        "look at; 0 for never.",
    )

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("There is no such time zone; write one like Europe/London") from None
        return name


class Feeds(Group):
    """`NTG_FEEDS__...`"""

    enabled: bool = Field(
        default=False,
        description="Whether anybody who can reach the bot's address may read the digests' public "
        "part as feeds, at /feeds/<community>.atom.",
    )
    address: str = Field(
        default="",
        description="The bot's address on the web, for links in feeds, like "
        "https://ntg.council.gov.uk.",
    )

    @field_validator("address")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s?#]+(/[^\s?#]*)?", url):
            raise ValueError("Write an address like https://ntg.council.gov.uk")
        return url
