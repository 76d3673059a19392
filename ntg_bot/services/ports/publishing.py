"""What is published outside the chat: pages of words, ready to be set in any form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PageLine:
    """One line: what it is about, and why it is there. Either may be empty, not both."""

    about: str
    why: str

    @property
    def rest(self) -> str:
        """What follows `about` on its line."""
        if not (self.about and self.why):
            return self.why
        return f"{' ' if self.about[-1] in '.?!…' else ': '}{self.why}"

    @property
    def text(self) -> str:
        """The whole line."""
        return self.about + self.rest


@dataclass(frozen=True, slots=True)
class PageSection:
    """Lines of one kind under their heading."""

    heading: str
    lines: tuple[PageLine, ...]


@dataclass(frozen=True, slots=True)
class DigestPage:
    """One issue of a digest in words, whatever it is then made into. Nothing in it is markup."""

    id: str
    """the issue's"""
    community: str
    """the community's id"""
    name: str
    """its name"""
    week: str
    """as `2026-W48`"""
    title: str
    at: datetime
    """when it was made"""
    lead: tuple[str, ...]
    """paragraphs before everything else"""
    sections: tuple[PageSection, ...]
    closing: tuple[str, ...]
    """paragraphs at the end"""


@dataclass(frozen=True, slots=True)
class IssuedDigests:
    """What a community's digests have said lately, as anybody may read it."""

    community: str
    name: str
    began: datetime
    """when the programme began"""
    pages: tuple[DigestPage, ...]
    """the latest first"""


class DigestShelf(Protocol):
    async def issued(self, community: str) -> IssuedDigests | None:
        """None where there is no such community. Raises StorageError."""
        ...
