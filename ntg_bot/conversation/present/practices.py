"""Cards that show whole practices: how it works, two side by side, who has tried it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Heading,
    Plain,
    Quote,
    Span,
    Strong,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button, tried_button
from ntg_bot.conversation.present.checks import NO_TALLIES, take_up_line
from ntg_bot.conversation.present.curating import retired_notice
from ntg_bot.domain.checks import Tally
from ntg_bot.domain.knowledge import Example, Practice
from ntg_bot.domain.people import Reader
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.library import Library
from ntg_bot.services.signposts import Signposts


class PracticeCards:
    """Everything the knowledge base holds about a practice, sources and cautions included."""

    def __init__(self, library: Library, catalogue: Catalogue, periods: ReviewPeriods) -> None:
        self._periods = periods
        self._library = library
        self._signposts = Signposts(library)
        self._say = catalogue.say
        self._catalogue = catalogue

    def how(
        self,
        practice_id: str,
        today: date,
        tallies: Mapping[str, Tally] = NO_TALLIES,
        length: str = "",
    ) -> Card:
        """One practice, whole or as short as `length`, a `Reader`, has it."""
        practice = self._library.practice(practice_id)
        switch = Actions(self._other_lengths(practice, length or Reader.PRACTITIONER.value))
        if length == Reader.COUNCILLOR.value:
            return card_of(self.one_line(practice, tallies), switch)
        if length == Reader.MANAGER.value:
            return card_of(*self._short(practice, today, tallies), switch)
        return card_of(*self.whole(practice_id, today, tallies), switch)

    def one_line(self, practice: Practice, tallies: Mapping[str, Tally], number: int = 0) -> Text:
        """A practice for a councillor: what the evidence is, and how many councils tried it."""
        title = f"{number}. {practice.title}" if number else practice.title
        told = [
            words.direction(practice, self._catalogue),
            take_up_line(self._say, tallies.get(practice.id, Tally())),
        ]
        return Text((Strong(title), Plain(f": {' '.join(told)}")))

    def _short(
        self, practice: Practice, today: date, tallies: Mapping[str, Tally]
    ) -> list[Element]:
        """A practice for a manager: what it is, the evidence, what to beware of, what it costs."""
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
            (self._say("label.effect"), (Plain(practice.evidence.effect),)),
            *self._caution(practice),
            (self._say("label.cost"), (Plain(practice.cost or self._say("compare.no_cost")),)),
            self._take_up(practice, tallies),
            (
                self._say("label.checked"),
                (Plain(words.freshness(practice, today, self._catalogue, self._periods)),),
            ),
        ]
        return [
            Heading(practice.title),
            Text((Plain(words.first_sentences(practice.summary, 320)),)),
            Facts(tuple(pairs)),
        ]

    def _other_lengths(self, practice: Practice, now: str) -> tuple[Button, ...]:
        return tuple(
            Button(
                self._say(f"button.length_{each.value}"),
                "practice.length",
                f"{practice.id}|{each.value}",
                says=self._say(f"button.length_{each.value}_says", title=practice.title),
            )
            for each in Reader
            if each.value != now
        )

    def whole(
        self, practice_id: str, today: date, tallies: Mapping[str, Tally] = NO_TALLIES
    ) -> list[Element | None]:
        """Everything there is of one practice."""
        practice = self._library.practice(practice_id)
        found = practice.evidence
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
            *words.graded(practice, self._catalogue),
            (self._say("label.effect"), (Plain(found.effect),)),
            (self._say("label.population"), (Plain(found.population),)),
            (self._say("label.ages"), (Plain(self._ages(practice)),)),
        ]
        if practice.levels:
            levels = words.levels(practice.levels)
            pairs.append((self._say("label.level"), (Plain(levels),)))
        if practice.cost:
            pairs.append((self._say("label.cost"), (Plain(practice.cost),)))
        pairs += [
            self._take_up(practice, tallies),
            (
                self._say("label.checked"),
                (Plain(words.freshness(practice, today, self._catalogue, self._periods)),),
            ),
        ]
        examples = self._library.examples_of(practice_id)
        merged = self._library.merged(practice_id)
        became = self._say("how.merged", title=merged.title) if merged else ""
        elements: list[Element | None] = [
            Heading(practice.title),
            Context((Plain(became),)) if became else None,
            *retired_notice(practice, self._catalogue),
            Text((Plain(practice.summary),)),
            Facts(tuple(pairs)),
            Text((Strong(self._say("label.how")),)),
            Bullets(tuple((Plain(line),) for line in practice.how_it_works)),
            Context((Plain(self._say("how.basis", basis=practice.how_it_works_basis)),)),
            Text((Strong(self._say("label.cautions")),)),
            Bullets(tuple((Plain(line),) for line in practice.cautions)),
        ]
        if examples:
            elements.append(Text((Strong(self._say("label.examples")),)))
            elements.append(Bullets(tuple(self._example(example) for example in examples[:6])))
            elements.append(Context((Plain(self._say("example.not_proof")),)))
        elements.append(Text((Strong(self._say("label.sources")),)))
        elements.append(
            Bullets(tuple(words.source(entry, self._catalogue) for entry in practice.sources))
        )
        elements.append(words.who_else(self._say, self._signposts.of_practices([practice.id])))
        elements.append(
            Actions(
                (
                    tried_button(self._say, practice.id, practice.title),
                    Button(
                        self._say("button.take_up"),
                        "check.found",
                        f"practice:{practice.id}",
                        says=self._say("button.take_up_says", title=practice.title),
                    ),
                    Button(
                        self._say("button.follow"),
                        "practice.follow",
                        practice.id,
                        says=self._say("button.follow_says", title=practice.title),
                    ),
                    Button(
                        self._say("button.desk"),
                        "practice.desk",
                        practice.id,
                        says=self._say("button.desk_says", title=practice.title),
                    ),
                )
            )
        )
        return elements

    def _take_up(
        self, practice: Practice, tallies: Mapping[str, Tally]
    ) -> tuple[str, tuple[Span, ...]]:
        """What councils found, as a fact of its own beside evidence and freshness."""
        line = take_up_line(self._say, tallies.get(practice.id, Tally()))
        return (self._say("label.take_up"), (Plain(line),))

    def _caution(self, practice: Practice) -> list[tuple[str, tuple[Span, ...]]]:
        """The first caution as a fact; the knowledge base asks for one, a draft may have none."""
        return [(self._say("label.beware"), (Plain(line),)) for line in practice.cautions[:1]]

    def _ages(self, practice: Practice) -> str:
        if practice.age_range == "parents":
            return self._say("ages.parents")
        if practice.age_range == "all-ages":
            return self._say("ages.all")
        # `5-16` reads better as "5 to 16"; "families" and "0-5 and parents" are words already.
        return re.sub(r"(\d+)-(\d+)", r"\1 to \2", practice.age_range)

    def _example(self, example: Example) -> tuple[Span, ...]:
        when = words.years(example)
        where = words.place(example) + (f" ({when})" if when else "")
        graded = ""
        if example.validation:
            graded = " " + self._say(
                "example.graded", scheme=example.validation.scheme, grade=example.validation.grade
            )
        return (
            Strong(where),
            Plain(f": {example.title}. {words.reported(example, self._catalogue)}{graded}"),
        )

    def compare(
        self, said: facts.Comparison, today: date, tallies: Mapping[str, Tally] = NO_TALLIES
    ) -> Card:
        """Two practices, each with the same facts in the same order."""
        elements: list[Element | None] = [Text((Plain(self._say("compare.lead")),))]
        for practice_id in said.practice_ids:
            practice = self._library.practice(practice_id)
            pairs: list[tuple[str, tuple[Span, ...]]] = [
                (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
                *words.graded(practice, self._catalogue),
                (self._say("label.effect"), (Plain(practice.evidence.effect),)),
                (self._say("label.population"), (Plain(practice.evidence.population),)),
                (
                    self._say("label.cost"),
                    (Plain(practice.cost or self._say("compare.no_cost")),),
                ),
                *self._caution(practice),
                self._take_up(practice, tallies),
                (
                    self._say("label.checked"),
                    (Plain(words.freshness(practice, today, self._catalogue, self._periods)),),
                ),
            ]
            elements += [
                Heading(practice.title),
                Facts(tuple(pairs)),
                Actions((how_button(self._say, practice.id, practice.title),)),
            ]
        elements.append(Context((Plain(self._say("compare.caution")),)))
        found = self._signposts.of_practices(said.practice_ids)
        elements.append(words.who_else(self._say, found))
        return card_of(*elements)

    def tried(self, said: facts.Tried) -> Card:
        """Who has tried it: examples by council, with what was reported there."""
        examples = [
            example
            for example in map(self._library.example, said.example_ids)
            if example is not None
        ]
        if said.elsewhere:
            lead = self._say("tried.elsewhere", place=said.place)
        elif said.place:
            lead = self._say("tried.here", place=said.place)
        else:
            lead = self._say("tried.lead")
        elements: list[Element | None] = [Text((Plain(lead),))]
        for example in examples:
            when = words.years(example)
            where = words.place(example) + (f", {example.region}" if example.region else "")
            pairs: list[tuple[str, tuple[Span, ...]]] = [
                (self._say("label.where"), (Plain(where + (f" ({when})" if when else "")),)),
                (self._say("label.reported"), (Plain(words.reported(example, self._catalogue)),)),
            ]
            if example.validation:
                pairs.append(
                    (
                        self._say("label.graded"),
                        (Plain(f"{example.validation.grade} ({example.validation.scheme})"),),
                    )
                )
            if example.cautions:
                pairs.append((self._say("label.beware"), (Plain(example.cautions[0]),)))
            for entry in example.sources[:1]:
                pairs.append((self._say("label.source"), words.source(entry, self._catalogue)))
            elements += [
                Heading(example.title),
                Text((Plain(words.first_sentences(example.what_they_did, 280)),)),
                Facts(tuple(pairs)),
            ]
        elements.append(Context((Plain(self._say("example.not_proof")),)))
        return card_of(*elements)

    def phrasings(self, said: facts.Phrasings) -> Card:
        """Questions that were answered well, for a moderator to accept as phrasings."""
        if not said.suggestions:
            return card_of(Text((Plain(self._say("phrasing.none")),)))
        elements: list[Element | None] = [Text((Plain(self._say("phrasing.lead")),))]
        for question_id, words_asked, practice_id in said.suggestions:
            practice = self._library.practice(practice_id)
            elements.append(Quote(words_asked))
            elements.append(Text((Plain(self._say("phrasing.leads_to", title=practice.title)),)))
            elements.append(
                Actions(
                    tuple(
                        Button(
                            self._say(f"button.phrasing_{act}"),
                            f"phrasing.{act}",
                            question_id,
                            says=f"{self._say(f'button.phrasing_{act}')}: {words_asked[:80]}",
                        )
                        for act in ("accept", "dismiss")
                    )
                )
            )
        elements.append(Context((Plain(self._say("phrasing.check")),)))
        return card_of(*elements)

    def published(self, said: facts.Published) -> Card:
        """A newly shared practice, in its community's channel."""
        practice = self._library.practice(said.practice_id)
        council = self._library.authority_name(practice.shared_by)
        lead = (
            self._say("published.from_council", council=council)
            if council
            else self._say("published.lead")
        )
        pairs: list[tuple[str, tuple[Span, ...]]] = []
        if practice.evidence.population != "not stated":
            pairs.append((self._say("label.population"), (Plain(practice.evidence.population),)))
        pairs += [
            (self._say("label.happened"), (Plain(practice.evidence.effect),)),
            (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
            *words.graded(practice, self._catalogue),
            *self._caution(practice),
        ]
        return card_of(
            Text((Plain(lead),)),
            Heading(practice.title),
            Text((Plain(practice.summary),)),
            Facts(tuple(pairs)),
            Actions(
                (
                    how_button(self._say, practice.id, practice.title),
                    tried_button(self._say, practice.id, practice.title),
                )
            ),
        )
