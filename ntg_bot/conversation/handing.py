"""Hand-off in the chat: a question goes to its community, and what is answered comes back."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts, Press
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.sharing import show_draft
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import Disclosed, InvalidInput, NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff
from ntg_bot.domain.people import Member
from ntg_bot.services.asking import AskService
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Delivery
from ntg_bot.services.sharing import ShareService


class HandingHandlers:
    """Ids on buttons carry no power: the service checks who may do what."""

    def __init__(
        self,
        handoffs: HandoffService,
        asks: AskService,
        shares: ShareService,
        library: Library,
    ) -> None:
        self._handoffs = handoffs
        self._asks = asks
        self._shares = shares
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
                "handoff.draft": self.draft,
                "handoff.record": self.record,
                "handoff.agree": lambda turn, id: self.agree(turn, id, is_yes=True),
                "handoff.refuse": lambda turn, id: self.agree(turn, id, is_yes=False),
                "handoff.make": self.make,
            },
            forms={"handoff.assign": self.assign_chosen, "handoff.answer": self.answer},
            commands={
                "assign": self.assign_named,
                "take_question": lambda turn, _: self._here(turn, self.take),
                "drop_question": lambda turn, _: self._here(turn, self.drop),
                "record_thread": lambda turn, _: self._here(turn, self.record),
                "community_questions": lambda turn, _: self.waiting(turn),
            },
            grammar=patterns(
                ("assign", r"assign( this)?( question)?( to)?(?P<arg>\b.{0,200})?"),
                ("take_question", r"(i'?ll|i will) (take|find out)( this| it)?|take this"),
                ("drop_question", r"hand (this|it) back"),
                ("record_thread", r"(record|write up) (this|the) thread|make (this|it) a record"),
                (
                    "community_questions",
                    r"(show |list )?(me )?(the |our |my )?(community|asked|waiting) questions",
                ),
            ),
            telling=frozenset({"handoff.answer"}),
        )

    # --- out ----------------------------------------------------------------------------------

    async def ask(self, turn: Turn, question_id: str) -> None:
        """Puts the question to the community, in this workspace, by its asker's wish."""
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
                await turn.post(
                    _card(handoff),
                    channel=binding.channel,
                    priority=NOTICES,
                    key=f"gap:{question.id}:{binding.id}",
                )
                sent += 1
        key = "gap.asked" if sent else "gap.no_channel"
        await turn.say(facts.Reply(key, {"community": name}))

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
        id = await self._question_here(turn)
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
        for posted in await self._posted(turn, handoff):
            await turn.post(
                facts.Reply("handoff.answer_given", {"who": turn.member.name, "text": answer.text}),
                channel=posted.channel,
                thread=posted.message,
                priority=NOTICES,
                key=f"handoff:{id}:{answer.number}:{posted.channel}",
            )
        await self._came_back(turn, handoff, answer)
        await turn.say(_passed_on(answer), only_me=True)

    async def replied(self, turn: Turn, text: str) -> bool:
        """A reply in the thread of a question goes back to who asked; False for other threads."""
        id = await self._question_of_thread(turn)
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
        if all(each.member_id != turn.member.id for each in earlier):
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
                    key=f"handoff:{handoff.question_id}:{answer.number}:{member.id}",
                )

    async def settle(self, turn: Turn, id: str) -> None:
        handoff = await self._handoffs.settle(turn.work, turn.member, id)
        await self._redraw(turn, handoff)
        pressed = await turn.work.outbox.by_key(turn.pressed) if turn.pressed else None
        if pressed is not None and isinstance(came := _said(pressed), facts.AnswerCame):
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

    # --- from answers to practice ---------------------------------------------------------------

    async def draft(self, turn: Turn, value: str) -> None:
        """The author's own answer as a draft; the second tap sends it to the moderators."""
        id, _, number = value.partition("|")
        answer = await self._handoffs.own_answer(
            turn.work, turn.member, id, int(number) if number.isdecimal() else 0
        )
        submission = await self._shares.draft(
            turn.work,
            turn.member,
            self._shares.read(answer.text),
            answer.source,
            is_from_private=await self._is_private(turn, id),
        )
        await show_draft(turn, self._shares, submission)

    async def record(self, turn: Turn, id: str) -> None:
        """The first tap: the others who answered are asked, each privately, about their words."""
        _, to_ask = await self._handoffs.ask_for_record(turn.work, turn.member, id)
        authors: dict[str, list[str]] = {}
        for answer in to_ask:
            authors.setdefault(answer.member_id, []).append(answer.text)
        for author_id, texts in authors.items():
            author = await turn.work.members.get(turn.workspace.id, author_id)
            if author is None or not author.external_id:
                continue
            quoted = "\n".join(f"“{text}”" for text in texts)
            await turn.post(
                facts.Reply(
                    "handoff.may_record",
                    {"who": turn.member.name, "text": quoted},
                    (
                        facts.Choice("button.agree", "handoff.agree", id, is_primary=True),
                        facts.Choice("button.rather_not", "handoff.refuse", id),
                    ),
                ),
                channel=direct(author.external_id),
                priority=NOTICES,
                key=f"record:{id}:{turn.member.id}:{author_id}",
            )
        make = facts.Choice("button.make_draft", "handoff.make", id, is_primary=True)
        key = "handoff.record_asked" if authors else "handoff.record_ready"
        await turn.say(facts.Reply(key, {"count": str(len(authors))}, (make,)), only_me=True)

    async def agree(self, turn: Turn, id: str, *, is_yes: bool) -> None:
        handoff = await self._handoffs.agree(turn.work, turn.member, id, is_yes=is_yes)
        await turn.redraw(facts.Reply("handoff.agreed" if is_yes else "handoff.refused"))
        recorder = await turn.work.members.get(turn.workspace.id, handoff.recorder_id)
        if is_yes and recorder is not None and recorder.external_id:
            make = facts.Choice("button.make_draft", "handoff.make", id, is_primary=True)
            await turn.post(
                facts.Reply("handoff.somebody_agreed", choices=(make,)),
                channel=direct(recorder.external_id),
                priority=NOTICES,
            )

    async def make(self, turn: Turn, id: str) -> None:
        """The second tap: a draft of what may be used, which only the person who taps sees."""
        record = await self._handoffs.record(turn.work, turn.member, id)
        submission = await self._shares.draft(
            turn.work,
            turn.member,
            self._shares.read(record.text),
            is_from_private=await self._is_private(turn, id),
        )
        await show_draft(turn, self._shares, submission)
        if record.waiting:
            said = facts.Reply("handoff.some_not_heard", {"count": str(record.waiting)})
            await turn.say(said, only_me=True)

    # --- messages that change -------------------------------------------------------------------

    async def message_edited(self, turn: Turn, text: str) -> None:
        await self._handoffs.change_message(turn.work, turn.member, turn.source, text)

    async def message_deleted(self, turn: Turn) -> None:
        await self._handoffs.forget_message(turn.work, turn.member, turn.source)

    # --- where it stands ------------------------------------------------------------------------

    async def _redraw(self, turn: Turn, handoff: Handoff) -> None:
        """The question's cards show what has become of it."""
        for posted in await self._posted(turn, handoff):
            await turn.post(
                _card(handoff), channel=posted.channel, thread=posted.thread, replaces=posted.key
            )

    async def _posted(self, turn: Turn, handoff: Handoff) -> list[Delivery]:
        found = []
        for binding in await turn.work.bindings.of_community(handoff.community):
            if binding.workspace_id == turn.workspace.id:
                posted = await turn.work.outbox.by_key(f"gap:{handoff.question_id}:{binding.id}")
                if posted is not None and posted.external_id:
                    found.append(posted)
        return found

    async def _is_private(self, turn: Turn, id: str) -> bool:
        """Whether not everybody in the workspace could read where it was asked."""
        handoff = await self._handoffs.get(turn.work, turn.workspace.id, id)
        return any(
            binding.is_private
            for binding in await turn.work.bindings.of_community(handoff.community)
            if binding.workspace_id == turn.workspace.id
        )

    async def _question_of_thread(self, turn: Turn) -> str:
        """The id of the question under which this thread hangs; empty for other threads."""
        place = turn.event.place
        if not place.thread:
            return ""
        posted = await turn.work.outbox.of_message(turn.workspace.id, place.channel, place.thread)
        said = _said(posted) if posted is not None else None
        return said.question_id if isinstance(said, facts.CommunityQuestion) else ""

    async def _question_here(self, turn: Turn) -> str:
        id = await self._question_of_thread(turn)
        if not id:
            raise NotFound(key="refused.not_in_its_thread")
        return id

    async def _here(self, turn: Turn, act: Press) -> None:
        await act(turn, await self._question_here(turn))

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


def _said(posted: Delivery) -> facts.Said | None:
    """What was said there; None where it was blanked, or said by another version."""
    try:
        return facts.decode(posted.facts) if posted.facts else None
    except CannotDecode:
        return None


def _card(handoff: Handoff) -> facts.CommunityQuestion:
    return facts.CommunityQuestion(
        handoff.text, handoff.community, handoff.workspace_id, handoff.question_id
    )


def _passed_on(answer: GivenAnswer) -> facts.Reply:
    value = f"{answer.question_id}|{answer.number}"
    return facts.Reply(
        "handoff.passed_on",
        choices=(facts.Choice("button.answer_to_draft", "handoff.draft", value),),
    )
