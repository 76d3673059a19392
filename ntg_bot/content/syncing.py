"""`kb sync`: brings files into the database three ways, so that no moderator's edit is lost.

For each entry there are three texts: the file as it was at the last sync (base), the file now, and
the row now. `plan_sync` decides from these alone; `sync` carries the plan out in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ntg_bot.content.values import Knowledge
from ntg_bot.content.writing import write_item
from ntg_bot.domain import encoding
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Organisation, Practice
from ntg_bot.services.ports import Clock, KnowledgeRow, UnitOfWork, UnitOfWorkFactory

SYNC = "sync"
"""who changed a row that a sync wrote"""
_TYPES: Mapping[Kind, type[Item]] = {
    Kind.PRACTICE: Practice,
    Kind.EXAMPLE: Example,
    Kind.FAQ: Faq,
    Kind.ORGANISATION: Organisation,
}


class Action(StrEnum):
    """What a sync does with one entry."""

    ADD = "add"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REBASE = "rebase"
    """file and row were changed alike: only the base is renewed"""
    KEEP_EDITED = "keep_edited"
    """the row was edited, the file was not: the row stays"""
    KEEP_LOCAL = "keep_local"
    """only in the database, never in a file: stays"""
    CONFLICT = "conflict"
    """both were changed, differently: the row stays, and a person decides"""
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one entry, with the reason for a conflict."""

    kind: Kind
    id: str
    action: Action
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SyncPlan:
    """One change for each entry of either side, by kind and id."""

    changes: tuple[Change, ...]

    def of(self, action: Action) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.action is action)

    @property
    def counts(self) -> dict[Action, int]:
        """How many entries have each action, those without any left out."""
        return {action: count for action in Action if (count := len(self.of(action)))}

    @property
    def conflicts(self) -> tuple[Change, ...]:
        return self.of(Action.CONFLICT)

    @property
    def writes(self) -> bool:
        """Whether carrying it out changes any row."""
        return any(change.action in _WRITES for change in self.changes)


SyncReport = SyncPlan
"""what a sync did is what it planned: it is all done or none of it"""
_WRITES = frozenset({Action.ADD, Action.UPDATE, Action.REBASE, Action.REMOVE})


def kind_of(item: Item) -> Kind:
    """The kind that a row of this item has."""
    return next(kind for kind, type_ in _TYPES.items() if isinstance(item, type_))


def by_key(items: Sequence[Item]) -> dict[tuple[Kind, str], Item]:
    """The items by (kind, id), as `plan_sync` wants the files."""
    return {(kind_of(item), item.id): item for item in items}


def plan_sync(files: Mapping[tuple[Kind, str], Item], rows: Sequence[KnowledgeRow]) -> SyncPlan:
    """What to do with each entry; pure. `files` holds the files' items by kind and id."""
    stored = {(row.kind, row.id): row for row in rows}
    changes = []
    for kind, id in sorted(files.keys() | stored.keys()):
        action, reason = _decide(files.get((kind, id)), stored.get((kind, id)))
        changes.append(Change(kind, id, action, reason))
    return SyncPlan(tuple(changes))


async def sync(knowledge: Knowledge, uow: UnitOfWorkFactory, clock: Clock) -> SyncReport:
    """Makes the plan and carries it out in one transaction; a second call does nothing more."""
    files = by_key(knowledge.items)
    async with uow() as work:
        plan = plan_sync(files, await work.knowledge.all())
        if plan.writes:
            await _carry_out(plan, files, work, clock)
            await work.commit()
    return plan


async def _carry_out(
    plan: SyncPlan, files: Mapping[tuple[Kind, str], Item], work: UnitOfWork, clock: Clock
) -> None:
    now = clock.now()
    saved = [
        files[change.kind, change.id]
        for change in plan.changes
        if change.action in (Action.ADD, Action.UPDATE, Action.REBASE)
    ]
    if saved:
        entries = [(item, encoding.dumps(item)) for item in saved]
        await work.knowledge.save_many(entries, by=SYNC, at=now, synced=True)
    for change in plan.of(Action.REMOVE):
        await work.knowledge.remove(change.kind, change.id, by=SYNC, at=now)


def _decide(file: Item | None, row: KnowledgeRow | None) -> tuple[Action, str]:
    if row is None or (row.item is None and row.changed_by == SYNC):
        # What a sync took out, because its file was gone, comes back with the file.
        return (Action.UNCHANGED if file is None else Action.ADD), ""
    if row.base is None:
        return _decide_never_synced(file, row)
    base = _base(row)
    edited = row.item is None or _bytes(row.item) != base
    if file is None:
        if row.item is None:
            return Action.UNCHANGED, ""
        if edited:
            return Action.CONFLICT, "the file was removed, the entry was edited"
        return Action.REMOVE, ""
    changed = _bytes(file) != base
    if not edited:
        return (Action.UPDATE if changed else Action.UNCHANGED), ""
    if row.item is not None and _alike(file, row.item):
        return Action.REBASE, ""
    if not changed:
        return Action.KEEP_EDITED, ""
    if row.item is None:
        return Action.CONFLICT, "the file was changed, the entry was taken out"
    return Action.CONFLICT, "the file and the entry were changed differently"


def _decide_never_synced(file: Item | None, row: KnowledgeRow) -> tuple[Action, str]:
    if file is None:
        return Action.KEEP_LOCAL, ""
    if row.item is not None and _alike(file, row.item):
        return Action.REBASE, ""
    return Action.CONFLICT, "a new file has the id of another entry"


def _base(row: KnowledgeRow) -> bytes | None:
    """The row's base as today's code writes it: a field that was added since is no edit.

    None where today's code cannot read it any more, so that it equals nothing.
    """
    try:
        return _bytes(encoding.loads(_TYPES[row.kind], row.base or b""))
    except encoding.CannotDecode:
        return None


def _bytes(item: Item) -> bytes:
    return encoding.dumps(item)


def _alike(one: Item, other: Item) -> bool:
    """Whether both give the same file: line breaks inside an answer, say, make no difference."""
    if one == other:
        return True
    if isinstance(one, Organisation) or isinstance(other, Organisation):
        return False
    return type(one) is type(other) and write_item(one) == write_item(other)
