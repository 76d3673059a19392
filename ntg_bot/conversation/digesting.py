"""Sends digests: freezes the issue and puts a delivery for every channel and member into the
outbox, at once.
"""

from __future__ import annotations

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import DIGESTS, direct
from ntg_bot.domain.digest import DigestIssue, IssueStatus
from ntg_bot.domain.people import Workspace
from ntg_bot.services.digest_content import Content
from ntg_bot.services.digest_readers import DigestReaders
from ntg_bot.services.digests import DigestService
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory

log = structlog.get_logger(__name__)


class DigestSender:
    """The one way a digest leaves: used by the clock and by `digest send`."""

    def __init__(self, digests: DigestService, uow: UnitOfWorkFactory, clock: Clock) -> None:
        self._digests = digests
        self._readers = DigestReaders(clock)
        self._uow = uow
        self._clock = clock

    async def tick(self) -> int:
        """Sends what is due; safe in any number of replicas. Returns the issues sent here."""
        async with self._uow(read_only=True) as work:
            due = await self._digests.due(work)
        sent = 0
        for community in due:
            issue, _ = await self.send(community)
            if issue is None:
                log.info("digest taken elsewhere", community=community)
            elif issue.status is IssueStatus.EMPTY:
                log.info("digest skipped: empty week", community=community, week=str(issue.week))
            else:
                sent += 1
        return sent

    async def send(
        self, community: str, *, by_hand: bool = False
    ) -> tuple[DigestIssue | None, int]:
        """The issue claimed, frozen and queued, with the number of channels it goes to.

        None where somebody else was first. All in one transaction: a crash leaves all or nothing.
        """
        async with self._uow() as work:
            issue = await self._digests.freeze(work, community, by_hand=by_hand)
            channels = 0
            if issue is not None:
                # An empty week may end a member's fortnight or month that was not empty.
                await self._queue_for_members(work, issue)
                if issue.status is not IssueStatus.EMPTY:
                    channels = await self._queue(work, issue)
                    await work.digests.set_status(issue.id, IssueStatus.SENT)
            await work.commit()
        if issue is not None and issue.status is not IssueStatus.EMPTY:
            log.info("digest queued", community=community, week=str(issue.week), channels=channels)
        return issue, channels

    async def _queue(self, work: UnitOfWork, issue: DigestIssue) -> int:
        said = facts.encode(facts.Digest(issue.community, str(issue.week), issue_id=issue.id))
        spaces = {each.id: each for each in await work.workspaces.all()}
        deliveries = [
            self._delivery(issue, binding.id, spaces[binding.workspace_id], binding.channel, said)
            for binding in await work.bindings.of_community(issue.community)
            if binding.workspace_id in spaces
        ]
        await work.outbox.add_all(deliveries, self._clock.now())
        return len(deliveries)

    async def _queue_for_members(self, work: UnitOfWork, issue: DigestIssue) -> None:
        """By direct message to whoever joined the community, as often as they wish, and to each
        only what they were not told before.
        """
        week = str(issue.week)
        spaces: dict[str, Workspace | None] = {}
        of_rhythm: dict[str, Content] = {}
        members = await work.memberships.of_community(issue.community)
        # In one order everywhere, so that two communities' digests do not wait for each other.
        for membership in sorted(members, key=lambda each: (each.workspace_id, each.member_id)):
            rhythm = membership.digest
            if rhythm not in of_rhythm:
                of_rhythm[rhythm] = await self._readers.for_rhythm(work, issue, rhythm)
            if not of_rhythm[rhythm].items:
                continue
            if membership.workspace_id not in spaces:
                spaces[membership.workspace_id] = await work.workspaces.get(membership.workspace_id)
            workspace = spaces[membership.workspace_id]
            member = await work.members.get(membership.workspace_id, membership.member_id)
            if member is None or workspace is None:
                continue
            content = await self._readers.news_for(work, membership, of_rhythm[rhythm])
            if not content.items:
                continue
            if content.items == issue.items:
                said = facts.Digest(issue.community, week, issue_id=issue.id)
            else:
                said = facts.Digest(
                    issue.community,
                    week,
                    items=content.items,
                    note=issue.note,
                    is_late=issue.is_late,
                    left_out=content.left_out,
                )
            channel = direct(member.external_id)
            delivery = self._delivery(issue, member.id, workspace, channel, facts.encode(said))
            await work.outbox.add(delivery, self._clock.now())

    @staticmethod
    def _delivery(
        issue: DigestIssue, reader: str, workspace: Workspace, channel: str, said: bytes
    ) -> Delivery:
        """`reader` is the id of the binding or member that it is for."""
        return Delivery(
            key=f"digest:{issue.id}:{reader}",
            platform=workspace.platform,
            workspace_id=workspace.id,
            channel=channel,
            facts=said,
            kind="digest",
            priority=DIGESTS,
        )
