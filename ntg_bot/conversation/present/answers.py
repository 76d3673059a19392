"""Cards that answer questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from ntg_bot.conversation import facts
from ntg_bot.conversation.asking import shown_practices
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Divider,
    Element,
    Facts,
    Heading,
    Plain,
    Span,
    Strong,
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import how_button, tried_button
from ntg_bot.conversation.present.checks import NO_TALLIES, take_up_line
from ntg_bot.conversation.present.organisations import about
from ntg_bot.conversation.present.practices import PracticeCards
from ntg_bot.domain.asking import Confidence, Hit, Why
from ntg_bot.domain.checks import Tally
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Organisation, Practice
from ntg_bot.domain.people import Reader
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.library import Library
from ntg_bot.services.signposts import Signposts

MOST_PRACTICES = 3
MOST_EXAMPLES = 2
SUMMARY_CHARACTERS = 320
"""of a practice's summary in an answer; How it works has it whole"""


class AnswerCards:
    """Draws what a question found: evidence in words, freshness, why it matched, a caution."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        periods: ReviewPeriods,
        practices: PracticeCards,
    ) -> None:
        self._practices = practices
        self._periods = periods
        self._library = library
        self._signposts = Signposts(library)
        self._say = catalogue.say
        self._catalogue = catalogue

    def shown(self, said: facts.Answer) -> list[str]:
        """Ids of the practices that the card of this answer shows."""
        return shown_practices(said.hits, self._library)[:MOST_PRACTICES]

    def answer(
        self,
        said: facts.Answer,
        today: date,
        verdicts: Sequence[bool] = (),
        tallies: Mapping[str, Tally] = NO_TALLIES,
        whole: Sequence[Element | None] = (),
    ) -> Card:
        """Up to three practices, or the honest "nobody knows yet".

        `verdicts` are what people have said of it so far: Helpful or not; `tallies` what councils
        found, by practice; `whole` is the first practice in full, for who reads that.
        """
        reading = self._reading(said)
        if said.confidence is Confidence.NONE:
            return self._nobody_knows(said, reading)
        first = self._item(said.hits[0]) if said.hits else None
        is_sure = said.confidence is Confidence.ANSWER
        if is_sure and isinstance(first, (Faq, Organisation)):
            return card_of(*reading, *self._whole(first).body)
        entries = self._entries(said.hits)
        if not entries:
            return self._no_practice(said, reading, first)
        elements: list[Element | None] = [*reading]
        key = "answer.lead" if is_sure else "answer.closest"
        if said.wants_negative and is_sure:
            key = "answer.lead_negative"
        elements.append(Text((Plain(self._say(key)),)))
        for number, (practice, examples) in enumerate(entries, start=1):
            why = self._why(said.hits, practice, examples)
            tally = tallies.get(practice.id, Tally())
            if said.length == Reader.COUNCILLOR.value:
                elements.extend(self._line(number, practice, tallies))
            elif number == 1 and whole:
                elements.extend(whole)
            else:
                elements.extend(self._practice(number, practice, examples, why, today, tally))
        found = self._signposts.of_practices([practice.id for practice, _ in entries])
        elements.append(words.who_else(self._say, found))
        elements.append(Divider())
        buttons = [
            self._verdict(said, "button.helpful", "answer.helpful", verdicts.count(True)),
            self._verdict(said, "button.not_helpful", "answer.not_helpful", verdicts.count(False)),
        ]
        if not is_sure:
            buttons.append(Button(self._say("button.ask_community"), "gap.ask", said.question_id))
        elements.append(Actions(tuple(buttons)))
        return card_of(*elements)

    def _line(self, number: int, practice: Practice, tallies: Mapping[str, Tally]) -> list[Element]:
        """One practice for a councillor."""
        how = how_button(self._say, practice.id, practice.title)
        return [self._practices.one_line(practice, tallies, number), Actions((how,))]

    def _verdict(self, said: facts.Answer, key: str, action: str, count: int) -> Button:
        """A button for a verdict, which shows that it was pressed, and how often."""
        label = self._say(key)
        if not count:
            return Button(label, action, said.question_id)
        if said.is_for_one:
            return Button(
                self._say("feedback.pressed", label=label),
                action,
                said.question_id,
                Style.PRIMARY,
                self._say("feedback.pressed_says", label=label),
            )
        return Button(
            self._say("feedback.counted", label=label, count=count),
            action,
            said.question_id,
            says=self._say("feedback.counted_says", label=label, count=count),
        )

    def _no_practice(self, said: facts.Answer, reading: list[Element], first: Item | None) -> Card:
        """Near, but no practice: the entry itself. Or what was found is gone by now."""
        if not isinstance(first, (Faq, Organisation)):
            return card_of(*reading, Text((Plain(self._say("more.gone")),)))
        ask = Button(self._say("button.ask_community"), "gap.ask", said.question_id)
        return card_of(
            *reading,
            Text((Plain(self._say("answer.closest")),)),
            *self._whole(first).body,
            Actions((ask,)),
        )

    def _whole(self, entry: Faq | Organisation) -> Card:
        return self.faq(entry.id) if isinstance(entry, Faq) else self.organisations((entry.id,))

    def _reading(self, said: facts.Answer) -> list[Element]:
        """How the question was read: corrections, acronyms, what was left open."""
        elements: list[Element] = []
        used = [correction.used for correction in said.corrections]
        used += [f"{expansion.typed} = {expansion.used}" for expansion in said.expansions]
        if used:
            line = self._say("answer.searched_for", words=", ".join(dict.fromkeys(used)))
            elements.append(Context((Plain(line),)))
        if said.was_cut:
            elements.append(Context((Plain(self._say("answer.was_cut")),)))
        if said.level:
            key = "answer.level" if self._acts_at(said) else "answer.level_unknown"
            line = self._say(key, level=words.levels([said.level]))
            elements.append(Context((Plain(line),)))
        for acronym, meanings in said.ambiguous[:1]:
            line = self._say("answer.ambiguous", acronym=acronym, meanings=" or ".join(meanings))
            elements.append(Text((Plain(line),)))
            elements.append(
                Actions(
                    tuple(
                        Button(
                            words.capital(meaning),
                            "ask.meaning",
                            f"{said.question_id}|{acronym}|{meaning}",
                            says=self._say("button.meaning_says", meaning=meaning),
                        )
                        for meaning in meanings[:4]
                    )
                )
            )
        return elements

    def _acts_at(self, said: facts.Answer) -> bool:
        """Whether any practice of the answer acts at the level that was asked for."""
        return any(said.level in self._library.practice(id).levels for id in self.shown(said))

    def _entries(self, hits: tuple[Hit, ...]) -> list[tuple[Practice, list[Example]]]:
        entries = []
        found = [hit.id for hit in hits if hit.kind is Kind.EXAMPLE]
        for practice_id in shown_practices(hits, self._library)[:MOST_PRACTICES]:
            practice = self._library.practice(practice_id)
            examples = list(self._library.examples_of(practice_id))
            # Examples that the question itself found come first.
            examples.sort(
                key=lambda example: found.index(example.id) if example.id in found else 99
            )
            entries.append((practice, examples))
        return entries

    def _practice(
        self,
        number: int,
        practice: Practice,
        examples: Sequence[Example],
        why: str,
        today: date,
        tally: Tally,
    ) -> list[Element]:
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.evidence"), words.evidence(practice, self._catalogue)),
            *words.graded(practice, self._catalogue),
        ]
        if practice.cautions:
            pairs.append((self._say("label.beware"), (Plain(practice.cautions[0]),)))
        for example in examples[:MOST_EXAMPLES]:
            when = words.years(example)
            where = words.place(example) + (f" ({when})" if when else "")
            line = f"{where}: {words.reported(example, self._catalogue)}"
            pairs.append((self._say("label.done_in"), (Plain(line),)))
        if len(examples) > MOST_EXAMPLES:
            others = len(examples) - MOST_EXAMPLES
            more = (
                self._say("example.one_more")
                if others == 1
                else self._say("example.more", count=others)
            )
            pairs.append((self._say("label.also"), (Plain(more),)))
        pairs.append(
            (self._say("label.take_up"), (Plain(take_up_line(self._say, tally)),)),
        )
        pairs.append(
            (
                self._say("label.checked"),
                (Plain(words.freshness(practice, today, self._catalogue, self._periods)),),
            )
        )
        if why:
            pairs.append((self._say("label.why"), (Plain(why),)))
        return [
            Heading(f"{number}. {practice.title}"),
            Text((Plain(words.first_sentences(practice.summary, SUMMARY_CHARACTERS)),)),
            Facts(tuple(pairs)),
            Actions(
                (
                    how_button(self._say, practice.id, practice.title),
                    tried_button(self._say, practice.id, practice.title),
                )
            ),
        ]

    def _why(self, hits: tuple[Hit, ...], practice: Practice, examples: Sequence[Example]) -> str:
        ids = {practice.id} | {example.id for example in examples}
        for hit in hits:
            if hit.id in ids:
                return self._why_words(hit.why)
        return ""

    def _why_words(self, why: Why) -> str:
        parts = []
        if why.words:
            parts.append(self._say("why.words", words=", ".join(why.words[:5])))
        if why.synonyms:
            parts.append(self._say("why.synonyms", words=", ".join(why.synonyms[:3])))
        if why.facets:
            names = [self._library.taxonomy.names.get(id, id) for id in why.facets]
            parts.append(self._say("why.facets", words=", ".join(names[:3])))
        if why.by_meaning:
            parts.append(self._say("why.meaning"))
        return "; ".join(parts)

    def _nobody_knows(self, said: facts.Answer, reading: list[Element]) -> Card:
        name = self._library.community_name(said.community)
        key = "answer.nobody_knows" if said.community else "answer.nobody_knows_at_all"
        if not said.question_id:  # nothing was written down
            key = "answer.nearest_community" if said.community else "answer.nothing_kept"
        near = [
            item.title
            for hit in said.hits[:3]
            if isinstance(item := self._item(hit), (Practice, Example))
        ]
        button = Button(
            self._say("button.ask_community"),
            "gap.ask",
            said.question_id,
            says=self._say("button.ask_community_says", community=name),
        )
        return card_of(
            *reading,
            Text(
                (
                    Strong(self._say("answer.not_known")),
                    Plain(" "),
                    Plain(self._say(key, community=name)),
                )
            ),
            Context((Plain(self._say("answer.furthest", titles=words.listed(near))),))
            if near
            else None,
            words.who_else(self._say, self._signposts.of_communities([said.community]))
            if said.community
            else None,
            Actions((button,)) if said.community else None,
        )

    def _item(self, hit: Hit) -> Item | None:
        return self._library.find(hit.kind, hit.id)

    # --- programme, organisations, terms ------------------------------------------------------

    def faq(self, id: str) -> Card:
        """One of the programme's own questions; where its texts disagree, that is said."""
        entry = self._library.find(Kind.FAQ, id)
        if not isinstance(entry, Faq):
            return card_of(Text((Plain(self._say("more.gone")),)))
        elements: list[Element | None] = [Heading(entry.title)]
        bullets: list[tuple[Span, ...]] = []
        for line in entry.answer.splitlines():
            if line.startswith("- "):
                bullets.append((Plain(line[2:].strip()),))
                continue
            if bullets:
                elements.append(Bullets(tuple(bullets)))
                bullets = []
            if line.strip():
                elements.append(Text((Plain(line.strip()),)))
        if bullets:
            elements.append(Bullets(tuple(bullets)))
        for disagreement in entry.disagreements:
            elements.append(
                Text((Strong(self._say("faq.disagree")), Plain(" "), Plain(disagreement)))
            )
        sources = tuple(words.source(source, self._catalogue) for source in entry.sources)
        if sources:
            elements.append(Text((Strong(self._say("label.sources")),)))
            elements.append(Bullets(sources))
        return card_of(*elements)

    def organisations(self, ids: Sequence[str]) -> Card:
        """What a body is and what became of it, with how sure we are."""
        elements: list[Element | None] = []
        for id in ids:
            entry = self._library.find(Kind.ORGANISATION, id)
            if isinstance(entry, Organisation):
                title = entry.name
                if entry.acronym and entry.acronym != entry.name:
                    title = f"{entry.name} ({entry.acronym})"
                elements.append(Heading(title))
                elements.append(Text((Plain(entry.what_became),)))
                elements.extend(about(entry, self._signposts, self._say))
                elements.append(
                    Context((Plain(self._say("organisation.basis", basis=entry.basis)),))
                )
        return card_of(*elements or [Text((Plain(self._say("more.gone")),))])

    def term(self, said: facts.TermMeaning) -> Card:
        """A term, or which of an acronym's meanings is meant."""
        if len(said.meanings) > 1:
            buttons = tuple(
                Button(words.capital(meaning), "term.explain", meaning)
                for meaning in said.meanings[:5]
            )
            line = self._say("term.which", term=said.term, meanings=" or ".join(said.meanings))
            return card_of(Text((Plain(line),)), Actions(buttons))
        others = [
            variant for variant in said.variants if variant.casefold() != said.term.casefold()
        ]
        relates = self._library.taxonomy.names.get(said.relates_to, "")
        return card_of(
            Heading(words.capital(said.term)),
            Text((Plain(self._say("term.also", words=", ".join(others))),)) if others else None,
            Text((Plain(self._say("term.about", group=relates)),)) if relates else None,
            None if others or relates else Text((Plain(self._say("term.bare", term=said.term)),)),
            Context((Plain(self._say("term.ask_on", term=said.term)),)),
        )
