"""The three sample people of the local workspace. They are invented."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.domain.people import Role

BOT = "bot"
"""author of the bot's messages"""
BOT_NAME = "NTG bot"

ABOUT_THE_PEOPLE = (
    "Olivia, Ben and Maya are invented sample people: switch between them to try every role."
)


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody a newcomer can be. `does` says in a few words what that person is."""

    id: str
    name: str
    does: str
    role: Role = Role.MEMBER
    authority: str = ""
    """ONS code of a council, or empty: nobody invented speaks for a real council by default"""


SAMPLE_PEOPLE = (
    SamplePerson("officer", "Olivia Marsh", "council officer"),
    SamplePerson("member", "Ben Carter", "community member"),
    SamplePerson("moderator", "Maya Okafor", "moderator", Role.MODERATOR),
)
