"""Three-way sync: the file at the last sync, the file now, and the row now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ntg_bot.content import Action, Knowledge, by_key, load_knowledge, plan_sync, sync
from ntg_bot.domain import encoding
from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.services.ports import KnowledgeRow
from tests.content.memory import FixedClock, MemoryDatabase
from tests.content.samples import a_faq, a_practice, an_organisation, change

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
A, B, C = a_practice(), a_practice(title="B"), a_practice(title="C")


def row(item: Item | None, base: Item | None, by: str = "moderator") -> KnowledgeRow:
    stored = encoding.dumps(base) if base else None
    return KnowledgeRow(Kind.PRACTICE, "bus", item, stored, NOW, by, 1, NOW)


@pytest.mark.parametrize(
    ("file", "stored", "action"),
    [
        (A, None, Action.ADD),
        (A, row(A, A), Action.UNCHANGED),
        (B, row(A, A), Action.UPDATE),
        (A, row(B, A), Action.KEEP_EDITED),
        (B, row(C, A), Action.CONFLICT),
        (B, row(B, A), Action.REBASE),
        (None, row(A, A), Action.REMOVE),
        (None, row(B, A), Action.CONFLICT),
        (None, row(A, None), Action.KEEP_LOCAL),
        (A, row(A, None), Action.REBASE),
        (A, row(B, None), Action.CONFLICT),
        (A, row(None, A), Action.KEEP_EDITED),
        (B, row(None, A), Action.CONFLICT),
        (None, row(None, A), Action.UNCHANGED),
        (A, row(None, A, by="sync"), Action.ADD),
        (None, row(None, A, by="sync"), Action.UNCHANGED),
    ],
)
def test_each_case_of_the_three_texts(
    file: Item | None, stored: KnowledgeRow | None, action: Action
) -> None:
    files = by_key([file] if file else [])
    [change] = plan_sync(files, [stored] if stored else []).changes
    assert (change.kind, change.id, change.action) == (Kind.PRACTICE, "bus", action)
    assert bool(change.reason) == (action is Action.CONFLICT)


def test_a_field_that_was_added_to_the_code_since_is_no_edit() -> None:
    plain = encoding.to_plain(A)
    del plain["review_by"]
    old = replace(row(A, A), base=encoding.dumps(plain))
    assert plan_sync(by_key([A]), [old]).changes[0].action is Action.UNCHANGED
    assert plan_sync(by_key([B]), [old]).changes[0].action is Action.UPDATE


def test_a_base_that_cannot_be_read_any_more_loses_nothing() -> None:
    old = replace(row(A, A), base=b'{"gone":1}')
    assert plan_sync(by_key([A]), [old]).changes[0].action is Action.REBASE
    assert plan_sync(by_key([B]), [old]).changes[0].action is Action.CONFLICT


def test_line_breaks_inside_an_answer_make_no_difference() -> None:
    files = by_key([a_faq(answer="One two.")])
    broken = a_faq(answer="One\ntwo.")
    base = encoding.dumps(a_faq(answer="Old."))
    stored = KnowledgeRow(Kind.FAQ, "what-is-it", broken, base, NOW, "moderator", 2, NOW)
    assert plan_sync(files, [stored]).changes[0].action is Action.REBASE


async def test_a_first_sync_is_one_transaction_and_a_second_changes_nothing(
    knowledge: Path,
) -> None:
    loaded = load_knowledge(knowledge)
    database = MemoryDatabase()
    report = await sync(loaded, database, FixedClock(NOW))
    assert report.counts == {Action.ADD: 4}
    assert database.commits == 1
    assert {row.item for row in database.rows.values()} == set(loaded.items)
    assert all(row.changed_by == "sync" for row in database.rows.values())

    again = await sync(loaded, database, FixedClock(NOW))
    assert again.counts == {Action.UNCHANGED: 4}
    assert not again.writes
    assert database.commits == 1


async def test_a_moderators_edit_outlives_syncs_and_a_conflict_is_listed(knowledge: Path) -> None:
    database, clock = MemoryDatabase(), FixedClock(NOW)
    first = load_knowledge(knowledge)
    await sync(first, database, clock)
    edited = replace(first.practices[0], title="Mended by a moderator")
    await database.edit(edited, "member-1", NOW)

    assert (await sync(first, database, clock)).counts[Action.KEEP_EDITED] == 1
    change(knowledge / "practice" / "bus.md", "title: A walking bus", "title: A better bus")
    changed = load_knowledge(knowledge)
    report = await sync(changed, database, clock)
    assert [(c.kind, c.id) for c in report.conflicts] == [(Kind.PRACTICE, "bus")]
    assert database.rows[Kind.PRACTICE, "bus"].item == edited

    # Once the file says what the moderator said, they agree, and the file leads again.
    change(knowledge / "practice" / "bus.md", "title: A better bus", f"title: {edited.title}")
    assert (await sync(load_knowledge(knowledge), database, clock)).counts[Action.REBASE] == 1
    change(knowledge / "practice" / "bus.md", f"title: {edited.title}", "title: Newest")
    assert (await sync(load_knowledge(knowledge), database, clock)).counts[Action.UPDATE] == 1


async def test_a_file_that_goes_takes_its_entry_along_and_brings_it_back(knowledge: Path) -> None:
    database, clock = MemoryDatabase(), FixedClock(NOW)
    whole = load_knowledge(knowledge)
    without = replace(whole, faqs=())
    await sync(whole, database, clock)
    assert (await sync(without, database, clock)).counts[Action.REMOVE] == 1
    assert database.rows[Kind.FAQ, "what-is-it"].item is None
    assert (await sync(without, database, clock)).counts == {Action.UNCHANGED: 4}
    assert (await sync(whole, database, clock)).counts[Action.ADD] == 1
    assert database.rows[Kind.FAQ, "what-is-it"].item == whole.faqs[0]


async def test_what_a_moderator_took_out_stays_out(knowledge: Path) -> None:
    database, clock = MemoryDatabase(), FixedClock(NOW)
    whole = load_knowledge(knowledge)
    await sync(whole, database, clock)
    await database.take_out(Kind.FAQ, "what-is-it", "member-1", NOW)
    assert (await sync(whole, database, clock)).counts[Action.KEEP_EDITED] == 1
    assert database.rows[Kind.FAQ, "what-is-it"].item is None


async def test_the_shipped_knowledge_goes_in_whole(shipped: Knowledge) -> None:
    database = MemoryDatabase()
    report = await sync(shipped, database, FixedClock(NOW))
    assert report.counts == {Action.ADD: len(shipped.items)}
    assert len(database.rows) == len(shipped.items)


def test_organisations_are_compared_one_by_one() -> None:
    body = an_organisation()
    base = encoding.dumps(body)
    stored = KnowledgeRow(Kind.ORGANISATION, "lga", body, base, NOW, "sync", 1, NOW)
    files = by_key([an_organisation(what_became="Moved"), an_organisation("eef")])
    assert plan_sync(files, [stored]).counts == {Action.ADD: 1, Action.UPDATE: 1}
