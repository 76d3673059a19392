"""Questions, verdicts on their answers, and gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.asking import Confidence, Feedback, Gap, Question


class QuestionRepository(Protocol):
    async def add(self, question: Question) -> None: ...

    async def get(self, workspace_id: str, id: str) -> Question | None: ...

    async def latest_in_thread(
        self,
        workspace_id: str,
        channel: str,
        thread: str,
        member_id: str | None = None,
        *,
        most: int = 1,
    ) -> Sequence[Question]:
        """The latest questions of a thread (or of a direct message, thread empty), newest first."""
        ...

    async def put_feedback(self, feedback: Feedback) -> None:
        """One a person and question: a second press replaces the first."""
        ...

    async def feedback_on(self, workspace_id: str, id: str) -> Sequence[Feedback]:
        """Everybody's verdict on one answer."""
        ...

    async def rated(
        self, workspace_id: str, *, helpful: bool, limit: int
    ) -> Sequence[tuple[Question, Feedback]]:
        """Answers with a verdict of that kind, the latest verdict first."""
        ...

    async def unanswered(self, workspace_id: str, limit: int) -> Sequence[Question]:
        """Questions of this workspace that nobody could answer, the latest first."""
        ...

    async def of_member(self, workspace_id: str, member_id: str, limit: int) -> Sequence[Question]:
        """What a member asked, the latest first."""
        ...

    async def helpful_unsettled(self, workspace_id: str, limit: int) -> Sequence[Question]:
        """Questions that somebody marked Helpful and no moderator has looked at, oldest first."""
        ...

    async def settle_phrasing(self, workspace_id: str, id: str, at: datetime) -> None:
        """A moderator has accepted or dismissed the question as a phrasing."""
        ...

    async def asked_since(
        self, start: datetime, intents: Collection[str]
    ) -> Sequence[tuple[str, Confidence]]:
        """The words and the answer's confidence of every question of these intents since then,
        across workspaces and without who asked: for counting. Callers show nobody's words.
        """
        ...

    async def of_gap(self, gap_id: str) -> Sequence[Question]:
        """Across workspaces, the latest first: callers show texts that everybody could read, and
        tell askers in their own workspace.
        """
        ...

    async def set_gap(self, workspace_id: str, id: str, gap_id: str) -> None:
        """The question counts as one of that gap's."""
        ...

    async def helped_between(
        self, start: datetime, end: datetime
    ) -> Sequence[tuple[Question, Feedback]]:
        """Questions asked and marked Helpful within the time, by whom; across workspaces, for
        digests: callers show nobody's words.
        """
        ...


class GapRepository(Protocol):
    async def add(self, gap: Gap) -> None: ...

    async def save(self, gap: Gap) -> None: ...

    async def get(self, id: str) -> Gap | None: ...

    async def all(self) -> Sequence[Gap]:
        """Closed ones too, the latest asked first."""
        ...

    async def open(self) -> Sequence[Gap]:
        """Gaps not closed, most asked first."""
        ...
