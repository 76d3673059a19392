"""How a person is recognised in stored words: by ids, by name, by the words of their drafts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ntg_bot.services.ports import Delivery

_SEPARATORS = re.compile(r"[:/|@<>#,;]")
_ADDRESS_SEPARATORS = re.compile(r"\W+")
_SHORTEST_NAME = 2
_SHORTEST_DRAFT = 12
"""shorter texts of a draft are common words, and looking for them would blank other people's"""


@dataclass(frozen=True, slots=True)
class Traces:
    """What tells that a text is about one person.

    `whole` are values that count only on their own or between separators (`dm:anna`, `<@anna>`):
    ids of letters alone may be common words. `phrases` count anywhere as whole words. A channel in
    `shared` is nobody's own, whatever it is called.
    """

    whole: frozenset[str]
    phrases: re.Pattern[str] | None
    shared: frozenset[str]

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        *,
        name: str = "",
        drafts: Sequence[str] = (),
        shared: Sequence[str] = (),
    ) -> Traces:
        ids = [id for id in ids if id]
        phrases = [id for id in ids if any(character.isdigit() for character in id)]
        phrases += [name] if len(name) >= _SHORTEST_NAME else []
        phrases += [draft for draft in drafts if len(draft) >= _SHORTEST_DRAFT]
        longest_first = sorted(set(phrases), key=len, reverse=True)
        pattern = "|".join(re.escape(phrase) for phrase in longest_first)
        return cls(
            whole=frozenset(ids),
            phrases=re.compile(rf"(?<!\w)(?:{pattern})(?!\w)") if pattern else None,
            shared=frozenset(shared),
        )

    def are_in(self, text: str) -> bool:
        """True where `text` names the person or holds their words."""
        if any(part.strip() in self.whole for part in _SEPARATORS.split(text)):
            return True
        return self.phrases is not None and self.phrases.search(text) is not None

    def are_in_channel(self, channel: str) -> bool:
        """True for the person's own conversation with the bot, such as `@anna` or `dm-anna`."""
        if channel in self.shared:
            return False
        return any(part in self.whole for part in _ADDRESS_SEPARATORS.split(channel))

    def are_in_payload(self, payload: bytes) -> bool:
        """`are_in` for any text of a JSON payload; of another payload, for all of it."""
        try:
            value = json.loads(payload)
        except ValueError:
            return self.are_in(payload.decode(errors="replace"))
        return any(self.are_in(text) for text in _texts(value))


class Forgotten:
    """Who was forgotten in this unit of work: what is said about them afterwards goes too."""

    def __init__(self) -> None:
        self._people: list[Traces] = []

    def add(self, person: Traces) -> None:
        self._people.append(person)

    def is_in(self, delivery: Delivery) -> bool:
        return any(are_in_delivery(person, delivery) for person in self._people)


def are_in_delivery(person: Traces, delivery: Delivery) -> bool:
    """True where `delivery` is for the person, goes into their own channel, or is about them."""
    return (
        delivery.only_for in person.whole
        or person.are_in_channel(delivery.channel)
        or person.are_in_payload(delivery.facts)
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _texts(item)
