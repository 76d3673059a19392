"""A shared practice on its way from a member's words to the knowledge base.

    DRAFT -> SUBMITTED -> PUBLISHED
      |         |  ^  \\-> DECLINED
      |         v  |
      |     CHANGES_ASKED
      \\-> WITHDRAWN  (also from SUBMITTED and CHANGES_ASKED)

HELD (screening) and MERGED (near-duplicates) come with screening and curation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState


class State(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    CHANGES_ASKED = "CHANGES_ASKED"
    PUBLISHED = "PUBLISHED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"


LEGAL_MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {State.PUBLISHED, State.DECLINED, State.CHANGES_ASKED, State.WITHDRAWN}
    ),
    State.CHANGES_ASKED: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset(),
    State.DECLINED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

IN_PLAIN_WORDS: dict[State, str] = {
    State.DRAFT: "still a draft",
    State.SUBMITTED: "waiting for a moderator",
    State.CHANGES_ASKED: "back with its author for changes",
    State.PUBLISHED: "already published",
    State.DECLINED: "already declined",
    State.WITHDRAWN: "withdrawn by its author",
}


@dataclass(frozen=True, slots=True)
class RoutedCommunity:
    """A proposed community with the reason a person can check, best first."""

    community: str
    score: float
    """0 to 1, comparable within one routing"""
    reasons: tuple[str, ...] = ()
    """words of the post that speak for it"""


@dataclass(frozen=True, slots=True)
class Routing:
    """Is this practice-sharing at all, and where would it go."""

    is_sharing: bool
    probability: float
    communities: tuple[RoutedCommunity, ...]
    is_close: bool = False
    """the first two are too near to choose without asking"""


@dataclass(frozen=True, slots=True)
class Submission:
    """A practice that a member shares."""

    id: str
    workspace_id: str
    member_id: str
    title: str
    what: str
    for_whom: str
    what_happened: str
    how_known: str
    communities: tuple[str, ...]
    state: State
    created_at: datetime
    changed_at: datetime
    authority: str = ""
    reason: str = ""
    """what the moderator said when declining or asking for changes"""
    decided_by: str = ""
    practice_id: str = ""
    """set when published"""
    version: int = 1
    rounds: int = 0
    """how often its author has sent it to the moderators"""
    source: str = ""
    """`channel:message` of the chat message it was made from, by the platform's ids, if any"""

    def move(self, to: State, at: datetime, **changes: object) -> Submission:
        """This submission in state `to`; raises WrongState where the ladder has no such step."""
        if to not in LEGAL_MOVES[self.state]:
            state = IN_PLAIN_WORDS[self.state]
            if not self.title:
                raise WrongState(key="refused.stands_nameless", state=state)
            raise WrongState(key="refused.stands", title=self.title, state=state)
        return replace(
            self,
            state=to,
            changed_at=at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )
