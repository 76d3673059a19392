"""Boards: lists of members with a term and a remit, and their signatures to editions and calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound
from ntg_bot.domain.meetings import Board, BoardKind, Seat, Signature
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.calls import find_call
from ntg_bot.services.ports import Clock, UnitOfWork

LONGEST_NAME, LONGEST_REMIT = 120, 2_000


@dataclass(frozen=True, slots=True)
class Sitting:
    """One seat with the name of whoever has it."""

    name: str
    since: date
    until: date | None
    is_held: bool


class BoardService:
    """Curators set boards up; whoever sits on one signs for it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def find(self, work: UnitOfWork, named: str) -> Board:
        """By its id or by words of its name."""
        wanted = " ".join(named.casefold().split()).removeprefix("the ").strip(" “”\"'")
        board = await work.programme.get(Board, wanted)
        fitting = [
            each
            for each in await work.programme.all(Board)
            if wanted and wanted in each.name.casefold()
        ]
        if board is None and len(fitting) == 1:
            board = fitting[0]
        if board is None:
            raise NotFound(key="refused.no_board", name=named.strip()[:80])
        return board

    async def create(self, work: UnitOfWork, member: Member, values: Mapping[str, str]) -> Board:
        require(member, Act.CURATE, ())
        name = fields.text(values, "name", most=LONGEST_NAME)
        try:
            kind = BoardKind(values.get("kind", ""))
        except ValueError:
            raise InvalidInput("kind", key="refused.no_board_kind") from None
        remit = fields.text(values, "remit", most=LONGEST_REMIT)
        id = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:48].strip("-") or "board"
        board = Board(id, name, kind, remit)
        if not await work.programme.add(board):
            raise InvalidInput("name", key="refused.board_taken")
        await self._audit(work, member, "board.create", id)
        return board

    async def seat(
        self, work: UnitOfWork, by: Member, named: str, person: Member, until: date | None
    ) -> Board:
        """Gives somebody a seat from today; the last day of the term may be open."""
        require(by, Act.CURATE, ())
        board = await self.find(work, named)
        today = self._clock.now().date()
        if until is not None and until < today:
            raise InvalidInput("until", key="refused.term_over")
        await work.programme.put_seat(Seat(board.id, person.workspace_id, person.id, today, until))
        await self._audit(work, by, "board.seat", person.id)
        return board

    async def unseat(self, work: UnitOfWork, by: Member, named: str, person: Member) -> Board:
        """Ends a seat with yesterday; its term stays in the list."""
        require(by, Act.CURATE, ())
        board = await self.find(work, named)
        seat = next(
            (
                each
                for each in await work.programme.seats(board.id)
                if (each.workspace_id, each.member_id) == (person.workspace_id, person.id)
            ),
            None,
        )
        if seat is None:
            raise NotFound(key="refused.no_seat", board=board.name)
        ended = self._clock.now().date() - timedelta(days=1)
        await work.programme.put_seat(
            Seat(board.id, person.workspace_id, person.id, min(seat.since, ended), ended)
        )
        await self._audit(work, by, "board.unseat", person.id)
        return board

    async def sittings(self, work: UnitOfWork, board: Board) -> Sequence[Sitting]:
        """Who sits and sat on it; somebody who was forgotten is in no list."""
        today = self._clock.now().date()
        found: list[Sitting] = []
        for seat in await work.programme.seats(board.id):
            member = await work.members.get(seat.workspace_id, seat.member_id)
            name = member.name or f"@{member.external_id}" if member else ""
            found.append(Sitting(name, seat.since, seat.until, seat.is_held(today)))
        return sorted(found, key=lambda each: (not each.is_held, each.name.casefold()))

    async def sign(
        self, work: UnitOfWork, member: Member, subject: str, named: str = ""
    ) -> tuple[Board, bool]:
        """A board member's yes to `edition:2` or `call:slug`, for the board they sit on; False
        where they have signed already. Raises NotAllowed for whoever sits on none.
        """
        kind, _, id = subject.partition(":")
        if kind == "edition":
            if not id.isdecimal() or await work.editions.get(int(id)) is None:
                raise NotFound(key="refused.no_edition", name=id[:40])
        else:
            subject = f"call:{(await find_call(work, id)).id}"
        today = self._clock.now().date()
        boards = [await self.find(work, named)] if named else await work.programme.all(Board)
        for board in boards:
            for seat in await work.programme.seats(board.id):
                is_theirs = (seat.workspace_id, seat.member_id) == (member.workspace_id, member.id)
                if is_theirs and seat.is_held(today):
                    is_new = await work.programme.sign(
                        Signature(
                            board.id,
                            subject,
                            member.workspace_id,
                            member.id,
                            member.name or f"@{member.external_id}",
                            self._clock.now(),
                        )
                    )
                    if is_new:
                        await self._audit(work, member, f"{kind}.sign", id)
                    return board, is_new
        raise NotAllowed(key="refused.no_seat_held")

    async def signed(self, work: UnitOfWork, subject: str) -> Sequence[tuple[str, Signature]]:
        """(name of the board, signature), the first first."""
        names = {board.id: board.name for board in await work.programme.all(Board)}
        return [
            (names.get(each.board_id, each.board_id), each)
            for each in await work.programme.signatures(subject)
        ]

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)
