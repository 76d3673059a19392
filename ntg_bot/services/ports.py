"""What the services need from outside, as Protocols. Adapters implement them; bootstrap joins them.

Every query over a workspace's rows takes `workspace_id`. Times are aware datetimes in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ntg_bot.domain.asking import Audience, Feedback, Gap, Question, SearchResult
from ntg_bot.domain.digest import DigestIssue, IssueStatus, Week
from ntg_bot.domain.knowledge import Authority, Item, Kind
from ntg_bot.domain.people import (
    Appointment,
    ChannelBinding,
    Member,
    Membership,
    Purpose,
    Role,
    Workspace,
)
from ntg_bot.domain.sharing import Routing, State, Submission
from ntg_bot.domain.taxonomy import Taxonomy


class Clock(Protocol):
    """The only place time comes from."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class Ids(Protocol):
    """Where runtime ids come from."""

    def new(self) -> str:
        """A UUIDv7 as 32 hexadecimal digits: sorts by time of making (RFC 9562, section 5.7)."""
        ...


class Retriever(Protocol):
    """Search over an immutable in-memory snapshot: no I/O, no waiting."""

    def search(
        self,
        text: str,
        *,
        audience: Audience,
        limit: int = 10,
        context: str = "",
        kinds: frozenset[Kind] | None = None,
    ) -> SearchResult:
        """The best entries for `text`. `context` is the thread's earlier question, if any:
        a follow-up such as "and for under fives?" is read together with it.
        """
        ...

    def replace(self, items: Sequence[Item]) -> None:
        """Makes `items` all there is."""
        ...

    def put(self, item: Item) -> None:
        """Adds or replaces one entry; the next search sees it."""
        ...

    def remove(self, kind: Kind, id: str) -> None:
        """Takes one entry out; unknown ones are ignored."""
        ...


class CommunityClassifier(Protocol):
    """Says whether a message shares practice and where it belongs."""

    def route(self, text: str) -> Routing:
        """All communities ranked best first, with reasons for the likely ones."""
        ...


@dataclass(frozen=True, slots=True)
class KnowledgeRow:
    """One stored entry. `base` is its canonical encoding at the last sync, None if never synced;
    `item` is None for an entry that was taken out.
    """

    kind: Kind
    id: str
    item: Item | None
    base: bytes | None
    changed_at: datetime
    changed_by: str
    """`sync`, or the id of the member who changed it"""
    version: int
    published_at: datetime
    """when it first entered the knowledge base"""


class KnowledgeRepository(Protocol):
    async def all(self) -> Sequence[KnowledgeRow]: ...

    async def get(self, kind: Kind, id: str) -> KnowledgeRow | None: ...

    async def save(
        self, item: Item, *, by: str, at: datetime, base: bytes | None = None, synced: bool = False
    ) -> None:
        """Inserts or replaces the entry and raises the programme's knowledge version by one.

        `synced` stores `base` as the text at this sync; otherwise the stored base stays. An item
        equal to the stored one is no change: only its base may be replaced.
        """
        ...

    async def save_many(
        self,
        entries: Sequence[tuple[Item, bytes | None]],
        *,
        by: str,
        at: datetime,
        synced: bool = False,
    ) -> None:
        """`save` for many (item, base) at once, raising the knowledge version once."""
        ...

    async def remove(self, kind: Kind, id: str, *, by: str, at: datetime) -> None:
        """Keeps the row and its base with no item, so that a sync can tell."""
        ...

    async def version(self) -> int:
        """A number that rises with every change: replicas poll it to refresh their index."""
        ...

    async def changed_between(self, start: datetime, end: datetime) -> Sequence[KnowledgeRow]: ...


class WorkspaceRepository(Protocol):
    async def ensure(self, platform: str, external_id: str, name: str) -> Workspace:
        """The workspace of that platform id, made if it is new."""
        ...

    async def get(self, id: str) -> Workspace | None: ...

    async def of_platform(self, platform: str, external_id: str) -> Workspace | None:
        """The workspace of that platform id, if it is known."""
        ...

    async def all(self) -> Sequence[Workspace]: ...


class MemberRepository(Protocol):
    async def ensure(
        self,
        workspace_id: str,
        external_id: str,
        name: str,
        *,
        role: Role | None = None,
        authority: str | None = None,
    ) -> Member:
        """The member, made if new; a role or authority given here is set, None leaves it."""
        ...

    async def get(self, workspace_id: str, id: str) -> Member | None: ...

    async def of_user(self, workspace_id: str, external_id: str) -> Member | None:
        """The member of that platform id, if they are known."""
        ...

    async def with_roles(self, workspace_id: str) -> Sequence[Member]:
        """Members of the workspace who are more than members, there or in one community."""
        ...

    async def appoint(self, workspace_id: str, id: str, appointment: Appointment) -> None:
        """Gives a member a role in a community; the same again changes nothing."""
        ...

    async def dismiss(self, workspace_id: str, id: str, appointment: Appointment) -> None:
        """Takes it away; one that was not given is ignored."""
        ...

    async def forget(self, workspace_id: str, id: str) -> None:
        """Removes the member's memberships, feedback, drafts and name; keeps published practice,
        and questions without their asker.
        """
        ...

    async def export(self, workspace_id: str, id: str) -> Mapping[str, object]:
        """Everything held about the member, as plain JSON values by table."""
        ...


class MembershipRepository(Protocol):
    async def put(self, membership: Membership) -> None: ...

    async def remove(self, workspace_id: str, member_id: str, community: str) -> None: ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Membership]: ...

    async def of_community(self, community: str) -> Sequence[Membership]: ...


class BindingRepository(Protocol):
    async def put(self, binding: ChannelBinding) -> None:
        """Unique by (workspace, channel): a second binding of a channel replaces the first."""
        ...

    async def of_channel(self, workspace_id: str, channel: str) -> ChannelBinding | None: ...

    async def remove(self, workspace_id: str, channel: str) -> None:
        """Unbinds the channel; one that is not bound is ignored."""
        ...

    async def of_workspace(self, workspace_id: str) -> Sequence[ChannelBinding]: ...

    async def of_community(self, community: str) -> Sequence[ChannelBinding]:
        """Across workspaces: a publication goes to every bound channel."""
        ...

    async def of_purpose(
        self, purpose: Purpose, workspace_id: str | None = None
    ) -> Sequence[ChannelBinding]:
        """Of one workspace, or of all where that is None."""
        ...


class QuestionRepository(Protocol):
    async def add(self, question: Question) -> None: ...

    async def get(self, workspace_id: str, id: str) -> Question | None: ...

    async def last_in_thread(
        self, workspace_id: str, channel: str, thread: str, member_id: str | None = None
    ) -> Question | None:
        """The latest question of a thread (or of a direct message, thread empty)."""
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

    async def asked_between(self, start: datetime, end: datetime) -> Sequence[Question]:
        """Across workspaces, for digests: callers show texts of released gaps only."""
        ...


class GapRepository(Protocol):
    async def add(self, gap: Gap) -> None: ...

    async def save(self, gap: Gap) -> None: ...

    async def get(self, id: str) -> Gap | None: ...

    async def open(self) -> Sequence[Gap]:
        """Gaps not closed, most asked first."""
        ...


class SubmissionRepository(Protocol):
    async def add(self, submission: Submission) -> None: ...

    async def save(self, submission: Submission) -> None:
        """Replaces version N-1 by version N; raises WrongState where the row has moved on."""
        ...

    async def get(self, workspace_id: str, id: str) -> Submission | None: ...

    async def in_state(self, workspace_id: str, *states: State) -> Sequence[Submission]:
        """Oldest first."""
        ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Submission]: ...

    async def of_source(self, workspace_id: str, source: str) -> Sequence[Submission]:
        """What was made from one chat message, `channel:message`."""
        ...


class DigestRepository(Protocol):
    async def claim(self, issue: DigestIssue) -> bool:
        """Inserts the issue; False where (community, week) is taken: somebody was first."""
        ...

    async def set_status(self, id: str, status: IssueStatus) -> None: ...

    async def get(self, id: str) -> DigestIssue | None: ...

    async def of_week(self, community: str, week: Week) -> DigestIssue | None: ...


@dataclass(frozen=True, slots=True)
class Note:
    """Something the conversation remembers for a while, under a name."""

    value: str
    at: datetime


class NoteRepository(Protocol):
    """What the conversation remembers between two messages of a workspace: the queue a moderator
    was shown, how many questions came in a minute. Names are made of parts with `:` between; one
    that is about a person has the person's id as a part, so that forgetting finds it.
    """

    async def get(self, workspace_id: str, name: str) -> Note | None: ...

    async def put(self, workspace_id: str, name: str, note: Note) -> None: ...

    async def remove(self, workspace_id: str, name: str) -> None: ...


class AuditRepository(Protocol):
    async def add(self, *, at: datetime, actor: str, verb: str, object_id: str) -> None:
        """Ids and verbs only, never words of a message."""
        ...


# --- inbox and outbox -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Envelope:
    """An inbound event on its way into the inbox; unique by (platform, workspace, key)."""

    platform: str
    key: str
    """the platform's event id, or the action's own key"""
    workspace: str
    """the platform's own id of the workspace"""
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class InboxRow:
    """A claimed inbox row. `attempt` counts from 1 and is written before the work starts."""

    id: str
    envelope: Envelope
    attempt: int
    received_at: datetime


class Inbox(Protocol):
    """Durable events in. `put` is outside any unit of work: it returns after the commit."""

    async def put(self, envelope: Envelope) -> bool:
        """True if new, False if a duplicate; returns only once the row is durable.

        Waiting puts are committed in groups. Raises StorageError where it cannot be stored.
        """
        ...

    async def claim(self, limit: int, lease_seconds: float) -> Sequence[InboxRow]:
        """Unclaimed or lapsed rows, oldest first, now leased to this caller."""
        ...

    async def wait(self, timeout: float) -> None:
        """Returns when a put of this process was committed, or after `timeout` seconds."""
        ...

    async def calm(self, timeout: float) -> None:
        """Returns when no put of this process is waiting, or after `timeout` seconds.

        Taking in comes before working off: chats want their acknowledgement within seconds.
        """
        ...

    async def failed(self, id: str, reason: str, *, retry_at: datetime | None) -> None:
        """Frees the row for another try, or sets it aside (dead) where `retry_at` is None."""
        ...


class InboxRepository(Protocol):
    """The inbox inside a unit of work."""

    async def done(self, id: str) -> None:
        """Marks the row done in the same transaction as what it caused."""
        ...


class DeliveryState(StrEnum):
    NEW = "new"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to say in one conversation: facts, not a card.

    `key` is unique and derived from its cause, so that a second handling makes the same rows.
    `only_for` is the external id of the one person who sees it (ephemeral), empty for all.
    `replaces` is the key of an earlier delivery whose message this one redraws, or empty.
    `kind` is `answer` or `digest`: what may be re-sent when nobody knows whether it arrived.
    """

    key: str
    platform: str
    workspace_id: str
    channel: str
    facts: bytes
    thread: str = ""
    only_for: str = ""
    replaces: str = ""
    kind: str = "answer"
    priority: int = 0
    """lower goes first: 0 answers, 5 notices, 9 digests"""
    state: DeliveryState = DeliveryState.NEW
    attempts: int = 0
    external_id: str = ""
    """the platform's id of the posted message"""
    added_at: datetime | None = field(default=None, compare=False)
    """when it was put into the outbox; None before that"""


class OutboxRepository(Protocol):
    """The outbox inside a unit of work."""

    async def add(self, delivery: Delivery, at: datetime) -> None:
        """A key that is there already is left as it is."""
        ...

    async def by_key(self, key: str) -> Delivery | None: ...


class Outbox(Protocol):
    """The outbox for the courier: each call is its own transaction."""

    async def claim(self, platform: str, limit: int, lease_seconds: float) -> Sequence[Delivery]:
        """Due rows marked SENDING with attempts raised by one, by priority then age, at most one
        a thread of a channel. A row returned with attempts > 1 may have been posted before:
        look it up first.
        """
        ...

    async def sent(self, key: str, external_id: str) -> None: ...

    async def retry(self, key: str, at: datetime, reason: str, *, is_try: bool = True) -> None:
        """Not before `at`. Where it surely was not said, `is_try` false takes the attempt back."""
        ...

    async def dead(self, key: str, reason: str) -> None: ...

    async def uncertain(self, key: str, reason: str) -> None: ...

    async def wait(self, timeout: float) -> None:
        """Returns when this process committed a new row, or after `timeout` seconds."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` rolls back."""

    workspaces: WorkspaceRepository
    members: MemberRepository
    memberships: MembershipRepository
    bindings: BindingRepository
    knowledge: KnowledgeRepository
    questions: QuestionRepository
    gaps: GapRepository
    submissions: SubmissionRepository
    digests: DigestRepository
    notes: NoteRepository
    audit: AuditRepository
    inbox: InboxRepository
    outbox: OutboxRepository

    async def commit(self) -> None: ...


class UnitOfWorkFactory(Protocol):
    """`async with uow() as work:` writes; `uow(read_only=True)` never takes the write lock."""

    def __call__(self, *, read_only: bool = False) -> AbstractAsyncContextManager[UnitOfWork]: ...


# --- workspaces that installed the app ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace's leave for the bot to act in it. Its tokens are shown by no `repr`."""

    platform: str
    external_id: str
    """the platform's own id of the workspace"""
    name: str
    bot_user: str
    """the bot's ids in that workspace, the platform's own"""
    bot: str
    token: str = field(repr=False)
    installed_at: datetime
    scopes: tuple[str, ...] = ()
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    """None for a token that lasts until it is revoked"""
    workspace_id: str = ""
    """our own id; empty for one not stored yet"""


class Installations(Protocol):
    """Kept with the tokens sealed. Each call is its own transaction; all raise StorageError."""

    async def put(self, made: Installation) -> Workspace:
        """Adds or replaces the installation of that workspace, which is made if it is new."""
        ...

    async def of_team(self, platform: str, external_id: str) -> Installation | None: ...

    async def of_workspace(self, workspace_id: str) -> Installation | None: ...

    async def all(self, platform: str) -> Sequence[Installation]: ...

    async def remove(
        self, platform: str, external_id: str, *, reason: str, said_at: datetime | None = None
    ) -> bool:
        """Deletes it with its tokens and sets aside, with `reason`, what is still to be said there.

        False where there is none, or where it was made after `said_at`: word of an earlier removal.
        """
        ...

    async def may_refresh(self, workspace_id: str, until: datetime) -> bool:
        """True for one caller at a time, who may then exchange the token until `until`."""
        ...

    async def issue_state(self, state: str, until: datetime) -> bool:
        """Begins an installation; False where too many are under way."""
        ...

    async def use_state(self, state: str) -> bool:
        """Ends it: True once for every state issued, and only before its end."""
        ...


# --- the local workspace's own store ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """A message of the local workspace. `body` is what its platform rendered (HTML)."""

    id: str
    channel: str
    thread: str
    """id of the thread's first message; empty for a first message"""
    author: str
    """persona id, or `bot`"""
    text: str
    body: str
    only_for: str
    delivery_key: str
    posted_at: datetime
    edited_at: datetime | None = None


class LocalStore(Protocol):
    """Messages of the local workspace; its channels are the bound ones and direct messages."""

    async def add(self, message: LocalMessage) -> bool:
        """False where a message with that non-empty delivery key is there already."""
        ...

    async def edit(self, id: str, *, text: str, body: str, at: datetime) -> None: ...

    async def get(self, id: str) -> LocalMessage | None: ...

    async def by_delivery_key(self, key: str) -> LocalMessage | None: ...

    async def channel(self, channel: str, viewer: str, limit: int = 200) -> Sequence[LocalMessage]:
        """The latest `limit` messages that `viewer` may see, oldest first, threads included."""
        ...


# --- what the services read without waiting ---------------------------------------------------


class Reference(Protocol):
    """Fixed reference data, loaded at start."""

    @property
    def taxonomy(self) -> Taxonomy: ...

    @property
    def authorities(self) -> Mapping[str, Authority]:
        """By ONS code."""
        ...
