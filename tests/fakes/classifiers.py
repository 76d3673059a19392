"""Classifiers that a test rules by words, longest words first."""

from __future__ import annotations

from ntg_bot.conversation.ports import IntentGuess
from ntg_bot.domain.sharing import RoutedCommunity, Routing

_QUESTION = IntentGuess("ask_what_works", 0.9, 0.95)
_NONE = IntentGuess("out_of_scope", 0.9, 0.05)


class RuledIntents:
    """An IntentClassifier: `rules` maps words to the guess; a question mark makes a question."""

    def __init__(self) -> None:
        self.rules: dict[str, IntentGuess] = {}
        self.urgent: set[str] = {"in danger", "hurting her"}

    def say(
        self, words: str, intent: str, probability: float = 0.9, in_scope: float = 0.95
    ) -> None:
        """From now on, a message with these words is guessed to be of this intent."""
        self.rules[words] = IntentGuess(intent, probability, in_scope)

    def classify(self, text: str) -> tuple[IntentGuess, ...]:
        for words in sorted(self.rules, key=len, reverse=True):
            if words in text.casefold():
                return (self.rules[words],)
        return (_QUESTION,) if "?" in text or "what works" in text.casefold() else (_NONE,)

    def is_urgent(self, text: str) -> bool:
        return any(words in text.casefold() for words in self.urgent)


class RuledCommunities:
    """A CommunityClassifier: `rules` maps words to communities; sharing is told by `signs`."""

    def __init__(self, default: str) -> None:
        self.default = default
        """the community of a text that no rule knows; empty for none"""
        self.rules: dict[str, str] = {}
        self.signs: set[str] = {"we ran", "we started", "we tried", "we set up"}
        self.is_close = False

    def route(self, text: str) -> Routing:
        lower = text.casefold()
        found = {
            community: RoutedCommunity(community, 0.8, (words,))
            for words, community in self.rules.items()
            if words in lower
        }
        if self.default:
            found.setdefault(self.default, RoutedCommunity(self.default, 0.3))
        is_sharing = any(sign in lower for sign in self.signs)
        probability = 0.9 if is_sharing else 0.1
        return Routing(is_sharing, probability, tuple(found.values()), self.is_close)
