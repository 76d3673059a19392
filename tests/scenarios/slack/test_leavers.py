"""Whoever Slack has deactivated looks after no practice any more."""

from __future__ import annotations

import pytest

from ntg_bot.domain.upkeep import Part, Steward
from tests.scenarios.slack.setting import SlackBot


async def owned(bot: SlackBot) -> None:
    """The officer looks after a practice, and the moderator is the deputy."""
    async with bot.world.database.uow() as work:
        [space] = [each for each in await work.workspaces.all() if each.platform == "slack"]
        for user, part in ((bot.officer, Part.OWNER), (bot.moderator, Part.DEPUTY)):
            member = await work.members.ensure(space.id, user, user)
            now = bot.world.clock.now()
            await work.stewards.put(Steward(space.id, member.id, "walking-bus", part, now))
        await work.commit()


async def owners(bot: SlackBot) -> dict[Part, str]:
    async with bot.world.database.uow(read_only=True) as work:
        found = await work.stewards.of_practice("walking-bus")
        people = [await work.members.get(each.workspace_id, each.member_id) for each in found]
    return {
        each.part: person.external_id
        for each, person in zip(found, people, strict=True)
        if person is not None
    }


async def test_a_deputy_takes_over_from_an_owner_whose_account_has_ended(
    http_bot: SlackBot,
) -> None:
    await http_bot.mention(http_bot.officer, http_bot.general, "what works: walking bus")
    await owned(http_bot)
    await http_bot.world.joined.upkeep.tick()
    assert await owners(http_bot) == {
        Part.OWNER: http_bot.officer,
        Part.DEPUTY: http_bot.moderator,
    }
    http_bot.slack.guests[http_bot.officer] = "deleted"
    http_bot.world.clock.forward(days=7)
    await http_bot.world.joined.upkeep.tick()
    assert await owners(http_bot) == {Part.OWNER: http_bot.moderator}


@pytest.mark.parametrize("fault", ["500", "missing_scope", "user_not_found"])
async def test_while_slack_does_not_say_nobody_has_left(http_bot: SlackBot, fault: str) -> None:
    await http_bot.mention(http_bot.officer, http_bot.general, "what works: walking bus")
    await owned(http_bot)
    before = await owners(http_bot)
    for _ in range(2):
        http_bot.slack.break_next("users.info", fault)
    await http_bot.world.joined.upkeep.tick()
    assert await owners(http_bot) == before
