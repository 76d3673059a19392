"""Cards of workshops, boards and the register, and their forms."""

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
    Quote,
    Span,
    Style,
    Text,
    When,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.buttons import named_button
from ntg_bot.conversation.present.form_fields import FormFields
from ntg_bot.conversation.present.register import MOST_SHOWN, RegisterCards
from ntg_bot.domain.meetings import Board, BoardKind, Meeting, MeetingKind, MeetingState
from ntg_bot.domain.register import Sensitivity
from ntg_bot.services.boards import BoardService, Sitting
from ntg_bot.services.library import Library
from ntg_bot.services.meetings import Comers, MeetingService
from ntg_bot.services.ports import UnitOfWorkFactory
from ntg_bot.services.register import RegisterService


class MeetingCards:
    """Drawn with what the database says now."""

    def __init__(
        self,
        library: Library,
        catalogue: Catalogue,
        uow: UnitOfWorkFactory,
        meetings: MeetingService,
        boards: BoardService,
        register: RegisterService,
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._field = FormFields(catalogue.say, "programmeform").field
        self._uow = uow
        self._meetings = meetings
        self._boards = boards
        self._register = RegisterCards(library, catalogue, register)

    async def card(self, said: facts.MeetingsSaid) -> Card:
        async with self._uow(read_only=True) as work:
            match said:
                case facts.Timeline():
                    return self._timeline()
                case facts.Meetings(is_past_too, is_curator):
                    found = await self._meetings.all(work, upcoming=not is_past_too)
                    return self._list(found, is_curator)
                case facts.MeetingShown(id, member_id):
                    meeting = await self._meetings.find(work, id)
                    comers = await self._meetings.comers(work, meeting, member_id)
                    return self._one(meeting, comers, said)
                case facts.Boards(is_curator):
                    boards = [
                        (board, await self._boards.sittings(work, board))
                        for board in await work.programme.all(Board)
                    ]
                    return self._all_boards(boards, is_curator)
                case facts.RegisterShown():
                    return await self._register.card(work, said)
                case facts.ProgrammeForm():
                    return self._form(said)
                case _:
                    assert_never(said)

    def _timeline(self) -> Card:
        """Each phase in a line, and where the papers differ right below it."""
        milestones = self._library.taxonomy.timeline
        if not milestones:
            return card_of(Text((Plain(self._say("timeline.none")),)))
        rows: list[tuple[Span, ...]] = []
        for each in milestones:
            when = words.when(each.starts, each.ends)
            line = self._say("timeline.row", when=when, what=each.what, source=each.source)
            differs = f" {self._say('timeline.differs', note=each.differs)}" if each.differs else ""
            rows.append((Plain(f"{line}{differs}"),))
        return card_of(Text((Plain(self._say("timeline.lead")),)), Bullets(tuple(rows)))

    # --- meetings ---------------------------------------------------------------------------------

    def _list(self, meetings: Sequence[Meeting], is_curator: bool) -> Card:
        new = Actions((named_button(self._say, "meeting.new"),)) if is_curator else None
        if not meetings:
            return card_of(Text((Plain(self._say("meeting.none")),)), new)
        rows: list[Element | None] = []
        for meeting in meetings[:MOST_SHOWN]:
            where = meeting.region or self._say("meeting.everywhere")
            line = self._say(
                "meeting.row",
                kind=self._say(f"meeting.kind.{meeting.kind.value}"),
                title=meeting.title,
                where=where,
            )
            rows.append(Text((Plain(f"{line} "), When(meeting.starts_at))))
            rows.append(
                Actions((named_button(self._say, "meeting.show", meeting.id, meeting.title),))
            )
        if len(meetings) > MOST_SHOWN:
            more = self._say("meeting.more", count=len(meetings) - MOST_SHOWN)
            rows.append(Context((Plain(more),)))
        return card_of(*rows, new)

    def _one(self, meeting: Meeting, comers: Comers, said: facts.MeetingShown) -> Card:
        names = self._library.taxonomy.names
        pairs: list[tuple[str, tuple[Span, ...]]] = [
            (
                self._say("meeting.label.kind"),
                (Plain(self._say(f"meeting.kind.{meeting.kind.value}")),),
            ),
            (
                self._say("meeting.label.when"),
                (
                    When(meeting.starts_at),
                    Plain(f" {self._say('meeting.to')} "),
                    When(meeting.ends_at),
                ),
            ),
            (self._say("meeting.label.where"), (Plain(self._where(meeting)),)),
        ]
        if meeting.lines:
            lines = words.listed([names.get(id, id) for id in meeting.lines])
            pairs.append((self._say("meeting.label.lines"), (Plain(lines),)))
        pairs.append((self._say("meeting.label.comers"), (Plain(self._comers(comers)),)))
        elements: list[Element | None] = [
            Heading(meeting.title),
            Text((Plain(self._say("meeting.is_cancelled")),))
            if meeting.state is MeetingState.CANCELLED
            else None,
            Text((Plain(meeting.about),)) if meeting.about else None,
            Facts(tuple(pairs)),
        ]
        if meeting.notes:
            elements += [Text((Plain(self._say("meeting.notes")),)), Quote(meeting.notes)]
        if meeting.product is not None:
            elements += self._product(meeting)
        return card_of(*elements, self._next(meeting, comers, said))

    def _where(self, meeting: Meeting) -> str:
        return f"{meeting.place} ({meeting.region})" if meeting.region else meeting.place

    def _comers(self, comers: Comers) -> str:
        if not comers.people:
            return self._say("meeting.nobody")
        if not comers.councils:
            return self._say("meeting.people", count=comers.people)
        return self._say(
            "meeting.people_of", count=comers.people, councils=words.listed(comers.councils)
        )

    def _product(self, meeting: Meeting) -> list[Element | None]:
        product = meeting.product
        assert product is not None  # noqa: S101 - the caller looked
        titles = [
            practice.title
            for practice in self._library.practices()
            if practice.id in product.practices
        ]
        about = [*titles, *(self._say("meeting.hypothesis", number=n) for n in product.hypotheses)]
        return [
            Text((Plain(self._say("meeting.product", title=product.title)),)),
            Quote(product.text) if product.text else None,
            Text((Plain(self._say("meeting.linked", things=words.listed(about))),))
            if about
            else None,
        ]

    def _next(self, meeting: Meeting, comers: Comers, said: facts.MeetingShown) -> Actions | None:
        buttons: list[Button] = []
        if meeting.state is MeetingState.PLANNED:
            if comers.is_mine:
                buttons.append(named_button(self._say, "meeting.leave", meeting.id, meeting.title))
            else:
                buttons.append(
                    named_button(
                        self._say, "meeting.join", meeting.id, meeting.title, style=Style.PRIMARY
                    )
                )
        if said.is_curator and meeting.state is not MeetingState.CANCELLED:
            buttons.append(named_button(self._say, "meeting.note", meeting.id, meeting.title))
            if meeting.state is MeetingState.PLANNED:
                buttons.append(named_button(self._say, "meeting.cancel", meeting.id, meeting.title))
        return Actions(tuple(buttons)) if buttons else None

    # --- boards -----------------------------------------------------------------------------------

    def _all_boards(
        self, boards: Sequence[tuple[Board, Sequence[Sitting]]], is_curator: bool
    ) -> Card:
        new = Actions((named_button(self._say, "board.new"),)) if is_curator else None
        if not boards:
            return card_of(Text((Plain(self._say("board.none")),)), new)
        rows: list[Element | None] = []
        for board, sittings in boards:
            rows.append(Heading(board.name))
            kind = self._say(f"board.kind.{board.kind.value}")
            rows.append(Text((Plain(f"{kind}. {board.remit}"),)))
            held = [each for each in sittings if each.is_held and each.name]
            if held:
                rows.append(Bullets(tuple((Plain(self._sitting(each)),) for each in held)))
            else:
                rows.append(Text((Plain(self._say("board.empty")),)))
        how = Context((Plain(self._say("board.how")),)) if is_curator else None
        return card_of(*rows, new, how)

    def _sitting(self, sitting: Sitting) -> str:
        since = words.day(sitting.since)
        if sitting.until is None:
            return self._say("board.sits", name=sitting.name, since=since)
        until = words.day(sitting.until)
        return self._say("board.sits_until", name=sitting.name, since=since, until=until)

    # --- forms ------------------------------------------------------------------------------------

    def _form(self, said: facts.ProgrammeForm) -> Card:
        taxonomy = self._library.taxonomy
        asked: tuple[Field, ...]
        match said.kind:
            case "note":
                action = "meeting.note"
                asked = (
                    self._field(said, "notes", 12_000, required=False, multiline=True),
                    self._field(said, "product", 120, required=False),
                    self._field(said, "product_text", 6_000, required=False, multiline=True),
                    self._field(said, "practices", 500, required=False),
                    self._field(said, "hypotheses", 100, required=False),
                )
            case "board":
                action = "board.new"
                kinds = tuple(
                    Option(kind.value, self._say(f"board.kind.{kind.value}")) for kind in BoardKind
                )
                asked = (
                    self._field(said, "name", 120),
                    self._field(said, "kind", options=kinds),
                    self._field(said, "remit", 2_000, multiline=True),
                )
            case "register":
                action = "register.new"
                asked = (
                    self._field(said, "title", 160),
                    self._field(said, "holder", 160),
                    self._field(
                        said,
                        "groups",
                        options=tuple(Option(each.id, each.name) for each in taxonomy.groups),
                        many=True,
                    ),
                    self._field(
                        said,
                        "outcomes",
                        options=tuple(Option(each.id, each.name) for each in taxonomy.outcomes),
                        many=True,
                    ),
                    self._field(
                        said,
                        "sensitivity",
                        options=tuple(
                            Option(each.value, self._say(f"register.sensitivity.{each.value}"))
                            for each in Sensitivity
                        ),
                    ),
                )
            case _:
                action = "meeting.new"
                kinds = tuple(
                    Option(kind.value, self._say(f"meeting.kind.{kind.value}"))
                    for kind in MeetingKind
                )
                asked = (
                    self._field(said, "title", 120),
                    self._field(said, "kind", options=kinds),
                    self._field(
                        said,
                        "region",
                        options=tuple(Option(each, each) for each in taxonomy.regions),
                        required=False,
                    ),
                    self._field(said, "starts", 16),
                    self._field(said, "place", 200),
                )
        return card_of(
            Form(
                action,
                said.value,
                self._say(f"programmeform.{said.kind}_title"),
                self._say(f"programmeform.{said.kind}_submit"),
                asked,
            )
        )
