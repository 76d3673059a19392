"""Turns: rows that wait are taken from their workspaces in rotation, so that one workspace that
says much keeps no other waiting.

A rotation looks at the workspaces behind those it looked at last. Of these, whoever was given the
least lately comes first, and whoever was given far more than they waits until they are served.
Taking rows costs as much as rows are taken, however many wait: the index is entered once for each
workspace, and never read through. The statements are made once for each kind of row, for making
one takes longer than running it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Table,
    bindparam,
    literal,
    select,
    union_all,
)

from ntg_bot.storage.sessions import Session

SPARE, TIMES = 3, 2
"""rows lately, and times as many as whoever was given least, beyond which a workspace waits"""
LATELY = 1_000
"""rows given out, after which what was given counts half"""
Due = Callable[[FromClause], ColumnElement[bool]]
"""which rows of an alias of the table may be taken: a function of a module, for what it says is
kept; what differs from time to time it names as `bindparam`, and `take` is given it"""
Values = Mapping[str, object]
_Within = Callable[[ColumnElement[str]], ColumnElement[bool]]


@cache
def named(table: Table, name: str) -> FromClause:
    """An alias of the table, made once: it has an object for each column, and asking what is due
    takes several aliases each time.
    """
    return table.alias(name)


class Rotation:
    """One process's place in the round of the workspaces, named by the column `whose`."""

    def __init__(self, table: Table, whose: str) -> None:
        self._table = table
        self._whose = whose
        self._last = ""
        self._given: Counter[str] = Counter()
        """rows lately, by workspace"""

    async def take(
        self, session: Session, due: Due, values: Values, limit: int, each: int | None = None
    ) -> list[int]:
        """Numbers (`seq`) of up to `limit` rows: the oldest of every workspace, then the second
        oldest, and so on; at most `each` of one workspace. They are not yet the caller's.
        """
        oldest = await self._next(session, due, values, limit)
        if not oldest:
            return []
        found = list(oldest)
        self._last = found[-1]
        found.sort(key=lambda workspace: self._given[workspace])
        most = TIMES * self._given[found[0]] + SPARE
        served = [workspace for workspace in found if self._given[workspace] <= most]
        share = min(limit, each or -(-limit // len(served)))
        if share == 1:
            taken = [(oldest[workspace], workspace) for workspace in served]
        else:
            taken = await self._several(session, due, values, served, share)
        del taken[limit:]
        self._count(whose for _, whose in taken)
        return [seq for seq, _ in taken]

    async def _several(
        self, session: Session, due: Due, values: Values, workspaces: Sequence[str], share: int
    ) -> list[tuple[int, str]]:
        """The oldest of each workspace, then the second oldest of each, and so on."""
        places = {workspace: place for place, workspace in enumerate(workspaces)}
        ranks: Counter[str] = Counter()
        ranked: list[tuple[int, int, int, str]] = []
        statement = _oldest(self._table, self._whose, due, len(workspaces))
        of = {f"of_{number}": workspace for number, workspace in enumerate(workspaces)}
        for row in await session.all(statement, {**values, **of, "share": share}):
            ranked.append((ranks[row.whose], places[row.whose], row.seq, row.whose))
            ranks[row.whose] += 1
        return [(seq, whose) for _, _, seq, whose in sorted(ranked)]

    def _count(self, given: Iterable[str]) -> None:
        self._given.update(given)
        if self._given.total() > LATELY:
            self._given = Counter(
                {workspace: rows // 2 for workspace, rows in self._given.items() if rows > 1}
            )

    async def _next(self, session: Session, due: Due, values: Values, limit: int) -> dict[str, int]:
        """The next workspaces that have a row due, at most `limit`, each with its oldest."""

        async def found(within: _Within, most: int) -> Sequence[Any]:
            statement = _round(self._table, self._whose, due, within)
            return await session.all(statement, {**values, "last": self._last, "most": most})

        rows = list(await found(_behind, limit))
        if self._last and len(rows) < limit:
            rows += await found(_up_to, limit - len(rows))
        return {row.whose: row.seq for row in rows}


def _behind(whose: ColumnElement[str]) -> ColumnElement[bool]:
    return whose > bindparam("last")


def _up_to(whose: ColumnElement[str]) -> ColumnElement[bool]:
    return whose <= bindparam("last")


@cache
def _round(table: Table, whose: str, due: Due, within: _Within) -> Select[Any]:
    """A walk over the index from one workspace's oldest row to the next workspace's; `most` steps
    through those `within`.
    """

    def first(name: str, *more: _Within) -> Any:
        row = named(table, name)
        of = row.c[whose]
        conditions = [condition(of) for condition in (within, *more)]
        return (
            select(row.c.seq)
            .where(due(row), *conditions)
            .order_by(of, row.c.seq)
            .limit(1)
            .correlate_except(row)
            .scalar_subquery()
        )

    walk = select(first("first_row").label("seq"), literal(1).label("steps")).cte(
        "walk", recursive=True
    )
    here = named(table, "here")
    present = (
        select(here.c[whose]).where(here.c.seq == walk.c.seq).correlate(walk).scalar_subquery()
    )
    following = first("next_row", lambda of: of > present)
    is_more = walk.c.steps < bindparam("most", type_=Integer)
    walk = walk.union_all(
        select(following, walk.c.steps + 1).where(walk.c.seq.is_not(None), is_more)
    )
    found = named(table, "found")
    return (
        select(found.c.seq, found.c[whose].label("whose"))
        .join(walk, found.c.seq == walk.c.seq)
        .order_by(walk.c.steps)
    )


@lru_cache(maxsize=64)  # by the number of workspaces, of which a claim has no more than its rows
def _oldest(table: Table, whose: str, due: Due, workspaces: int) -> Select[Any]:
    """The oldest rows due of each of so many workspaces (`of_0`...), at most `share` of one."""
    parts = []
    for number in range(workspaces):
        row = named(table, f"row_{number}")
        oldest = (
            select(row.c.seq, row.c[whose].label("whose"))
            .where(row.c[whose] == bindparam(f"of_{number}"), due(row))
            .order_by(row.c.seq)
            .limit(bindparam("share", type_=Integer))
            .subquery(f"part_{number}")
        )
        parts.append(select(oldest.c.seq, oldest.c.whose))
    # rows of one workspace come oldest first: the numbers say so, whatever the database does
    together = union_all(*parts).subquery("together")
    return select(together).order_by(together.c.seq)
