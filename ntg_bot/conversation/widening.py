"""A question to a community, and its answer, between workspaces: each by a yes of who wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.community_questions import answer_key, draw
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff
from ntg_bot.services.library import Library
from ntg_bot.services.widening import WideningService


class WideningHandlers:
    """Ids on buttons carry no power: the service checks who may do what."""

    def __init__(self, widening: WideningService, library: Library) -> None:
        self._widening = widening
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "handoff.widen": self.want,
                "handoff.release": self.release,
                "handoff.keep": self.keep,
                "handoff.pass": self.passed,
                "handoff.stay": self.stays,
            },
        )

    async def want(self, turn: Turn, id: str) -> None:
        """The asker's wish goes to the moderators of their own workspace."""
        handoff = await self._widening.want(turn.work, turn.member, id)
        told = await turn.tell_moderators(
            facts.WiderQuestion(turn.workspace.id, id),
            key=f"wider:{id}",
            communities=[handoff.community],
        )
        if not told:
            raise WrongState(key="refused.nobody_releases")
        await turn.redraw(facts.Reply("handoff.wider_wanted"))

    async def release(self, turn: Turn, id: str) -> None:
        """A moderator lets it go: it stands in the community's channels everywhere."""
        handoff, sent = await self._widening.release(turn.work, turn.member, id)
        bindings = await self._widening.elsewhere(turn.work, handoff)
        for copy in sent:
            workspace = await turn.work.workspaces.get(copy.workspace_id)
            for binding in bindings:
                if workspace is not None and binding.workspace_id == workspace.id:
                    await draw(turn, workspace, copy, binding)
        await self._decided(turn, handoff, "handoff.wider_asked")

    async def keep(self, turn: Turn, id: str) -> None:
        handoff = await self._widening.keep(turn.work, turn.member, id)
        await self._decided(turn, handoff, "handoff.wider_refused")

    async def _decided(self, turn: Turn, handoff: Handoff, key: str) -> None:
        await turn.redraw(facts.WiderQuestion(turn.workspace.id, handoff.question_id))
        asker = await turn.work.members.get(turn.workspace.id, handoff.asker_id)
        if asker is not None and asker.external_id:
            name = self._library.community_name(handoff.community)
            await turn.post(
                facts.Reply(key, {"community": name, "text": handoff.text}),
                channel=direct(asker.external_id),
                priority=NOTICES,
                key=f"wider-decided:{handoff.question_id}",
            )

    async def passed(self, turn: Turn, value: str) -> None:
        """The author of an answer sends it to who asked."""
        id, _, number = value.partition("|")
        await pass_on(turn, self._widening, id, int(number) if number.isdecimal() else 0)
        draft = facts.Choice("button.answer_to_draft", "handoff.draft", value)
        await turn.redraw(facts.Reply("handoff.passed_on", choices=(draft,)))

    @staticmethod
    async def stays(turn: Turn, _: str) -> None:
        await turn.redraw(facts.Reply("handoff.stays_here"))


async def ask_to_pass_on(
    turn: Turn, handoff: Handoff, answer: GivenAnswer, earlier: Sequence[GivenAnswer]
) -> None:
    """A reply here may answer somebody elsewhere: its author is asked. Who said no, or nothing, is
    not asked again about this question.
    """
    asked = await turn.work.handoffs.get(handoff.asked_in, handoff.question_id)
    if asked is None or not asked.asker_id:
        return  # who asked was forgotten
    went = [
        await turn.work.outbox.by_key(f"{answer_key(handoff, each.number)}to:{asked.asker_id}")
        for each in earlier
    ]
    if went and not any(went):
        return
    value = f"{handoff.question_id}|{answer.number}"
    choices = (
        facts.Choice("button.pass_on", "handoff.pass", value, is_primary=True),
        facts.Choice("button.stays_here", "handoff.stay", value),
    )
    await turn.say(facts.Reply("handoff.may_pass", choices=choices), only_me=True)


async def pass_on(turn: Turn, widening: WideningService, id: str, number: int) -> None:
    """The answer goes to who asked, in their own workspace."""
    passed = await widening.pass_on(turn.work, turn.member, id, number)
    workspace = await turn.work.workspaces.get(passed.asker.workspace_id)
    if workspace is not None:
        await turn.post(
            facts.AnswerCame(turn.workspace.id, id, number, is_asker=True),
            channel=direct(passed.asker.external_id),
            workspace=workspace,
            priority=NOTICES,
            key=f"{answer_key(passed.handoff, number)}to:{passed.asker.id}",
        )
