"""Cards of how answers fared, for moderators."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Heading,
    Plain,
    Quote,
    Span,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present.buttons import how_button
from ntg_bot.domain.errors import NotFound
from ntg_bot.services.library import Library


class ModeratingCards:
    """Verdicts and open questions. Nobody's name is in them."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def feedback(self, said: facts.FeedbackOverview) -> Card:
        """What was flagged, then the questions whose answers did not help."""
        elements: list[Element | None] = [
            Text((Plain(self._say("feedback.lead", count=said.helpful)),))
        ]
        if said.flagged:
            elements.append(Heading(self._say("feedback.flagged_heading")))
        for practice_id, people in said.flagged:
            title = self._title(practice_id)
            elements.append(
                Text((Plain(self._say("feedback.flagged_row", title=title, count=people)),))
            )
            elements.append(Actions((how_button(self._say, practice_id, title),)))
        if said.not_helpful:
            elements.append(Heading(self._say("feedback.not_helpful_heading")))
        for text, practice_id in said.not_helpful:
            elements.append(
                Quote(text) if text else Text((Plain(self._say("questions.in_private")),))
            )
            if practice_id:
                title = self._title(practice_id)
                elements.append(Context((Plain(self._say("phrasing.leads_to", title=title)),)))
        if not said.flagged and not said.not_helpful:
            elements.append(Text((Plain(self._say("feedback.none")),)))
        elements.append(
            Actions(
                (
                    Button(self._say("button.open_questions"), "moderate.questions"),
                    Button(self._say("button.phrasings"), "phrasing.list"),
                )
            )
        )
        return card_of(*elements)

    def open_questions(self, said: facts.OpenQuestions) -> Card:
        """What nobody could answer, most asked first."""
        if not said.questions:
            return card_of(Text((Plain(self._say("questions.none")),)))
        rows: list[tuple[Span, ...]] = []
        for words, community, count in said.questions:
            text = words or self._say("questions.in_private")
            times = self._say("times.once") if count == 1 else self._say("times.many", count=count)
            near = self._library.community_name(community)
            key = "questions.row" if near else "questions.row_nowhere"
            rows.append((Plain(self._say(key, text=text, community=near, times=times)),))
        return card_of(
            Text((Plain(self._say("questions.lead")),)),
            Bullets(tuple(rows)),
            Context((Plain(self._say("questions.how")),)),
        )

    def _title(self, practice_id: str) -> str:
        try:
            return self._library.practice(practice_id).title
        except NotFound:
            return practice_id
