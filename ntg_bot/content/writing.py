"""Entries to file text: the one canonical form of practice, example, FAQ and organisation files.

`reading(writing(x)) == x`, and writing a file that was read gives the same bytes, so that
`kb export` shows in a pull request only what somebody changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePosixPath

from ntg_bot.content import emit, prose
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Organisation, Practice

PRACTICE_KEYS = (
    *("id", "title", "summary", "line_of_enquiry", "outcomes", "groups", "age_range", "setting"),
    *(
        "communities",
        "levels",
        "how_it_works",
        "how_it_works_basis",
        "evidence",
        "cost",
        "cautions",
    ),
    *("sources", "organisations", "keywords", "acronyms", "asked_as", "reviewed", "review_by"),
    *("status", "why_retired", "merged_into", "shared_by", "also_shared_by", "grade"),
)
EXAMPLE_KEYS = (
    *("id", "title", "authorities", "place", "region", "year_from", "year_to", "organisations"),
    *("line_of_enquiry", "outcomes", "groups", "age_range", "setting", "communities"),
    *("what_they_did", "how", "how_basis", "outcomes_reported", "evidence_design", "validation"),
    *("cost", "cautions", "practice_ids", "keywords", "sources", "reviewed"),
)
FAQ_KEYS = ("id", "title", "asked_as", "keywords", "disagreements", "sources", "reviewed")
LEFT_OUT_WHEN_EMPTY = frozenset(
    {
        *("asked_as", "review_by", "shared_by", "place", "disagreements"),
        *("why_retired", "merged_into", "also_shared_by", "grade", "levels"),
    }
)
"""Keys that a file need not have: they are written only where they say something."""

ORGANISATIONS_HEAD = """\
# The bodies of the field and what became of them, so that an old name still leads somewhere.
# Names in the two founding texts of 2008 and 2009 have `in_seed_documents: true`.
# `what_became` is our own note; `basis` says what it rests on. Mend it where you know better,
# and say in `basis` what you checked.
"""


def write_item(item: Item) -> str:
    """The canonical text of the file of a practice, example or FAQ; ends in one line break.

    Raises TypeError for an organisation: those share one file (`write_organisations`).
    """
    if isinstance(item, Practice):
        return _page(item, PRACTICE_KEYS, item.body)
    if isinstance(item, Example):
        return _page(item, EXAMPLE_KEYS, item.body)
    if isinstance(item, Faq):
        return _page(item, FAQ_KEYS, prose.fold(item.answer))
    raise TypeError("organisations are written together, by write_organisations")


def write_organisations(organisations: Sequence[Organisation]) -> str:
    """The canonical text of organisations.yaml, in the order given."""
    listed = [_without_empty(_plain(organisation)) for organisation in organisations]
    return ORGANISATIONS_HEAD + emit.mapping({"organisations": listed})


def _without_empty(entry: object) -> object:
    """An organisation without the lists that say nothing."""
    if not isinstance(entry, dict):
        return entry
    return {key: value for key, value in entry.items() if value != []}


def path_of(kind: Kind, id: str) -> PurePosixPath:
    """Where an entry is kept, relative to knowledge/."""
    if kind is Kind.ORGANISATION:
        return PurePosixPath("organisations.yaml")
    return PurePosixPath(kind.value) / f"{id}.md"


def _page(item: Item, keys: tuple[str, ...], body: str) -> str:
    front: dict[str, object] = {}
    for key in keys:
        value = _plain(getattr(item, key))
        if key in LEFT_OUT_WHEN_EMPTY and value in (None, "", []):
            continue
        if key == "status" and value == "current":
            continue
        if key == "region" and value == "":
            value = None
        front[key] = value
    below = body.strip("\n")
    return f"---\n{emit.mapping(front)}---\n" + (f"\n{below}\n" if below else "")


def _plain(value: object) -> object:
    """`value` with dataclasses as mappings in the order of their fields; dates stay dates."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value
