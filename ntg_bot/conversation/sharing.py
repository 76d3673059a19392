"""Sharing in the chat: the offer, the form, the draft, the author's yes."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import Turn, direct
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Delivery
from ntg_bot.services.sharing import Shared, ShareService, read_post


def review_key(submission: Submission) -> str:
    """The delivery key of a submission's review card, one for each time it was sent in."""
    return f"review:{submission.id}:{submission.rounds}"


class SharingHandlers:
    """Nothing leaves its channel without the author's yes and a moderator's yes."""

    def __init__(self, shares: ShareService, library: Library) -> None:
        self._shares = shares
        self._library = library

    async def offer(self, turn: Turn, text: str) -> None:
        """A plain post that sounds like practice: asks its author, privately, once."""
        submission = await self._shares.draft(turn.work, turn.member, read_post(text))
        await turn.say(
            facts.Reply(
                "share.offer",
                {"title": submission.title},
                (
                    facts.Choice("button.share_it", "share.show", submission.id, is_primary=True),
                    facts.Choice("button.no_thanks", "share.withdraw", submission.id),
                ),
            ),
            only_me=True,
        )

    async def doubt(self, turn: Turn, text: str) -> None:
        """Ask or share? The words are kept as a draft until the person says."""
        submission = await self._shares.draft(turn.work, turn.member, read_post(text))
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
        submission = await self._shares.draft(turn.work, turn.member, read_post(text))
        await self._show(turn, submission)

    async def show(self, turn: Turn, submission_id: str) -> None:
        """The draft, from a button of the offer."""
        submission = await self._shares.own(turn.work, turn.member, submission_id)
        await self._show(turn, submission, redraw=True)

    async def edit(self, turn: Turn, submission_id: str) -> None:
        """The form filled with the draft."""
        await self._shares.to_edit(turn.work, turn.member, submission_id)
        await turn.say(facts.ShareForm(submission_id, turn.workspace.id), only_me=True)

    async def submit_form(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The short form came back; a fault is shown at its field with all that was typed."""
        shared = Shared(
            title=values.get("title", ""),
            what=values.get("what", ""),
            for_whom=values.get("for_whom", ""),
            what_happened=values.get("what_happened", ""),
            how_known=values.get("how_known", ""),
        )
        try:
            if submission_id:
                submission = await self._shares.edit(
                    turn.work, turn.member, submission_id, shared, ()
                )
            else:
                submission = await self._shares.draft(turn.work, turn.member, shared)
        except InvalidInput as fault:
            form = facts.ShareForm(
                submission_id,
                turn.workspace.id,
                error_field=fault.field,
                error=f"{fault.message} {fault.hint}".strip(),
                typed=dict(values),
            )
            await turn.say(form, only_me=True)
            return
        await self._show(turn, submission)

    async def choose(self, turn: Turn, submission_id: str, values: Mapping[str, str]) -> None:
        """The author's yes, with the communities they chose in the draft's form."""
        chosen = [id for id in values.get("communities", "").split(",") if id]
        submission = await self._shares.confirm(turn.work, turn.member, submission_id, chosen)
        await turn.tell_moderators(
            facts.Review(turn.workspace.id, submission.id),
            key=review_key(submission),
            communities=submission.communities,
        )
        names = " and ".join(self._library.community_name(id) for id in submission.communities)
        await turn.say(
            facts.Reply("share.submitted", {"title": submission.title, "communities": names}),
            only_me=True,
        )

    async def withdraw(self, turn: Turn, submission_id: str) -> None:
        """The author's no, at any time before a decision."""
        submission = await self._shares.own(turn.work, turn.member, submission_id)
        withdrawn = await self._shares.withdraw(turn.work, turn.member, submission_id)
        # Wherever moderators can still read the words, the card is drawn without them.
        await redraw_review(turn, withdrawn)
        if submission.state is State.SUBMITTED:
            await turn.tell_moderators(
                facts.Reply("review.withdrawn", {"title": submission.title}),
                key=f"{turn.row_id}-withdrawn",
                communities=submission.communities,
            )
        await turn.say(facts.Reply("share.withdrawn"), only_me=True)

    async def _show(self, turn: Turn, submission: Submission, *, redraw: bool = False) -> None:
        text = f"{submission.title}. {submission.what} {submission.what_happened}"
        routing = self._shares.route(text)
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
