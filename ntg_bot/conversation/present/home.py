"""A person's own page: their communities, what they shared and asked, and what waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Heading,
    Plain,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.asking import Question
from ntg_bot.domain.people import Member, Membership
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.membership import RHYTHMS

MOST_SHARED = 8
MOST_ASKED = 5
MOST_WAITING = 5
LONGEST_QUESTION = 150
TOUR = 4
"""steps of the tour"""


@dataclass(frozen=True, slots=True)
class HomeView:
    """What the database says of a person; `member` is None for somebody it does not know."""

    member: Member | None = None
    memberships: Sequence[Membership] = ()
    shared: Sequence[Submission] = ()
    asked: Sequence[Question] = ()
    """the latest first"""
    waiting: Sequence[Submission] = ()
    """for a moderator, the oldest first"""

    @property
    def is_new(self) -> bool:
        """Somebody who has not joined, shared or asked anything."""
        return not (self.memberships or self.shared or self.asked)


class HomeCards:
    """Every part ends in something to press. Nothing in it is anybody else's."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def home(self, view: HomeView, now: datetime) -> Card:
        """The whole page."""
        return card_of(
            Heading(self._say("home.heading")),
            *self._first(view),
            Actions(
                (
                    Button(self._say("button.ask_what_works"), "ask.start", style=Style.PRIMARY),
                    Button(self._say("button.share"), "share.start"),
                    Button(self._say("button.communities"), "community.list"),
                )
            ),
            *self._moderating(view, now),
            Divider(),
            *self._communities(view.memberships),
            Divider(),
            *self._shared(view.shared),
            Divider(),
            *self._asked(view.asked),
            Context((Plain(self._say("home.data")),)),
            Context((Plain(self._say("home.danger")),)),
        )

    def tour(self, step: int) -> Card:
        """One step of the first look round, 1 to 4."""
        step = min(max(step, 1), TOUR)
        buttons = []
        if step > 1:
            buttons.append(Button(self._say("button.back"), "tour.show", str(step - 1)))
        if step < TOUR:
            following = str(step + 1)
            buttons.append(Button(self._say("button.next"), "tour.show", following, Style.PRIMARY))
        else:
            buttons.append(Button(self._say("button.communities"), "community.list"))
        return card_of(
            Heading(self._say(f"tour.heading_{step}")),
            Text((Plain(self._say(f"tour.text_{step}")),)),
            Context((Plain(self._say("tour.step", step=step, steps=TOUR)),)),
            Actions(tuple(buttons)),
        )

    def _first(self, view: HomeView) -> Iterator[Element]:
        if not view.is_new:
            yield Text((Plain(self._say("home.lead")),))
            return
        yield Text((Plain(self._say("home.new")),))
        yield Actions((Button(self._say("button.tour"), "tour.show", "1"),))

    def _moderating(self, view: HomeView, now: datetime) -> Iterator[Element]:
        member = view.member
        if member is None or not member.is_moderator:
            return
        yield Divider()
        yield Heading(self._say("home.queue"))
        if not view.waiting:
            yield Text((Plain(self._say("queue.empty")),))
        for submission in view.waiting[:MOST_WAITING]:
            days = (now - submission.changed_at).days
            age = self._say("age.days", count=days) if days > 1 else self._say("age.new")
            yield Text((Strong(submission.shown_title), Plain(f" · {age}")))
            yield self._one("button.open", "review.open", submission.id, submission.shown_title)
        yield from self._more(len(view.waiting) - MOST_WAITING)
        buttons = [
            Button(self._say("button.queue"), "review.queue"),
            Button(self._say("button.feedback"), "moderate.feedback"),
            Button(self._say("button.open_questions"), "moderate.questions"),
            Button(self._say("button.phrasings"), "phrasing.list"),
            Button(self._say("button.channels"), "channel.list"),
            Button(self._say("button.moderators"), "role.list"),
        ]
        yield Actions(tuple(buttons))
        if member.is_admin:
            yield Context((Plain(self._say("moderators.how")),))

    def _communities(self, memberships: Sequence[Membership]) -> Iterator[Element]:
        yield Heading(self._say("home.communities"))
        if not memberships:
            yield Text((Plain(self._say("home.no_communities")),))
        for each in memberships:
            name = self._library.community_name(each.community)
            rhythm = self._say(f"rhythm.{each.digest}")
            yield Text((Strong(name), Plain(f" · {rhythm}")))
            buttons = [Button(self._say("button.digest"), "digest.show", each.community,
                              says=self._says("button.digest", name))]  # fmt: skip
            for other in RHYTHMS:
                if other != each.digest:
                    key = f"button.rhythm_{other}"
                    value = f"{each.community}|{other}"
                    says = self._says(key, name)
                    buttons.append(Button(self._say(key), "digest.rhythm", value, says=says))
            says = self._says("button.leave", name)
            buttons.append(
                Button(self._say("button.leave"), "community.leave", each.community, says=says)
            )
            yield Actions(tuple(buttons))

    def _shared(self, shared: Sequence[Submission]) -> Iterator[Element]:
        yield Heading(self._say("home.shared"))
        kept = [each for each in shared if each.state is not State.WITHDRAWN]
        if not kept:
            yield Text((Plain(self._say("home.nothing_shared")),))
        latest = sorted(kept, key=lambda each: each.id, reverse=True)
        for each in latest[:MOST_SHARED]:
            state = self._say(f"home.state.{each.state.value}")
            yield Text((Strong(each.title), Plain(f" · {state}")))
            if each.state in (State.DRAFT, State.HELD, State.CHANGES_ASKED):
                yield self._one("button.open", "share.show", each.id, each.title)
            elif each.state is State.SUBMITTED:
                yield self._waiting(each)
            elif each.state is State.PUBLISHED:
                yield self._one("button.how", "practice.how", each.practice_id, each.title)
        yield from self._more(len(latest) - MOST_SHARED)

    def _waiting(self, submission: Submission) -> Actions:
        """What its author can do while the moderators have it."""
        ways = (
            ("button.edit", "share.edit"),
            ("button.detail", "share.more"),
            ("button.withdraw", "share.withdraw"),
        )
        return Actions(
            tuple(
                Button(
                    self._say(key), action, submission.id, says=self._says(key, submission.title)
                )
                for key, action in ways
            )
        )

    def _asked(self, asked: Sequence[Question]) -> Iterator[Element]:
        yield Heading(self._say("home.asked"))
        if not asked:
            yield Text((Plain(self._say("home.nothing_asked")),))
        for each in asked[:MOST_ASKED]:
            text = words.shortened(" ".join(each.text.split()), LONGEST_QUESTION)
            known = self._say(f"home.answer.{each.confidence.value}")
            yield Text((Strong(text), Plain(f" · {known}")))
            yield self._one("button.ask_again", "ask.again", each.id, text)

    def _one(self, key: str, action: str, value: str, what: str) -> Actions:
        says = self._says(key, what)
        return Actions((Button(self._say(key), action, value, says=says),))

    def _says(self, key: str, what: str) -> str:
        return f"{self._say(key)}: {what}"

    def _more(self, count: int) -> Iterator[Element]:
        if count > 0:
            yield Context((Plain(self._say("data.more", count=count)),))
