"""Cards for whoever prepares digests."""

from __future__ import annotations

from ntg_bot.conversation.cards import Card, Plain, Text
from ntg_bot.conversation.facts.preparing import DigestTime, PreparingSaid
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.services.library import Library


class PreparingCards:
    """Digests before they go out."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def card(self, said: PreparingSaid) -> Card:
        return self._time(said)

    def _time(self, said: DigestTime) -> Card:
        text = self._say(
            "digest.time_set" if said.is_new else "digest.time",
            community=self._library.community_name(said.community),
            day=self._say(f"day.{said.day}"),
            time=said.at,
            zone=said.zone,
            next=f"{said.next:%A} {words.day(said.next.date())}, {said.next:%H:%M}",
        )
        return card_of(Text((Plain(text),)))
