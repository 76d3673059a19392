"""Cards of councils that are alike, and of councils that help each other."""

from __future__ import annotations

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
    Style,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.checks import take_up_line
from ntg_bot.domain.checks import Subject, Tally
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.peers import Help, HelpKind, HelpState, Introduction, Meeting
from ntg_bot.services.library import Library
from ntg_bot.services.neighbours import NeighbourService, Peers
from ntg_bot.services.peers import OUTCOME_CHARACTERS, REACH_CHARACTERS
from ntg_bot.services.ports import UnitOfWork, UnitOfWorkFactory

MOST_COUNCILS = 15


class PeerCards:
    """Councils by name; a person by name only once both have said yes."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        neighbours: NeighbourService,
        uow: UnitOfWorkFactory,
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._neighbours = neighbours
        self._uow = uow

    async def draw(self, said: facts.PeersSaid) -> Card:
        async with self._uow(read_only=True) as work:
            match said:
                case facts.PeersShown(authority):
                    return self._peers(await self._neighbours.peers(work, authority))
                case facts.PeersTried():
                    return await self._tried(work, said)
                case facts.Proposal():
                    return await self._proposal(work, said)
                case facts.ReachForm():
                    return self._reach_form(said)
                case facts.OutcomeForm():
                    return self._outcome_form(said)
                case facts.OwnHelp():
                    return await self._own(work, said)
                case _:
                    assert_never(said)

    # --- who is like us -----------------------------------------------------------------------

    def dated(self, peers: Peers) -> Context:
        """Where it comes from that these councils are alike, with the date of the set."""
        found = peers.found
        if found is None:
            line = self._say("peers.by_place")
        elif found.dated:
            line = self._say("peers.dated", day=_day(found.dated), file=found.file)
        else:
            day = words.day(found.imported_at.date())
            line = self._say("peers.imported", day=day, file=found.file)
        return Context((Plain(line),))

    def _peers(self, peers: Peers) -> Card:
        council = self._library.authority_name(peers.authority)
        if not peers.councils:
            return card_of(Text((Plain(self._say("peers.none", council=council)),)))
        rows: list[tuple[Span, ...]] = []
        for each in peers.councils[:MOST_COUNCILS]:
            name = self._library.authority_name(each.neighbour) or each.neighbour
            rows.append((Strong(name), Plain(f": {each.closeness}" if each.closeness else "")))
        more = len(peers.councils) - MOST_COUNCILS
        return card_of(
            Text((Plain(self._say("peers.lead", council=council)),)),
            Bullets(tuple(rows)),
            Context((Plain(self._say("peers.more", count=more)),)) if more > 0 else None,
            self.dated(peers),
        )

    async def _tried(self, work: UnitOfWork, said: facts.PeersTried) -> Card:
        practice = self._library.practice(said.practice_id)
        peers = await self._neighbours.peers(work, said.authority)
        place = {each.neighbour: each.rank for each in peers.councils}
        checks = sorted(
            (
                check
                for check in await work.checks.current(Subject.PRACTICE, [practice.id])
                if check.authority in place
            ),
            key=lambda check: place[check.authority],
        )
        rows: list[tuple[Span, ...]] = []
        for check in checks:
            name = self._library.authority_name(check.authority)
            found = self._say(f"check.holds.{check.holds.value}")
            rows.append((Strong(name), Plain(f": {found}.")))
        for example in self._library.examples_of(practice.id):
            codes = [ref.ons_code for ref in example.authorities if ref.ons_code in place]
            if codes:
                name = words.listed([self._library.authority_name(code) for code in codes])
                line = self._say("peers.example", title=example.title)
                rows.append((Strong(name), Plain(f": {line}")))
        council = self._library.authority_name(said.authority)
        lead = self._say("peers.tried", council=council)
        if not rows:
            lead = self._say("peers.tried_none", council=council)
        return card_of(
            Heading(practice.title),
            Text((Plain(lead),)),
            Text((Strong(take_up_line(self._say, Tally.of(checks))),)) if checks else None,
            Bullets(tuple(rows)) if rows else None,
            self.dated(peers),
            Actions(self.help_buttons(practice)),
        )

    def help_buttons(self, practice: Practice) -> tuple[Button, ...]:
        """To ask for an introduction, or to offer one."""
        return tuple(
            Button(
                self._say(f"button.peers_{act}"),
                f"peers.{act}",
                practice.id,
                says=self._say(f"button.peers_{act}_says", title=practice.title),
            )
            for act in ("ask", "offer")
        )

    # --- introductions ------------------------------------------------------------------------

    async def _proposal(self, work: UnitOfWork, said: facts.Proposal) -> Card:
        introduction = await work.helps.introduction(said.introduction_id)
        mine = await work.helps.get(said.workspace_id, said.help_id)
        if introduction is None or mine is None:
            raise NotFound(key="refused.introduction_gone")
        is_offer = mine.kind is HelpKind.OFFER
        other = introduction.ask_authority if is_offer else introduction.offer_authority
        values = {
            "council": self._library.authority_name(other),
            "title": self._title(introduction.practice_id),
        }
        if introduction.state is Meeting.INTRODUCED:
            return await self._introduced(work, introduction, mine, values)
        if introduction.state is not Meeting.PROPOSED:
            return card_of(
                Text((Plain(self._say(f"introduction.{introduction.state.value}", **values)),))
            )
        key = "introduction.proposed_to_offer" if is_offer else "introduction.proposed_to_ask"
        return card_of(
            Text((Plain(self._say(key, **values)),)),
            Context((Plain(self._say("introduction.both")),)),
            Actions(
                (
                    Button(
                        self._say("button.introduction_yes"),
                        "introduction.yes",
                        introduction.id,
                        Style.PRIMARY,
                        self._say("button.introduction_yes_says", council=values["council"]),
                    ),
                    Button(
                        self._say("button.introduction_no"),
                        "introduction.no",
                        introduction.id,
                        says=self._say("button.introduction_no_says", council=values["council"]),
                    ),
                )
            ),
        )

    async def _introduced(
        self,
        work: UnitOfWork,
        introduction: Introduction,
        mine: Help,
        values: dict[str, str],
    ) -> Card:
        is_offer = mine.kind is HelpKind.OFFER
        workspace_id, id = (
            (introduction.ask_workspace, introduction.ask_id)
            if is_offer
            else (introduction.offer_workspace, introduction.offer_id)
        )
        other = await work.helps.get(workspace_id, id)
        member = await work.members.get(workspace_id, other.member_id) if other else None
        reach = introduction.ask_reach if is_offer else introduction.offer_reach
        name = member.name if member else ""
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (self._say("label.council"), (Plain(values["council"]),))
        ]
        if name:
            pairs.append((self._say("label.person"), (Plain(name),)))
        if reach:
            pairs.append((self._say("label.reach"), (Plain(reach),)))
        return card_of(
            Text((Plain(self._say("introduction.made", **values)),)),
            Facts(tuple(pairs)),
            Actions((self._done(introduction, values["council"]),)),
        )

    def _done(self, introduction: Introduction, council: str) -> Button:
        return Button(
            self._say("button.introduction_done"),
            "introduction.done",
            introduction.id,
            says=self._say("button.introduction_done_says", council=council),
        )

    def _title(self, practice_id: str) -> str:
        item = self._library.find(Kind.PRACTICE, practice_id)
        return item.title if isinstance(item, Practice) else practice_id

    async def _own(self, work: UnitOfWork, said: facts.OwnHelp) -> Card:
        elements: list[Element] = []
        for help in await work.helps.of_member(said.workspace_id, said.member_id):
            met = await work.helps.introductions_of(help.id)
            shown = [each for each in met if each.state in (Meeting.PROPOSED, Meeting.INTRODUCED)]
            if help.state is HelpState.CLOSED and not shown:
                continue
            title = self._title(help.practice_id)
            line = self._say(f"own_help.{help.kind.value}", most=help.at_most)
            elements += [Heading(title), Text((Plain(line),))]
            buttons: list[Button] = []
            for each in shown:
                is_offer = help.kind is HelpKind.OFFER
                other = each.ask_authority if is_offer else each.offer_authority
                council = self._library.authority_name(other)
                state = self._say(f"own_introduction.{each.state.value}", council=council)
                elements.append(Text((Plain(state),)))
                if each.state is Meeting.INTRODUCED:
                    buttons.append(self._done(each, council))
            if help.state is HelpState.OPEN:
                buttons.append(
                    Button(
                        self._say("button.close_help"),
                        "peers.close",
                        help.id,
                        says=self._say("button.close_help_says", title=title),
                    )
                )
            if buttons:
                elements.append(Actions(tuple(buttons)))
        if not elements:
            return card_of(Text((Plain(self._say("own_help.none")),)))
        return card_of(Text((Plain(self._say("own_help.lead")),)), *elements)

    # --- forms --------------------------------------------------------------------------------

    def _reach_form(self, said: facts.ReachForm) -> Card:
        reach = Field(
            name="reach",
            label=self._say("introduction.reach"),
            hint=self._say("introduction.reach_hint"),
            value=said.typed,
            max_length=REACH_CHARACTERS,
            error=words.fault(self._say, said.error),
        )
        form = Form(
            action="introduction.yes",
            value=said.introduction_id,
            title=self._say("introduction.reach_title"),
            submit=self._say("button.introduction_yes"),
            fields=(reach,),
        )
        return card_of(Text((Plain(self._say("introduction.reach_lead")),)), form)

    def _outcome_form(self, said: facts.OutcomeForm) -> Card:
        def fault(name: str) -> str:
            return words.fault(self._say, said.error) if said.error_field == name else ""

        form = Form(
            action="introduction.done",
            value=said.introduction_id,
            title=self._say("introduction.done_title"),
            submit=self._say("introduction.done_submit"),
            fields=(
                Field(
                    name="visited_on",
                    label=self._say("introduction.visited_on"),
                    hint=self._say("introduction.visited_on_hint"),
                    value=said.typed.get("visited_on", ""),
                    required=False,
                    max_length=10,
                    error=fault("visited_on"),
                ),
                Field(
                    name="outcome",
                    label=self._say("introduction.outcome"),
                    hint=self._say("introduction.outcome_hint"),
                    value=said.typed.get("outcome", ""),
                    multiline=True,
                    max_length=OUTCOME_CHARACTERS,
                    error=fault("outcome"),
                ),
                Field(
                    name="thanks",
                    label=self._say("introduction.say_thanks"),
                    value=said.typed.get("thanks", "yes"),
                    options=tuple(
                        Option(each, self._say(f"introduction.thanks_{each}"))
                        for each in ("yes", "no")
                    ),
                    error=fault("thanks"),
                ),
            ),
        )
        return card_of(Text((Plain(self._say("introduction.done_lead")),)), form)


def _day(iso: str) -> str:
    from datetime import date

    return words.day(date.fromisoformat(iso))
