"""Rotation: rows that wait are taken from their workspaces in rotation, so that one workspace that
says much keeps no other waiting.

A rotation looks at the workspaces behind those it looked at last. Of these, whoever was given the
least lately comes first, and whoever was given far more than they waits until they are served.
Taking rows costs as much as rows are taken, however many wait: the index is entered once for each
workspace, and never read through. The statements are made once for each rotation: made anew, they
would cost more than what they find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Table,
    Text,
    bindparam,
    literal,
    select,
    union_all,
)

from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables.base import Moment

SPARE, TIMES = 3, 2
"""rows lately, and times as many as whoever was given least, beyond which a workspace waits"""
LATELY = 1_000
"""rows given out, after which what was given counts half"""
NOW = bindparam("now", type_=Moment)
"""the moment at which something is due"""
_LAST = bindparam("last", type_=Text)
_MOST = bindparam("most", type_=Integer)
_SHARE = bindparam("share", type_=Integer)
Due = Callable[[FromClause], ColumnElement[bool]]
"""which rows of an alias of the table may be taken; what changes are places such as NOW"""
Within = Callable[[ColumnElement[str]], ColumnElement[bool]]


@cache
def named(table: Table, name: str) -> FromClause:
    """An alias of the table, made once: it has an object for each column."""
    return table.alias(name)


class Rotation:
    """One process's place in the round of the workspaces, named by the column `whose`."""

    def __init__(self, table: Table, whose: str, due: Due) -> None:
        self._table = table
        self._whose = whose
        self._due = due
        self._last = ""
        self._given: Counter[str] = Counter()
        """rows lately, by workspace"""

    async def take(
        self,
        session: Session,
        given: Mapping[str, object],
        limit: int,
        each: int | None = None,
    ) -> list[int]:
        """Numbers (`seq`) of up to `limit` rows: the oldest of every workspace, then the second
        oldest, and so on; at most `each` of one workspace. They are not yet the caller's. `given`
        is for the places in what is due.
        """
        round_ = _round(self._table, self._whose, self._due)
        found = await session.all(round_, {**given, "last": self._last, "most": limit})
        oldest = {row.whose: row.seq for row in found}
        if not oldest:
            return []
        names = list(oldest)
        self._last = names[-1]
        names.sort(key=lambda workspace: self._given[workspace])
        most = TIMES * self._given[names[0]] + SPARE
        served = [workspace for workspace in names if self._given[workspace] <= most]
        share = min(limit, each or -(-limit // len(served)))
        if share == 1:
            taken = [(oldest[workspace], workspace) for workspace in served]
        else:
            taken = await self._several(session, given, served, share)
        del taken[limit:]
        self._count(whose for _, whose in taken)
        return [seq for seq, _ in taken]

    async def _several(
        self,
        session: Session,
        given: Mapping[str, object],
        workspaces: Sequence[str],
        share: int,
    ) -> list[tuple[int, str]]:
        """The oldest of each workspace, then the second oldest of each, and so on."""
        places = {workspace: place for place, workspace in enumerate(workspaces)}
        ranks: Counter[str] = Counter()
        ranked: list[tuple[int, int, int, str]] = []
        oldest = _oldest(self._table, self._whose, self._due, len(workspaces))
        theirs = {f"whose_{place}": workspace for workspace, place in places.items()}
        for row in await session.all(oldest, {**given, **theirs, "share": share}):
            ranked.append((ranks[row.whose], places[row.whose], row.seq, row.whose))
            ranks[row.whose] += 1
        return [(seq, whose) for _, _, seq, whose in sorted(ranked)]

    def _count(self, given: Iterable[str]) -> None:
        self._given.update(given)
        if self._given.total() > LATELY:
            self._given = Counter(
                {workspace: rows // 2 for workspace, rows in self._given.items() if rows > 1}
            )


@cache
def _round(table: Table, whose: str, due: Due) -> Any:
    """The next workspaces that have a row due, at most `most`, each with its oldest: those behind
    the last one, then those from the beginning up to it.
    """
    parts = []
    for number, within in enumerate((lambda name: name > _LAST, lambda name: name <= _LAST)):
        walk = _walk(table, whose, due, within, f"walk_{number}")
        found = named(table, f"found_{number}")
        parts.append(
            select(
                found.c.seq,
                found.c[whose].label("whose"),
                literal(number).label("part"),
                walk.c.steps,
            ).join(walk, found.c.seq == walk.c.seq)
        )
    both = union_all(*parts).subquery("both")
    return select(both.c.seq, both.c.whose).order_by(both.c.part, both.c.steps).limit(_MOST)


def _walk(table: Table, whose: str, due: Due, within: Within, name: str) -> Any:
    """A walk over the index from one workspace's oldest row to the next workspace's."""

    def first(row: FromClause, *more: Within) -> Any:
        conditions = [condition(row.c[whose]) for condition in (within, *more)]
        return (
            select(row.c.seq)
            .where(due(row), *conditions)
            .order_by(row.c[whose], row.c.seq)
            .limit(1)
            .correlate_except(row)
            .scalar_subquery()
        )

    start = first(named(table, f"first_of_{name}"))
    walk = select(start.label("seq"), literal(1).label("steps")).cte(name, recursive=True)
    here = named(table, f"here_of_{name}")
    present = (
        select(here.c[whose]).where(here.c.seq == walk.c.seq).correlate(walk).scalar_subquery()
    )
    following = first(named(table, f"next_of_{name}"), lambda other: other > present)
    return walk.union_all(
        select(following, walk.c.steps + 1).where(walk.c.seq.is_not(None), walk.c.steps < _MOST)
    )


@cache
def _oldest(table: Table, whose: str, due: Due, workspaces: int) -> Any:
    """The oldest rows due of so many workspaces, at most `share` of one."""
    parts = []
    for number in range(workspaces):
        row = named(table, f"row_{number}")
        oldest = (
            select(row.c.seq, row.c[whose].label("whose"))
            .where(row.c[whose] == bindparam(f"whose_{number}", type_=Text), due(row))
            .order_by(row.c.seq)
            .limit(_SHARE)
            .subquery(f"part_{number}")
        )
        parts.append(select(oldest.c.seq, oldest.c.whose))
    # rows of one workspace come oldest first: the numbers say so, whatever the database does
    together = union_all(*parts).subquery("together")
    return select(together).order_by(together.c.seq)
