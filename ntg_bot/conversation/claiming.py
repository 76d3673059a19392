"""Claims in the chat: take, take over, hand over, put back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.moderating import show_review
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.sharing import Submission
from ntg_bot.services.claiming import ClaimService
from ntg_bot.services.reviewing import ReviewService

Numbered = Callable[[Turn, str], Awaitable[str]]
"""the id that a typed number stands for"""


class ClaimingHandlers:
    """Others see at once who has it, wherever the review card stands."""

    def __init__(self, claims: ClaimService, reviews: ReviewService, numbered: Numbered) -> None:
        self._claims = claims
        self._reviews = reviews
        self._numbered = numbered

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "review.take": self.take,
                "review.take_over": lambda turn, id: self.take(turn, id, is_over=True),
                "review.put_back": self.put_back,
                "review.hand_over": self.ask_receiver,
            },
            forms={"review.hand_over": self.hand_over},
            commands={
                "take": lambda turn, command: self.take(turn, command.argument),
                "take_over": lambda turn, command: self.take(turn, command.argument, is_over=True),
                "put_back": lambda turn, command: self.put_back(turn, command.argument),
                "hand_over": self.hand_over_named,
            },
            grammar=patterns(
                ("take_over", r"take over (?P<arg>\d{1,4}|[0-9a-f]{32})"),
                ("take", r"take (?P<arg>\d{1,4}|[0-9a-f]{32})"),
                ("put_back", r"put back (?P<arg>\d{1,4}|[0-9a-f]{32})"),
                (
                    "hand_over",
                    r"hand( over)? (?P<arg>\d{1,4}|[0-9a-f]{32})( over)?( to\b.{0,200})?",
                ),
            ),
            moderators_only=frozenset({"take", "take_over", "put_back", "hand_over"}),
        )

    async def take(self, turn: Turn, number_or_id: str, *, is_over: bool = False) -> None:
        """It is the moderator's for a while; where somebody has it, taking over is offered."""
        id = await self._numbered(turn, number_or_id)
        taken = await self._claims.take(turn.work, turn.member, id, is_over=is_over)
        title = taken.submission.shown_title
        if not taken.is_of(turn.member):
            values = {"who": taken.before, "title": title}
            over = facts.Choice("button.take_over", "review.take_over", taken.submission.id)
            key = "claim.is_taken" if taken.before else "claim.is_taken_by_somebody"
            await turn.say(facts.Reply(key, values, (over,)), only_me=True)
            return
        await show_review(turn, taken.submission)
        if taken.before:
            await self._tell_holder_before(turn, taken.submission, taken.before)

    async def _tell_holder_before(self, turn: Turn, submission: Submission, before: str) -> None:
        """Whoever had it until now should not go on with it."""
        people = await self._claims.receivers(turn.work, turn.workspace, submission)
        for person in people:
            if person.name == before and person.id != turn.member.id and person.external_id:
                values = {"who": turn.member.name, "title": submission.shown_title}
                said = facts.Reply("claim.taken_over", values)
                await turn.post(said, channel=direct(person.external_id), priority=NOTICES)

    async def put_back(self, turn: Turn, number_or_id: str) -> None:
        id = await self._numbered(turn, number_or_id)
        submission = await self._claims.put_back(turn.work, turn.member, id)
        await show_review(turn, submission)

    async def ask_receiver(
        self, turn: Turn, submission_id: str, error: facts.Reply | str = ""
    ) -> None:
        """The form that lists who may decide on it."""
        submission = await self._reviews.find(turn.work, turn.member, submission_id)
        people = await self._claims.receivers(turn.work, turn.workspace, submission)
        others = tuple((each.id, each.name) for each in people if each.id != turn.member.id)
        if not others:
            await turn.say(facts.Reply("claim.nobody_else"), only_me=True)
            return
        form = facts.HandOverForm(turn.workspace.id, submission.id, others, error)
        await turn.say(form, only_me=True)

    async def hand_over(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The moderator whom the form names has it now."""
        await self._hand_over(turn, submission_id, values.get("to", ""))

    async def hand_over_named(self, turn: Turn, command: Command) -> None:
        """`hand 2 to @Mel`; without a name, the form."""
        id = await self._numbered(turn, command.argument)
        people = tuple(dict.fromkeys(turn.mentioned))
        if not people:
            await self.ask_receiver(turn, id)
            return
        if len(people) != 1:
            raise InvalidInput("person", key="refused.whom", example="hand 2 to @Sam")
        member = await turn.work.members.of_user(turn.workspace.id, people[0][0])
        await self._hand_over(turn, id, member.id if member is not None else "")

    async def _hand_over(self, turn: Turn, submission_id: str, to: str) -> None:
        submission, receiver = await self._claims.hand_over(
            turn.work, turn.workspace, turn.member, submission_id, to
        )
        await show_review(turn, submission)
        if receiver.external_id and receiver.id != turn.member.id:
            values = {"who": turn.member.name, "title": submission.shown_title}
            opened = facts.Choice("button.open", "review.open", submission.id, is_primary=True)
            await turn.post(
                facts.Reply("claim.handed_to_you", values, (opened,)),
                channel=direct(receiver.external_id),
                priority=NOTICES,
            )
