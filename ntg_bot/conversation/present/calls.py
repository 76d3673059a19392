"""Cards of calls for evidence: how a call stands, what was sent, the shortlist, the news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Button,
    Card,
    Context,
    Element,
    Facts,
    Heading,
    Plain,
    Quote,
    Style,
    Text,
    When,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.conversation.present.call_forms import CallForms
from ntg_bot.conversation.present.signing import signed_lines
from ntg_bot.domain.calls import Attendance, Call, CallState, Evidence, EvidenceState
from ntg_bot.domain.errors import NotFound
from ntg_bot.services.boards import BoardService
from ntg_bot.services.calls import CallReport, CallService, find_call
from ntg_bot.services.hearings import strongest
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork, UnitOfWorkFactory

MOST_SHOWN = 20
"""calls or pieces of evidence on one card; the rest is counted, and listed by the command line"""


class CallCards:
    """Drawn with what the database says now; who may see what was checked when it was said."""

    def __init__(
        self, library: Library, catalogue: Catalogue, uow: UnitOfWorkFactory, clock: Clock
    ) -> None:
        self._library = library
        self._say = catalogue.say
        self._forms = CallForms(library, catalogue)
        self._calls = CallService(library, clock)
        self._boards = BoardService(clock)
        self._uow = uow
        self._clock = clock

    async def card(self, said: facts.CallsSaid) -> Card:
        async with self._uow(read_only=True) as work:
            match said:
                case facts.Calls(drafts):
                    return self._all(await self._calls.all(work, drafts=drafts), drafts)
                case facts.CallStands(call_id):
                    signed = await self._boards.signed(work, f"call:{call_id}")
                    lines = signed_lines(self._say, signed)
                    return self._stands(await self._calls.report_of(work, call_id), said, lines)
                case facts.CallForm():
                    return await self._form(work, said)
                case facts.EvidenceStands(workspace_id, evidence_id):
                    return self._evidence(await _evidence(work, workspace_id, evidence_id))
                case facts.LateEvidence(call_id):
                    call = await find_call(work, call_id)
                    sent = await work.calls.evidence(call_id)
                    late = [e for e in sent if e.state is EvidenceState.LATE]
                    return self._late(call, late)
                case facts.Shortlist(call_id):
                    call = await find_call(work, call_id)
                    return self._shortlist(call, strongest(await work.calls.evidence(call_id)))
                case facts.Invitation(workspace_id, evidence_id):
                    evidence = await _evidence(work, workspace_id, evidence_id)
                    return self._invitation(await find_call(work, evidence.call_id), evidence)
                case facts.CallNews(call_id):
                    return self._news(await find_call(work, call_id), said)
                case _:
                    assert_never(said)

    async def _form(self, work: UnitOfWork, said: facts.CallForm) -> Card:
        if said.kind in ("new", "start", "hearing"):
            named = said.value.partition("#")[0]
            call = await find_call(work, named) if said.kind != "new" else None
            return self._forms.of_call(said, call)
        if said.kind == "finish":
            return self._forms.finish(said)
        workspace_id, _, id = said.value.partition("|")
        return self._forms.of_evidence(said, await _evidence(work, workspace_id, id))

    def _all(self, calls: Sequence[Call], is_curator: bool) -> Card:
        new = Actions((self._button("call.new", is_primary=True),)) if is_curator else None
        if not calls:
            return card_of(Text((Plain(self._say("call.none")),)), new)
        rows: list[Element | None] = []
        for call in calls[:MOST_SHOWN]:
            rows.append(Heading(call.title))
            rows.append(Text((Plain(f"{self._state(call)} {call.question}"),)))
            rows.append(Actions((self._button("call.show", call.id, call.title),)))
        if len(calls) > MOST_SHOWN:
            rows.append(Context((Plain(self._say("call.more", count=len(calls) - MOST_SHOWN)),)))
        return card_of(Text((Plain(self._say("call.lead")),)), *rows, new)

    def _state(self, call: Call) -> str:
        key = f"call.state.{call.state.value}"
        if call.state is CallState.OPEN and self._clock.now() >= call.ends_at:
            key = "call.state.GRACE"
        return self._say(
            key,
            opens=words.day(call.opens_on),
            closes=words.day(call.closes_on),
            days=call.grace_days,
        )

    def _stands(self, report: CallReport, said: facts.CallStands, signed: Sequence[str]) -> Card:
        call = report.call
        names = self._library.taxonomy.names
        pairs = [
            ("call.label.question", call.question),
            ("call.label.themes", words.listed([names.get(id, id) for id in call.themes])),
            ("call.label.who", call.who or self._say("call.anybody")),
            ("call.label.nations", words.listed(call.nations)),
            ("call.label.received", self._received(report)),
        ]
        if report.by_mark:
            marks = [
                self._say(f"mark.count.{mark}", count=count)
                for mark, count in sorted(report.by_mark.items())
            ]
            pairs.append(("call.label.marks", words.listed(marks)))
        if said.is_curator or said.is_reader:
            left = self._say("call.left", left=report.readings_wanted, readers=report.readers)
            pairs.append(("call.label.reading", left))
        if call.hearing is not None:
            pairs.append(("call.label.hearing", self._hearing(call, report)))
        return card_of(
            Heading(call.title),
            Text((Plain(self._state(call)),)),
            Facts(tuple((self._say(label), (Plain(text),)) for label, text in pairs)),
            *(Text((Plain(line),)) for line in signed),
            self._next(report, said),
            self._unread(report, said),
            Context((Plain(self._say("call.releases")),)) if self._takes(call) else None,
        )

    def _unread(self, report: CallReport, said: facts.CallStands) -> Context | None:
        """How a curator names those who read; before that, nobody does."""
        if not said.is_curator or report.readers:
            return None
        return Context((Plain(self._say("call.no_readers", title=report.call.title)),))

    def _received(self, report: CallReport) -> str:
        received = self._say(
            "call.received", count=report.call.received, organisations=report.organisations
        )
        waiting = report.by_state.get(EvidenceState.LATE.value, 0)
        return f"{received} {self._say('call.late', count=waiting)}" if waiting else received

    def _hearing(self, call: Call, report: CallReport) -> str:
        assert call.hearing is not None  # noqa: S101 - the caller looked
        at = call.hearing.starts_at
        return self._say(
            "call.hearing",
            day=words.day(at.date()),
            time=f"{at:%H:%M}",
            place=call.hearing.place,
            coming=report.coming,
            shortlisted=report.shortlisted,
        )

    def _takes(self, call: Call) -> bool:
        now = self._clock.now()
        return call.is_open(now) or call.is_late(now)

    def _next(self, report: CallReport, said: facts.CallStands) -> Actions | None:
        """What can be done next, the likeliest first."""
        call = report.call
        buttons: list[Button] = []
        if self._takes(call):
            buttons.append(self._button("call.send", call.id, call.title, True))
        if said.is_reader and report.readings_wanted:
            buttons.append(self._button("call.read", call.id, call.title, True))
        if said.is_curator:
            late = report.by_state.get(EvidenceState.LATE.value, 0)
            match call.state:
                case CallState.DRAFT:
                    buttons.append(self._button("call.open", call.id, "", True))
                case CallState.OPEN:
                    buttons.append(self._button("call.close", call.id))
                case CallState.READING if not report.readings_wanted and not late:
                    buttons.append(self._button("call.report", call.id, "", True))
                case CallState.REPORTED:
                    buttons += [
                        self._button("call.shortlist", call.id),
                        self._button("call.hearing", call.id),
                    ]
                    if call.hearing is not None:
                        buttons.append(self._button("call.invite", call.id))
                        buttons.append(self._button("call.heard", call.id))
                    buttons.append(self._button("call.publish", call.id))
                case CallState.HEARD:
                    buttons.append(self._button("call.shortlist", call.id))
                    buttons.append(self._button("call.publish", call.id, "", True))
            if late:
                buttons.append(self._button("call.late", call.id))
        return Actions(tuple(buttons)) if buttons else None

    def _evidence(self, evidence: Evidence) -> Card:
        """What the sender sees: where it stands and, once graded, what would lift it."""
        pairs = [
            ("evidence.label.receipt", evidence.receipt),
            ("evidence.label.organisation", evidence.organisation),
            ("evidence.label.state", self._say(f"evidence.state.{evidence.state.value}")),
        ]
        if evidence.reason:
            pairs.append(("evidence.label.reason", evidence.reason))
        if evidence.mark is not None:
            pairs.append(("evidence.label.mark", self._say(f"mark.{evidence.mark.value}")))
        if evidence.lift:
            pairs.append(("evidence.label.lift", evidence.lift))
        buttons: list[Button] = []
        if evidence.state is EvidenceState.DRAFT:
            buttons.append(self._button("evidence.finish", evidence.id, evidence.title, True))
        if evidence.state in (
            EvidenceState.DRAFT,
            EvidenceState.RECEIVED,
            EvidenceState.LATE,
        ):
            buttons.append(self._button("evidence.withdraw", evidence.id, evidence.title))
        return card_of(
            Heading(evidence.title),
            Facts(tuple((self._say(label), (Plain(text),)) for label, text in pairs if text)),
            Actions(tuple(buttons)) if buttons else None,
        )

    def _late(self, call: Call, late: Sequence[Evidence]) -> Card:
        if not late:
            return card_of(Text((Plain(self._say("call.no_late", title=call.title)),)))
        rows: list[Element | None] = []
        for evidence in late[:MOST_SHOWN]:
            value = f"{evidence.workspace_id}|{evidence.id}"
            rows.append(Text((Plain(f"{evidence.title} ({evidence.organisation})"),)))
            rows.append(
                Actions(
                    (
                        self._button("evidence.admit", value, evidence.title),
                        self._button("evidence.refuse", value, evidence.title),
                    )
                )
            )
        return card_of(Text((Plain(self._say("call.late_lead", title=call.title)),)), *rows)

    def _shortlist(self, call: Call, strong: Sequence[Evidence]) -> Card:
        if not strong:
            return card_of(Text((Plain(self._say("call.no_strong", title=call.title)),)))
        rows: list[Element | None] = []
        for evidence in strong[:MOST_SHOWN]:
            value = f"{evidence.workspace_id}|{evidence.id}"
            mark = self._say(f"mark.{evidence.mark.value}") if evidence.mark else ""
            stands = self._say(f"attendance.{evidence.attendance.value or 'none'}")
            line = f"{evidence.title} ({evidence.organisation}). {mark} {stands}"
            rows.append(Text((Plain(line),)))
            if evidence.attendance is Attendance.NONE:
                button = self._button("evidence.on", value, evidence.title)
            elif evidence.attendance is Attendance.SHORTLISTED:
                button = self._button("evidence.off", value, evidence.title)
            else:
                button = self._button("evidence.note", value, evidence.title)
            rows.append(Actions((button,)))
        if len(strong) > MOST_SHOWN:
            rows.append(Context((Plain(self._say("call.more", count=len(strong) - MOST_SHOWN)),)))
        return card_of(Text((Plain(self._say("call.shortlist_lead", title=call.title)),)), *rows)

    def _invitation(self, call: Call, evidence: Evidence) -> Card:
        if call.hearing is None:
            raise NotFound(key="refused.no_hearing", title=call.title)
        hearing = call.hearing
        lead = self._say("invitation.lead", title=evidence.title, call=call.title)
        pairs = (
            (self._say("invitation.when"), (When(hearing.turn(max(evidence.turn - 1, 0))),)),
            (self._say("invitation.where"), (Plain(hearing.place),)),
            (
                self._say("invitation.long"),
                (Plain(self._say("invitation.minutes", minutes=hearing.minutes)),),
            ),
        )
        questions = [Quote(question) for question in hearing.questions]
        return card_of(
            Heading(self._say("invitation.heading")),
            Text((Plain(lead),)),
            Facts(pairs),
            Text((Plain(self._say("invitation.questions")),)) if questions else None,
            *questions,
            Text((Plain(self._say(f"attendance.{evidence.attendance.value or 'none'}")),)),
            Actions(
                (
                    self._button(
                        "evidence.coming",
                        evidence.id,
                        evidence.title,
                        True,
                    ),
                    self._button(
                        "evidence.not_coming",
                        evidence.id,
                        evidence.title,
                    ),
                )
            ),
        )

    def _news(self, call: Call, said: facts.CallNews) -> Card:
        text = self._say(
            f"call.news.{said.what}",
            title=call.title,
            closes=words.day(call.closes_on),
            days=said.days,
        )
        show = self._button("call.show", call.id, call.title)
        send = self._button("call.send", call.id, call.title, True)
        return card_of(
            Text((Plain(text),)),
            Quote(call.question) if said.what in ("opened", "remind") else None,
            Actions((send, show) if self._takes(call) else (show,)),
        )

    def _button(
        self, action: str, value: str = "", title: str = "", is_primary: bool = False
    ) -> Button:
        """A button whose label stands in the catalogue under its action."""
        name = action.replace(".", "_")
        text = self._say(f"button.{name}")
        says = f"{text}: {title}" if title else ""
        style = Style.PRIMARY if is_primary else Style.PLAIN
        return Button(text, action, value, style, says)


async def _evidence(work: UnitOfWork, workspace_id: str, id: str) -> Evidence:
    evidence = await work.calls.get_evidence(workspace_id, id)
    if evidence is None:
        raise NotFound(key="refused.no_evidence")
    return evidence
