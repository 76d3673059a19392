"""Calls for evidence: the calls, what was sent in, and what its readers found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.calls import Call, CallReader, Evidence, Reading


class CallRepository(Protocol):
    """Calls are programme-wide; evidence belongs to the workspace of its sender.

    The readers of a call may come from every workspace, so `evidence` reads across workspaces:
    sending is the sender's leave for that, and callers check that whoever looks reads or curates.
    """

    async def add(self, call: Call) -> bool:
        """False where the id is taken."""
        ...

    async def save(self, call: Call) -> None:
        """Replaces version N-1 by version N; raises WrongState where the row has moved on."""
        ...

    async def get(self, id: str) -> Call | None: ...

    async def all(self) -> Sequence[Call]:
        """The one that closes last first."""
        ...

    async def add_evidence(self, evidence: Evidence) -> None: ...

    async def save_evidence(self, evidence: Evidence) -> None:
        """As `save`."""
        ...

    async def get_evidence(self, workspace_id: str, id: str) -> Evidence | None: ...

    async def evidence(self, call_id: str) -> Sequence[Evidence]:
        """All that was sent to a call, from every workspace, by receipt; drafts last."""
        ...

    async def of_sender(self, workspace_id: str, member_id: str) -> Sequence[Evidence]:
        """What a member sent or began, the oldest first."""
        ...

    async def add_reader(self, reader: CallReader) -> bool:
        """False where they read for that call already."""
        ...

    async def remove_reader(self, reader: CallReader) -> None: ...

    async def readers(self, call_id: str) -> Sequence[CallReader]: ...

    async def add_reading(self, reading: Reading) -> bool:
        """False where that person has read that piece already."""
        ...

    async def readings(self, evidence_ids: Sequence[str]) -> Sequence[Reading]:
        """In the order in which they were made."""
        ...

    async def claim_notice(self, call_id: str, notice: str, at: datetime) -> bool:
        """True for one caller ever: who gets it says that notice (a reminder, a closing)."""
        ...

    async def put_report(self, call_id: str, kind: str, payload: bytes, at: datetime) -> bool:
        """Freezes the interim report or the compendium; False where it is frozen already."""
        ...

    async def report(self, call_id: str, kind: str) -> bytes | None: ...
