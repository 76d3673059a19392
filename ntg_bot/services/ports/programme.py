"""The programme's own records: meetings, boards, the register; who comes, who sits, who signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from ntg_bot.domain.meetings import Board, Joining, Meeting, Seat, Signature
from ntg_bot.domain.register import Registered

ProgrammeRecord = Meeting | Board | Registered
RecordKind = TypeVar("RecordKind", Meeting, Board, Registered)


class ProgrammeRepository(Protocol):
    """Records are programme-wide; joinings, seats and signatures belong to their workspace."""

    async def add(self, record: ProgrammeRecord) -> bool:
        """False where a record of that kind has the id already."""
        ...

    async def save(self, record: ProgrammeRecord) -> None:
        """Replaces version N-1 by version N; raises WrongState where it has moved on."""
        ...

    async def remove(self, kind: type[ProgrammeRecord], id: str) -> None:
        """Takes a record out; one that is not there is ignored."""
        ...

    async def get(self, kind: type[RecordKind], id: str) -> RecordKind | None: ...

    async def all(self, kind: type[RecordKind]) -> Sequence[RecordKind]:
        """By id."""
        ...

    async def join(self, joining: Joining) -> bool:
        """False where the member comes already."""
        ...

    async def unjoin(self, workspace_id: str, member_id: str, meeting_id: str) -> bool: ...

    async def joinings(self, meeting_id: str) -> Sequence[Joining]: ...

    async def put_seat(self, seat: Seat) -> None:
        """Gives a seat, or changes its term."""
        ...

    async def seats(self, board_id: str) -> Sequence[Seat]: ...

    async def sign(self, signature: Signature) -> bool:
        """False where the member signed that for the board already."""
        ...

    async def signatures(self, subject: str) -> Sequence[Signature]:
        """The first first."""
        ...
