"""Materials of practices, and where their files lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.materials import Material


class MaterialRepository(Protocol):
    async def add(self, material: Material) -> None: ...

    async def save(self, material: Material) -> None: ...

    async def get(self, id: str) -> Material | None: ...

    async def remove(self, id: str) -> None: ...

    async def of_practice(self, practice_id: str) -> Sequence[Material]:
        """Those that are shown, oldest first."""
        ...

    async def all(self) -> Sequence[Material]:
        """Of the programme, in every state, oldest first."""
        ...

    async def refers_to(self, sha256: str) -> bool:
        """Whether any material has that file."""
        ...


class FileStore(Protocol):
    """Bytes by their SHA-256, each kept once."""

    def put(self, data: bytes) -> str:
        """Keeps them, durable when it returns; their SHA-256."""
        ...

    def get(self, sha256: str) -> bytes | None:
        """None where they are gone, or are not what they were."""
        ...

    def remove(self, sha256: str) -> None: ...

    def kept(self, at_least_seconds: float) -> Sequence[str]:
        """Those that have lain there for so long."""
        ...


class Shelf(Protocol):
    """What a chat platform with pages of its own needs to take files in and hand them out."""

    def practices(self) -> Sequence[tuple[str, str]]:
        """(id, title) of those that a file can go with."""
        ...

    async def bring(
        self, platform: str, workspace: str, user: str, practice_id: str, name: str, data: bytes
    ) -> str:
        """Keeps a file that a member brings, until a moderator's yes; its id. Raises UserError."""
        ...

    async def hand_out(self, id: str) -> tuple[str, str, bytes] | None:
        """(name, media type, bytes) of a file that is shown; None for any other id."""
        ...
