"""What is remembered: notes of the conversation, and who did what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Note:
    """Something the conversation remembers for a while, under a name."""

    value: str
    at: datetime


class NoteRepository(Protocol):
    """What the conversation remembers between two messages of a workspace: the queue a moderator
    was shown, how many questions came in a minute. Names are made of parts with `:` between; one
    that is about a person has the person's id as a part, so that forgetting finds it.
    """

    async def get(self, workspace_id: str, name: str) -> Note | None: ...

    async def put(self, workspace_id: str, name: str, note: Note) -> None: ...

    async def remove(self, workspace_id: str, name: str) -> None: ...


class AuditRepository(Protocol):
    async def add(
        self, *, at: datetime, actor: str, verb: str, object_id: str = "", person: str = ""
    ) -> None:
        """Ids and verbs only, never words of a message. `actor` is a member's id, and so is
        `person`, given instead of `object_id` where the act is about somebody: both are kept as
        pseudonyms, so that forgetting a person leaves nothing of them here.
        """
        ...
