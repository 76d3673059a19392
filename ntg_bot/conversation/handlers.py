"""All handlers together, for those who decide which one an event is for."""

from __future__ import annotations

from dataclasses import dataclass, field

from ntg_bot.conversation.acts import Acts, joined
from ntg_bot.conversation.asking import AskingHandlers
from ntg_bot.conversation.belonging import BelongingHandlers
from ntg_bot.conversation.following import Following
from ntg_bot.conversation.governing import GoverningHandlers
from ntg_bot.conversation.handing import HandingHandlers
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.moderating import ModeratingHandlers
from ntg_bot.conversation.sharing import SharingHandlers
from ntg_bot.conversation.understanding import Understanding


@dataclass(frozen=True)
class Handlers:
    """One for each family of acts, and what a message wants.

    The families named here are those whose members hearing and pressing must know by name; a
    family that only answers to its acts is one of the `others`.
    """

    understanding: Understanding
    asking: AskingHandlers
    sharing: SharingHandlers
    following: Following
    moderating: ModeratingHandlers
    belonging: BelongingHandlers
    governing: GoverningHandlers
    handing: HandingHandlers
    limits: Limits = field(default_factory=Limits)
    others: tuple[Acts, ...] = ()

    def acts(self) -> Acts:
        """What all of them answer to; raises ValueError where two claim one name."""
        return joined(
            self.asking.acts(),
            self.sharing.acts(),
            self.moderating.acts(),
            self.belonging.acts(),
            self.governing.acts(),
            self.handing.acts(),
            *self.others,
        )
