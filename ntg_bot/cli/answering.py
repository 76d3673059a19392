"""What `ask` shows: a card without buttons for a person, a document for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ntg_bot.conversation import facts
from ntg_bot.conversation.asking import shown_practices
from ntg_bot.conversation.cards import Actions, Card, Divider, Element, Facts, Form
from ntg_bot.conversation.events import MessagePosted, Place
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.answers import MOST_PRACTICES
from ntg_bot.conversation.understanding import QUESTIONS, Understood
from ntg_bot.domain.asking import Confidence, SearchResult
from ntg_bot.domain.encoding import to_plain
from ntg_bot.domain.knowledge import Example, Faq, Organisation, Practice

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application

ANSWERED = QUESTIONS | {"urgent", "greeting", "thanks", "out_of_scope", "ask_for_figures"}
"""intents that need nobody to press a button afterwards"""


async def answer_cards(
    application: Application, question: str, understood: Understood
) -> tuple[Card, ...]:
    """What the chat would answer, with sources in the place of buttons. Nothing is kept of it."""
    found: Sequence[facts.Said] = (facts.Help(is_moderator=False),)
    if understood.intent in ANSWERED:
        found = await application.joined.conversation.rehearse(_typed(application, question))
    cards = []
    for said in found:
        if isinstance(said, facts.Answer):
            said = replace(said, question_id="")
        card = await application.joined.presenter.present(said)
        elements: list[Element] = [
            element for element in card.body if not isinstance(element, (Actions, Form))
        ]
        while elements and isinstance(elements[-1], Divider):
            elements.pop()
        if any(isinstance(element, Actions) for element in card.body):
            elements.extend(_sources(application, said))
        cards.append(card_of(*elements))
    return tuple(cards)


def _typed(application: Application, question: str) -> MessagePosted:
    """The question as somebody's first direct message."""
    place = Place(
        platform="console",
        workspace="console",
        channel="@you",
        thread=application.ids.new(),  # a thread of its own: no question before it counts
        user="you",
        user_name="You",
        is_direct=True,
    )
    return MessagePosted(
        place=place,
        message=place.thread,
        text=question,
        addressed=True,
        at=application.clock.now(),
    )


def _sources(application: Application, said: facts.Said) -> list[Element]:
    """The sources of the practices that an answer shows, by their numbers there."""
    if not isinstance(said, facts.Answer) or said.confidence is Confidence.NONE:
        return []
    library, catalogue = application.library, application.parts.catalogue
    ids = shown_practices(said.hits, library)[:MOST_PRACTICES]
    label = catalogue.say("label.source")
    pairs = [
        (f"{label} {number}", words.source(source, catalogue))
        for number, id in enumerate(ids, start=1)
        for source in library.practice(id).sources
    ]
    return [Divider(), Facts(tuple(pairs))] if pairs else []


def as_document(
    application: Application,
    question: str,
    understood: Understood,
    result: SearchResult,
    confidence: str,
) -> dict[str, Any]:
    """The answer with all its sources, as docs/ask.schema.json describes it."""
    return {
        "question": question,
        "intent": understood.intent,
        "confidence": confidence,
        "corrections": [to_plain(reading) for reading in result.corrections],
        "expansions": [to_plain(reading) for reading in result.expansions],
        "was_cut": result.was_cut,
        "hits": [
            {
                "id": hit.id,
                "kind": hit.kind.value,
                "score": round(hit.score, 6),
                "why": to_plain(hit.why),
                **_entry(application, hit.kind.value, hit.id),
            }
            for hit in result.hits
        ],
    }


def _entry(application: Application, kind: str, id: str) -> dict[str, Any]:
    from ntg_bot.domain.knowledge import Kind

    item = application.library.find(Kind(kind), id)
    match item:
        case Practice():
            return {
                "title": item.title,
                "summary": item.summary,
                "evidence": to_plain(item.evidence),
                "cautions": list(item.cautions),
                "reviewed": item.reviewed.isoformat(),
                "sources": [to_plain(source) for source in item.sources],
                "examples": [example.id for example in application.library.examples_of(id)],
            }
        case Example():
            return {
                "title": item.title,
                "summary": item.what_they_did,
                "cautions": list(item.cautions),
                "reviewed": item.reviewed.isoformat(),
                "sources": [to_plain(source) for source in item.sources],
            }
        case Faq():
            return {
                "title": item.title,
                "summary": item.answer,
                "disagreements": list(item.disagreements),
                "sources": [to_plain(source) for source in item.sources],
            }
        case Organisation():
            return {"title": item.name, "summary": item.what_became, "basis": item.basis}
        case None:
            return {"title": id}
