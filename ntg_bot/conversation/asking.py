"""Questions in the chat: what works, who tried it, compare, more, terms, organisations, FAQ."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts, Wish
from ntg_bot.conversation.terms import Terms, find_organisations
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import Understood
from ntg_bot.domain.asking import Confidence, Hit, Question, SearchResult
from ntg_bot.domain.checks import Subject
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Example, Kind, Organisation
from ntg_bot.domain.people import Reader
from ntg_bot.domain.upkeep import Concern, Reason
from ntg_bot.services.asking import Asking, AskService
from ntg_bot.services.insight import FLAGGED_FROM, InsightService
from ntg_bot.services.levels import level_asked, with_level_first
from ntg_bot.services.library import Library

MOST_EXAMPLES = 6
_SIDES = re.compile(r"\b(?:vs|versus|or|compared (?:to|with)|against|and|with)\b", re.IGNORECASE)
_COMPARE = re.compile(
    r"^\s*(please\s+)?(compare|which (is|works|one is) (better|best)[,:]?|what'?s better[,:]?|"
    r"is it better to (do|use|have)|difference between|should we (do|use|pick|go for))\s+",
    re.IGNORECASE,
)
_ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "last": 3}


class AskingHandlers:
    """Answers questions; every one is kept, with what it was answered with."""

    def __init__(self, asks: AskService, insight: InsightService, library: Library) -> None:
        self._asks = asks
        self._insight = insight
        self._library = library
        self._terms = Terms(library.taxonomy)

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "answer.helpful": lambda turn, id: self.feedback(turn, id, helpful=True),
                "answer.not_helpful": lambda turn, id: self.feedback(turn, id, helpful=False),
                "ask.again": self.again,
                "ask.meaning": self.ask_again_meaning,
                "ask.start": lambda turn, _: turn.say(facts.Reply("ask.how"), only_me=True),
                "practice.how": self.how,
                "term.explain": self.meaning,
            },
            intents={
                "about_programme": lambda turn, wish: self.programme(turn, wish.text),
                "ask_what_does_not_work": self._wanted,
                "ask_what_works": self._wanted,
                "compare_practices": lambda turn, wish: self.compare(turn, wish.text),
                "explain_term": lambda turn, wish: self.explain(turn, wish.text, wish.context),
                "find_organisation": self._wanted_organisation,
                "tell_me_more": lambda turn, wish: self.more(turn, wish.understood, wish.text),
                "who_has_tried": lambda turn, wish: self.who_tried(turn, wish.text, wish.context),
            },
        )

    async def _wanted(self, turn: Turn, wish: Wish) -> None:
        await self.ask(turn, wish.text, wish.understood, wish.context)

    async def _wanted_organisation(self, turn: Turn, wish: Wish) -> None:
        await self.organisation(turn, wish.text)

    async def ask(self, turn: Turn, text: str, understood: Understood, context: str) -> None:
        """What works, or what does not: an answer card."""
        result = understood.result or await self._search(turn, text, context)
        await self._answer(turn, text, understood.intent, result)

    async def _search(
        self, turn: Turn, text: str, context: str = "", kinds: frozenset[Kind] | None = None
    ) -> SearchResult:
        """Hits for `text`, looked for in a thread: nobody else waits meanwhile."""
        return await asyncio.to_thread(
            self._asks.search, text, audience=turn.audience, context=context, kinds=kinds
        )

    async def _answer(
        self,
        turn: Turn,
        text: str,
        intent: str,
        result: SearchResult,
        *,
        repeats: Question | None = None,
    ) -> None:
        """`repeats` is the question whose words these are: asked in private, they stay private."""
        level = level_asked(text)
        if level is not None:
            result = with_level_first(result, level, self._library)
        asking = Asking(
            turn.member,
            turn.event.place.channel,
            turn.thread,
            text,
            intent,
            result,
            is_public=turn.is_public and (repeats is None or repeats.is_public),
        )
        question = await self._asks.record(turn.work, asking)
        await turn.say(
            facts.Answer(
                question_id=question.id,
                confidence=result.confidence,
                hits=result.hits[:8],
                corrections=result.corrections,
                expansions=result.expansions,
                ambiguous=result.ambiguous,
                community=question.community,
                wants_negative=result.facets.wants_negative,
                was_cut=result.was_cut,
                level=level.value if level is not None else "",
                length=_length_for(turn),
            )
        )

    async def ask_again_meaning(self, turn: Turn, value: str) -> None:
        """The asker chose what an acronym means: `question id|acronym|meaning`."""
        question_id, acronym, meaning = [*value.split("|", 2), "", ""][:3]
        question = await self._asks.question(turn.work, turn.workspace.id, question_id)
        typed = re.compile(rf"(?<!\w){re.escape(acronym)}(?!\w)", re.IGNORECASE)
        text = typed.sub(lambda _: meaning, question.text) if acronym else question.text
        result = await self._search(turn, text)
        await self._answer(turn, text, question.intent, result, repeats=question)

    async def again(self, turn: Turn, question_id: str) -> None:
        """One's own question once more: there may be more known by now."""
        question = await self._asks.question(turn.work, turn.workspace.id, question_id)
        if question.member_id != turn.member.id:
            raise NotFound(key="refused.question_gone")
        result = await self._search(turn, question.text)
        await self._answer(turn, question.text, question.intent, result, repeats=question)

    async def more(self, turn: Turn, understood: Understood, text: str) -> None:
        """The whole of a practice from the last answer here, or of the one that is named."""
        place = _place_named(understood.argument or text)
        last = await self.last_question(turn)
        practices = self._practices(last.hits) if last else []
        if practices and (place or len(text.split()) <= 6):
            chosen = practices[min(place or 1, len(practices)) - 1]
            await turn.say(facts.HowItWorks(chosen))
            return
        result = await self._search(turn, text)
        named = self._practices(result.hits)
        if named and result.confidence is not Confidence.NONE:
            await turn.say(facts.HowItWorks(named[0]))
            return
        await turn.say(facts.Reply("more.of_what"))

    async def how(self, turn: Turn, practice_id: str) -> None:
        """The How it works button."""
        self._library.practice(practice_id)
        # Who reads one line has that already: the next longer one follows.
        is_short = _length_for(turn) == Reader.COUNCILLOR.value
        await turn.say(facts.HowItWorks(practice_id, Reader.MANAGER.value if is_short else ""))

    async def compare(self, turn: Turn, text: str) -> None:
        """Two practices side by side; where only one is known, an ordinary answer."""
        sides = [side.strip(" ?.,") for side in _SIDES.split(_COMPARE.sub("", text), maxsplit=1)]
        found: list[str] = []
        for side in sides:
            if any(character.isalnum() for character in side):
                result = await self._search(turn, side, kinds=frozenset({Kind.PRACTICE}))
                if result.confidence is not Confidence.NONE and result.hits:
                    found.append(result.hits[0].id)
        if len(set(found)) == 2:
            await turn.say(facts.Comparison((found[0], found[1])))
            return
        await self.ask(turn, text, Understood("ask_what_works"), "")

    async def who_tried(self, turn: Turn, text: str, context: str) -> None:
        """Examples by council and region."""
        result = await self._search(turn, text, context)
        examples = self._examples(result)
        facets = result.facets
        here = [
            example for example in examples if _is_at(example, facets.regions, facets.authorities)
        ]
        wanted_place = bool(facets.regions or facets.authorities)
        names = [*facets.regions, *map(self._library.authority_name, facets.authorities)]
        chosen = here if here else examples
        practice = next(iter(self._practices(result.hits)), "")
        topic = self._library.practice(practice).title if practice else ""
        told = bool(chosen) or await self._was_checked(turn, practice)
        if not told or result.confidence is Confidence.NONE:
            await self._answer(turn, text, "who_has_tried", result)
            return
        await self._asks.record(
            turn.work,
            Asking(
                turn.member,
                turn.event.place.channel,
                turn.thread,
                text,
                "who_has_tried",
                result,
                is_public=turn.is_public,
            ),
        )
        await turn.say(
            facts.Tried(
                topic=topic,
                example_ids=tuple(example.id for example in chosen[:MOST_EXAMPLES]),
                place=" and ".join(name for name in names if name),
                elsewhere=wanted_place and not here,
                practice_id=practice,
                regions=facets.regions,
                authorities=facets.authorities,
            )
        )

    @staticmethod
    async def _was_checked(turn: Turn, practice_id: str) -> bool:
        """Whether any council has reported on the practice."""
        return bool(await turn.work.checks.current(Subject.PRACTICE, [practice_id]))

    async def explain(self, turn: Turn, text: str, context: str) -> None:
        """A term of the field; an ambiguous acronym asks which meaning is meant."""
        ambiguous, terms = self._terms.find(text)
        if ambiguous is not None:
            await turn.say(facts.TermMeaning(ambiguous.acronym, ambiguous.meanings))
            return
        if terms:
            first = terms[0]
            await turn.say(
                facts.TermMeaning(
                    first.term,
                    tuple(term.term for term in terms) if len(terms) > 1 else (),
                    first.variants,
                    first.relates_to,
                )
            )
            return
        if await self.organisation(turn, text, search=False):
            return
        await self.ask(turn, text, Understood("explain_term"), context)

    async def meaning(self, turn: Turn, meaning: str) -> None:
        """The asker chose one meaning of an acronym."""
        term = self._terms.meaning(meaning)
        if term is not None:
            await turn.say(facts.TermMeaning(term.term, (), term.variants, term.relates_to))
        elif self._terms.is_meaning(meaning):
            await turn.say(facts.TermMeaning(meaning, ()))
        else:
            raise NotFound(key="refused.term_gone")

    async def organisation(self, turn: Turn, text: str, *, search: bool = True) -> bool:
        """What became of a body of the field; False where none is named and `search` is off."""
        known = [
            item
            for item in self._library.of_kind(Kind.ORGANISATION)
            if isinstance(item, Organisation)
        ]
        found = find_organisations(text, known)
        if found:
            await turn.say(
                facts.OrganisationFound(tuple(organisation.id for organisation in found[:3]))
            )
            return True
        if not search:
            return False
        await self.ask(turn, text, Understood("find_organisation"), "")
        return True

    async def programme(self, turn: Turn, text: str) -> None:
        """The programme's own questions and answers."""
        result = await self._search(turn, text, kinds=frozenset({Kind.FAQ}))
        if result.hits and result.confidence is not Confidence.NONE:
            await turn.say(facts.ProgrammeAnswer(result.hits[0].id))
            return
        await self.ask(turn, text, Understood("about_programme"), "")

    async def feedback(self, turn: Turn, question_id: str, *, helpful: bool) -> None:
        """Helpful, Not helpful. Who asked is offered to put it to the community."""
        question = await self._asks.give_feedback(
            turn.work, turn.member, question_id, helpful=helpful
        )
        await self._show_as_pressed(turn, question)
        if helpful:
            reply = facts.Reply("feedback.helpful")
        elif question.member_id != turn.member.id:
            reply = facts.Reply("feedback.noted")
        else:
            ask = facts.Choice("button.ask_community", "gap.ask", question_id)
            reply = facts.Reply("feedback.not_helpful", choices=(ask,))
        await turn.say(reply, only_me=True)
        if not helpful:
            await self._flag(turn, question)

    async def _show_as_pressed(self, turn: Turn, question: Question) -> None:
        """The answer's buttons show what was pressed; counted, where many people read it."""
        posted = await turn.work.outbox.by_key(turn.pressed) if turn.pressed else None
        if posted is None or not posted.facts:
            return
        try:
            said = facts.decode(posted.facts)
        except CannotDecode:
            return  # said by another version of this program
        if not isinstance(said, facts.Answer) or said.question_id != question.id:
            return
        rated = replace(
            said,
            rated_in=turn.workspace.id,
            is_for_one=turn.is_private or turn.event.place.is_direct,
        )
        await turn.redraw(rated)

    async def _flag(self, turn: Turn, question: Question) -> None:
        """Two people who found no help in a practice are a sign; so is each doubling of them."""
        practice_id, people = await self._insight.flags(turn.work, question)
        if people < FLAGGED_FROM or people & (people - 1):
            return
        practice = self._library.practice(practice_id)
        await turn.work.concerns.put(
            Concern(turn.workspace.id, practice.id, Reason.NOT_HELPFUL, people, turn.clock.now())
        )
        await turn.tell_moderators(
            facts.Reply(
                "feedback.flagged",
                {"title": practice.title, "count": str(people)},
                (
                    facts.Choice("button.how", "practice.how", practice_id),
                    facts.Choice("button.feedback", "moderate.feedback"),
                ),
            ),
            key=f"flag:{turn.workspace.id}:{practice_id}:{people}",
            communities=practice.communities,
        )

    async def last_question(self, turn: Turn) -> Question | None:
        """The question that a follow-up here would follow."""
        return next(iter(await self.latest_questions(turn, most=1)), None)

    async def latest_questions(self, turn: Turn, *, most: int) -> Sequence[Question]:
        """The latest questions here, newest first.

        Outside threads only the person's own: commands share a channel, and each is private.
        """
        return await turn.work.questions.latest_in_thread(
            turn.workspace.id,
            turn.event.place.channel,
            turn.thread,
            None if turn.thread else turn.member.id,
            most=most,
        )

    def _practices(self, hits: tuple[Hit, ...]) -> list[str]:
        return shown_practices(hits, self._library)

    def _examples(self, result: SearchResult) -> list[Example]:
        found: dict[str, Example] = {}
        for hit in result.hits:
            example = self._library.example(hit.id) if hit.kind is Kind.EXAMPLE else None
            if example is not None:
                found.setdefault(example.id, example)
        for practice_id in self._practices(result.hits)[:2]:
            for example in self._library.examples_of(practice_id):
                found.setdefault(example.id, example)
        return list(found.values())


def _length_for(turn: Turn) -> str:
    """What the person chose, where nobody else reads the answer."""
    is_alone = turn.event.place.is_direct or bool(turn.only_for)
    return turn.member.reads_as if is_alone else ""


def shown_practices(hits: tuple[Hit, ...], library: Library) -> list[str]:
    """Ids of the practices that an answer with these hits shows, best first."""
    return library.led_to(hits)


def _place_named(text: str) -> int:
    for word in re.findall(r"\w+", text.casefold()):
        if word in _ORDINALS:
            return _ORDINALS[word]
        if word.isdecimal() and 1 <= int(word) <= 3:
            return int(word)
    return 0


def _is_at(example: Example, regions: tuple[str, ...], authorities: tuple[str, ...]) -> bool:
    if authorities:
        return any(reference.ons_code in authorities for reference in example.authorities)
    places = {example.region, *(reference.region for reference in example.authorities)}
    return bool(places & set(regions))
