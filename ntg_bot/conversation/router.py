"""One event in, one transaction out: finds the handler and turns faults into plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import structlog

from ntg_bot.conversation import commands, facts
from ntg_bot.conversation.asking import AskingHandlers
from ntg_bot.conversation.belonging import BelongingHandlers
from ntg_bot.conversation.commands import Command
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessagePosted,
)
from ntg_bot.conversation.governing import GoverningHandlers
from ntg_bot.conversation.moderating import ModeratingHandlers
from ntg_bot.conversation.ports import ChannelDirectory, ChatPlatform
from ntg_bot.conversation.sharing import SharingHandlers
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import QUESTIONS, Understanding, Understood
from ntg_bot.domain.errors import DeliveryError, NotFound, UserError
from ntg_bot.domain.people import ChannelAbout, Purpose
from ntg_bot.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

log = structlog.get_logger(__name__)

LONGEST_MESSAGE = 12_000


class Conversation:
    """Handles one inbox row: its effects, its answers and its mark as done commit together."""

    def __init__(
        self,
        *,
        understanding: Understanding,
        asking: AskingHandlers,
        sharing: SharingHandlers,
        moderating: ModeratingHandlers,
        belonging: BelongingHandlers,
        governing: GoverningHandlers,
        roles: RoleService,
        platforms: Mapping[str, ChatPlatform],
        uow: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._understanding = understanding
        self._asking = asking
        self._sharing = sharing
        self._moderating = moderating
        self._belonging = belonging
        self._governing = governing
        self._roles = roles
        self._platforms = platforms
        self._uow = uow
        self._clock = clock

    async def handle(self, row_id: str, event: Event) -> None:
        """Answers the event and marks its inbox row done. A person's mistake is an answer too."""
        try:
            await self._in_one_work(row_id, event, self._dispatch)
        except UserError as fault:
            # The work is rolled back: the reason is said in a transaction of its own.
            message, hint = fault.message, fault.hint

            async def explain(turn: Turn) -> None:
                if not turn.is_addressed:
                    return  # who did not speak to the bot is not told what it made of them
                await turn.say(
                    facts.Reply("error.user", {"message": message, "hint": hint}), only_me=True
                )

            await self._in_one_work(row_id, event, explain)

    async def rehearse(self, event: Event) -> tuple[facts.Said, ...]:
        """What the event would be answered with. Nothing is kept of it; raises UserError."""
        async with self._uow() as work:
            turn = await self._turn(work, "rehearsal", event)
            await self._dispatch(turn)
            return tuple(turn.said)

    async def apologise(self, row_id: str, event: Event, incident: str) -> None:
        """Says that something broke here, with the number that the log knows it by.

        The row is not done: whoever mends what broke can have it handled again, so the apology
        does not take the place of the answer's delivery.
        """

        async def sorry(turn: Turn) -> None:
            said = facts.Reply("error.ours", {"incident": incident})
            await turn.say(said, only_me=True, key=f"{row_id}-sorry")

        await self._in_one_work(row_id, event, sorry, is_done=False)

    async def _in_one_work(
        self,
        row_id: str,
        event: Event,
        act: Callable[[Turn], Awaitable[None]],
        *,
        is_done: bool = True,
    ) -> None:
        about = await self._about(event)
        async with self._uow() as work:
            turn = await self._turn(work, row_id, event)
            turn.about = about
            await act(turn)
            if is_done:
                await work.inbox.done(row_id)
            await work.commit()
        for effect in turn.after_commit:
            effect()

    async def _about(self, event: Event) -> ChannelAbout | None:
        """What kind of channel it is, where that matters; asked before the database is held."""
        place = event.place
        match event:
            case ButtonPressed(action=action):
                is_needed = action in ("channel.bind", "channel.moderators")
            case CommandGiven(text=text) | MessagePosted(addressed=True, text=text):
                command = commands.parse(text)
                is_needed = command is not None and command.name in commands.NEED_CHANNEL
            case _:
                is_needed = False
        if not is_needed:
            return None
        platform = self._platforms.get(place.platform)
        if place.is_direct or not isinstance(platform, ChannelDirectory):
            return ChannelAbout(place.channel, is_direct=place.is_direct)
        try:
            return await platform.about(place.workspace, place.channel)
        except DeliveryError as error:
            log.warning("channel not looked at", reason=str(error))
            return None

    async def _turn(self, work: UnitOfWork, row_id: str, event: Event) -> Turn:
        place = event.place
        workspace = await work.workspaces.ensure(place.platform, place.workspace, "")
        member = await self._roles.known(work, workspace, place.user, place.user_name)
        binding = await work.bindings.of_channel(workspace.id, place.channel)
        turn = Turn(event, row_id, workspace, member, binding, work, self._clock, self._roles)
        pressed = await work.outbox.by_key(turn.pressed) if turn.pressed else None
        turn.is_private = pressed is not None and bool(pressed.only_for)
        return turn

    async def _dispatch(self, turn: Turn) -> None:
        match turn.event:
            case ButtonPressed(action=action, value=value):
                await self._button(turn, action, value)
            case FormSubmitted(action=action, value=value, values=values):
                await self._form(turn, action, value, values)
            case CommandGiven(text=text):
                await self._addressed(turn, text)
            case MessagePosted(addressed=True, text=text):
                await self._addressed(turn, text)
            case MessagePosted(text=text):
                await self._overheard(turn, text)

    # --- buttons and forms --------------------------------------------------------------------

    async def _button(self, turn: Turn, action: str, value: str) -> None:
        match action:
            case "answer.helpful":
                await self._asking.feedback(turn, value, helpful=True)
            case "answer.not_helpful":
                await self._asking.feedback(turn, value, helpful=False)
            case "practice.how":
                await self._asking.how(turn, value)
            case "practice.tried":
                await turn.say(facts.Reply("tried.later"), only_me=True)
            case "ask.meaning":
                await self._asking.ask_again_meaning(turn, value)
            case "term.explain":
                await self._asking.meaning(turn, value)
            case "gap.ask":
                await self._asking.ask_community(turn, value)
            case "doubt.ask":
                text = await self._sharing.settle_as_question(turn, value)
                await self._asking.ask(turn, text, Understood("ask_what_works"), "")
            case "share.start":
                await self._sharing.start(turn, "")
            case "share.show":
                await self._sharing.show(turn, value)
            case "share.edit":
                await self._sharing.edit(turn, value)
            case "share.withdraw":
                await self._sharing.withdraw(turn, value)
            case "review.open":
                await self._moderating.open(turn, value)
            case "review.accept":
                await self._moderating.accept(turn, value)
            case "review.decline":
                await self._moderating.ask_reason(turn, value, "decline")
            case "review.changes":
                await self._moderating.ask_reason(turn, value, "changes")
            case "review.route":
                await self._moderating.ask_route(turn, value)
            case "phrasing.list":
                await self._moderating.suggestions(turn)
            case "phrasing.accept":
                await self._moderating.accept_phrasing(turn, value)
            case "phrasing.dismiss":
                await self._moderating.dismiss_phrasing(turn, value)
            case "moderate.feedback":
                await self._moderating.feedback(turn)
            case "moderate.questions":
                await self._moderating.open_questions(turn)
            case "community.join":
                await self._belonging.join(turn, value)
            case "community.leave":
                await self._belonging.leave(turn, value)
            case "community.list":
                await self._belonging.communities(turn)
            case "digest.show":
                await self._belonging.show_digest(turn, value)
            case "digest.less":
                await self._belonging.less_often(turn, value)
            case "digest.stop":
                await self._belonging.stop(turn, value)
            case "data.forget":
                await self._belonging.forget(turn)
            case "channel.bind":
                await self._governing.bind(turn, value, is_sure=True)
            case "channel.moderators":
                await self._governing.moderators_channel(turn, is_sure=True)
            case "channel.unbind":
                await self._governing.unbind(turn, value)
            case "channel.keep":
                await self._governing.keep(turn)
            case "data.keep":
                await turn.say(facts.Reply("data.kept"), only_me=True)
            case _:
                raise NotFound(
                    "That button is from an older version of me.", "Ask your question again."
                )

    async def _form(self, turn: Turn, action: str, value: str, values: Mapping[str, str]) -> None:
        match action:
            case "share.form":
                if self._understanding.is_urgent(" ".join(values.values())):
                    # Said first, and the draft all the same: a practice may tell of danger too.
                    await turn.say(facts.Safeguarding(), only_me=True)
                await self._sharing.submit_form(turn, value, values)
            case "share.confirm":
                await self._sharing.choose(turn, value, values)
            case "review.decline":
                await self._moderating.give_reason(turn, value, "decline", values)
            case "review.changes":
                await self._moderating.give_reason(turn, value, "changes", values)
            case "review.route":
                await self._moderating.reroute(turn, value, values)
            case _:
                raise NotFound("That form is from an older version of me.", "Please start again.")

    # --- words --------------------------------------------------------------------------------

    async def _addressed(self, turn: Turn, text: str) -> None:
        """Somebody speaks to the bot: there is always an answer."""
        words = text.strip()
        if len(words) > LONGEST_MESSAGE:
            words = words[:LONGEST_MESSAGE]
        if not any(character.isalnum() for character in words):
            key = "message.empty" if not words else "message.no_words"
            await turn.say(facts.Reply(key))
            return
        command = commands.parse(words)
        is_urgent = command is not None and self._understanding.is_urgent(words)
        if command is not None and not is_urgent and await self._command(turn, command):
            return
        context = await self._context(turn)
        understood = self._understanding.understand(words, audience=turn.audience, context=context)
        log.info("understood", intent=understood.intent, explicit=understood.is_explicit)
        await self._act(turn, words, understood, context)

    async def _command(self, turn: Turn, command: Command) -> bool:
        """False for what is a command to moderators only, and to everybody else a question."""
        match command.name:
            case "feedback" | "open_questions" if not turn.is_moderator:
                return False
            case "feedback":
                await self._moderating.feedback(turn)
            case "open_questions":
                await self._moderating.open_questions(turn)
            case "bind":
                await self._governing.bind(turn, command.argument)
            case "moderators_channel":
                await self._governing.moderators_channel(turn)
            case "unbind":
                await self._governing.unbind(turn)
            case "channels" if turn.is_moderator:
                await self._governing.channels(turn)
            case "channels":
                await self._belonging.communities(turn)
            case "who_moderates":
                await self._governing.who_moderates(turn)
            case "appoint":
                await self._governing.appoint(turn, command)
            case _:
                raise ValueError(f"no handler for the command {command.name}")
        return True

    async def _context(self, turn: Turn) -> str:
        """The question before, in the same thread: what "and for under fives?" is about."""
        last = await self._asking.last_question(turn)
        return last.text if last is not None else ""

    async def _act(self, turn: Turn, text: str, understood: Understood, context: str) -> None:
        if understood.is_doubtful_share:
            await self._sharing.doubt(turn, text)
            return
        argument = understood.argument
        match understood.intent:
            case "urgent":
                await turn.say(facts.Safeguarding())
            case "ask_what_works" | "ask_what_does_not_work":
                await self._asking.ask(turn, text, understood, context)
            case "compare_practices":
                await self._asking.compare(turn, text)
            case "who_has_tried":
                await self._asking.who_tried(turn, text, context)
            case "tell_me_more":
                await self._asking.more(turn, understood, text)
            case "explain_term":
                await self._asking.explain(turn, text, context)
            case "find_organisation":
                await self._asking.organisation(turn, text)
            case "about_programme":
                await self._asking.programme(turn, text)
            case "share_practice":
                await self._sharing.start(turn, argument)
            case "list_communities":
                await self._belonging.communities(turn)
            case "join_community" | "leave_community" if self._rather_asks(text, understood):
                await self._asking.ask(turn, text, Understood("ask_what_works"), context)
            case "join_community":
                await self._belonging.join(turn, argument or text)
            case "leave_community":
                await self._belonging.leave(turn, argument or text)
            case "subscribe_digest":
                await self._belonging.subscribe(turn, argument or text)
            case "less_often":
                await self._belonging.less_often(turn, argument or text)
            case "stop_digest":
                await self._belonging.stop(turn, argument or text)
            case "show_digest":
                await self._belonging.show_digest(turn, argument or text)
            case "review_queue":
                await self._moderating.queue(turn)
            case "phrasings":
                await self._moderating.suggestions(turn)
            case "accept_submission":
                await self._decide(turn, "accept", understood)
            case "decline_submission":
                await self._decide(turn, "decline", understood)
            case "ask_for_changes":
                await self._decide(turn, "changes", understood)
            case "my_data":
                await self._belonging.my_data(turn)
            case "forget_me":
                await self._belonging.ask_forget(turn)
            case "greeting" | "thanks":
                await turn.say(facts.Reply(understood.intent))
            case "help":
                await turn.say(facts.Help(turn.is_moderator, turn.member.is_admin))
            case _:
                await turn.say(facts.Reply("out_of_scope", choices=_FIRST_STEPS))

    def _rather_asks(self, text: str, understood: Understood) -> bool:
        """A guess at joining or leaving that asks something and names no community."""
        is_question = not understood.is_explicit and "?" in text
        return is_question and not self._belonging.names_community(text)

    async def _decide(self, turn: Turn, act: str, understood: Understood) -> None:
        """A decision in words names its submission; without one, the queue is shown."""
        if not understood.argument:
            await self._moderating.queue(turn)
        elif act == "accept":
            await self._moderating.accept(turn, understood.argument)
        elif understood.rest:
            await self._moderating.send_back(turn, understood.argument, act, understood.rest)
        else:
            await self._moderating.ask_reason(turn, understood.argument, act)

    async def _overheard(self, turn: Turn, text: str) -> None:
        """A post that is not for the bot: silence, but for danger, follow-ups and practice."""
        if not any(character.isalnum() for character in text):
            return
        if self._understanding.is_urgent(text):
            await turn.say(facts.Safeguarding(), only_me=True)
            return
        if turn.event.place.thread and await self._follow_up(turn, text):
            return
        binding = turn.binding
        if binding is None or binding.purpose is not Purpose.COMMUNITY or turn.event.place.thread:
            return
        understood = self._understanding.understand(text, audience=turn.audience)
        if understood.intent == "share_practice" and understood.argument:
            await self._sharing.offer(turn, understood.argument)

    async def _follow_up(self, turn: Turn, text: str) -> bool:
        """A question in a thread where the bot has answered needs no mention."""
        last = await self._asking.last_question(turn)
        if last is None:
            return False
        understood = self._understanding.understand(text, audience=turn.audience, context=last.text)
        if understood.intent not in QUESTIONS or understood.is_doubtful_share:
            return False
        await self._act(turn, text, understood, last.text)
        return True


_FIRST_STEPS = (
    facts.Choice("button.communities", "community.list"),
    facts.Choice("button.share", "share.start"),
)
