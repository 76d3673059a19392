"""How long things are kept, and how often the knowledge base is looked at again."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from ntg_bot.settings.base import Group, in_small_letters


class Upkeep(Group):
    """`NTG_UPKEEP__...`"""

    published_months: Annotated[int, Field(ge=1, le=120)] = Field(
        default=24,
        description="How many months after a look a published standard is due for another, where "
        "its entry names no date.",
    )
    local_months: Annotated[int, Field(ge=1, le=120)] = Field(
        default=12,
        description="The same for local practice, and for entries whose sources nobody has read.",
    )
    day: Annotated[
        Literal["mon", "tue", "wed", "thu", "fri"], BeforeValidator(in_small_letters)
    ] = Field(
        default="tue",
        description="The day on which owners are told, in one message, what is due for a look; "
        "at the time of NTG_DIGEST__AT.",
    )
    check_links: bool = Field(
        default=False,
        description="Whether the bot asks once a month if the web pages that sources name are "
        "still there. It goes out to those sites, and to nowhere else.",
    )
    link_timeout_seconds: Annotated[float, Field(gt=0, le=60)] = Field(
        default=10.0, description="How long such a page may take to answer, in seconds."
    )


Days = Annotated[int, Field(ge=0, le=36_500)]
"""of keeping; 0 is for good"""


class Keep(Group):
    """`NTG_KEEP__...`, in days; 0 keeps for good."""

    questions: Days = Field(
        default=365,
        description="How long the words and the asker of a question are kept, its verdicts, and "
        "questions put to a community with their answers.",
    )
    unanswered: Days = Field(
        default=90,
        description="The same for a question that nobody could answer: then it is counted only.",
    )
    messages: Annotated[int, Field(ge=7, le=36_500)] = Field(
        default=30,
        description="How long it is known which messages were handled, and those that could not "
        "be are kept. At least 7: chats send again what they are not sure of.",
    )
    deliveries: Days = Field(default=180, description="How long what the bot has said is kept.")
    drafts: Days = Field(
        default=90, description="How long a draft is kept that its author does not send."
    )
    held: Days = Field(
        default=30,
        description="The same for a draft in which screening saw what may identify somebody.",
    )
    audit: Days = Field(
        default=2192, description="How long it is kept who did what; 2192 days are six years."
    )
