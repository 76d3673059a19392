"""What the classifiers learn from, and what is loaded for judging: model and coefficients."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ntg_bot.conversation.intents import Intent, Scope
from ntg_bot.conversation.ports import IntentClassifier
from ntg_bot.domain.errors import ConfigError
from ntg_bot.domain.knowledge import Example, Organisation, Practice
from ntg_bot.services.library import Library
from ntg_bot.services.ports import CommunityClassifier, Screening
from ntg_bot.settings import Settings

if TYPE_CHECKING:
    from ntg_bot.content.values import Words
    from ntg_bot.retrieval.confidence import Coefficients
    from ntg_bot.retrieval.kept import KeptEncoder
    from ntg_bot.retrieval.vectors import VectorStore

SHARING = "share_practice"
"""the intent whose examples are posts that share practice"""


def load_coefficients(settings: Settings, *, with_vectors: bool) -> Coefficients:
    """How sure the bot is of what: the file that the settings name, else the shipped one.

    Raises ConfigError for a file that is none.
    """
    from ntg_bot.retrieval.confidence import parsed, set_name, shipped

    if not settings.coefficients:
        return shipped(with_vectors)
    try:
        document = json.loads(Path(settings.coefficients).read_text(encoding="utf-8"))
        return parsed(document.get(set_name(with_vectors)) if isinstance(document, dict) else None)
    except (OSError, ValueError) as error:
        raise ConfigError(
            "NTG_COEFFICIENTS",
            f"{settings.coefficients} is no file of `ntg-bot eval fit`: {error}.",
        ) from error


def load_encoder(settings: Settings, vectors: VectorStore) -> KeptEncoder | None:
    """The sentence-vector model, or None where it is switched off or not installed."""
    if settings.semantic_model == "off":
        return None
    from ntg_bot.retrieval.kept import KeptEncoder
    from ntg_bot.retrieval.model import can_load, find_model
    from ntg_bot.retrieval.model import load_encoder as load

    folder = find_model(settings.semantic_model or None)
    if folder is None or not can_load():
        return None
    return KeptEncoder(load(folder), vectors)


def load_screening(library: Library) -> Screening:
    """What finds people in what is submitted; names of bodies and of the field are none.

    What members shared teaches it nothing: a name that slipped through once would pass for good.
    """
    from ntg_bot.retrieval.english import is_english
    from ntg_bot.retrieval.urgent import is_urgent
    from ntg_bot.screening import Screener

    taxonomy = library.taxonomy
    bodies = [item for item in library.items if isinstance(item, Organisation)]
    return Screener(
        terms=[
            *(
                name
                for each in library.authorities.values()
                for name in (each.name, each.official_name)
            ),
            *(name for body in bodies for name in (body.name, body.acronym)),
            *(community.name for community in taxonomy.communities),
            *(word for term in taxonomy.thesaurus for word in (term.term, *term.variants)),
        ],
        is_english=is_english,
        is_urgent=is_urgent,
    )


def load_classifiers(
    settings: Settings, library: Library, words: Words, encoder: KeptEncoder | None
) -> tuple[CommunityClassifier, IntentClassifier]:
    from ntg_bot.retrieval.intent import LinearIntents
    from ntg_bot.retrieval.routing import PHRASES, PHRASES_WITH_VECTORS, CommunityRouter

    practices = list(library.practices())
    phrases = PHRASES if encoder is None else PHRASES_WITH_VECTORS
    topics = [
        phrase
        for practice in practices
        for phrase in (practice.title, *practice.asked_as[:phrases])
    ]
    intents, lines = words.intents, words.routing
    classifier = LinearIntents(
        intents,
        topics=topics,
        urgent_lines=lines.urgent,
        # Questions about practice and posts that share it, however grave, are nobody in danger.
        calm_lines=[
            *lines.not_urgent,
            *lines.not_sharing,
            *(line.text for line in lines.sharing),
        ],
        cache=settings.cache,
        encoder=encoder,
    )
    router = CommunityRouter(
        library.taxonomy,
        practices,
        [item for item in library.items if isinstance(item, Example)],
        posts=[(line.text, line.communities) for line in lines.sharing],
        sharing=[line for intent in intents if intent.id == SHARING for line in intent.examples],
        not_sharing=[*lines.not_sharing, *_other_words(intents)],
        corrections=placed_by_moderators(practices),
        encoder=encoder,
        cache=settings.cache,
    )
    return router, classifier


def placed_by_moderators(practices: Sequence[Practice]) -> list[tuple[str, tuple[str, ...]]]:
    """What members shared, as they told it, with the communities the moderators let it go to."""
    return [(practice.summary, practice.communities) for practice in practices if practice.is_local]


def _other_words(intents: tuple[Intent, ...]) -> list[str]:
    """What people write that shares nothing. A cry for help is not an example of anything."""
    return [
        example
        for intent in intents
        if intent.id != SHARING and intent.scope is not Scope.SAFEGUARDING
        for example in intent.examples
    ]
