"""Messages: said to the bot, or overheard in a channel."""

from __future__ import annotations

import structlog

from ntg_bot.conversation import commands, facts, manners, outsiders
from ntg_bot.conversation.acts import Acts, Wish, joined
from ntg_bot.conversation.commands import Command
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.manners import Pace
from ntg_bot.conversation.thinking import LONGEST_MESSAGE, MOST_FOLLOWED, Thinking
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import QUESTIONS, Understood, said_together
from ntg_bot.domain.people import Purpose
from ntg_bot.domain.permissions import Act, may

log = structlog.get_logger(__name__)


class Hearing:
    """Finds out what a message wants and has it done."""

    def __init__(self, handlers: Handlers) -> None:
        self._understanding = handlers.understanding
        self._asking = handlers.asking
        self._sharing = handlers.sharing
        self._belonging = handlers.belonging
        self._governing = handlers.governing
        self._handing = handlers.handing
        self._limits = handlers.limits
        self._acts = joined(handlers.acts(), self._own_acts())
        self._grammar = (*commands.GRAMMAR, *self._acts.grammar)
        self.thinking = Thinking(handlers.understanding, handlers.limits, self._grammar)

    def _own_acts(self) -> Acts:
        """What is said back in a sentence or two, and threads that are left alone."""
        return Acts(
            intents={
                "ask_for_figures": lambda turn, _: turn.say(facts.Reply("figures")),
                "greeting": lambda turn, _: turn.say(facts.Reply("greeting")),
                "help": lambda turn, _: turn.say(
                    facts.Help(
                        turn.is_moderator, turn.member.is_admin, may(turn.member, Act.CURATE, ())
                    )
                ),
                "thanks": self._thanked,
                "urgent": lambda turn, _: turn.say(facts.Safeguarding()),
            },
            commands={
                "channels": self._channels,
                "home": self._home,
                "mute": self._mute,
                "tour": lambda turn, _: turn.say(facts.Tour(1), only_me=True),
                "unmute": self._unmute,
            },
        )

    async def _thanked(self, turn: Turn, wish: Wish) -> None:
        if turn.event.place.thread:
            await manners.leave_alone(turn, for_good=False)
        await turn.say(facts.Reply("thanks"))

    async def _out_of_scope(self, turn: Turn, wish: Wish) -> None:
        await turn.say(facts.Reply("out_of_scope", choices=_FIRST_STEPS))

    async def _channels(self, turn: Turn, command: Command) -> None:
        """The bound channels are for moderators; to others a list is that of communities."""
        if turn.is_moderator:
            await self._governing.channels(turn)
        else:
            await self._belonging.communities(turn)

    async def _home(self, turn: Turn, command: Command) -> None:
        place = turn.event.place
        await turn.say(facts.Home(place.platform, place.workspace, place.user), only_me=True)

    async def _mute(self, turn: Turn, command: Command) -> None:
        if not turn.event.place.thread:
            await turn.say(facts.Reply("mute.where"), only_me=True)
            return
        await manners.leave_alone(turn, for_good=True)
        await turn.say(facts.Reply("mute.done"), only_me=True)

    async def _unmute(self, turn: Turn, command: Command) -> None:
        if not turn.event.place.thread:
            await turn.say(facts.Reply("mute.where"), only_me=True)
            return
        await manners.listen_again(turn, even_if_for_good=True)
        await turn.say(facts.Reply("mute.undone"), only_me=True)

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
        command = commands.parse(words, self._grammar)
        is_urgent = command is not None and await self._is_urgent(turn, words)
        if command is not None and not is_urgent and await self._command(turn, command):
            return
        context = await self._context(turn)
        understood = await self._understood(turn, words, context)
        log.info("understood", intent=understood.intent, explicit=understood.is_explicit)
        if await self._is_reply(turn, words, understood):
            return
        if understood.intent in QUESTIONS:
            await manners.listen_again(turn)
        await self._act(turn, words, understood, context)

    async def _is_reply(self, turn: Turn, text: str, understood: Understood) -> bool:
        """Whether it answers the community's question of this thread: where the bot hears only
        what names it, a reply must name it too. What asks or commands is never taken for one.
        """
        place = turn.event.place
        may_tell = understood.intent in _TELLING or understood.is_doubtful_share
        if not place.thread or place.is_outsider or not may_tell:
            return False
        return await self._handing.replied(turn, text) and bool(turn.said)

    async def _is_urgent(self, turn: Turn, text: str) -> bool:
        return await self.thinking.is_urgent(turn.thought, text)

    async def _understood(self, turn: Turn, text: str, context: str) -> Understood:
        return await self.thinking.understood(turn.thought, text, turn.audience, context)

    async def _slow_down(self, turn: Turn, words: str, pace: Pace) -> None:
        """Danger is answered however much was said; the rest gets one kind notice, privately."""
        if await self._is_urgent(turn, words):
            await turn.say(facts.Safeguarding())
        elif pace is Pace.TOO_MUCH:
            await turn.say(facts.Reply("pace.slow_down"), only_me=True)

    async def _command(self, turn: Turn, command: Command) -> bool:
        """False for what is a command to moderators only, and to everybody else a question."""
        if command.name in self._acts.moderators_only and not turn.is_moderator:
            return False
        if command.name not in _ANYBODYS:
            outsiders.check_intent(turn, command.name)
        await self._acts.commands[command.name](turn, command)
        return True

    async def _context(self, turn: Turn) -> str:
        """The question before, in the same thread: what "and for under fives?" is about. Where
        that was a follow-up itself, with what it followed.
        """
        asked = await self._asking.latest_questions(turn, most=MOST_FOLLOWED)
        return said_together([question.text for question in asked])

    async def _act(self, turn: Turn, text: str, understood: Understood, context: str) -> None:
        if understood.is_doubtful_share and turn.event.place.is_outsider:
            understood = Understood("ask_what_works")
        outsiders.check_intent(turn, understood.intent)
        if understood.is_doubtful_share:
            await self._sharing.doubt(turn, text)
            return
        if understood.intent in _BELONGING and self._rather_asks(text, understood):
            understood = Understood("ask_what_works")
        act = self._acts.intents.get(understood.intent, self._out_of_scope)
        await act(turn, Wish(text, understood, context))

    def _rather_asks(self, text: str, understood: Understood) -> bool:
        """A guess at joining or leaving that asks something and names no community."""
        is_question = not understood.is_explicit and "?" in text
        return is_question and not self._belonging.names_community(text)

    async def overheard(self, turn: Turn, text: str) -> None:
        """A post that is not for the bot: silence, but for danger, follow-ups and practice."""
        if not any(character.isalnum() for character in text):
            return
        if await self._is_urgent(turn, text):
            await turn.say(facts.Safeguarding(), only_me=True)
            return
        is_own = not turn.event.place.is_outsider
        if turn.event.place.thread and is_own and await self._handing.replied(turn, text):
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
        if await self._asking.last_question(turn) is None or await manners.is_left_alone(turn):
            return False
        command = commands.parse(text)
        if command is not None and command.name == "mute":
            await self._command(turn, command)
            return True
        explicit = self._understanding.explicit(text)
        if explicit is not None and explicit.intent == "thanks":
            await manners.leave_alone(turn, for_good=False)
            return True
        context = await self._context(turn)
        understood = await self._understood(turn, text, context)
        if understood.intent not in QUESTIONS or understood.is_doubtful_share:
            return False
        if (pace := await manners.pace(turn, self._limits)) is not Pace.FINE:
            await self._slow_down(turn, text, pace)
        else:
            await self._act(turn, text, understood, context)
        return True


_TELLING = frozenset({"share_practice", "out_of_scope"})
"""what words that answer somebody else's question are taken for"""
_BELONGING = frozenset({"join_community", "leave_community"})
_ANYBODYS = frozenset({"mute", "unmute", "home", "tour"})
"""commands that people of other organisations may give too"""
_FIRST_STEPS = (
    facts.Choice("button.communities", "community.list"),
    facts.Choice("button.share", "share.start"),
)
