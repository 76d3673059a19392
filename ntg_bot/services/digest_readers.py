"""What of a digest each member is sent: as often as they chose, and nothing twice."""

from __future__ import annotations

from collections.abc import Sequence

from ntg_bot.domain.digest import DigestIssue, DigestItem, Week
from ntg_bot.domain.people import Membership
from ntg_bot.services.digest_content import Content, compose, together
from ntg_bot.services.ports import Clock, UnitOfWork

LOOK_BACK_WEEKS = 8
"""for the digest before: a month, and a week of it that was missed"""


class DigestReaders:
    """Members as readers; channels read everything."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def for_rhythm(self, work: UnitOfWork, issue: DigestIssue, rhythm: str) -> Content:
        """What a member of that rhythm is sent with `issue`: all issues since their last digest.

        Fortnightly is every other week, monthly the week of a month's first Monday. Nothing in
        the weeks between, and nothing for `never`.
        """
        if rhythm == "weekly":
            return Content(issue.items, issue.left_out)
        is_theirs = {"fortnightly": _is_other_week, "monthly": _is_first_week}.get(rhythm)
        if is_theirs is None or not is_theirs(issue.week):
            return Content(())
        issues = [issue]
        week = issue.week
        for _ in range(LOOK_BACK_WEEKS):
            week = week.previous
            earlier = await work.digests.of_week(issue.community, week)
            if earlier is None:
                continue  # missed, so nobody was sent anything: what came before is still owed
            if is_theirs(week):
                break
            issues.append(earlier)
        content = compose(together([each.items for each in issues]))
        return Content(content.items, content.left_out + sum(each.left_out for each in issues))

    async def news_for(self, work: UnitOfWork, membership: Membership, content: Content) -> Content:
        """What of `content` this member was not told before, in another community's digest; from
        now on they were.

        Something from a community that they follow themselves comes with that one's digest.
        """
        followed = {
            each.community
            for each in await work.memberships.of_member(
                membership.workspace_id, membership.member_id
            )
            if each.digest != "never"
        }
        reasons = [item for item in content.items if item.traits.is_reason]
        extras = [
            item
            for item in content.items
            if not item.traits.is_reason and item.detail not in followed
        ]
        kept = await self._untold(work, membership, reasons)
        if kept:
            kept += await self._untold(work, membership, extras)
        return Content(tuple(item for item in content.items if item in kept), content.left_out)

    async def _untold(
        self, work: UnitOfWork, membership: Membership, items: Sequence[DigestItem]
    ) -> list[DigestItem]:
        keys = [item.key for item in items if item.key]
        new = await work.digests.tell(
            membership.workspace_id, membership.member_id, keys, self._clock.now()
        )
        return [item for item in items if not item.key or item.key in new]


def _is_other_week(week: Week) -> bool:
    return week.monday.toordinal() // 7 % 2 == 0


def _is_first_week(week: Week) -> bool:
    return week.monday.day <= 7
