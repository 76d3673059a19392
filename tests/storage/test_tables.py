"""Rules that every table keeps, read off the tables themselves."""

from __future__ import annotations

from sqlalchemy import Table, UniqueConstraint

from ntg_bot.storage.forgetting import FAMILIES, IMPERSONAL, PERSONAL
from ntg_bot.storage.retention import RULES
from ntg_bot.storage.tables import metadata

PROGRAMME_WIDE = {
    "workspace": "is the workspace",
    "inbox": "carries the platform's own id of a workspace that may be new to us",
    "local_message": "belongs to the one local workspace",
    "gap": "holds no names",
    "hypothesis": "the programme's own, under its lines of enquiry",
    "hypothesis_move": "its history",
    "introduction": "between two councils, often of two workspaces",
    "neighbour": "the programme's own, about councils",
    "neighbour_set": "where those came from",
    "knowledge": "one knowledge base for all",
    "knowledge_version": "its history",
    "counter": "numbers of the programme",
    "digest_draft": "the same before it goes out",
    "digest_issue": "one a community and week",
    "digest_timing": "when each community's comes",
    "audit": "verbs, ids and pseudonyms only",
    "audit_head": "where the audit ends",
    "edition": "published",
    "programme_record": "the programme's own lists",
    "erratum": "published",
    "call": "asked of all workspaces",
    "call_notice": "what was said of a call",
    "call_report": "frozen without senders",
    "install_state": "nobody's workspace yet",
    "link": "an address on the web",
    "pair": "two practices, which are everybody's",
    "slot": "what the clock has done for all",
}

KEYS_WITHOUT_WORKSPACE = {
    ("steward", ("practice_id", "part")): "one owner of a practice in the whole programme",
    ("outbox", ("seq",)): "a number of the database's own making",
    (
        "reality_check",
        ("subject", "subject_id", "authority"),
    ): "a council has one current check, in whichever workspace it was given",
    ("outbox", ("key",)): "derived from its cause, which belongs to one workspace",
}


def _keys(table: Table) -> list[tuple[str, ...]]:
    keys = [tuple(column.name for column in table.primary_key)]
    keys += [
        tuple(column.name for column in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    keys += [tuple(c.name for c in index.columns) for index in table.indexes if index.unique]
    return keys


def test_every_row_of_a_workspace_says_which_and_has_it_in_every_key() -> None:
    faults = []
    for table in metadata.sorted_tables:
        if table.name in PROGRAMME_WIDE:
            continue
        if "workspace_id" not in table.c or table.c.workspace_id.nullable:
            faults.append(f"{table.name} has no workspace_id that is NOT NULL")
            continue
        faults += [
            f"{table.name} {key} lacks workspace_id"
            for key in _keys(table)
            if "workspace_id" not in key and (table.name, key) not in KEYS_WITHOUT_WORKSPACE
        ]
    assert faults == []


def test_no_exception_is_listed_that_is_not_needed() -> None:
    tables = metadata.tables
    assert set(PROGRAMME_WIDE) <= set(tables)
    assert [name for name in PROGRAMME_WIDE if "workspace_id" in tables[name].c] == []
    assert all(key in _keys(tables[name]) for name, key in KEYS_WITHOUT_WORKSPACE)


def test_every_table_is_known_to_forgetting_as_personal_or_not() -> None:
    assert PERSONAL.isdisjoint(IMPERSONAL)
    assert set(metadata.tables) == PERSONAL | IMPERSONAL
    in_families = [table for each in FAMILIES for table in (*each.personal, *each.impersonal)]
    assert len(in_families) == len(metadata.tables)


def test_every_table_with_people_has_a_rule_for_what_is_old() -> None:
    assert set(RULES) == PERSONAL


def test_every_constraint_and_index_has_a_name() -> None:
    for table in metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table.name
        assert all(index.name for index in table.indexes), table.name
