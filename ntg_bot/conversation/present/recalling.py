"""Cards about a practice that went to the wrong community."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Actions, Card, Field, Form, Option, Plain, Text
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button
from ntg_bot.domain.sharing import Submission
from ntg_bot.services.library import Library


class RecallingCards:
    """The form for a moderator, and what stands where the post stood."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def form(self, said: facts.RecallForm, submission: Submission | None) -> Card:
        """Where it belongs, filled with where it is."""
        if submission is None:
            return card_of(Text((Plain(self._say("share.gone")),)))
        return card_of(
            Form(
                action="review.recall",
                value=submission.id,
                title=self._say("form.recall_title", title=submission.shown_title),
                submit=self._say("form.recall_submit"),
                fields=(
                    Field(
                        name="communities",
                        label=self._say("draft.communities"),
                        hint=self._say("form.recall_hint"),
                        value=",".join(submission.communities),
                        options=tuple(
                            Option(each.id, each.name)
                            for each in self._library.taxonomy.communities
                        ),
                        many=True,
                        error=words.fault(self._say, said.error),
                    ),
                ),
            )
        )

    def moved(self, said: facts.MovedElsewhere) -> Card:
        """That it was meant for others, and where they have it."""
        practice = self._library.practice(said.practice_id)
        names = words.listed([self._library.community_name(each) for each in said.communities])
        line = self._say("recalled.here", title=practice.title, communities=names)
        how = how_button(self._say, practice.id, practice.title)
        return card_of(Text((Plain(line),)), Actions((how,)))
