"""Buttons and forms: each says what it is, and is checked by whoever carries it out."""

from __future__ import annotations

from collections.abc import Mapping

from ntg_bot.conversation import facts, outsiders
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.turn import Turn
from ntg_bot.conversation.understanding import Understood
from ntg_bot.domain.errors import NotFound


class Pressing:
    """Finds the handler of an action; an action nobody knows is from an older version."""

    def __init__(self, handlers: Handlers) -> None:
        self._understanding = handlers.understanding
        self._asking = handlers.asking
        self._sharing = handlers.sharing
        self._moderating = handlers.moderating
        self._belonging = handlers.belonging
        self._governing = handlers.governing

    async def button(self, turn: Turn, action: str, value: str) -> None:
        outsiders.check_action(turn, action)
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
            case "ask.start":
                await turn.say(facts.Reply("ask.how"), only_me=True)
            case "ask.again":
                await self._asking.again(turn, value)
            case "tour.show":
                await turn.redraw(
                    facts.Tour(int(value) if value in ("1", "2", "3", "4") else 1), only_me=True
                )
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
            case "review.queue":
                await self._moderating.queue(turn)
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
            case "digest.rhythm":
                community, _, rhythm = value.partition("|")
                await self._belonging.set_rhythm(turn, community, rhythm)
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
            case "channel.list":
                await self._governing.channels(turn)
            case "role.list":
                await self._governing.who_moderates(turn)
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

    async def form(self, turn: Turn, action: str, value: str, values: Mapping[str, str]) -> None:
        outsiders.check_action(turn, action)
        match action:
            case "share.form":
                if self._understanding.is_urgent(" ".join(values.values())):
                    # Said first, and the draft all the same: a practice may tell of danger too.
                    await turn.say(facts.Safeguarding(), only_me=True)
                await self._sharing.submit_form(turn, value, values)
            case "share.nominated" if self._understanding.is_urgent(values.get("what", "")):
                await turn.say(facts.Safeguarding(), only_me=True)
            case "share.nominated":
                await self._sharing.nominated(turn, value, values.get("what", ""))
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
