"""What the conversation remembers for a while."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from ntg_bot.services.ports import Note
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import note

_OF_NAME = select(note).where(
    note.c.workspace_id == bindparam("of_workspace"), note.c.name == bindparam("of_name")
)


class Notes:
    """services.ports.NoteRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, workspace_id: str, name: str) -> Note | None:
        row = await self._session.first_to_change(
            _OF_NAME, {"of_workspace": workspace_id, "of_name": name}
        )
        return Note(row.value, row.at) if row else None

    async def put(self, workspace_id: str, name: str, note_: Note) -> None:
        await self._session.execute(
            self._session.upsert(note, ["value", "at"]),
            {"workspace_id": workspace_id, "name": name, "value": note_.value, "at": note_.at},
        )

    async def remove(self, workspace_id: str, name: str) -> None:
        await self._session.execute(
            delete(note).where(note.c.workspace_id == workspace_id, note.c.name == name)
        )
