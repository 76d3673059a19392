"""Moderating in the chat: the queue and the three decisions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts, Wish
from ntg_bot.conversation.events import ButtonPressed, FormSubmitted
from ntg_bot.conversation.sharing import redraw_review, tell_sharer
from ntg_bot.conversation.turn import Turn
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Grade, Item, Kind, Practice
from ntg_bot.domain.permissions import Act, may
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.insight import InsightService
from ntg_bot.services.library import Library
from ntg_bot.services.phrasing import PhrasingService
from ntg_bot.services.ports import Note
from ntg_bot.services.reviewing import ReviewService

MOST_IN_QUEUE = 20
MOST_SHOWN = 10
"""of flagged practices, verdicts and open questions"""


class ModeratingHandlers:
    """Every act checks the person's role when it is done, whatever card it came from."""

    def __init__(
        self,
        reviews: ReviewService,
        phrasings: PhrasingService,
        insight: InsightService,
        library: Library,
        show: Callable[[Item], Awaitable[None]],
    ) -> None:
        self._reviews = reviews
        self._phrasings = phrasings
        self._insight = insight
        self._library = library
        self._show = show

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "moderate.feedback": lambda turn, _: self.feedback(turn),
                "moderate.questions": lambda turn, _: self.open_questions(turn),
                "phrasing.accept": self.accept_phrasing,
                "phrasing.dismiss": self.dismiss_phrasing,
                "phrasing.list": lambda turn, _: self.suggestions(turn),
                "review.accept": self.accept,
                "review.changes": lambda turn, id: self.ask_reason(turn, id, "changes"),
                "review.decline": lambda turn, id: self.ask_reason(turn, id, "decline"),
                "review.open": self.open,
                "review.queue": lambda turn, _: self.queue(turn),
                "review.route": self.ask_route,
            },
            forms={
                "review.changes": lambda turn, id, values: self.give_reason(
                    turn, id, "changes", values
                ),
                "review.decline": lambda turn, id, values: self.give_reason(
                    turn, id, "decline", values
                ),
                "review.route": self.reroute,
            },
            intents={
                "accept_submission": lambda turn, wish: self._decide(turn, "accept", wish),
                "ask_for_changes": lambda turn, wish: self._decide(turn, "changes", wish),
                "decline_submission": lambda turn, wish: self._decide(turn, "decline", wish),
                "phrasings": lambda turn, _: self.suggestions(turn),
                "review_queue": lambda turn, _: self.queue(turn),
            },
            commands={
                "feedback": lambda turn, _: self.feedback(turn),
                "open_questions": lambda turn, _: self.open_questions(turn),
            },
            moderators_only=frozenset({"feedback", "open_questions"}),
        )

    async def _decide(self, turn: Turn, act: str, wish: Wish) -> None:
        """A decision in words names its submission; without one, the queue is shown."""
        named, reason = wish.understood.argument, wish.understood.rest
        if not named:
            await self.queue(turn)
        elif act == "accept":
            await self.accept(turn, named)
        elif reason:
            await self.send_back(turn, await self.numbered(turn, named), act, reason)
        else:
            await self.ask_reason(turn, await self.numbered(turn, named), act)

    async def queue(self, turn: Turn) -> None:
        """What waits, oldest first."""
        waiting = await self._reviews.queue(turn.work, turn.member)
        ids = tuple(submission.id for submission in waiting[:MOST_IN_QUEUE])
        only_me = not turn.is_among_moderators
        name = self._shown_to(turn) if only_me or turn.only_for else self._shown_in(turn)
        await turn.work.notes.put(turn.workspace.id, name, Note(",".join(ids), turn.clock.now()))
        concerns = dict.fromkeys(
            each.practice_id
            for each in await turn.work.concerns.open(turn.workspace.id)
            if may(turn.member, Act.CURATE, self._communities_of(each.practice_id))
        )
        queue = facts.Queue(turn.workspace.id, ids, tuple(concerns))
        await turn.say(queue, only_me=only_me)

    def _communities_of(self, practice_id: str) -> tuple[str, ...]:
        found = self._library.find(Kind.PRACTICE, practice_id)
        return found.communities if isinstance(found, Practice) else ()

    async def numbered(self, turn: Turn, number_or_id: str) -> str:
        """The id that a typed number stands for: its place in the queue that was shown here last.

        What came or was decided since does not shift it.
        """
        if not number_or_id.isdecimal() or len(number_or_id) > 4:
            return number_or_id
        shown = [
            note
            for name in (self._shown_to(turn), self._shown_in(turn))
            if (note := await turn.work.notes.get(turn.workspace.id, name)) is not None
        ]
        if not shown:
            if len(await self._reviews.queue(turn.work, turn.member)) > 1:
                raise WrongState(key="refused.queue_not_shown")
            return number_or_id
        ids = max(shown, key=lambda note: note.at).value.split(",")
        place = int(number_or_id)
        if not (1 <= place <= len(ids) and ids[place - 1]):
            raise NotFound(key="refused.no_number_seen", number=place)
        return ids[place - 1]

    @staticmethod
    def _shown_in(turn: Turn) -> str:
        """The name of the note about the queue that everybody in this channel saw."""
        return f"queue:{turn.event.place.channel}"

    @staticmethod
    def _shown_to(turn: Turn) -> str:
        """The same of the queue that this moderator alone saw here."""
        return f"queue:{turn.event.place.channel}:{turn.member.id}"

    async def feedback(self, turn: Turn) -> None:
        """How answers fared: what was flagged, and the questions whose answers did not help."""
        found = await self._insight.verdicts(turn.work, turn.member, MOST_SHOWN)
        await turn.say(
            facts.FeedbackOverview(found.flagged, found.not_helpful, found.helpful),
            only_me=not turn.is_among_moderators,
        )

    async def open_questions(self, turn: Turn) -> None:
        """What nobody here could answer yet."""
        found = await self._insight.open_questions(turn.work, turn.member, MOST_SHOWN)
        rows = tuple((question.text, question.community, question.count) for question in found)
        await turn.say(facts.OpenQuestions(rows), only_me=not turn.is_among_moderators)

    async def suggestions(self, turn: Turn) -> None:
        """Questions marked Helpful that could become phrasings."""
        found = await self._phrasings.suggestions(turn.work, turn.member)
        rows = tuple(
            (suggestion.question.id, suggestion.question.text, suggestion.practice.id)
            for suggestion in found
        )
        await turn.say(facts.Phrasings(rows), only_me=True)

    async def accept_phrasing(self, turn: Turn, question_id: str) -> None:
        """The practice answers to these words from now on."""
        practice = await self._phrasings.accept(turn.work, turn.member, question_id)
        turn.after_commit.append(lambda: self._show(practice))
        await turn.say(facts.Reply("phrasing.accepted", {"title": practice.title}), only_me=True)

    async def dismiss_phrasing(self, turn: Turn, question_id: str) -> None:
        await self._phrasings.dismiss(turn.work, turn.member, question_id)
        await turn.say(facts.Reply("phrasing.dismissed"), only_me=True)

    async def open(self, turn: Turn, submission_id: str) -> None:
        """One submission of the queue, with its buttons."""
        submission = await self._reviews.find(turn.work, turn.member, submission_id)
        await turn.say(
            facts.Review(turn.workspace.id, submission.id), only_me=not turn.is_among_moderators
        )

    async def accept(self, turn: Turn, number_or_id: str) -> None:
        """Publishes: to the community's channels, thanks to the sharer, into the index at once.

        A button says which version it was drawn with: what its author has changed since is shown
        first.
        """
        id, _, seen = (await self.numbered(turn, number_or_id)).partition("@")
        if seen:
            now = await self._reviews.find(turn.work, turn.member, id)
            if now.state is State.SUBMITTED and str(now.version) != seen:
                review = facts.Review(turn.workspace.id, now.id)
                await turn.redraw(review, only_me=not turn.is_among_moderators)
                await turn.say(facts.Reply("review.changed_meanwhile"), only_me=True)
                return
        submission, practice = await self._reviews.accept(turn.work, turn.member, id)
        for community in submission.communities:
            await turn.tell_community(
                facts.Published(practice.id, community), community, key=f"published:{practice.id}"
            )
        names = " and ".join(map(self._library.community_name, submission.communities))
        await tell_sharer(
            turn,
            submission,
            facts.Reply(
                "share.accepted",
                {"title": submission.title, "communities": names},
                (facts.Choice("button.how", "practice.how", practice.id),),
            ),
            key=f"accepted:{submission.id}",
        )
        await show_review(turn, submission)
        ladder = tuple(
            facts.Choice(f"button.grade_{grade.value}", "practice.grade",
                         f"{practice.id}|{grade.value}")
            for grade in Grade
        )  # fmt: skip
        asked = facts.Reply("grade.ask", {"title": practice.title}, ladder)
        await turn.say(asked, only_me=True)
        turn.after_commit.append(lambda: self._show(practice))

    async def ask_route(
        self, turn: Turn, submission_id: str, error: facts.Reply | str = ""
    ) -> None:
        """The form for other communities than those proposed."""
        submission = await self._reviews.find(turn.work, turn.member, submission_id)
        await turn.say(facts.RouteForm(turn.workspace.id, submission.id, error), only_me=True)

    async def reroute(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The moderator's choice of communities came back."""
        chosen = [id for id in values.get("communities", "").split(",") if id]
        try:
            submission = await self._reviews.reroute(turn.work, turn.member, submission_id, chosen)
        except InvalidInput as fault:
            await self.ask_route(turn, submission_id, facts.refusal(fault))
            return
        await show_review(turn, submission)

    async def ask_reason(
        self, turn: Turn, submission_id: str, act: str, error: facts.Reply | str = ""
    ) -> None:
        """The form for the reason of a no, or of changes."""
        submission = await self._reviews.find(turn.work, turn.member, submission_id)
        await turn.say(facts.ReasonForm(turn.workspace.id, submission.id, act, error), only_me=True)

    async def give_reason(
        self, turn: Turn, submission_id: str, act: str, values: Mapping[str, str]
    ) -> None:
        """The reason came back; an empty one is asked for again at its field."""
        try:
            await self.send_back(turn, submission_id, act, values.get("reason", ""))
        except InvalidInput as fault:
            await self.ask_reason(turn, submission_id, act, facts.refusal(fault))

    async def send_back(self, turn: Turn, number_or_id: str, act: str, reason: str) -> None:
        """Declines or asks for changes; the sharer is told the reason."""
        if act == "decline":
            submission = await self._reviews.decline(turn.work, turn.member, number_or_id, reason)
            reply = facts.Reply(
                "share.declined", {"title": submission.title, "reason": submission.reason}
            )
        else:
            submission = await self._reviews.ask_for_changes(
                turn.work, turn.member, number_or_id, reason
            )
            reply = facts.Reply(
                "share.changes_asked",
                {"title": submission.title, "reason": submission.reason},
                (
                    facts.Choice("button.edit", "share.edit", submission.id, is_primary=True),
                    facts.Choice("button.withdraw", "share.withdraw", submission.id),
                ),
            )
        await tell_sharer(
            turn, submission, reply, key=f"{act}:{submission.id}:{submission.version}"
        )
        await show_review(turn, submission)


async def show_review(turn: Turn, submission: Submission) -> None:
    """The review cards show what has become of it, and whoever did it sees it where they did."""
    drawn = await redraw_review(turn, submission)
    if any(card.key == turn.pressed for card in drawn):
        return
    review = facts.Review(submission.workspace_id, submission.id)
    if isinstance(turn.event, ButtonPressed):
        await turn.redraw(review, only_me=not turn.is_among_moderators)
        return
    is_form = isinstance(turn.event, FormSubmitted)
    if is_form and any(card.channel == turn.event.place.channel for card in drawn):
        return  # the card that the form came from is in this channel
    await turn.say(review, only_me=not turn.is_among_moderators)
