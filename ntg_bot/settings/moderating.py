"""How long things may wait for people, and how many councils make a finding."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ntg_bot.settings.base import Group


class Hypotheses(Group):
    """`NTG_HYPOTHESES__...`"""

    councils: Annotated[int, Field(ge=1, le=153)] = Field(
        default=5,
        description="How many councils must have tried a hypothesis before it can be called "
        "supported, where it has no threshold of its own.",
    )
    holding: Annotated[int, Field(ge=1, le=153)] = Field(
        default=4, description="How many of them must say that it holds."
    )


class Review(Group):
    """`NTG_REVIEW__...`"""

    target_days: Annotated[int, Field(ge=1, le=60)] = Field(
        default=5,
        description="How many working days a shared practice may wait for a moderator before it "
        "is marked as overdue and moderators are reminded.",
    )
    claim_hours: Annotated[int, Field(ge=1, le=720)] = Field(
        default=24,
        description="How long a practice that a moderator has taken is kept for them, in hours.",
    )


class Handoff(Group):
    """`NTG_HANDOFF__...`"""

    days: Annotated[int, Field(ge=1, le=90)] = Field(
        default=10,
        description="How many working days a question that its community was asked may wait before "
        "whoever looks after it is reminded, once.",
    )
