"""Calls for evidence in the chat: senders, readers and curators, each with what is theirs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ntg_bot.conversation import facts
from ntg_bot.conversation.acts import Acts
from ntg_bot.conversation.commands import Command, patterns
from ntg_bot.conversation.turn import NOTICES, Turn, direct
from ntg_bot.domain.call_reports import COMPENDIUM, INTERIM
from ntg_bot.domain.calls import Call, CallReader, Evidence, EvidenceState
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may
from ntg_bot.services.calls import CallService, find_call
from ntg_bot.services.evidence import MAY_BE_A_PERSON, EvidenceService, fingerprint
from ntg_bot.services.hearings import HearingService
from ntg_bot.services.library import Library
from ntg_bot.services.roles import RoleService

GRAMMAR = patterns(
    ("calls", r"(show |list )?(me )?(the )?calls( for evidence)?"),
    ("new_call", r"(start |make )?(a )?new call( for evidence)?"),
    ("read_call", r"read (for )?(the )?(call )?(?P<arg>\S.{0,120})"),
    ("call_reader", r"reader add\b(?P<arg>.{0,200})"),
    ("call", r"call( for evidence)?:? (?P<arg>\S.{0,120})"),
)


class CallHandlers:
    """Who may do what is checked by the services when it is done."""

    def __init__(
        self,
        calls: CallService,
        evidence: EvidenceService,
        hearings: HearingService,
        roles: RoleService,
        library: Library,
    ) -> None:
        self._calls = calls
        self._evidence = evidence
        self._hearings = hearings
        self._roles = roles
        self._library = library

    def acts(self) -> Acts:
        return Acts(
            buttons={
                "call.close": self._close,
                "call.heard": self._heard,
                "call.hearing": lambda turn, id: self._form(turn, "hearing", id),
                "call.invite": self._invite,
                "call.late": self._late,
                "call.list": lambda turn, _: self._list(turn),
                "call.new": lambda turn, _: self._form(turn, "new"),
                "call.open": self._open,
                "call.publish": self._publish,
                "call.read": self._read_next,
                "call.report": self._report,
                "call.send": lambda turn, id: self._form(turn, "start", id),
                "call.shortlist": self._shortlist,
                "call.show": self._show,
                "evidence.admit": self._admit,
                "evidence.coming": lambda turn, id: self._attend(turn, id, coming=True),
                "evidence.finish": lambda turn, id: self._form(turn, "finish", id),
                "evidence.note": lambda turn, value: self._form(turn, "note", value),
                "evidence.not_coming": lambda turn, id: self._attend(turn, id, coming=False),
                "evidence.off": lambda turn, value: self._pick(turn, value, on=False),
                "evidence.on": lambda turn, value: self._pick(turn, value, on=True),
                "evidence.refuse": lambda turn, value: self._form(turn, "refuse", value),
                "evidence.withdraw": self._withdraw,
            },
            forms={
                "call.new": self._new_filled,
                "call.hearing": self._hearing_filled,
                "evidence.finish": self._finish_filled,
                "evidence.note": self._note_filled,
                "evidence.reading": self._reading_filled,
                "evidence.refuse": self._refuse_filled,
                "evidence.start": self._start_filled,
            },
            commands={
                "call": lambda turn, command: self._show(turn, command.argument),
                "call_reader": self._add_reader,
                "calls": lambda turn, _: self._list(turn),
                "new_call": lambda turn, _: self._form(turn, "new"),
                "read_call": lambda turn, command: self._read_next(turn, command.argument),
            },
            grammar=GRAMMAR,
        )

    # --- looking ----------------------------------------------------------------------------------

    async def _list(self, turn: Turn) -> None:
        is_curator = may(turn.member, Act.CURATE, ())
        await turn.say(facts.Calls(is_curator), only_me=is_curator)

    async def _show(self, turn: Turn, named: str) -> None:
        call = await find_call(turn.work, named)
        await self._stand(turn, call.id)

    async def _stand(self, turn: Turn, id: str, *, redraw: bool = False) -> None:
        is_curator = may(turn.member, Act.CURATE, ())
        panel = await turn.work.calls.readers(id)
        reader = CallReader(id, turn.workspace.id, turn.member.id)
        said = facts.CallStands(id, is_curator, reader in panel)
        only_me = is_curator or said.is_reader
        if redraw and turn.pressed:
            await turn.redraw(said, only_me=only_me)
        else:
            await turn.say(said, only_me=only_me)

    async def _form(self, turn: Turn, kind: str, value: str = "") -> None:
        if kind == "finish":
            await self._evidence.mine(turn.work, turn.member, value)
        await turn.say(facts.CallForm(kind, value), only_me=True)

    async def _filled(
        self,
        turn: Turn,
        form: facts.CallForm,
        act: Callable[[], Awaitable[None]],
    ) -> None:
        """Carries out a form; a fault is shown at its field, with all that was typed."""
        try:
            await act()
        except InvalidInput as fault:
            value = form.value
            if fault.key == MAY_BE_A_PERSON:
                value = f"{value.partition('#')[0]}#{fingerprint(form.typed)}"
            again = facts.CallForm(form.kind, value, form.typed, fault.field, facts.refusal(fault))
            await turn.say(again, only_me=True)

    # --- curators ---------------------------------------------------------------------------------

    async def _new_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            call = await self._calls.create(turn.work, turn.member, values)
            await self._stand(turn, call.id)

        await self._filled(turn, facts.CallForm("new", value, dict(values)), act)

    async def _open(self, turn: Turn, id: str) -> None:
        call = await self._calls.open(turn.work, turn.member, id)
        await tell_communities(turn, self._library, call, "opened")
        await self._stand(turn, call.id, redraw=True)

    async def _close(self, turn: Turn, id: str) -> None:
        call = await self._calls.close(turn.work, turn.member, id)
        await self._stand(turn, call.id, redraw=True)

    async def _add_reader(self, turn: Turn, command: Command) -> None:
        """`reader add @Sam to early-language`"""
        people = tuple(dict.fromkeys(turn.mentioned))
        words = command.argument
        for user, name in people:
            for shown in (name, user):
                words = words.replace(f"@{shown}", " ") if shown else words
        named = " ".join(word for word in words.split() if not word.startswith("@"))
        named = named.strip(" ,.:").removeprefix("to ").removeprefix("for ").strip()
        if len(people) != 1 or not named:
            raise InvalidInput("person", key="refused.reader_whom")
        call = await find_call(turn.work, named)
        person = await self._roles.known(turn.work, turn.workspace, *people[0])
        is_new = await self._calls.appoint_reader(turn.work, turn.member, call.id, person)
        name = person.name or f"@{person.external_id}"
        key = "call.reader_added" if is_new else "call.reader_was"
        await turn.say(facts.Reply(key, {"name": name, "title": call.title}), only_me=True)
        if is_new:
            choice = facts.Choice("button.call_read", "call.read", call.id, is_primary=True)
            told = facts.Reply("call.you_read", {"title": call.title}, (choice,))
            await turn.post(told, channel=direct(person.external_id), priority=NOTICES)

    async def _late(self, turn: Turn, id: str) -> None:
        await self._hearings.candidates(turn.work, turn.member, id)  # curators alone
        await turn.say(facts.LateEvidence(id), only_me=True)

    async def _admit(self, turn: Turn, value: str) -> None:
        workspace, id = split(value)
        evidence = await self._evidence.admit(turn.work, turn.member, workspace, id)
        told = facts.Reply("evidence.admitted", {"title": evidence.title})
        await tell_sender(turn, evidence, told, key=f"evidence-admitted:{evidence.id}")
        await turn.redraw(facts.LateEvidence(evidence.call_id), only_me=True)

    async def _refuse_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            evidence = await self._evidence.refuse(
                turn.work, turn.member, *split(value), values.get("reason", "")
            )
            told = facts.Reply(
                "evidence.refused", {"title": evidence.title, "reason": evidence.reason}
            )
            await tell_sender(turn, evidence, told, key=f"evidence-refused:{evidence.id}")
            await turn.say(facts.LateEvidence(evidence.call_id), only_me=True)

        await self._filled(turn, facts.CallForm("refuse", value, dict(values)), act)

    async def _report(self, turn: Turn, id: str) -> None:
        report = await self._hearings.report(turn.work, turn.member, id)
        call = await find_call(turn.work, report.call_id)
        await tell_communities(turn, self._library, call, INTERIM)
        await self._stand(turn, call.id, redraw=True)

    async def _shortlist(self, turn: Turn, id: str) -> None:
        await self._hearings.candidates(turn.work, turn.member, id)
        await turn.say(facts.Shortlist(id), only_me=True)

    async def _pick(self, turn: Turn, value: str, *, on: bool) -> None:
        evidence = await self._hearings.shortlist(turn.work, turn.member, *split(value), on=on)
        await turn.redraw(facts.Shortlist(evidence.call_id), only_me=True)

    async def _hearing_filled(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            call = await self._hearings.set_hearing(turn.work, turn.member, id, values)
            await self._stand(turn, call.id)

        await self._filled(turn, facts.CallForm("hearing", id, dict(values)), act)

    async def _invite(self, turn: Turn, id: str) -> None:
        for evidence in await self._hearings.invite(turn.work, turn.member, id):
            invitation = facts.Invitation(evidence.workspace_id, evidence.id)
            await tell_sender(turn, evidence, invitation, key=f"evidence-invited:{evidence.id}")
        await self._stand(turn, id, redraw=True)

    async def _note_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            evidence = await self._hearings.note(
                turn.work, turn.member, *split(value), values.get("note", "")
            )
            await turn.say(facts.Shortlist(evidence.call_id), only_me=True)

        await self._filled(turn, facts.CallForm("note", value, dict(values)), act)

    async def _heard(self, turn: Turn, id: str) -> None:
        call = await self._hearings.heard(turn.work, turn.member, id)
        await self._stand(turn, call.id, redraw=True)

    async def _publish(self, turn: Turn, id: str) -> None:
        report = await self._hearings.publish(turn.work, turn.member, id)
        call = await find_call(turn.work, report.call_id)
        await tell_communities(turn, self._library, call, COMPENDIUM)
        await self._stand(turn, call.id, redraw=True)

    # --- senders ----------------------------------------------------------------------------------

    async def _start_filled(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            call_id, _, insisted = id.partition("#")
            draft = await self._evidence.begin(turn.work, turn.member, call_id, values, insisted)
            await turn.say(facts.CallForm("finish", draft.id), only_me=True)

        await self._filled(turn, facts.CallForm("start", id, dict(values)), act)

    async def _finish_filled(self, turn: Turn, id: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            evidence_id, _, insisted = id.partition("#")
            sent = await self._evidence.send(turn.work, turn.member, evidence_id, values, insisted)
            await turn.say(facts.EvidenceStands(sent.workspace_id, sent.id), only_me=True)

        await self._filled(turn, facts.CallForm("finish", id, dict(values)), act)

    async def _withdraw(self, turn: Turn, id: str) -> None:
        evidence = await self._evidence.withdraw(turn.work, turn.member, id)
        await turn.redraw(facts.EvidenceStands(evidence.workspace_id, evidence.id), only_me=True)

    async def _attend(self, turn: Turn, id: str, *, coming: bool) -> None:
        evidence = await self._hearings.attend(turn.work, turn.member, id, coming=coming)
        await turn.redraw(facts.Invitation(evidence.workspace_id, evidence.id), only_me=True)

    # --- readers ----------------------------------------------------------------------------------

    async def _read_next(self, turn: Turn, named: str) -> None:
        call = await find_call(turn.work, named)
        evidence = await self._evidence.next_to_read(turn.work, turn.member, call.id)
        if evidence is None:
            await turn.say(facts.Reply("call.nothing_to_read", {"title": call.title}), only_me=True)
            return
        value = joined(evidence.workspace_id, evidence.id)
        await turn.say(facts.CallForm("reading", value), only_me=True)

    async def _reading_filled(self, turn: Turn, value: str, values: Mapping[str, str]) -> None:
        async def act() -> None:
            evidence = await self._evidence.read(turn.work, turn.member, *split(value), values)
            if evidence.state is EvidenceState.READ:
                stands = facts.EvidenceStands(evidence.workspace_id, evidence.id)
                await tell_sender(turn, evidence, stands, key=f"evidence-graded:{evidence.id}")
            choice = facts.Choice("button.call_read", "call.read", evidence.call_id, True)
            said = facts.Reply("call.read_thanks", {"title": evidence.title}, (choice,))
            await turn.say(said, only_me=True)

        await self._filled(turn, facts.CallForm("reading", value, dict(values)), act)


def joined(workspace_id: str, id: str) -> str:
    """A button's value for evidence that may be another workspace's."""
    return f"{workspace_id}|{id}"


def split(value: str) -> tuple[str, str]:
    """The inverse of `joined`; raises NotFound for anything else."""
    workspace, bar, id = value.partition("|")
    if not bar:
        raise NotFound(key="refused.no_evidence")
    return workspace, id


async def tell_sender(turn: Turn, evidence: Evidence, said: facts.Said, *, key: str) -> None:
    """A direct message to whoever sent it, in their own workspace; nobody where they have gone."""
    member: Member | None = None
    if evidence.member_id:
        member = await turn.work.members.get(evidence.workspace_id, evidence.member_id)
    workspace = await turn.work.workspaces.get(evidence.workspace_id)
    if member is not None and workspace is not None:
        channel = direct(member.external_id)
        await turn.post(said, channel=channel, workspace=workspace, priority=NOTICES, key=key)


async def tell_communities(turn: Turn, library: Library, call: Call, what: str) -> None:
    """Word of the call to every channel of its communities, in every workspace."""
    for community in call.communities or tuple(library.taxonomy.community_by_id):
        await turn.tell_community(
            facts.CallNews(call.id, what), community, key=f"call:{call.id}:{what}"
        )
