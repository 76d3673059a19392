"""Cards of gaps. Nobody who asked is named."""

from __future__ import annotations

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
    Plain,
    Quote,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.errors import NotFound
from ntg_bot.services.library import Library

ELSEWHERE = "…"
"""stands for the name of an owner who is in another workspace"""


class GapCards:
    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def present(self, said: facts.GapsSaid) -> Card:
        match said:
            case facts.Gaps():
                return self._gaps(said)
            case facts.CloseForm():
                return self._form(said)
            case _:
                assert_never(said)

    def _gaps(self, said: facts.Gaps) -> Card:
        if not said.rows:
            return card_of(Text((Plain(self._say("gaps.none")),)))
        elements: list[Element | None] = [Text((Plain(self._say("gaps.lead")),))]
        for row in said.rows:
            text = row.words or self._say("gaps.in_private")
            elements += [
                Quote(text),
                Context((Plain(self._about(row)),)),
                Actions(self._buttons(row, words.shortened(text, 50))),
            ]
        elements.append(Context((Plain(self._say("questions.how")),)))
        return card_of(*elements)

    def _about(self, row: facts.GapRow) -> str:
        times = self._say("times.many", count=row.count) if row.count else ""
        if row.count == 1:
            times = self._say("times.once")
        names = self._library.taxonomy.names
        community = self._library.community_name(row.community)
        parts = [
            community or self._say("gaps.no_community"),
            *(names.get(id, "") for id in (*row.groups, *row.outcomes)),
            times,
        ]
        about = "; ".join(part for part in parts if part) + "."
        if row.unhelped:
            about += f" {self._say('gaps.unhelped', count=row.unhelped)}"
        if row.owner == ELSEWHERE:
            about += f" {self._say('gaps.owned_elsewhere')}"
        elif row.owner:
            about += f" {self._say('gaps.owned', who=row.owner)}"
        return about

    def _buttons(self, row: facts.GapRow, text: str) -> tuple[Button, ...]:
        found = []
        if row.practice_id and (title := self._title(row.practice_id)):
            label = words.shortened(self._say("gaps.answered_by", title=title), 70)
            value = f"{row.id}|{row.practice_id}"
            found.append(Button(label, "gap.close_with", value, Style.PRIMARY, f"{label}: {text}"))
        own = ("button.hand_back", "gap.disown") if row.is_mine else ("button.own", "gap.own")
        for key, action in (own, ("button.close_gap", "gap.close")):
            label = self._say(key)
            found.append(Button(label, action, row.id, says=f"{label}: {text}"))
        return tuple(found)

    def _title(self, practice_id: str) -> str:
        try:
            return self._library.practice(practice_id).title
        except NotFound:
            return ""

    def _form(self, said: facts.CloseForm) -> Card:
        error = words.fault(self._say, said.error)
        field = Field(
            "practice",
            self._say("gaps.practice"),
            self._say("gaps.practice_hint"),
            said.typed,
            max_length=200,
            error=error,
        )
        title, submit = self._say("gaps.close_title"), self._say("gaps.close_submit")
        return card_of(Form("gap.close", said.gap_id, title, submit, (field,)))
