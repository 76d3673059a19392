"""`kb lint`: every fault of knowledge/ and intents/ in one run, as file, line and reason."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ntg_bot.content.checking import read_knowledge
from ntg_bot.content.faults import Faults
from ntg_bot.content.intentions import REPLIES, read_intents, read_replies, read_routing
from ntg_bot.domain.errors import ContentError


def lint(
    knowledge: Path,
    intents: Path,
    *,
    known_intents: frozenset[str] | None = None,
    known_replies: Mapping[str, frozenset[str]] | None = None,
) -> list[ContentError]:
    """All faults by file and line; empty when all is well. Nothing is read from a cache.

    `known_intents` are the intent ids that the code handles, `known_replies` the keys it says with
    the names of the values it gives each; what they do not name is a fault. None: not compared.
    """
    about_knowledge, about_intents = Faults(str(knowledge)), Faults(str(intents))
    loaded = read_knowledge(knowledge, about_knowledge)
    communities = frozenset(loaded.taxonomy.community_by_id) if loaded else None
    _lint_intents(intents, known_intents, about_intents)
    _lint_replies(intents, known_replies, about_intents)
    read_routing(intents, communities, about_intents)
    return [*about_knowledge.in_order(), *about_intents.in_order()]


def _lint_intents(folder: Path, known: frozenset[str] | None, faults: Faults) -> None:
    pages = read_intents(folder, faults)
    if known is None:
        return
    for page in pages:
        if page.front is not None and page.front.id not in known:
            faults.at(
                page.file, page.located, ("id",), f"has {page.front.id!r}, which nothing does"
            )
    for id in sorted(known - {page.front.id for page in pages if page.front is not None}):
        if not (folder / f"{id}.yaml").exists():
            faults.add(f"{id}.yaml", 0, "is missing: the bot needs this intent")


def _lint_replies(folder: Path, known: Mapping[str, frozenset[str]] | None, faults: Faults) -> None:
    if not (folder / REPLIES).exists():
        faults.add(REPLIES, 0, "is missing: the bot would have nothing to say")
        return
    read_replies(folder, faults, known)
