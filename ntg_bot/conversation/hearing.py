"""Messages: said to the bot, or overheard in a channel."""

from __future__ import annotations

import asyncio

import structlog

from ntg_bot.conversation import commands, facts, manners, outsiders
from ntg_bot.conversation.commands import Command
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.manners import Pace
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import QUESTIONS, Understood
from ntg_bot.domain.people import Purpose

log = structlog.get_logger(__name__)

LONGEST_MESSAGE = 12_000


class Hearing:
    """Finds out what a message wants and has it done."""

    def __init__(self, handlers: Handlers) -> None:
        self._understanding = handlers.understanding
        self._asking = handlers.asking
        self._sharing = handlers.sharing
        self._moderating = handlers.moderating
        self._belonging = handlers.belonging
        self._governing = handlers.governing
        self._limits = handlers.limits

    async def addressed(self, turn: Turn, text: str) -> None:
        """Somebody speaks to the bot: there is always an answer."""
        words = text.strip()
        if len(words) > LONGEST_MESSAGE:
            words = words[:LONGEST_MESSAGE]
        if (pace := await manners.pace(turn, self._limits)) is not Pace.FINE:
            await self._slow_down(turn, words, pace)
            return
        if not any(character.isalnum() for character in words):
            key = "message.empty" if not words else "message.no_words"
            await turn.say(facts.Reply(key))
            return
        command = commands.parse(words)
        is_urgent = command is not None and await self._is_urgent(words)
        if command is not None and not is_urgent and await self._command(turn, command):
            return
        context = await self._context(turn)
        understood = await self._understood(turn, words, context)
        log.info("understood", intent=understood.intent, explicit=understood.is_explicit)
        if understood.intent in QUESTIONS:
            await manners.listen_again(turn)
        await self._act(turn, words, understood, context)

    async def _is_urgent(self, text: str) -> bool:
        return await asyncio.to_thread(self._understanding.is_urgent, text)

    async def _understood(self, turn: Turn, text: str, context: str) -> Understood:
        """What a message wants, thought out in a thread: nobody else waits meanwhile."""
        return await asyncio.to_thread(
            self._understanding.understand, text, audience=turn.audience, context=context
        )

    async def _slow_down(self, turn: Turn, words: str, pace: Pace) -> None:
        """Danger is answered however much was said; the rest gets one kind notice, privately."""
        if await self._is_urgent(words):
            await turn.say(facts.Safeguarding())
        elif pace is Pace.TOO_MUCH:
            await turn.say(facts.Reply("pace.slow_down"), only_me=True)

    async def _command(self, turn: Turn, command: Command) -> bool:
        """False for what is a command to moderators only, and to everybody else a question."""
        match command.name:
            case "feedback" | "open_questions" if not turn.is_moderator:
                return False
            case name if name not in _ANYBODYS:
                outsiders.check_intent(turn, name)
        match command.name:
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
            case "mute" | "unmute" if not turn.event.place.thread:
                await turn.say(facts.Reply("mute.where"), only_me=True)
            case "mute":
                await manners.leave_alone(turn, for_good=True)
                await turn.say(facts.Reply("mute.done"), only_me=True)
            case "unmute":
                await manners.listen_again(turn, even_if_for_good=True)
                await turn.say(facts.Reply("mute.undone"), only_me=True)
            case "home":
                place = turn.event.place
                said = facts.Home(place.platform, place.workspace, place.user)
                await turn.say(said, only_me=True)
            case "tour":
                await turn.say(facts.Tour(1), only_me=True)
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
        if understood.is_doubtful_share and turn.event.place.is_outsider:
            understood = Understood("ask_what_works")
        outsiders.check_intent(turn, understood.intent)
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
            case "thanks":
                if turn.event.place.thread:
                    await manners.leave_alone(turn, for_good=False)
                await turn.say(facts.Reply("thanks"))
            case "greeting":
                await turn.say(facts.Reply("greeting"))
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
            id = await self._moderating.numbered(turn, understood.argument)
            await self._moderating.send_back(turn, id, act, understood.rest)
        else:
            id = await self._moderating.numbered(turn, understood.argument)
            await self._moderating.ask_reason(turn, id, act)

    async def overheard(self, turn: Turn, text: str) -> None:
        """A post that is not for the bot: silence, but for danger, follow-ups and practice."""
        if not any(character.isalnum() for character in text):
            return
        if await self._is_urgent(text):
            await turn.say(facts.Safeguarding(), only_me=True)
            return
        if turn.event.place.thread and await self._follow_up(turn, text):
            return
        binding = turn.binding
        place = turn.event.place
        if binding is None or binding.purpose is not Purpose.COMMUNITY or place.thread:
            return
        if place.is_outsider:
            return  # their words are not this workspace's to offer
        understood = await self._understood(turn, text, "")
        if understood.intent == "share_practice" and understood.argument:
            await self._sharing.offer(turn, understood.argument)

    async def _follow_up(self, turn: Turn, text: str) -> bool:
        """A question in a thread where the bot has answered needs no mention."""
        last = await self._asking.last_question(turn)
        if last is None or await manners.is_left_alone(turn):
            return False
        command = commands.parse(text)
        if command is not None and command.name == "mute":
            await self._command(turn, command)
            return True
        explicit = self._understanding.explicit(text)
        if explicit is not None and explicit.intent == "thanks":
            await manners.leave_alone(turn, for_good=False)
            return True
        understood = await self._understood(turn, text, last.text)
        if understood.intent not in QUESTIONS or understood.is_doubtful_share:
            return False
        if (pace := await manners.pace(turn, self._limits)) is not Pace.FINE:
            await self._slow_down(turn, text, pace)
        else:
            await self._act(turn, text, understood, last.text)
        return True


_ANYBODYS = frozenset({"mute", "unmute", "home", "tour"})
"""commands that people of other organisations may give too"""
_FIRST_STEPS = (
    facts.Choice("button.communities", "community.list"),
    facts.Choice("button.share", "share.start"),
)
