"""Cards for those who look after a practice."""

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
    Facts,
    Field,
    Form,
    Heading,
    Plain,
    Quote,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.knowledge import Grade, Kind, Practice, PracticeStatus
from ntg_bot.domain.upkeep import Part, ReviewPeriods
from ntg_bot.services.curating import LONGEST_REASON
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, KnowledgeVersion, UnitOfWork, UnitOfWorkFactory

MOST_VERSIONS = 12


class CuratingCards:
    """Says what is so and what can be done about it."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        uow: UnitOfWorkFactory,
        clock: Clock,
        periods: ReviewPeriods,
    ) -> None:
        self._library = library
        self._catalogue = catalogue
        self._say = catalogue.say
        self._uow = uow
        self._clock = clock
        self._periods = periods
        self._fields = catalogue.keys()

    async def draw(self, said: facts.CuratingSaid) -> Card:
        """The card; raises NotFound for a practice that is not there."""
        match said:
            case facts.Desk():
                return await self._desk(said, self._library.practice(said.practice_id))
            case facts.Versions():
                return await self._versions(said)
            case facts.Changes():
                return self._changes(said)
            case facts.RetireForm():
                return self._retire_form(said)
            case _:
                assert_never(said)

    async def _desk(self, said: facts.Desk, practice: Practice) -> Card:
        today: date = self._clock.now().date()
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
            *words.graded(practice, self._catalogue),
            (
                self._say("label.checked"),
                (Plain(words.freshness(practice, today, self._catalogue, self._periods)),),
            ),
        ]
        async with self._uow(read_only=True) as work:
            pairs += await self._stewards(work, said.workspace_id, practice)
        elements: list[Element | None] = [Heading(practice.title), Facts(tuple(pairs))]
        elements += self._grading(practice)
        is_retired = practice.status is PracticeStatus.RETIRED
        ways = [
            self._button("how", "practice.how", practice.id, practice.title),
            self._button("versions", "practice.versions", practice.id, practice.title),
            self._button("bring_back", "practice.back", practice.id, practice.title)
            if is_retired
            else self._button("retire", "practice.retire", practice.id, practice.title),
        ]
        if not is_retired:
            title, id = practice.title, practice.id
            elements.append(
                Actions(
                    (
                        self._button("still_right", "upkeep.right", id, title),
                        self._button("needs_edit", "upkeep.edit", id, title),
                        self._button("owner", "upkeep.owner", id, title),
                        self._button("deputy", "upkeep.deputy", id, title),
                    )
                )
            )
        elements.append(Actions(tuple(ways)))
        return card_of(*elements)

    async def _stewards(
        self, work: UnitOfWork, workspace_id: str, practice: Practice
    ) -> list[tuple[str, tuple[Span, ...]]]:
        """Who looks after it; named in their own workspace alone."""
        names = {part: self._say("upkeep.nobody") for part in Part}
        for each in await work.stewards.of_practice(practice.id):
            member = await work.members.get(workspace_id, each.member_id)
            names[each.part] = member.name if member else self._say("version.somebody")
        return [(self._say(f"label.{part.value}"), (Plain(names[part]),)) for part in Part]

    def _grading(self, practice: Practice) -> list[Element]:
        """The ladder, where there is one to climb."""
        if not practice.is_local or practice.status is PracticeStatus.RETIRED:
            return []
        buttons = tuple(
            self._button(f"grade_{grade.value}", "practice.grade",
                         f"{practice.id}|{grade.value}", practice.title)
            for grade in Grade
            if grade is not practice.grade
        )  # fmt: skip
        lift = f"grade.lift.{practice.grade.value}" if practice.grade else "grade.lift.none"
        return [
            Text((Strong(self._say("grade.ladder")),)),
            Text((Plain(self._say(lift)),)),
            Actions(buttons),
        ]

    async def _versions(self, said: facts.Versions) -> Card:
        async with self._uow(read_only=True) as work:
            known = list(await work.knowledge.versions(Kind.PRACTICE, said.practice_id))
            who = [await self._who(work, said.workspace_id, each) for each in known]
        if not known:
            return card_of(Text((Plain(self._say("more.gone")),)))
        pairs = list(zip(known, who, strict=True))[::-1]
        titles = [each.item.title for each in known if isinstance(each.item, Practice)]
        elements: list[Element | None] = [
            Heading(self._say("version.heading", title=titles[-1] if titles else said.practice_id))
        ]
        for version, name in pairs[:MOST_VERSIONS]:
            elements += self._version(said.practice_id, version, known[-1].version, name)
        if len(pairs) > MOST_VERSIONS:
            more = self._say("data.more", count=len(pairs) - MOST_VERSIONS)
            elements.append(Context((Plain(more),)))
        return card_of(*elements)

    def _version(
        self, practice_id: str, version: KnowledgeVersion, latest: int, who: str
    ) -> list[Element]:
        number = version.version
        key = "version.latest" if number == latest else "version.row"
        day = words.day(version.changed_at.date())
        line = self._say(key, number=number, day=day, who=who)
        what = f"{practice_id}, {number}"
        buttons = [
            self._button("what_changed", "practice.changes", f"{practice_id}|{number}", what)
        ]
        if number != latest and isinstance(version.item, Practice):
            value = f"{practice_id}|{number}|{latest}"
            buttons.append(self._button("restore", "practice.restore", value, what))
        return [Text((Plain(line),)), Actions(tuple(buttons))]

    async def _who(self, work: UnitOfWork, workspace_id: str, version: KnowledgeVersion) -> str:
        """A name in the reader's own workspace alone; others are not named to strangers."""
        if version.changed_by == "sync":
            return self._say("version.files")
        member = await work.members.get(workspace_id, version.changed_by.rpartition(":")[2])
        return member.name if member and member.name else self._say("version.somebody")

    def _changes(self, said: facts.Changes) -> Card:
        elements: list[Element | None] = [
            Heading(self._say("version.changes", number=said.version))
        ]
        if said.is_first:
            elements.append(Text((Plain(self._say("version.first")),)))
        elif not said.changes:
            elements.append(Text((Plain(self._say("version.same")),)))
        for field, added, removed in said.changes:
            elements.append(Text((Strong(self._field(field)),)))
            for key, text in (("version.removed", removed), ("version.added", added)):
                if text.strip():
                    elements.append(Text((Plain(self._say(key)),)))
                    elements.append(Quote(text))
        buttons = [
            self._button("versions", "practice.versions", said.practice_id, said.practice_id)
        ]
        if said.version != said.latest:
            value = f"{said.practice_id}|{said.version}|{said.latest}"
            buttons.append(self._button("restore", "practice.restore", value, str(said.version)))
        elements.append(Actions(tuple(buttons)))
        return card_of(*elements)

    def _field(self, name: str) -> str:
        """What people call a field."""
        key = f"field.{name.rpartition('.')[2]}"
        return self._say(key) if key in self._fields else words.capital(name)

    def _retire_form(self, said: facts.RetireForm) -> Card:
        practice = self._library.practice(said.practice_id)
        return card_of(
            Form(
                action="practice.retire",
                value=practice.id,
                title=self._say("form.retire_title", title=practice.title),
                submit=self._say("form.retire_submit"),
                fields=(
                    Field(
                        name="reason",
                        label=self._say("form.retire_reason"),
                        hint=self._say("form.retire_hint"),
                        max_length=LONGEST_REASON,
                        error=words.fault(self._say, said.error),
                    ),
                ),
            )
        )

    def _button(
        self, key: str, action: str, value: str, what: str, style: Style = Style.PLAIN
    ) -> Button:
        label = self._say(f"button.{key}")
        return Button(label, action, value, style, says=f"{label}: {what}")


def retired_notice(practice: Practice, catalogue: Catalogue) -> Sequence[Element]:
    """What whoever opens a retired practice reads before anything else."""
    if practice.status is not PracticeStatus.RETIRED:
        return ()
    notice = catalogue.say("how.retired")
    elements: list[Element] = [Text((Strong(notice),))]
    if practice.why_retired:
        elements.append(Quote(practice.why_retired))
    return elements
