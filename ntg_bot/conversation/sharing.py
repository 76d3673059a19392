"""Sharing in the chat: the offer, the form, the draft, the author's yes."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import Turn, direct
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Delivery, Note
from ntg_bot.services.posts import Shared
from ntg_bot.services.sharing import Detail, ShareService

FROM_MESSAGE = "from:"
"""begins the value of a form that was filled from one's own message: `from:channel:message`"""


def review_key(submission: Submission) -> str:
    """The delivery key of a submission's review card, one for each time it was sent in."""
    return f"review:{submission.id}:{submission.rounds}"


class SharingHandlers:
    """Nothing leaves its channel without the author's yes and a moderator's yes."""

    def __init__(self, shares: ShareService, library: Library) -> None:
        self._shares = shares
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "share.edit": self.edit,
                "share.more": self.ask_detail,
                "share.no_thanks": self.no_thanks,
                "share.show": self.show,
                "share.start": lambda turn, _: self.start(turn, ""),
                "share.withdraw": self.withdraw,
            },
            forms={
                "share.confirm": self.choose,
                "share.detail": self.add_detail,
                "share.form": self.submit_form,
                "share.nominated": lambda turn, source, values: self.nominated(
                    turn, source, values.get("what", "")
                ),
            },
            commands={"drafts": self.drafts},
            grammar=patterns(
                (
                    "drafts",
                    r"(show |list )?(me )?(my )(drafts?|submissions?|shared practices?)|drafts"
                    r"|what (have|did) i shared?",
                )
            ),
            intents={
                "share_practice": lambda turn, wish: self.start(turn, wish.understood.argument)
            },
            telling=frozenset({"share.form", "share.detail", "share.nominated"}),
        )

    async def offer(self, turn: Turn, text: str) -> None:
        """A plain post that sounds like practice: asks its author, privately, once.

        Whoever said no in this channel is left alone there, as long as notes are kept.
        """
        if await turn.work.notes.get(turn.workspace.id, f"gone:{turn.source}") is not None:
            return
        said_no = _no_note(turn, turn.source)
        if await turn.work.notes.get(turn.workspace.id, said_no) is not None:
            return
        if not await self._first_time(turn, turn.source):
            return
        submission = await self._draft(turn, text)
        await turn.say(_offered("share.offer", submission), only_me=True)

    async def nominated(self, turn: Turn, source: str, text: str) -> None:
        """Somebody thinks that a message is worth sharing: its author is asked, and nobody else.

        Of one message they are asked once, whoever points at it and whatever they answered.
        """
        if not await self._first_time(turn, source):
            return
        submission = await self._shares.draft(
            turn.work,
            turn.member,
            await self._shares.read(text),
            source,
            is_from_private=await self._is_from_private(turn, source),
        )
        await turn.say(_offered("share.nominated", submission), only_me=True)

    @staticmethod
    async def _first_time(turn: Turn, source: str) -> bool:
        name = f"offered:{source}"
        if await turn.work.notes.get(turn.workspace.id, name) is not None:
            return False
        await turn.work.notes.put(turn.workspace.id, name, Note("", turn.clock.now()))
        return True

    async def no_thanks(self, turn: Turn, submission_id: str) -> None:
        """No to an offer: the words go, and it is not asked again in that channel for a while."""
        submission = await self._shares.own(turn.work, turn.member, submission_id)
        await take_back(turn, self._shares, submission)
        if submission.source:
            said_no = _no_note(turn, submission.source)
            await turn.work.notes.put(turn.workspace.id, said_no, Note("", turn.clock.now()))
        await turn.say(facts.Reply("share.no_offers"), only_me=True)

    async def _draft(self, turn: Turn, text: str) -> Submission:
        return await self._shares.draft(
            turn.work,
            turn.member,
            await self._shares.read(text),
            turn.source,
            is_from_private=await self._is_from_private(turn, turn.source),
        )

    @staticmethod
    async def _is_from_private(turn: Turn, source: str) -> bool:
        """Whether the words stand in a channel that not everybody reads. What is said to the bot
        directly is said to be shared.
        """
        channel = source.rpartition(":")[0]
        place = turn.event.place
        if not channel or (channel == place.channel and place.is_direct):
            return False
        if channel == place.channel:
            return not turn.is_public
        binding = await turn.work.bindings.of_channel(turn.workspace.id, channel)
        return binding is None or binding.is_private

    async def doubt(self, turn: Turn, text: str) -> None:
        """Ask or share? The words are kept as a draft until the person says."""
        submission = await self._draft(turn, text)
        await turn.say(
            facts.Reply(
                "doubt.ask_or_share",
                {},
                (
                    facts.Choice("button.ask", "doubt.ask", submission.id),
                    facts.Choice("button.share", "share.show", submission.id),
                ),
            ),
            only_me=True,
        )

    async def settle_as_question(self, turn: Turn, submission_id: str) -> str:
        """The person meant to ask: the draft goes, its words come back."""
        draft = await self._shares.own(turn.work, turn.member, submission_id)
        text = draft.what
        await self._shares.withdraw(turn.work, turn.member, submission_id)
        return text

    async def start(self, turn: Turn, text: str) -> None:
        """With words: a draft from them. Without: the short form."""
        if not text.strip():
            await turn.say(facts.ShareForm(), only_me=True)
            return
        submission = await self._draft(turn, text)
        await show_draft(turn, self._shares, submission)

    async def show(self, turn: Turn, submission_id: str) -> None:
        """The draft, from a button of the offer."""
        submission = await self._shares.own(turn.work, turn.member, submission_id)
        await show_draft(turn, self._shares, submission, redraw=True)

    async def edit(self, turn: Turn, submission_id: str) -> None:
        """The form filled with the draft."""
        await self._shares.to_edit(turn.work, turn.member, submission_id)
        await turn.say(facts.ShareForm(submission_id, turn.workspace.id), only_me=True)

    async def submit_form(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        """The short form came back; a fault is shown at its field with all that was typed.

        `value` is the submission that is edited, or the message that a new one is made from.
        """
        is_from_message = value.startswith(FROM_MESSAGE)
        submission_id = "" if is_from_message else value
        source = value.removeprefix(FROM_MESSAGE) if is_from_message else ""
        shared = Shared(
            title=values.get("title", ""),
            what=values.get("what", ""),
            for_whom=values.get("for_whom", ""),
            what_happened=values.get("what_happened", ""),
            how_known=values.get("how_known", ""),
        )
        was: Submission | None = None
        try:
            if submission_id:
                was = await self._shares.own(turn.work, turn.member, submission_id)
                submission = await self._shares.edit(
                    turn.work, turn.member, submission_id, shared, ()
                )
            else:
                submission = await self._shares.draft(
                    turn.work,
                    turn.member,
                    shared,
                    source,
                    is_from_private=await self._is_from_private(turn, source),
                )
        except InvalidInput as fault:
            form = facts.ShareForm(
                submission_id,
                turn.workspace.id,
                error_field=fault.field,
                error=facts.refusal(fault),
                typed=dict(values),
            )
            await turn.say(form, only_me=True)
            return
        await self._changed(turn, was, submission)

    async def ask_detail(self, turn: Turn, submission_id: str) -> None:
        """The second form, filled with what is there."""
        await self._shares.to_edit(turn.work, turn.member, submission_id)
        await turn.say(facts.DetailForm(turn.workspace.id, submission_id), only_me=True)

    async def add_detail(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The second form came back; a fault is shown at its field."""
        detail = Detail(
            costs=values.get("costs", ""),
            staffing=values.get("staffing", ""),
            beware=values.get("beware", ""),
            contact_wanted=values.get("contact") == "yes",
        )
        was = await self._shares.own(turn.work, turn.member, submission_id)
        try:
            submission = await self._shares.add_detail(
                turn.work, turn.member, submission_id, detail
            )
        except InvalidInput as fault:
            form = facts.DetailForm(
                turn.workspace.id,
                submission_id,
                error_field=fault.field,
                error=facts.refusal(fault),
                typed=dict(values),
            )
            await turn.say(form, only_me=True)
            return
        await self._changed(turn, was, submission)

    async def _changed(self, turn: Turn, was: Submission | None, now: Submission) -> None:
        """The author sees what their words have become, and so do the moderators who have them."""
        if was is not None and was.state is State.SUBMITTED:
            await redraw_review(turn, now)
            if now.state is State.SUBMITTED:
                await turn.say(facts.Reply("share.edited", {"title": now.title}), only_me=True)
                return
        await show_draft(turn, self._shares, now)

    async def choose(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The author's yes, with the communities they chose in the draft's form."""
        chosen = [id for id in values.get("communities", "").split(",") if id]
        submission = await self._shares.confirm(turn.work, turn.member, submission_id, chosen)
        if submission.state is State.HELD:
            await show_draft(turn, self._shares, submission)
            return
        told = await turn.tell_moderators(
            facts.Review(turn.workspace.id, submission.id),
            key=review_key(submission),
            communities=submission.communities,
        )
        names = " and ".join(self._library.community_name(id) for id in submission.communities)
        key = "share.submitted" if told else "share.submitted_to_nobody"
        values = {"title": submission.title, "communities": names}
        meanwhile = (
            facts.Choice("button.detail", "share.more", submission.id),
            facts.Choice("button.edit", "share.edit", submission.id),
            facts.Choice("button.withdraw", "share.withdraw", submission.id),
        )
        await turn.say(facts.Reply(key, values, meanwhile), only_me=True)

    async def drafts(self, turn: Turn, command: Command) -> None:
        """What this person shared and has not sent yet stands on their own page."""
        place = turn.event.place
        await turn.say(facts.Home(place.platform, place.workspace, place.user), only_me=True)

    async def withdraw(self, turn: Turn, submission_id: str) -> None:
        """The author's no, at any time before a decision."""
        submission = await self._shares.own(turn.work, turn.member, submission_id)
        await take_back(turn, self._shares, submission)
        await turn.say(facts.Reply("share.withdrawn"), only_me=True)


async def show_draft(
    turn: Turn, shares: ShareService, submission: Submission, *, redraw: bool = False
) -> None:
    """The draft to its author alone, with where it would go and why; or what holds it."""
    text = f"{submission.title}. {submission.what} {submission.what_happened}"
    routing = await shares.route(text)
    draft = facts.Draft(
        turn.workspace.id,
        submission.id,
        reasons=tuple((found.community, found.reasons) for found in routing.communities[:2]),
        is_close=routing.is_close,
    )
    if redraw:
        await turn.redraw(draft, only_me=True)
    else:
        await turn.say(draft, only_me=True)


def _no_note(turn: Turn, source: str) -> str:
    """The name of the note that this person wants no offers in the channel of `source`."""
    return f"no-offer:{source.rpartition(':')[0]}:{turn.member.id}"


def _offered(key: str, submission: Submission) -> facts.Reply:
    """Shall I help you share it?"""
    return facts.Reply(
        key,
        {"title": submission.title},
        (
            facts.Choice("button.share_it", "share.show", submission.id, is_primary=True),
            facts.Choice("button.no_thanks", "share.no_thanks", submission.id),
        ),
    )


async def take_back(turn: Turn, shares: ShareService, submission: Submission) -> None:
    """Its author's no: moderators who can still read the words see the card without them."""
    withdrawn = await shares.withdraw(turn.work, turn.member, submission.id)
    await redraw_review(turn, withdrawn)
    if submission.state is State.SUBMITTED:
        await turn.tell_moderators(
            facts.Reply("review.withdrawn", {"title": submission.shown_title}),
            key=f"{turn.row_id}-withdrawn-{submission.id}",
            communities=submission.communities,
        )


async def redraw_review(turn: Turn, submission: Submission) -> list[Delivery]:
    """The review cards in the moderators' channels show what has become of the submission.

    Returns the deliveries that posted them.
    """
    review = facts.Review(submission.workspace_id, submission.id)
    drawn: list[Delivery] = []
    key = review_key(submission)
    while (card := await turn.work.outbox.by_key(key)) is not None:
        await turn.post(review, channel=card.channel, thread=card.thread, replaces=key)
        drawn.append(card)
        key = f"{review_key(submission)}:{len(drawn)}"
    return drawn


async def tell_sharer(turn: Turn, submission: Submission, said: facts.Reply, *, key: str) -> None:
    """A direct message to the author of a submission."""
    sharer = await turn.work.members.get(submission.workspace_id, submission.member_id)
    if sharer is not None and sharer.external_id:
        await turn.post(said, channel=direct(sharer.external_id), key=key)
