"""Hand-off in the chat: a question goes to its community, and what is answered comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts, Press
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.community_questions import (
    answer_key,
    draw,
    posted_cards,
    question_card,
    question_here,
    question_of_thread,
    said_there,
)
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.conversation.widening import ask_to_pass_on, pass_on
from ntg_bot.domain.errors import Disclosed, InvalidInput, NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff
from ntg_bot.domain.people import Member
from ntg_bot.services.asking import AskService
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.library import Library
from ntg_bot.services.widening import WideningService


class HandingHandlers:
    """Ids on buttons carry no power: the service checks who may do what."""

    def __init__(
        self,
        handoffs: HandoffService,
        asks: AskService,
        library: Library,
        widening: WideningService,
    ) -> None:
        self._handoffs = handoffs
        self._widening = widening
        self._asks = asks
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "gap.ask": self.ask,
                "handoff.take": self.take,
                "handoff.drop": self.drop,
                "handoff.assign": self.ask_whom,
                "handoff.answer": self.ask_answer,
                "handoff.follow": self.follow,
                "handoff.settle": self.settle,
                "handoff.again": self.reopen,
            },
            forms={"handoff.assign": self.assign_chosen, "handoff.answer": self.answer},
            commands={
                "assign": self.assign_named,
                "take_question": lambda turn, _: self._here(turn, self.take),
                "drop_question": lambda turn, _: self._here(turn, self.drop),
                "community_questions": lambda turn, _: self.waiting(turn),
            },
            grammar=patterns(
                ("assign", r"assign( this)?( question)?( to)?(?P<arg>\b.{0,200})?"),
                ("take_question", r"(i'?ll|i will) (take|find out)( this| it)?|take this"),
                ("drop_question", r"hand (this|it) back"),
                (
                    "community_questions",
                    r"(show |list )?(me )?(the |our |my )?(community|asked|waiting) questions",
                ),
            ),
            telling=frozenset({"handoff.answer"}),
        )

    # --- out ----------------------------------------------------------------------------------

    async def ask(self, turn: Turn, question_id: str) -> None:
        """Puts the question to the community, in this workspace, by its asker's wish. Where the
        community is elsewhere too, offers to ask there.
        """
        question, gap = await self._asks.release_gap(turn.work, turn.member, question_id)
        if not question.community:
            # No community is near enough: the programme sees the gap, and no channel is asked.
            await turn.say(facts.Reply("answer.nobody_knows_at_all"))
            return
        await self._handoffs.check_question(question.text)
        handoff, is_new = await self._handoffs.put(turn.work, question, gap.id)
        name = self._library.community_name(question.community)
        if not is_new:
            await turn.say(facts.Reply("gap.asked_before", {"community": name}))
            return
        sent = 0
        for binding in await turn.work.bindings.of_community(question.community):
            if binding.workspace_id == turn.workspace.id:
                await draw(turn, turn.workspace, handoff, binding)
                sent += 1
        key = "gap.asked" if sent else "gap.no_channel"
        choices: tuple[facts.Choice, ...] = ()
        if await self._widening.elsewhere(turn.work, handoff):
            key = "gap.asked_wider" if sent else "gap.no_channel_wider"
            choices = (facts.Choice("button.ask_wider", "handoff.widen", question.id),)
        await turn.say(facts.Reply(key, {"community": name}, choices))

    # --- who looks after it -------------------------------------------------------------------

    async def take(self, turn: Turn, id: str) -> None:
        handoff = await self._handoffs.take(turn.work, turn.member, id)
        await self._redraw(turn, handoff)
        await turn.say(self._yours("handoff.taken", handoff), only_me=True)

    async def drop(self, turn: Turn, id: str) -> None:
        handoff = await self._handoffs.drop(turn.work, turn.member, id)
        await self._redraw(turn, handoff)
        await turn.say(facts.Reply("handoff.dropped"), only_me=True)

    async def ask_whom(self, turn: Turn, id: str) -> None:
        """The community's members to choose from; anybody else is named with an @."""
        handoff = await self._handoffs.get(turn.work, turn.workspace.id, id)
        people = await self._handoffs.candidates(turn.work, handoff)
        if not people:
            await turn.say(facts.Reply("handoff.nobody_joined"), only_me=True)
            return
        listed = tuple((each.id, each.name or each.external_id) for each in people[:100])
        await turn.say(facts.AssignForm(turn.workspace.id, id, listed), only_me=True)

    async def assign_chosen(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        person = await turn.work.members.get(turn.workspace.id, values.get("person", ""))
        if person is None:
            raise NotFound(key="refused.person_gone")
        await self._assign(turn, id, person)

    async def assign_named(self, turn: Turn, command: Command) -> None:
        """`assign @Sam`, in the thread of the question."""
        people = tuple(dict.fromkeys(turn.mentioned))
        if len(people) != 1:
            raise InvalidInput("person", key="refused.whom", example="assign @Sam")
        id = await question_here(turn)
        await self._assign(turn, id, await turn.roles.known(turn.work, turn.workspace, *people[0]))

    async def _assign(self, turn: Turn, id: str, person: Member) -> None:
        handoff = await self._handoffs.assign(turn.work, turn.member, id, person)
        await self._redraw(turn, handoff)
        name = person.name or f"@{person.external_id}"
        await turn.say(facts.Reply("handoff.assigned", {"name": name}), only_me=True)
        if person.id != turn.member.id and person.external_id:
            told = self._yours("handoff.assigned_to_you", handoff, who=turn.member.name)
            await turn.post(told, channel=direct(person.external_id), priority=NOTICES)

    async def waiting(self, turn: Turn) -> None:
        """What waits in one's own communities."""
        found = await self._handoffs.waiting(turn.work, turn.member)
        ids = tuple(each.question_id for each in found[:10])
        await turn.say(facts.AskedQuestions(turn.workspace.id, ids), only_me=True)

    # --- answers ------------------------------------------------------------------------------

    async def ask_answer(self, turn: Turn, id: str) -> None:
        await self._handoffs.get(turn.work, turn.workspace.id, id)
        await turn.say(facts.AnswerForm(turn.workspace.id, id), only_me=True)

    async def answer(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        """An answer by the form: it goes into the thread too, for the community to see."""
        text = values.get("answer", "")
        try:
            handoff, answer = await self._handoffs.answer(turn.work, turn.member, id, text)
        except InvalidInput as fault:
            form = facts.AnswerForm(turn.workspace.id, id, facts.refusal(fault), text)
            await turn.say(form, only_me=True)
            return
        for posted in await posted_cards(turn, handoff):
            await turn.post(
                facts.Reply("handoff.answer_given", {"who": turn.member.name, "text": answer.text}),
                channel=posted.channel,
                thread=posted.message,
                priority=NOTICES,
                key=f"handoff:{id}:{answer.number}:{posted.channel}",
            )
        await self._came_back(turn, handoff, answer)
        if handoff.asked_in:  # the form says where the answer goes
            await pass_on(turn, self._widening, id, answer.number)
        await turn.say(_passed_on(answer), only_me=True)

    async def replied(self, turn: Turn, text: str) -> bool:
        """A reply in the thread of a question goes back to who asked; False for other threads."""
        id = await question_of_thread(turn)
        handoff = await turn.work.handoffs.get(turn.workspace.id, id) if id else None
        if handoff is None:
            return False
        if handoff.asker_id == turn.member.id:
            return True
        try:
            earlier = await turn.work.handoffs.answers(turn.workspace.id, id)
            changed, answer = await self._handoffs.answer(
                turn.work, turn.member, id, text, turn.source
            )
        except Disclosed:
            await turn.say(facts.Safeguarding(), only_me=True)
            return True
        except InvalidInput as fault:
            await turn.say(facts.refusal(fault), only_me=True)
            return True
        except WrongState:
            return True  # settled, or more than anybody will read: people go on talking
        await self._came_back(turn, changed, answer)
        mine = [each for each in earlier if each.member_id == turn.member.id]
        if changed.asked_in:
            await ask_to_pass_on(turn, changed, answer, mine)
        elif not mine:
            await turn.say(_passed_on(answer), only_me=True)
        return True

    async def _came_back(self, turn: Turn, handoff: Handoff, answer: GivenAnswer) -> None:
        await self._redraw(turn, handoff)
        for member in await self._handoffs.told(turn.work, handoff):
            if member.id != answer.member_id:
                await turn.post(
                    facts.AnswerCame(
                        turn.workspace.id,
                        handoff.question_id,
                        answer.number,
                        is_asker=member.id == handoff.asker_id,
                    ),
                    channel=direct(member.external_id),
                    priority=NOTICES,
                    key=f"{answer_key(handoff, answer.number)}{member.id}",
                )

    async def settle(self, turn: Turn, id: str) -> None:
        for settled in await self._handoffs.settle(turn.work, turn.member, id):
            await self._redraw(turn, settled)
        pressed = await turn.work.outbox.by_key(turn.pressed) if turn.pressed else None
        if pressed is not None and isinstance(came := said_there(pressed), facts.AnswerCame):
            await turn.redraw(came)
        await turn.say(facts.Reply("handoff.settled"), only_me=True)

    async def reopen(self, turn: Turn, id: str) -> None:
        handoff = await self._handoffs.reopen(turn.work, turn.member, id)
        await self._redraw(turn, handoff)
        await turn.say(facts.Reply("handoff.reopened"), only_me=True)

    async def follow(self, turn: Turn, id: str) -> None:
        is_new = await self._handoffs.follow(turn.work, turn.member, id)
        await turn.say(
            facts.Reply("handoff.followed" if is_new else "handoff.told_anyway"), only_me=True
        )

    # --- messages that change -------------------------------------------------------------------

    async def message_edited(self, turn: Turn, text: str) -> None:
        await self._follow(
            turn,
            await self._handoffs.change_message(turn.work, turn.member, turn.source, text),
        )

    async def message_deleted(self, turn: Turn) -> None:
        await self._follow(
            turn, await self._handoffs.forget_message(turn.work, turn.member, turn.source)
        )

    async def _follow(self, turn: Turn, changed: Sequence[GivenAnswer]) -> None:
        """Who was brought an answer sees what it is now, or that it was taken back."""
        for answer in changed:
            handoff = await turn.work.handoffs.get(answer.workspace_id, answer.question_id)
            if handoff is None:
                continue
            await self._redraw(turn, handoff)
            for posted in await turn.work.outbox.begun_with(answer_key(handoff, answer.number)):
                came = said_there(posted)
                workspace = await turn.work.workspaces.get(posted.workspace_id)
                if isinstance(came, facts.AnswerCame) and workspace is not None:
                    await turn.post(
                        came,
                        channel=posted.channel,
                        replaces=posted.key,
                        workspace=workspace,
                        priority=NOTICES,
                    )

    # --- where it stands ------------------------------------------------------------------------

    async def _redraw(self, turn: Turn, handoff: Handoff) -> None:
        """The question's cards show what has become of it, in the workspace of `handoff`."""
        workspace = await turn.work.workspaces.get(handoff.workspace_id)
        for posted in await posted_cards(turn, handoff):
            await turn.post(
                question_card(handoff),
                channel=posted.channel,
                thread=posted.thread,
                replaces=posted.key,
                workspace=workspace,
            )

    async def _here(self, turn: Turn, act: Press) -> None:
        await act(turn, await question_here(turn))

    @staticmethod
    def _yours(key: str, handoff: Handoff, who: str = "") -> facts.Reply:
        values = {"text": handoff.text, "day": f"{handoff.due_on.day} {handoff.due_on:%B %Y}"}
        if who:
            values["who"] = who
        return facts.Reply(
            key,
            values,
            (
                facts.Choice("button.answer", "handoff.answer", handoff.question_id),
                facts.Choice("button.hand_back", "handoff.drop", handoff.question_id),
            ),
        )


def _passed_on(answer: GivenAnswer) -> facts.Reply:
    value = f"{answer.question_id}|{answer.number}"
    return facts.Reply(
        "handoff.passed_on",
        choices=(facts.Choice("button.answer_to_draft", "handoff.draft", value),),
    )
