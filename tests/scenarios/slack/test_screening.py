"""The whole path in Slack: a name is seen, taken out, decided on, published, and recalled."""

from __future__ import annotations

from ntg_bot.domain.people import ChannelBinding, Purpose
from tests.fakes.entries import SEND
from tests.scenarios.slack.setting import SlackBot
from tests.scenarios.slack.test_sharing import opener

NAMED = (
    "We ran a walking bus on two streets. Kamarul Hasznan, 9, told his teacher that he liked it."
)
NAME = "Kamarul"


async def test_a_name_goes_no_further_than_its_author_and_the_practice_to_every_workspace(
    bot: SlackBot,
) -> None:
    world = bot.world
    async with world.database.uow() as work:
        [slack] = [each for each in await work.workspaces.all() if each.platform == "slack"]
        general = ChannelBinding("b-send", slack.id, bot.general, Purpose.COMMUNITY, SEND)
        await work.bindings.put(general)
        await work.commit()
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    await bot.submit(bot.officer, bot.slack.views[-1], title="A walking bus", what=NAMED)
    direct = bot.direct(bot.officer)
    card = bot.slack.said(direct)[-1]
    assert f"{NAME} Hasznan" in card.text
    assert "This looks like a person's name" in card.text
    await bot.press(bot.officer, card, "Remove it for me")
    assert "[name], 9, told his teacher" in card.text

    await bot.press(bot.officer, card, opener(card))
    await bot.submit(bot.officer, bot.slack.views[-1])
    [review] = bot.slack.said(bot.moderators)
    await bot.press(bot.moderator, review, "Accept")
    while await world.courier.step():
        world.clock.forward(milliseconds=1)
    [post] = bot.slack.said(bot.attendance)
    assert "walking bus" in post.text.casefold()
    elsewhere = [each for each in world.chat.messages if "A walking bus" in each.text]
    assert {each.delivery.workspace_id for each in elsewhere} == {world.home.id, world.away.id}
    said = [each.text for channel in bot.slack.channels for each in bot.slack.said(channel)]
    assert not any(NAME in text for text in said)

    await bot.press(bot.moderator, review, "Wrong community")
    asked = bot.slack.said(bot.moderators)[-1]
    assert asked.only_for == bot.moderator
    await bot.press(bot.moderator, asked, opener(asked))
    await bot.submit(bot.moderator, bot.slack.views[-1], communities=[SEND])
    while await world.courier.step():
        world.clock.forward(milliseconds=1)
    assert "was posted here by mistake" in post.text
    assert "walking bus" in bot.slack.said(bot.general)[-1].text.casefold()
    assert all("was posted here by mistake" in each.text for each in elsewhere)


async def test_a_disclosure_in_a_window_is_answered_and_nothing_is_kept(bot: SlackBot) -> None:
    await bot.interact(bot.people.shortcut(bot.officer, "ntg.share"))
    await bot.submit(bot.officer, bot.slack.views[-1], title="Tom", what="Her dad is hurting her.")
    [said] = bot.slack.said(bot.direct(bot.officer))
    assert "999" in said.text
    assert "I have not kept what you wrote" in said.text
    async with bot.world.database.uow(read_only=True) as work:
        [slack] = [each for each in await work.workspaces.all() if each.platform == "slack"]
        member = await work.members.of_user(slack.id, bot.officer)
        assert member is not None
        assert await work.submissions.of_member(slack.id, member.id) == []
