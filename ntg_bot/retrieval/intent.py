"""What a message wants: the linear classifier over intents/*.yaml, with the urgent rules beside it.

Buttons, commands and the thread's state come before this and are the conversation's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ntg_bot.conversation.intents import Intent
from ntg_bot.conversation.ports import IntentGuess
from ntg_bot.retrieval import urgent
from ntg_bot.retrieval.classifier import Labelled
from ntg_bot.retrieval.features import Encoder, words_of
from ntg_bot.retrieval.keeping import train_or_load

OUT_OF_SCOPE = "out_of_scope"
URGENT = "urgent"
ASK = "ask_what_works"
GUESSES = 5
TOPIC_WEIGHT = 0.3
"""a topic of the knowledge base teaches less than a sentence somebody would type"""
URGENT_FROM = 0.5
"""share of probability from which the classifier alone calls a message urgent"""


class LinearIntents:
    """Implements conversation.ports.IntentClassifier. Immutable once made; safe in any thread."""

    def __init__(
        self,
        intents: Sequence[Intent],
        cache: Path | None = None,
        encoder: Encoder | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        """Trains from the intents' examples, or reads what was trained before from `cache`.

        `topics` are titles, phrasings and keywords of the knowledge base: a bare one of them is
        a question about it. Raises ValueError where no intent in scope has an example.
        """
        lines = [
            Labelled(example, (intent.id,)) for intent in intents for example in intent.examples
        ]
        spoken = {tuple(words_of(line.text)) for line in lines}
        for topic in topics:
            words = tuple(words_of(topic))
            if words and words not in spoken:
                spoken.add(words)
                lines.append(Labelled(topic, (ASK,), TOPIC_WEIGHT))
        self._model = train_or_load(lines, cache, encoder, name="intents", outside=OUT_OF_SCOPE)

    def classify(self, text: str) -> tuple[IntentGuess, ...]:
        """The five best guesses, best first; `out_of_scope` has a place among them according
        to `in_scope`. Probabilities of all intents add up to 1. No words at all: out of scope.
        """
        if not words_of(text):
            return (IntentGuess(OUT_OF_SCOPE, 1.0, 0.0),)
        reading = self._model.read([text])
        inside = float(self._model.in_scope(reading)[0])
        shares = self._model.probabilities(reading)[0]
        guesses = [
            IntentGuess(label, float(share) * inside, inside)
            for label, share in zip(self._model.inside, shares, strict=True)
        ]
        guesses.append(IntentGuess(OUT_OF_SCOPE, 1 - inside, inside))
        guesses.sort(key=lambda guess: (-guess.probability, guess.intent))
        return tuple(guesses[:GUESSES])

    def is_urgent(self, text: str) -> bool:
        """The urgent rules, or the classifier where nothing in the message asks for practice."""
        if urgent.is_urgent(text):
            return True
        best = self.classify(text)[0]
        if best.intent != URGENT or best.probability < URGENT_FROM:
            return False
        return not urgent.asks_about_practice(urgent.tidied(text))
