"""Cards of the queue: who has taken what, what is overdue, handing over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Field,
    Form,
    Option,
    Plain,
    Span,
    Strong,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.library import Library


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a submission stands with the moderators, beyond its words."""

    decided_by: str = ""
    """name of whoever decided"""
    is_taken: bool = False
    holder: str = ""
    """name of the moderator who has taken it"""
    until: datetime | None = None
    """local time at which that lapses"""
    last_day: date | None = None
    """by when it should be decided"""
    is_overdue: bool = False


UNKNOWN = Standing()
"""of something that is not there any more"""


class ReviewingCards:
    """What moderators need to share the work out."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def facts_of(self, standing: Standing) -> list[tuple[str, tuple[Span, ...]]]:
        """By when it should be decided, and who has it."""
        pairs: list[tuple[str, tuple[Span, ...]]] = []
        if standing.last_day is not None:
            day = words.day(standing.last_day)
            key = "review.overdue_since" if standing.is_overdue else "review.decide_by"
            shown: Span = Strong(self._say(key, day=day))
            if not standing.is_overdue:
                shown = Plain(self._say(key, day=day))
            pairs.append((self._say("label.decide_by"), (shown,)))
        if standing.is_taken:
            pairs.append((self._say("label.taken_by"), (Plain(self.holder(standing)),)))
        return pairs

    def holder(self, standing: Standing) -> str:
        """Who has it, and until when."""
        who = standing.holder or self._say("review.somebody")
        if standing.until is None:
            return who
        when = f"{words.day(standing.until.date())}, {standing.until:%H:%M}"
        return self._say("claim.holder", who=who, until=when)

    def buttons(self, submission: Submission, standing: Standing) -> Actions:
        """Taking it, or doing something about whoever has it."""
        keys = (
            ["take_over", "hand_over", "put_back"] if standing.is_taken else ["take", "hand_over"]
        )
        return Actions(
            tuple(
                Button(
                    self._say(f"button.{key}"),
                    f"review.{key}",
                    submission.id,
                    says=f"{self._say(f'button.{key}')}: {submission.shown_title}",
                )
                for key in keys
            )
        )

    def hand_over_form(self, said: facts.HandOverForm, submission: Submission | None) -> Card:
        """Which moderator it goes to."""
        if submission is None or not said.receivers:
            return card_of(Text((Plain(self._say("share.gone")),)))
        return card_of(
            Form(
                action="review.hand_over",
                value=submission.id,
                title=self._say("form.hand_over_title", title=submission.shown_title),
                submit=self._say("form.hand_over_submit"),
                fields=(
                    Field(
                        name="to",
                        label=self._say("form.hand_over_to"),
                        hint=self._say("form.hand_over_hint"),
                        value=said.receivers[0][0],
                        options=tuple(
                            Option(id, name or self._say("review.somebody"))
                            for id, name in said.receivers
                        ),
                        error=words.fault(self._say, said.error),
                    ),
                ),
            )
        )

    def overdue(self, waiting: Sequence[tuple[Submission, Standing]]) -> Card:
        """What should have been decided by now, oldest first."""
        late = [pair for pair in waiting if pair[0].state is State.SUBMITTED]
        if not late:
            return card_of(Text((Plain(self._say("overdue.none")),)))
        elements: list[Element | None] = [
            Text((Plain(self._say("overdue.lead", count=len(late))),))
        ]
        for submission, standing in late:
            elements.append(Text(self.line(submission.shown_title, submission, standing)))
            elements.append(self.open_button(submission))
        elements.append(Actions((Button(self._say("button.queue"), "review.queue"),)))
        elements.append(Context((Plain(self._say("overdue.how")),)))
        return card_of(*elements)

    def line(
        self, shown: str, submission: Submission, standing: Standing, age: str = ""
    ) -> tuple[Span, ...]:
        """One line of a list: name, communities, since when it is late, who has it."""
        names = words.listed([self._library.community_name(id) for id in submission.communities])
        rest = f" {names}."
        if age:
            rest += f" {words.capital(age)}."
        if standing.is_overdue and standing.last_day is not None:
            day = words.day(standing.last_day)
            rest += f" {self._say('review.overdue_since', day=day)}"
        if standing.is_taken:
            rest += f" {self._say('claim.line', who=self.holder(standing))}"
        end = "" if shown.endswith(("…", ".", "!", "?")) else "."
        return (Strong(f"{shown}{end}"), Plain(rest))

    def open_button(self, submission: Submission) -> Actions:
        return Actions(
            (
                Button(
                    self._say("button.open"),
                    "review.open",
                    submission.id,
                    says=self._say("button.open_says", title=submission.shown_title),
                ),
            )
        )
