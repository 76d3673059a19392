"""What is said of councils that are alike, and of councils that help each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntg_bot.conversation.facts.replies import Reply


@dataclass(frozen=True, slots=True)
class PeersShown:
    """The councils most like one."""

    authority: str


@dataclass(frozen=True, slots=True)
class PeersTried:
    """Which of the councils most like one have tried a practice."""

    authority: str
    practice_id: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An introduction as one side sees it: no names, until both have said yes."""

    introduction_id: str
    workspace_id: str
    help_id: str


@dataclass(frozen=True, slots=True)
class ReachForm:
    """Asks who says yes how the other side may reach them."""

    introduction_id: str
    error: Reply | str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeForm:
    """Asks what came of an introduction."""

    introduction_id: str
    error_field: str = ""
    error: Reply | str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OwnHelp:
    """A person's own offers and asks."""

    workspace_id: str
    member_id: str


PeersSaid = PeersShown | PeersTried | Proposal | ReachForm | OutcomeForm | OwnHelp
