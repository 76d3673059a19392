"""What one family of tables says of a person: its tables, what it holds, how it forgets.

A family with rows of people has a module in this package, with one `Family` at its head.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, delete, select

from ntg_bot.domain import encoding
from ntg_bot.storage.audit import Audit
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.traces import Traces

_CHUNK = 500
"""keys in one statement: every database takes so many parameters"""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose rows are looked for, inside one unit of work."""

    session: Session
    audit: Audit
    workspace_id: str
    id: str
    member: Row[Any]
    workspace: Row[Any]
    traces: Traces
    """by what the person is known in words: for an export by ids alone"""

    def of(self, table: Table) -> ColumnElement[bool]:
        """The rows of `table` that are the person's."""
        return and_(table.c.workspace_id == self.workspace_id, table.c.member_id == self.id)

    async def rows(self, table: Table) -> Sequence[Row[Any]]:
        return await self.session.all(select(table).where(self.of(table)))

    async def each(self, keys: Sequence[Any], statement: Any) -> None:
        """Runs `statement` over `keys`, so many at a time."""
        for start in range(0, len(keys), _CHUNK):
            await self.session.execute(statement(keys[start : start + _CHUNK]))

    async def remove(self, *tables: Table) -> None:
        """The person's rows go."""
        for table in tables:
            await self.session.execute(delete(table).where(self.of(table)))


@dataclass(frozen=True, slots=True)
class Known:
    """What else a family knows a person by."""

    ids: Sequence[str] = ()
    words: Sequence[str] = ()


async def _holds_nothing(_: Person) -> dict[str, object]:
    return {}


async def _forgets_nothing(_: Person) -> None:
    """What stands for nobody once the member is gone may stay."""


async def _knows_nothing(_: Person) -> Known:
    return Known()


@dataclass(frozen=True, slots=True)
class Family:
    """Tables that are exported and erased together."""

    personal: tuple[Table, ...] = ()
    impersonal: tuple[Table, ...] = ()
    held: Callable[[Person], Awaitable[dict[str, object]]] = _holds_nothing
    """by table, as plain JSON values"""
    forget: Callable[[Person], Awaitable[None]] = _forgets_nothing
    """removes or blanks every row of the person"""
    known: Callable[[Person], Awaitable[Known]] = _knows_nothing
    """asked before anything is forgotten"""


def plain(row: Row[Any], *names: str, **payloads: bytes) -> dict[str, object]:
    """Those columns of `row`, and `payloads` read as JSON where they are."""
    found: dict[str, object] = {name: encoding.to_plain(row._mapping[name]) for name in names}
    for name, payload in payloads.items():
        try:
            found[name] = json.loads(payload)
        except ValueError:
            found[name] = payload.decode(errors="replace")
    return found


async def columns(
    person: Person, named: Sequence[tuple[Table, tuple[str, ...]]]
) -> dict[str, object]:
    """Of each table the person's rows, each as those of its columns."""
    return {
        table.name: [plain(row, *names) for row in await person.rows(table)]
        for table, names in named
    }


async def whole(
    person: Person, read: Sequence[tuple[Table, Callable[[Row[Any]], object]]]
) -> dict[str, object]:
    """Of each table the person's rows, each as the value that it is read as."""
    return {
        table.name: [encoding.to_plain(of_row(row)) for row in await person.rows(table)]
        for table, of_row in read
    }


def everything(table: Table, workspace_id: str) -> Select[Any]:
    """All rows of a workspace, to look for a person in."""
    return select(table).where(table.c.workspace_id == workspace_id)
