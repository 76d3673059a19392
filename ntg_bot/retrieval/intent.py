"""What a message wants: linear classifiers over intents/*.yaml, with the urgent rules beside them.

One classifier knows the intents; one knows the field's topics, so that a bare "persistent absence"
is a question about it; one knows danger.

Buttons, commands and the thread's state come before this and are the conversation's business.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ntg_bot.conversation.ports import Intent, IntentGuess
from ntg_bot.retrieval import urgent
from ntg_bot.retrieval.classifier import Labelled
from ntg_bot.retrieval.features import words_of
from ntg_bot.retrieval.keeping import train_or_load
from ntg_bot.retrieval.urgent_signs import is_grave, marked
from ntg_bot.retrieval.vectors import Encoder

OUT_OF_SCOPE = "out_of_scope"
URGENT = "urgent"
ASK = "ask_what_works"
GUESSES = 5
TOPIC_WEIGHT = 0.3
"""a topic of the knowledge base teaches less than a sentence somebody would type"""
LIFT = 0.5
"""share that a bare topic of the field gives to asking about it, at most"""
FIELD = frozenset(
    {
        ASK,
        "ask_what_does_not_work",
        "ask_for_figures",
        "compare_practices",
        "who_has_tried",
        "share_practice",
        URGENT,
    }
)
"""intents whose messages speak of the field itself"""
ELSEWHERE = frozenset({OUT_OF_SCOPE, "greeting", "thanks", "help"})
"""intents whose messages do not"""
IN_SCOPE_FROM = 0.5
ALARM_DOUBTED_BELOW = 0.25
"""probability from which the urgent classifier lets likely words of danger stand"""
ALARM_FROM = 0.7
"""probability from which the urgent classifier alone calls a message urgent..."""
ALARM_PLAIN_FROM = 0.8
"""...where no word of danger stands in it, in the broadest sense..."""
ALARM_SURE_FROM = 0.9
"""...and where it seems to ask about practice"""
ALARM_WORDS = 3
"""of fewer words only the rules judge: "self harm" is a topic"""


class LinearIntents:
    """Implements conversation.ports.IntentClassifier. Immutable once made; safe in any thread."""

    def __init__(
        self,
        intents: Sequence[Intent],
        cache: Path | None = None,
        encoder: Encoder | None = None,
        topics: Sequence[str] = (),
        urgent_lines: Sequence[str] = (),
        calm_lines: Sequence[str] = (),
    ) -> None:
        """Trains from the intents' examples, or reads what was trained before from `cache`.

        `topics` are titles, phrasings and keywords of the knowledge base: a bare one of them is
        a question about it, and nobody's danger. `urgent_lines` and `calm_lines` (the same
        themes, nobody in danger) teach the urgent classifier further. Raises ValueError where no
        intent in scope has an example.
        """
        spoken = [
            Labelled(example, (intent.id,)) for intent in intents for example in intent.examples
        ]
        self._model = train_or_load(spoken, cache, encoder, name="intents", outside=OUT_OF_SCOPE)
        self._field = train_or_load(
            lambda: _lessons_of_the_field(spoken, topics),
            cache,
            encoder,
            made_of=[spoken, topics],
            name="field",
        )
        calm = [*calm_lines, *topics]
        knows_danger = bool(urgent_lines) or any(
            line.labels == (URGENT,) and line.text not in calm for line in spoken
        )
        self._alarm = (
            train_or_load(
                lambda: _lessons_of_danger(spoken, urgent_lines, calm),
                cache,
                encoder,
                made_of=[spoken, urgent_lines, calm],
                name="urgent",
            )
            if knows_danger
            else None
        )

    def classify(self, text: str) -> tuple[IntentGuess, ...]:
        """Up to five guesses, best first: `out_of_scope` comes first where it is more probable
        than all others together. No words at all: out of scope.

        Probabilities are of the intent and of being in scope at once; all add up to 1.
        """
        if not words_of(text):
            return (IntentGuess(OUT_OF_SCOPE, 1.0, 0.0),)
        reading = self._model.read([text])
        field = max(0.0, 2 * float(self._field.in_scope(self._field.read([text]))[0]) - 1)
        inside = 1 - (1 - float(self._model.in_scope(reading)[0])) * (1 - field)
        shares = dict(
            zip(self._model.inside, self._model.probabilities(reading)[0].tolist(), strict=True)
        )
        if ASK in shares:
            shares[ASK] = max(shares[ASK], LIFT * field)
        total = sum(shares.values())
        guesses = [
            IntentGuess(label, share / total * inside, inside) for label, share in shares.items()
        ]
        guesses.sort(key=lambda guess: (-guess.probability, guess.intent))
        outside = IntentGuess(OUT_OF_SCOPE, 1 - inside, inside)
        guesses.insert(0 if inside < IN_SCOPE_FROM else 1, outside)
        return tuple(guesses[:GUESSES])

    def is_urgent(self, text: str) -> bool:
        """Plain words of danger; or likely ones that the urgent classifier does not rule out;
        or that classifier alone, which has to be surer where no word of danger is used, and
        surer still where the message seems to ask for practice.
        """
        tidy = urgent.tidied(text)
        if urgent.is_plain(tidy):
            return True
        alarm = self.alarm(text)
        if urgent.is_likely(tidy):
            return alarm >= ALARM_DOUBTED_BELOW
        if urgent.asks(tidy):
            return alarm >= ALARM_SURE_FROM
        return alarm >= (ALARM_FROM if is_grave(tidy) else ALARM_PLAIN_FROM)

    def alarm(self, text: str) -> float:
        """What the urgent classifier alone makes of `text`: a probability, 0 to 1.

        Where it cannot tell (too few words, or never taught) it leaves it to the rules.
        """
        if self._alarm is None or len(words_of(text)) < ALARM_WORDS:
            return ALARM_DOUBTED_BELOW
        return float(self._alarm.in_scope(self._alarm.read([marked(text)]))[0])


def _lessons_of_danger(
    spoken: Sequence[Labelled], urgent_lines: Sequence[str], calm_lines: Sequence[str]
) -> list[Labelled]:
    """Messages of somebody in danger against everything else that people write."""
    lessons = {line.text: line.labels == (URGENT,) for line in spoken}
    lessons.update(dict.fromkeys(calm_lines, False))
    lessons.update(dict.fromkeys(urgent_lines, True))
    return [
        Labelled(marked(text), (URGENT,) if in_danger else ())
        for text, in_danger in lessons.items()
    ]


def _lessons_of_the_field(spoken: Sequence[Labelled], topics: Sequence[str]) -> list[Labelled]:
    """Lines about the field, whatever is wanted of them, against lines that are not."""
    lessons: dict[tuple[str, ...], Labelled] = {}
    for line in spoken:
        if FIELD & set(line.labels):
            lessons[tuple(words_of(line.text))] = Labelled(line.text, ("field",))
        elif ELSEWHERE & set(line.labels):
            lessons[tuple(words_of(line.text))] = Labelled(line.text, ())
    for topic in topics:
        words = tuple(words_of(topic))
        if words:
            lessons.setdefault(words, Labelled(topic, ("field",), TOPIC_WEIGHT))
    if not any(lesson.labels for lesson in lessons.values()):
        return [Labelled("", ("field",))]
    return list(lessons.values())
