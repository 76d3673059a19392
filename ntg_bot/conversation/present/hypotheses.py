"""Cards of hypotheses: the list by line of enquiry, one whole, and the forms of curators."""

from __future__ import annotations

from collections.abc import Sequence
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
    Span,
    Strong,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button
from ntg_bot.conversation.present.checks import CheckCards, take_up_line
from ntg_bot.domain.checks import Subject, Tally
from ntg_bot.domain.hypotheses import (
    LEGAL_MOVES,
    OPEN_TO_CHECKS,
    Hypothesis,
    HypothesisState,
    Moved,
)
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.levels import NAMES, Level
from ntg_bot.services.checks import CheckService, TakeUp
from ntg_bot.services.hypotheses import (
    REASON_CHARACTERS,
    STATEMENT_CHARACTERS,
    HypothesisService,
)
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWorkFactory

MOST_LISTED = 12


class HypothesisCards:
    """What is expected, what councils found, and why it stands where it does."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        hypotheses: HypothesisService,
        checks: CheckService,
        check_cards: CheckCards,
        uow: UnitOfWorkFactory,
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._hypotheses = hypotheses
        self._checks = checks
        self._check_cards = check_cards
        self._uow = uow

    async def draw(self, said: facts.HypothesesSaid) -> Card:
        match said:
            case facts.Hypotheses(line, with_drafts):
                return await self._list(line, with_drafts=with_drafts)
            case facts.HypothesisShown(id, may_curate):
                async with self._uow(read_only=True) as work:
                    hypothesis = await self._hypotheses.get(work, id)
                    found = await self._checks.take_up(work, Subject.HYPOTHESIS, id)
                    history = await work.hypotheses.history(id)
                return self._one(hypothesis, found, history, may_curate=may_curate)
            case facts.HypothesisForm():
                return self._form(said)
            case facts.HypothesisMoveForm():
                return await self._move_form(said)
            case _:
                assert_never(said)

    def _line_name(self, id: str) -> str:
        lines = self._library.taxonomy.lines_of_enquiry
        for number, line in enumerate(lines, start=1):
            if line.id == id:
                return self._say("hypotheses.line", number=number, line=line.name)
        return id

    async def _list(self, line: str, *, with_drafts: bool) -> Card:
        async with self._uow(read_only=True) as work:
            found = await self._hypotheses.of_line(work, line, with_drafts=with_drafts)
            tallies = await self._checks.tallies(
                work, Subject.HYPOTHESIS, [each.id for each in found]
            )
        name = self._line_name(line) if line else ""
        if not found:
            key = "hypotheses.none_of" if line else "hypotheses.none"
            return card_of(
                Text((Plain(self._say(key, line=name)),)),
                Context((Plain(self._say("hypotheses.how_new")),)),
            )
        elements: list[Element] = [Text((Plain(self._say("hypotheses.lead")),))]
        heading = ""
        for each in found[:MOST_LISTED]:
            if (now := self._line_name(each.line)) != heading:
                heading = now
                elements.append(Heading(heading))
            elements.append(self._short(each, tallies[each.id]))
            elements.append(Actions((self._open(each), *self._check(each))))
        if (others := len(found) - MOST_LISTED) > 0:
            elements.append(Context((Plain(self._say("hypotheses.more", count=others)),)))
        elements.append(Context((Plain(self._say("hypotheses.not_evidence")),)))
        return card_of(*elements)

    def _short(self, each: Hypothesis, tally: Tally) -> Text:
        line = self._say(
            "hypotheses.row",
            state=self._say(f"hypothesis.state.{each.state.value}"),
            take_up=take_up_line(self._say, tally),
        )
        return Text((Strong(f"{each.number}. {each.statement}"), Plain(f" {line}")))

    def _open(self, each: Hypothesis) -> Button:
        return Button(
            self._say("button.open"),
            "hypothesis.show",
            each.id,
            says=self._say("button.open_hypothesis_says", number=each.number),
        )

    def _check(self, each: Hypothesis) -> tuple[Button, ...]:
        if each.state not in OPEN_TO_CHECKS:
            return ()
        return (
            Button(
                self._say("button.reality_check"),
                "check.give",
                f"{Subject.HYPOTHESIS.value}:{each.id}",
                says=self._say("button.reality_check_says", number=each.number),
            ),
        )

    def _one(
        self,
        each: Hypothesis,
        found: TakeUp,
        history: Sequence[Moved],
        *,
        may_curate: bool,
    ) -> Card:
        needed = self._hypotheses.threshold_of(each)
        state = self._say(f"hypothesis.state.{each.state.value}")
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.line"), (Plain(self._line_name(each.line)),)),
            (self._say("label.state"), (Plain(words.capital(state)),)),
            (self._say("label.take_up"), (Plain(take_up_line(self._say, found.overall)),)),
            (
                self._say("label.threshold"),
                (
                    Plain(
                        self._say(
                            "hypothesis.threshold",
                            councils=needed.councils,
                            holding=needed.holding,
                        )
                    ),
                ),
            ),
        ]
        if each.levels:
            names = words.listed([NAMES[Level(level)] for level in each.levels])
            pairs.append((self._say("label.level"), (Plain(names),)))
        if each.revised_from:
            line = self._say("hypothesis.revised_from", number=each.revised_from)
            pairs.append((self._say("label.before"), (Plain(line),)))
        elements: list[Element | None] = [
            Heading(self._say("hypothesis.heading", number=each.number)),
            Text((Plain(each.statement),)),
            Facts(tuple(pairs)),
            *self._links(each),
            *self._check_cards.found(found.checks, found.regions),
        ]
        if history:
            elements.append(Text((Strong(self._say("label.history")),)))
            elements.append(Bullets(tuple(self._step(step) for step in history)))
        elements.append(Context((Plain(self._say("hypotheses.not_evidence")),)))
        buttons = [*self._check(each)]
        if may_curate:
            buttons += [self._move(each, to) for to in sorted(LEGAL_MOVES[each.state])]
        if buttons:
            elements.append(Actions(tuple(buttons)))
        return card_of(*elements)

    def _links(self, each: Hypothesis) -> list[Element]:
        elements: list[Element] = []
        practices = [
            item
            for id in each.practices
            if isinstance(item := self._library.find(Kind.PRACTICE, id), Practice)
        ]
        if practices:
            elements.append(Text((Strong(self._say("label.practices")),)))
            elements.append(Bullets(tuple((Plain(item.title),) for item in practices)))
            elements.append(
                Actions(tuple(how_button(self._say, item.id, item.title) for item in practices[:3]))
            )
        if each.research:
            elements.append(Text((Strong(self._say("label.research")),)))
            elements.append(Bullets(tuple((Plain(text),) for text in each.research)))
        return elements

    def _step(self, step: Moved) -> tuple[Span, ...]:
        state = self._say(f"hypothesis.state.{step.after.value}")
        when = words.day(step.at.date())
        if not step.reason:
            return (Plain(self._say("hypothesis.step", day=when, state=state)),)
        return (
            Plain(self._say("hypothesis.step_because", day=when, state=state, reason=step.reason)),
        )

    def _move(self, each: Hypothesis, to: HypothesisState) -> Button:
        label = self._say(f"button.hypothesis_{to.value}")
        return Button(
            label,
            "hypothesis.move",
            f"{each.id}|{to.value}",
            says=self._say("button.hypothesis_says", label=label, number=each.number),
        )

    # --- forms of curators --------------------------------------------------------------------

    def _form(self, said: facts.HypothesisForm) -> Card:
        lines = self._library.taxonomy.lines_of_enquiry

        def field(
            name: str, most: int = 0, options: tuple[Option, ...] = (), *, required: bool = False
        ) -> Field:
            return Field(
                name=name,
                label=self._say(f"hypothesis.{name}"),
                hint=self._say(f"hypothesis.{name}_hint"),
                value=said.typed.get(name, ""),
                required=required,
                multiline=not options,
                max_length=most,
                options=options,
                many=name == "levels",
                error=words.fault(self._say, said.error) if said.error_field == name else "",
            )

        form = Form(
            action="hypothesis.form",
            value="",
            title=self._say("hypothesis.form_title"),
            submit=self._say("hypothesis.form_submit"),
            fields=(
                field(
                    "line",
                    options=tuple(Option(line.id, self._line_name(line.id)) for line in lines),
                    required=True,
                ),
                field("statement", STATEMENT_CHARACTERS, required=True),
                field("practices", 1_000),
                field("research", 3_000),
                field("levels", options=tuple(Option(each.value, NAMES[each]) for each in Level)),
            ),
        )
        return card_of(Text((Plain(self._say("hypothesis.form_lead")),)), form)

    async def _move_form(self, said: facts.HypothesisMoveForm) -> Card:
        async with self._uow(read_only=True) as work:
            hypothesis = await self._hypotheses.get(work, said.hypothesis_id)
        fields = [
            Field(
                name="reason",
                label=self._say("hypothesis.reason"),
                hint=self._say("hypothesis.reason_hint"),
                value=said.typed.get("reason", ""),
                multiline=True,
                max_length=REASON_CHARACTERS,
                error=words.fault(self._say, said.error) if said.error_field == "reason" else "",
            )
        ]
        if said.to == HypothesisState.REVISED.value:
            statement = Field(
                name="statement",
                label=self._say("hypothesis.new_words"),
                hint=self._say("hypothesis.statement_hint"),
                value=said.typed.get("statement", hypothesis.statement),
                multiline=True,
                max_length=STATEMENT_CHARACTERS,
                error=words.fault(self._say, said.error) if said.error_field == "statement" else "",
            )
            fields.insert(0, statement)
        label = self._say(f"button.hypothesis_{said.to}")
        title = self._say("button.hypothesis_says", label=label, number=hypothesis.number)
        form = Form(
            action="hypothesis.move",
            value=f"{hypothesis.id}|{said.to}",
            title=title,
            submit=label,
            fields=tuple(fields),
        )
        return card_of(Text((Plain(hypothesis.statement),)), form)
