"""Cards of questions that were put to a community, drawn as they stand now."""

from __future__ import annotations

from datetime import date
from typing import assert_never

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
    Quote,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.handing import GivenAnswer, Handoff, HandoffState, Reach
from ntg_bot.services.handing import ANSWER_CHARACTERS
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory


class HandingCards:
    """What is wanted, who looks after it, and what came back."""

    def __init__(self, library: Library, catalogue: Catalogue, uow: UnitOfWorkFactory) -> None:
        self._library = library
        self._catalogue = catalogue
        self._say = catalogue.say
        self._uow = uow

    async def present(self, said: facts.HandingSaid, today: date) -> Card:
        match said:
            case facts.CommunityQuestion():
                return await self._question(said)
            case facts.AnswerCame():
                return await self._came(said)
            case facts.AnswerForm():
                return await self._answer_form(said)
            case facts.AssignForm():
                return self._assign_form(said)
            case facts.WiderQuestion():
                return await self._wider(said)
            case facts.AskedQuestions():
                return await self._asked(said, today)
            case _:
                assert_never(said)

    async def _question(self, said: facts.CommunityQuestion) -> Card:
        """A member's question, put to the community by their wish."""
        handoff, answers, owner = await self._found(said.workspace_id, said.question_id)
        if handoff is not None and handoff.asked_in:
            lead, how = "gap.posted_elsewhere", "gap.reply_here_elsewhere"
        else:
            lead, how = "gap.posted", "gap.reply_here"
        return card_of(
            Text((Plain(self._say(lead)),)),
            Quote(said.text),
            Context((Plain(self._stands(handoff, len(answers), owner)),)) if handoff else None,
            Context((Plain(self._say(how)),)),
            Actions(self._buttons(handoff, bool(answers))) if handoff else None,
        )

    def _buttons(self, handoff: Handoff, has_answers: bool) -> tuple[Button, ...]:
        id = handoff.question_id
        names = ["answer", "take", "assign", "follow"]
        if handoff.owner_id:
            names[1] = "drop"
        if handoff.state is HandoffState.SETTLED:
            names = []
        if has_answers:
            names.append("record")
        labels = {
            "answer": "button.answer",
            "take": "button.find_out",
            "drop": "button.hand_back",
            "assign": "button.assign",
            "follow": "button.tell_me_too",
            "record": "button.record_thread",
        }
        shown = words.shortened(handoff.text, 60)
        buttons = tuple(
            Button(
                self._say(labels[name]),
                f"handoff.{name}",
                id,
                Style.PRIMARY if name == "answer" else Style.PLAIN,
                says=f"{self._say(labels[name])}: {shown}",
            )
            for name in names
        )
        return buttons or (Button(self._say("button.share"), "share.start"),)

    def _stands(self, handoff: Handoff, answers: int, owner: str) -> str:
        day = words.day(handoff.due_on)
        if handoff.state is HandoffState.SETTLED:
            return self._say("handoff.stands_settled")
        if owner:
            who = self._say("handoff.stands_owned", who=owner, day=day)
        else:
            who = self._say("handoff.stands_free", day=day)
        count = self._say("handoff.answers_one") if answers == 1 else ""
        if answers > 1:
            count = self._say("handoff.answers_many", count=answers)
        return f"{who} {count}".strip()

    async def _came(self, said: facts.AnswerCame) -> Card:
        """The words of one answer, with who gave it, as it stands now."""
        handoff, answers, _ = await self._found(said.workspace_id, said.question_id)
        answer = next((each for each in answers if each.number == said.number), None)
        if handoff is None:
            raise NotFound(key="refused.answer_gone")
        if answer is None:
            return card_of(Text((Plain(self._say("handoff.taken_back")),)), Quote(handoff.text))
        who = await self._author(handoff, answer, is_asker=said.is_asker)
        is_open = said.is_asker and handoff.state is not HandoffState.SETTLED
        id = handoff.question_id
        lead = "handoff.came" if said.is_asker else "handoff.came_follower"
        return card_of(
            Text((Plain(self._say(lead)),)),
            Quote(handoff.text),
            Text((Strong(self._say("handoff.from", who=who)),)),
            Quote(answer.text),
            Context((Plain(self._say("handoff.not_checked")),)),
            Actions(
                (
                    Button(self._say("button.that_helped"), "handoff.settle", id, Style.PRIMARY),
                    Button(self._say("button.not_yet"), "handoff.again", id),
                )
            )
            if is_open
            else None,
        )

    async def _author(self, handoff: Handoff, answer: GivenAnswer, *, is_asker: bool) -> str:
        """Who answered; of somebody in another workspace than the asker's, the council alone."""
        async with self._uow(read_only=True) as work:
            author = await work.members.get(handoff.workspace_id, answer.member_id)
        if handoff.asked_in and is_asker:
            council = author.authority if author is not None else ""
            if not council:
                return self._say("handoff.colleague_elsewhere")
            name = self._library.authority_name(council)
            return self._say("handoff.colleague_in", council=name)
        return author.name if author is not None and author.name else self._say("handoff.colleague")

    async def _wider(self, said: facts.WiderQuestion) -> Card:
        """For the moderators: may it go to other workspaces?"""
        handoff, _, _ = await self._found(said.workspace_id, said.question_id)
        if handoff is None:
            raise NotFound(key="refused.handoff_gone")
        is_open = handoff.reach is Reach.WANTED and handoff.state is not HandoffState.SETTLED
        stands = {Reach.EVERYWHERE: "handoff.wider_released", Reach.KEPT: "handoff.wider_kept"}
        key = stands.get(handoff.reach, "handoff.stands_settled")
        shown = words.shortened(handoff.text, 60)
        buttons = tuple(
            Button(
                self._say(label), action, said.question_id, style,
                says=f"{self._say(label)}: {shown}",
            )
            for label, action, style in (
                ("button.release", "handoff.release", Style.PRIMARY),
                ("button.keep_here", "handoff.keep", Style.PLAIN),
            )
        )  # fmt: skip
        return card_of(
            Text((Plain(self._say("handoff.wider_review")),)),
            Quote(handoff.text),
            Context((Plain(self._say("handoff.wider_check" if is_open else key)),)),
            Actions(buttons) if is_open else None,
        )

    async def _answer_form(self, said: facts.AnswerForm) -> Card:
        handoff, _, _ = await self._found(said.workspace_id, said.question_id)
        is_elsewhere = handoff is not None and handoff.asked_in
        hint = "handoff.form_hint_elsewhere" if is_elsewhere else "handoff.form_hint"
        error = words.fault(self._say, said.error)
        return card_of(
            Form(
                "handoff.answer",
                said.question_id,
                self._say("handoff.form_title"),
                self._say("handoff.form_submit"),
                (
                    Field(
                        "answer",
                        self._say("handoff.form_answer"),
                        self._say(hint),
                        said.typed,
                        multiline=True,
                        max_length=ANSWER_CHARACTERS,
                        error=error,
                    ),
                ),
            )
        )

    def _assign_form(self, said: facts.AssignForm) -> Card:
        return card_of(
            Form(
                "handoff.assign",
                said.question_id,
                self._say("handoff.assign_title"),
                self._say("handoff.assign_submit"),
                (
                    Field(
                        "person",
                        self._say("handoff.assign_person"),
                        self._say("handoff.assign_hint"),
                        options=tuple(Option(id, name) for id, name in said.people),
                    ),
                ),
            )
        )

    async def _asked(self, said: facts.AskedQuestions, today: date) -> Card:
        elements: list[Element | None] = []
        for id in said.question_ids:
            handoff, answers, owner = await self._found(said.workspace_id, id)
            if handoff is None or handoff.state is HandoffState.SETTLED:
                continue
            stands = self._stands(handoff, len(answers), owner)
            if handoff.due_on < today and handoff.state is HandoffState.OPEN:
                stands = f"{self._say('handoff.late')} {stands}"
            community = self._library.community_name(handoff.community)
            elements += [
                Quote(handoff.text),
                Context((Plain(f"{community}. {stands}"),)),
                Actions(self._buttons(handoff, bool(answers))),
            ]
        if not elements:
            return card_of(Text((Plain(self._say("handoff.none_wait")),)))
        return card_of(Text((Plain(self._say("handoff.wait_lead")),)), *elements)

    async def _found(
        self, workspace_id: str, id: str
    ) -> tuple[Handoff | None, list[GivenAnswer], str]:
        """The hand-off, its answers, and its owner's name."""
        if not id:
            return None, [], ""
        async with self._uow(read_only=True) as work:
            handoff = await work.handoffs.get(workspace_id, id)
            if handoff is None:
                return None, [], ""
            answers = await work.handoffs.answers(workspace_id, id)
            owner = await work.members.get(workspace_id, handoff.owner_id)
        name = (owner.name or owner.external_id) if owner is not None else ""
        return handoff, list(answers), name
