"""What is told of a body of the field beside what became of it."""

from __future__ import annotations

from ntg_bot.conversation.cards import Element, Facts, Plain, Span
from ntg_bot.conversation.present import words
from ntg_bot.domain.knowledge import Organisation
from ntg_bot.services.signposts import Signposts

MOST_PRACTICES = 5
"""practices that are named as what a body works on"""


def about(entry: Organisation, signposts: Signposts, say: words.Say) -> list[Element]:
    """Its other names, who does its work now, and the practices that name it."""
    pairs: list[tuple[str, tuple[Span, ...]]] = []
    if entry.aliases:
        pairs.append((say("label.aliases"), (Plain(words.listed(entry.aliases)),)))
    now = [each.name for each in signposts.now(entry) if each.id != entry.id]
    if now:
        pairs.append((say("label.work_now"), (Plain(words.listed(now)),)))
    practices = [each.title for each in signposts.practices_of(entry)[:MOST_PRACTICES]]
    if practices:
        pairs.append((say("label.works_on"), (Plain(words.listed(practices)),)))
    return [Facts(tuple(pairs))] if pairs else []
