"""Cards about channels and roles: what belongs where, and who decides."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import (
    Actions,
    Bullets,
    Button,
    Card,
    Context,
    Element,
    Mention,
    Plain,
    Span,
    Strong,
    Text,
)
from ntg_bot.conversation.intents import Catalogue
from ntg_bot.conversation.plain import card_of
from ntg_bot.conversation.present import words
from ntg_bot.domain.people import ChannelBinding, Purpose
from ntg_bot.services.library import Library


class GoverningCards:
    """What moderators and admins see of the workspace."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self._library = library
        self._say = catalogue.say

    def channels(self, bindings: Sequence[ChannelBinding]) -> Card:
        """Every bound channel with what it is for, each to be freed with one press."""
        if not bindings:
            return card_of(
                Text((Plain(self._say("channels.none")),)),
                Context((Plain(self._say("channels.how")),)),
            )
        elements: list[Element | None] = [Text((Plain(self._say("channels.lead")),))]
        for binding in bindings:
            shown = f"#{binding.name}" if binding.name else binding.channel
            if binding.purpose is Purpose.MODERATORS:
                what = self._say("channels.moderators")
            else:
                what = self._library.community_name(binding.community)
            private = f" {self._say('channels.private')}" if binding.is_private else ""
            elements.append(Text((Strong(shown), Plain(f": {what}.{private}"))))
            label = self._say("button.unbind")
            says = f"{label}: {shown}"
            elements.append(Actions((Button(label, "channel.unbind", binding.channel, says=says),)))
        elements.append(Context((Plain(self._say("channels.how")),)))
        return card_of(*elements)

    def who_moderates(self, said: facts.WhoModerates) -> Card:
        """Moderators and admins by name, with what they moderate."""
        if not said.people and not said.helping:
            return card_of(
                Text((Plain(self._say("moderators.none")),)),
                Context((Plain(self._say("moderators.how")),)),
            )
        rows: list[tuple[Span, ...]] = []
        for user, name, is_admin, is_for_all, communities in said.people:
            if is_admin:
                what = self._say("moderators.admin")
            elif is_for_all:
                what = self._say("moderators.all")
            else:
                names = words.listed([self._library.community_name(id) for id in communities])
                what = self._say("moderators.of", communities=names)
            rows.append((Mention(user, name or user), Plain(f": {what}")))
        helping: list[tuple[Span, ...]] = []
        for user, name, role, community in said.helping:
            where = self._library.community_name(community) if community else ""
            what = self._say(
                f"moderators.{role}_of" if where else f"moderators.{role}", community=where
            )
            helping.append((Mention(user, name or user), Plain(f": {what}")))
        return card_of(
            Text((Plain(self._say("moderators.lead")),)) if rows else None,
            Bullets(tuple(rows)) if rows else None,
            Text((Plain(self._say("moderators.helping")),)) if helping else None,
            Bullets(tuple(helping)) if helping else None,
            Context((Plain(self._say("moderators.how")),)),
        )
