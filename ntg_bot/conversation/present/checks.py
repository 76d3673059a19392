"""Cards of reality checks: the forms, what councils found, what a moderator reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import assert_never

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Field,
    Form,
    Heading,
    Option,
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
from ntg_bot.domain.checks import Holds, RealityCheck, Subject, Tally, WordsState
from ntg_bot.domain.errors import NotFound
from ntg_bot.services.checks import WORDS_CHARACTERS, CheckService, TakeUp, by_region
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory
from ntg_bot.services.signposts import Signposts

MOST_COUNCILS = 12
"""councils that are named one by one"""
_TEXTS = ("adapted", "for_whom", "measured")


class CheckCards:
    """Councils by name, people never."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        checks: CheckService,
        uow: UnitOfWorkFactory,
    ) -> None:
        self._library = library
        self._signposts = Signposts(library)
        self._say = catalogue.say
        self._checks = checks
        self._uow = uow

    async def draw(self, said: facts.ChecksSaid) -> Card:
        match said:
            case facts.CouncilForm():
                return self._council_form(said)
            case facts.CheckForm():
                return await self._check_form(said)
            case facts.CheckWords():
                return await self._words(said)
            case facts.CouncilChecks():
                return await self._council_checks(said)
            case facts.TakeUp(subject, id):
                async with self._uow(read_only=True) as work:
                    title = await self._checks.title(work, Subject(subject), id)
                    found = await self._checks.take_up(work, Subject(subject), id)
                return self._take_up(title, f"{subject}:{id}", found)
            case _:
                assert_never(said)

    def _council_form(self, said: facts.CouncilForm) -> Card:
        council = Field(
            name="council",
            label=self._say("form.council"),
            hint=self._say("form.council_hint"),
            value=said.typed,
            max_length=100,
            error=words.fault(self._say, said.error),
        )
        form = Form(
            action="council.form",
            value=said.then,
            title=self._say("form.council_title"),
            submit=self._say("form.council_submit"),
            fields=(council,),
        )
        return card_of(Text((Plain(self._say("form.council_lead")),)), form)

    async def _check_form(self, said: facts.CheckForm) -> Card:
        async with self._uow(read_only=True) as work:
            title = await self._checks.title(work, Subject(said.subject), said.subject_id)
            now = await work.checks.get(said.workspace_id, said.check_id) if said.check_id else None
        filled: Mapping[str, str] = said.typed or (
            {
                "holds": now.holds.value,
                "adapted": now.adapted,
                "for_whom": now.for_whom,
                "measured": now.measured,
                "contact": "yes" if now.wants_contact else "no",
            }
            if now
            else {}
        )

        def choice(name: str, options: Sequence[Option]) -> Field:
            return Field(
                name=name,
                label=self._say(f"check.{name}"),
                hint=self._say(f"check.{name}_hint"),
                value=filled.get(name, "no" if name == "contact" else ""),
                options=tuple(options),
                error=words.fault(self._say, said.error) if said.error_field == name else "",
            )

        def text(name: str) -> Field:
            return Field(
                name=name,
                label=self._say(f"check.{name}"),
                hint=self._say(f"check.{name}_hint"),
                value=filled.get(name, ""),
                required=False,
                multiline=True,
                max_length=WORDS_CHARACTERS,
                error=words.fault(self._say, said.error) if said.error_field == name else "",
            )

        form = Form(
            action="check.form",
            value=f"{said.subject}:{said.subject_id}{said.seen and facts.SEEN}{said.seen}",
            title=self._say("check.form_title"),
            submit=self._say("check.form_submit"),
            fields=(
                choice(
                    "holds",
                    [Option(each.value, self._say(f"check.holds.{each.value}")) for each in Holds],
                ),
                *map(text, _TEXTS),
                choice(
                    "contact",
                    [Option(each, self._say(f"check.contact.{each}")) for each in ("yes", "no")],
                ),
            ),
        )
        council = self._library.authority_name(said.authority)
        lead = self._say("check.form_lead", council=council, title=title)
        return card_of(Text((Plain(lead),)), Context((Plain(self._say("check.form_safe")),)), form)

    # --- what councils found ------------------------------------------------------------------

    def _take_up(self, title: str, value: str, found: TakeUp) -> Card:
        elements: list[Element | None] = [
            Heading(title),
            Text((Strong(take_up_line(self._say, found.overall)),)),
            *self.found(found.checks, found.regions),
            Actions(
                (
                    Button(
                        self._say("button.tried"),
                        "check.give",
                        value,
                        says=self._say("button.tried_says", title=title),
                    ),
                    *self._to_peers(value, title),
                )
            ),
        ]
        return card_of(*elements)

    def _to_peers(self, value: str, title: str) -> tuple[Button, ...]:
        """From a practice, on to councils like one's own and to those who would help."""
        subject, _, id = value.partition(":")
        if subject != Subject.PRACTICE.value:
            return ()
        return tuple(
            Button(
                self._say(f"button.peers_{act}"),
                f"peers.{act}",
                id,
                says=self._say(f"button.peers_{act}_says", title=title),
            )
            for act in ("tried", "ask", "offer")
        )

    def after_examples(self, said: facts.Tried, card: Card, found: TakeUp) -> Card:
        """Who has tried it: the examples' card, and the councils that reported themselves."""
        checks = [check for check in found.checks if self._is_at(check, said)]
        lead: list[Element] = [Heading(self._say("tried.checks"))]
        if (said.regions or said.authorities) and found.checks and not checks:
            lead.append(Text((Plain(self._say("tried.no_checks_here")),)))
        elif said.regions or said.authorities:
            lead.append(Text((Plain(take_up_line(self._say, Tally.of(checks))),)))
        else:
            lead.append(Text((Plain(take_up_line(self._say, found.overall)),)))
        shown = list(card.body) if said.example_ids else []
        who = words.who_else(self._say, self._signposts.of_practices([said.practice_id]))
        return card_of(*shown, *lead, *self.found(checks, by_region(checks, self._library)), who)

    def _is_at(self, check: RealityCheck, said: facts.Tried) -> bool:
        council = self._library.council(check.authority)
        if not (said.regions or said.authorities):
            return True
        is_in = council is not None and council.region in said.regions
        return is_in or check.authority in said.authorities

    def found(
        self, checks: Sequence[RealityCheck], regions: Sequence[tuple[str, Tally]]
    ) -> list[Element]:
        """Tallies by region, then council by council; nothing for no checks."""
        if not checks:
            return []
        elements: list[Element] = [
            Facts(
                tuple(
                    (region, (Plain(take_up_line(self._say, tally)),)) for region, tally in regions
                )
            )
        ]
        elements.append(Bullets(tuple(self._one(check) for check in checks[:MOST_COUNCILS])))
        if (others := len(checks) - MOST_COUNCILS) > 0:
            elements.append(Context((Plain(self._say("check.more", count=others)),)))
        elements.append(Context((Plain(self._say("check.not_proof")),)))
        return elements

    def _one(self, check: RealityCheck) -> tuple[Span, ...]:
        council = self._library.authority_name(check.authority) or check.authority
        told = [self._say(f"check.holds.{check.holds.value}") + "."]
        if check.may_be_read:
            told += [
                f"{self._say(f'check.{name}')} {text}"
                for name in _TEXTS
                if (text := getattr(check, name))
            ]
        if check.wants_contact:
            told.append(self._say("check.open_to_contact"))
        when = self._say("check.said_on", day=words.day(check.given_at.date()))
        return (Strong(council), Plain(f": {' '.join(told)} {when}"))

    async def _council_checks(self, said: facts.CouncilChecks) -> Card:
        async with self._uow(read_only=True) as work:
            checks = await work.checks.of_council(said.authority)
            titles = [
                await self._checks.title(work, check.subject, check.subject_id) for check in checks
            ]
        council = self._library.authority_name(said.authority)
        if not checks:
            return card_of(Text((Plain(self._say("checks.none", council=council)),)))
        elements: list[Element] = [Text((Plain(self._say("checks.lead", council=council)),))]
        for check, title in zip(checks, titles, strict=True):
            value = f"{check.subject.value}:{check.subject_id}"
            line = self._say(f"check.holds.{check.holds.value}")
            state = self._say(f"check.words.{check.words.value}") if check.has_words else ""
            when = self._say("check.said_on", day=words.day(check.given_at.date()))
            elements += [
                Heading(title),
                Text((Plain(f"{line}. {when} {state}".strip()),)),
                Actions(
                    tuple(
                        Button(
                            self._say(f"button.{act}_check"),
                            f"check.{act}",
                            value,
                            says=self._say(f"button.{act}_check_says", title=title),
                        )
                        for act in ("give", "withdraw")
                    )
                ),
            ]
        return card_of(*elements)

    # --- a moderator's look -------------------------------------------------------------------

    async def _words(self, said: facts.CheckWords) -> Card:
        async with self._uow(read_only=True) as work:
            check = await work.checks.get(said.workspace_id, said.check_id)
            if check is None:
                raise NotFound(key="refused.check_gone")
            title = await self._checks.title(work, check.subject, check.subject_id)
        council = self._library.authority_name(check.authority)
        heading = Heading(self._say("check.review", council=council, title=title))
        if not check.is_current:
            return card_of(heading, Text((Plain(self._say("check.review_ended")),)))
        elements: list[Element] = [
            heading,
            Text((Plain(self._say(f"check.holds.{check.holds.value}") + "."),)),
        ]
        for name in _TEXTS:
            if text := getattr(check, name):
                elements += [Text((Strong(self._say(f"check.{name}")),)), Quote(text)]
        if check.words is not WordsState.WAITING:
            state = self._say(f"check.words.{check.words.value}")
            return card_of(*elements, Text((Plain(state),)))
        return card_of(
            *elements,
            Context((Plain(self._say("check.review_hint")),)),
            Actions(
                (
                    Button(
                        self._say("button.show_words"),
                        "check.show_words",
                        check.id,
                        Style.PRIMARY,
                        self._say("button.show_words_says", council=council),
                    ),
                    Button(
                        self._say("button.keep_words"),
                        "check.keep_words",
                        check.id,
                        says=self._say("button.keep_words_says", council=council),
                    ),
                )
            ),
        )


NO_TALLIES: Mapping[str, Tally] = MappingProxyType({})


def take_up_line(say: words.Say, tally: Tally) -> str:
    """`Tried by 9 councils: 6 say it holds, 2 partly, 1 not.` Numbers, never shares of so few."""
    counts = (
        ("holds", tally.holds),
        ("partly", tally.partly),
        ("does_not", tally.does_not),
    )
    told = [(name, count) for name, count in counts if count]
    parts = []
    for place, (name, count) in enumerate(told):
        form = "rest" if place else "one" if count == 1 else "first"
        part = f"{name}_{form}"
        parts.append(say(f"takeup.{part}", count=count))
    line = say("takeup.none")
    if told:
        key = "takeup.one" if tally.tried == 1 else "takeup.many"
        line = say(key, count=tally.tried, found=", ".join(parts))
    if tally.not_tried:
        besides = "takeup.not_tried_one" if tally.not_tried == 1 else "takeup.not_tried"
        line += " " + say(besides, count=tally.not_tried)
    return line
