"""Cards of upkeep: what is due, what there is to do, forms for it."""

from __future__ import annotations

from collections.abc import Sequence
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
    Heading,
    Link,
    Option,
    Plain,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Practice, PracticeStatus
from ntg_bot.domain.upkeep import Concern, Part, Reason, ReviewPeriods
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWorkFactory
from ntg_bot.services.upkeep import LONGEST_FIELD, ToDo, UpkeepService

MOST_SHOWN = 8
"""practices of one kind in a list"""


class UpkeepCards:
    """Everything listed has its ways on beside it."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        uow: UnitOfWorkFactory,
        clock: Clock,
        periods: ReviewPeriods,
        upkeep: UpkeepService,
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._uow = uow
        self._clock = clock
        self._periods = periods
        self._upkeep = upkeep

    async def draw(self, said: facts.UpkeepSaid) -> Card:
        """The card; raises NotFound for a practice that is not there."""
        match said:
            case facts.Due():
                return self._due(said)
            case facts.Upkeep():
                return await self._to_do(said)
            case facts.EditForm():
                return self._edit_form(said)
            case facts.AskForm():
                return self._ask_form(said)
            case facts.StewardForm():
                return self._steward_form(said)
            case _:
                assert_never(said)

    def _due(self, said: facts.Due) -> Card:
        """One message with all that is due; what is gone since is left out."""
        practices = [each for id in said.practice_ids if (each := self._in_use(id)) is not None]
        if not practices:
            return card_of(Text((Plain(self._say("due.none")),)))
        elements: list[Element | None] = [
            Text((Plain(self._say("due.lead", count=len(practices))),))
        ]
        for practice in practices[:MOST_SHOWN]:
            elements.append(Text((Strong(practice.title), Plain(f". {self._when(practice)}"))))
            elements.append(self.ways(practice))
        if len(practices) > MOST_SHOWN:
            more = self._say("data.more", count=len(practices) - MOST_SHOWN)
            elements.append(Context((Plain(more),)))
        elements.append(Context((Plain(self._say("due.how")),)))
        return card_of(*elements)

    def ways(self, practice: Practice) -> Actions:
        """Still right, needs an edit, do not use it."""
        return Actions(
            (
                self._button("still_right", "upkeep.right", practice, Style.PRIMARY),
                self._button("needs_edit", "upkeep.edit", practice),
                self._button("retire", "practice.retire", practice),
                self._button("how", "practice.how", practice),
            )
        )

    def _when(self, practice: Practice) -> str:
        day = self._periods.due(practice)
        today: date = self._clock.now().date()
        key = "due.overdue" if day < today else "due.on"
        return self._say(key, day=words.day(day))

    def _button(
        self, key: str, action: str, practice: Practice, style: Style = Style.PLAIN
    ) -> Button:
        label = self._say(f"button.{key}")
        return Button(label, action, practice.id, style, says=f"{label}: {practice.title}")

    # --- what there is to do ------------------------------------------------------------------

    async def _to_do(self, said: facts.Upkeep) -> Card:
        async with self._uow(read_only=True) as work:
            member = await work.members.get(said.workspace_id, said.member_id)
            to_do = await self._upkeep.to_do(work, said.workspace_id, member)
        elements: list[Element | None] = [Heading(self._say("upkeep.heading"))]
        if to_do.is_nothing:
            elements.append(Text((Plain(self._say("upkeep.nothing")),)))
        elements += self.concerns(to_do.concerns)
        elements += self._listed("upkeep.overdue", to_do.overdue, is_due=True)
        elements += self._listed("upkeep.without_owner", to_do.without_owner)
        elements += self._links(to_do)
        if to_do.others_without_owner:
            line = self._say("upkeep.others", count=to_do.others_without_owner)
            elements.append(Context((Plain(line),)))
        return card_of(*elements)

    def concerns(self, concerns: Sequence[Concern]) -> list[Element]:
        """Practices that should be looked at before they are due."""
        elements: list[Element] = []
        for concern in concerns:
            practice = self._in_use(concern.practice_id)
            if practice is None:
                continue
            key = "concern.not_helpful" if concern.reason is Reason.NOT_HELPFUL else "concern.asked"
            line = self._say(key, title=practice.title, count=concern.people)
            elements.append(Text((Plain(line),)))
            settle = self._button("it_is_fine", "upkeep.settle", practice)
            desk = self._button("desk", "practice.desk", practice)
            how = self._button("how", "practice.how", practice)
            elements.append(Actions((how, desk, settle)))
        if elements:
            elements.insert(0, Text((Strong(self._say("concern.heading")),)))
        return elements

    def _listed(self, key: str, ids: Sequence[str], *, is_due: bool = False) -> list[Element]:
        practices = [each for id in ids if (each := self._in_use(id)) is not None]
        if not practices:
            return []
        elements: list[Element] = [Text((Strong(self._say(key, count=len(practices))),))]
        for practice in practices[:MOST_SHOWN]:
            when = f". {self._when(practice)}" if is_due else ""
            elements.append(Text((Plain(f"{practice.title}{when}"),)))
            desk = self._button("desk", "practice.desk", practice)
            ways = self.ways(practice).buttons if is_due else ()
            elements.append(Actions((*ways, desk)))
        if len(practices) > MOST_SHOWN:
            more = self._say("data.more", count=len(practices) - MOST_SHOWN)
            elements.append(Context((Plain(more),)))
        return elements

    def _links(self, to_do: ToDo) -> list[Element]:
        """Web addresses that do not answer any more, each with its practice."""
        if not to_do.gone_links:
            return []
        count = len(to_do.gone_links)
        elements: list[Element] = [Text((Strong(self._say("upkeep.links", count=count)),))]
        for practice_id, url in to_do.gone_links[:MOST_SHOWN]:
            practice = self._library.practice(practice_id)
            elements.append(Text((Plain(f"{practice.title}: "), Link(url, url))))
        return elements

    def _in_use(self, practice_id: str) -> Practice | None:
        try:
            practice = self._library.practice(practice_id)
        except NotFound:
            return None
        is_itself = practice.id == practice_id and practice.status is PracticeStatus.CURRENT
        return practice if is_itself else None

    # --- forms --------------------------------------------------------------------------------

    def _edit_form(self, said: facts.EditForm) -> Card:
        practice = self._library.practice(said.practice_id)
        filled = dict(said.typed) or {
            "title": practice.title,
            "summary": practice.summary,
            "effect": practice.evidence.effect,
            "population": practice.evidence.population,
            "cautions": "\n".join(practice.cautions),
        }

        def field(name: str, *, multiline: bool) -> Field:
            return Field(
                name=name,
                label=self._say(f"field.{name}"),
                hint=self._say("form.one_a_line") if name == "cautions" else "",
                value=filled.get(name, ""),
                multiline=multiline,
                max_length=LONGEST_FIELD,
                error=words.fault(self._say, said.error) if said.error_field == name else "",
            )

        return card_of(
            Form(
                action="upkeep.edit",
                value=practice.id,
                title=self._say("form.edit_title", title=practice.title),
                submit=self._say("form.edit_submit"),
                fields=(
                    field("title", multiline=False),
                    field("summary", multiline=True),
                    field("effect", multiline=True),
                    field("population", multiline=False),
                    field("cautions", multiline=True),
                ),
            )
        )

    def _ask_form(self, said: facts.AskForm) -> Card:
        practice = self._library.practice(said.practice_id)
        return card_of(
            Form(
                action="upkeep.ask",
                value=practice.id,
                title=self._say("form.ask_title", title=practice.title),
                submit=self._say("form.ask_submit"),
                fields=(
                    Field(
                        name="wish",
                        label=self._say("form.ask_wish"),
                        hint=self._say("form.ask_hint"),
                        multiline=True,
                        max_length=1_000,
                        error=words.fault(self._say, said.error),
                    ),
                ),
            )
        )

    def _steward_form(self, said: facts.StewardForm) -> Card:
        practice = self._library.practice(said.practice_id)
        part = Part(said.part) if said.part in set(Part) else Part.OWNER
        options = tuple(
            Option(id, name or self._say("review.somebody")) for id, name in said.people
        )
        if not options:
            return card_of(Text((Plain(self._say("claim.nobody_else")),)))
        return card_of(
            Form(
                action=f"upkeep.{part.value}",
                value=practice.id,
                title=self._say(f"form.{part.value}_title", title=practice.title),
                submit=self._say("form.steward_submit"),
                fields=(
                    Field(
                        name="to",
                        label=self._say("form.steward_who"),
                        hint=self._say("form.steward_hint"),
                        value=options[0].value,
                        options=options,
                    ),
                ),
            )
        )
