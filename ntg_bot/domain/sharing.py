"""A shared practice on its way from a member's words to the knowledge base.

    DRAFT -> SUBMITTED -> PUBLISHED, MERGED (into a practice much like it)
     | ^       |  ^  \\-> DECLINED
     v |       v  |
    HELD    CHANGES_ASKED

HELD: screening saw what may identify a person, and its author has not yet said what is to become
of it. Words that are changed can lead there from every state in which they are still the author's
to change; from there the way leads back to DRAFT. From all of these but PUBLISHED, MERGED and
DECLINED an author can go to WITHDRAWN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.screening import Spotted, carried, grouped, masked

WORDS = (
    "title",
    "what",
    "for_whom",
    "what_happened",
    "how_known",
    "costs",
    "staffing",
    "beware",
)
"""the fields of a submission that hold its author's words"""
DETAIL = ("costs", "staffing", "beware")
"""those that are asked for later, if at all"""


class State(StrEnum):
    DRAFT = "DRAFT"
    HELD = "HELD"
    SUBMITTED = "SUBMITTED"
    CHANGES_ASKED = "CHANGES_ASKED"
    PUBLISHED = "PUBLISHED"
    DECLINED = "DECLINED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"


THE_AUTHORS = frozenset({State.DRAFT, State.HELD, State.SUBMITTED, State.CHANGES_ASKED})
"""states in which its author may still change the words, or take them back"""

LEGAL_MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.HELD, State.SUBMITTED, State.WITHDRAWN}),
    State.HELD: frozenset({State.DRAFT, State.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {
            State.HELD,
            State.PUBLISHED,
            State.MERGED,
            State.DECLINED,
            State.CHANGES_ASKED,
            State.WITHDRAWN,
        }
    ),
    State.CHANGES_ASKED: frozenset({State.HELD, State.SUBMITTED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset(),
    State.DECLINED: frozenset(),
    State.MERGED: frozenset(),
    State.WITHDRAWN: frozenset(),
}

IN_PLAIN_WORDS: dict[State, str] = {
    State.DRAFT: "still a draft",
    State.HELD: "with its author, who is asked about what may identify somebody",
    State.SUBMITTED: "waiting for a moderator",
    State.CHANGES_ASKED: "back with its author for changes",
    State.PUBLISHED: "already published",
    State.DECLINED: "already declined",
    State.MERGED: "already a part of another practice",
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
    costs: str = ""
    staffing: str = ""
    beware: str = ""
    """what to look out for"""
    contact_wanted: bool = False
    """its author is happy to be asked about it"""
    spotted: tuple[Spotted, ...] = ()
    """what screening saw in these very words, first to last in each field"""
    is_from_private: bool = False
    """the words were written where not everybody can read them"""

    @property
    def words(self) -> dict[str, str]:
        """Its author's words by field."""
        return {name: getattr(self, name) for name in WORDS}

    @property
    def unsettled(self) -> tuple[tuple[Spotted, ...], ...]:
        """What its author has yet to say something about; findings of the same words together."""
        return grouped((each for each in self.spotted if each.is_open), self.words)

    @property
    def insisted(self) -> tuple[tuple[Spotted, ...], ...]:
        """What its author said is nobody; findings of the same words together."""
        return grouped((each for each in self.spotted if each.insisted_by), self.words)

    @property
    def masked(self) -> dict[str, str]:
        """The words as others than their author read them first: without what may identify."""
        return {
            name: masked(
                text,
                (
                    each.finding
                    for each in self.spotted
                    if each.field == name and each.finding.holds
                ),
            )
            for name, text in self.words.items()
        }

    @property
    def shown_title(self) -> str:
        """Its name for others than its author, who may not have looked at all words yet."""
        return self.masked["title"]

    def without_findings(self) -> Submission:
        """With nothing left of what may identify somebody: for a case that is closed."""
        masked_words: dict[str, Any] = self.masked
        return replace(self, **masked_words, spotted=())

    def reworded(
        self, words: Mapping[str, str], found: Iterable[Spotted], at: datetime
    ) -> Submission:
        """With these words instead, in which screening found this.

        What was said of a finding stays with its words. HELD while any finding is open.
        """
        now = self.words | dict(words)
        spotted = carried(self.spotted, self.words, found, now)
        return self.settled(spotted, at, **words)

    def settled(self, spotted: tuple[Spotted, ...], at: datetime, **changes: object) -> Submission:
        """With this said of the findings: HELD while one is open, DRAFT again once none is."""
        is_held = any(each.is_open for each in spotted)
        if is_held and self.state is not State.HELD:
            return self.move(State.HELD, at, spotted=spotted, **changes)
        if not is_held and self.state is State.HELD:
            return self.move(State.DRAFT, at, spotted=spotted, **changes)
        if self.state not in THE_AUTHORS:
            self.move(State.DRAFT, at)  # which is refused, in plain words
        return replace(
            self,
            spotted=spotted,
            changed_at=at if self.state is not State.SUBMITTED else self.changed_at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )

    def move(self, to: State, at: datetime, **changes: object) -> Submission:
        """This submission in state `to`; raises WrongState where the ladder has no such step."""
        if to not in LEGAL_MOVES[self.state]:
            state = IN_PLAIN_WORDS[self.state]
            if not self.title:
                raise WrongState(key="refused.stands_nameless", state=state)
            raise WrongState(key="refused.stands", title=self.shown_title, state=state)
        return replace(
            self,
            state=to,
            changed_at=at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )
