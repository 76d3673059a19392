"""Private answers are redrawn where they stand, whichever process took the press and draws."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ntg_bot.conversation.courier import Courier
from tests.fakes.slack.workspace import Message
from tests.scenarios.slack.setting import QUESTION, SlackBot

TABLES = ("inbox", "outbox")


async def asked_privately(bot: SlackBot) -> Message:
    await bot.command(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    assert answer.only_for == bot.officer
    return answer


async def press_only(bot: SlackBot, answer: Message, label: str) -> None:
    """Slack's request is taken; nothing is delivered yet."""
    payload = bot.people.press(bot.officer, answer, label)
    assert (await bot.send("interactive", payload))[0] == 200


async def test_a_worker_apart_redraws_the_private_answer_that_was_pressed(bot: SlackBot) -> None:
    """The process that posts has never seen the press: its address came through the database."""
    worker = bot.another()
    bot.courier = Courier(
        bot.world.database.outbox,
        bot.world.database.uow,
        bot.world.presenter,
        {"slack": worker},
        bot.world.clock,
    )
    answer = await asked_privately(bot)
    await bot.press(bot.officer, answer, "Not helpful")
    assert answer.button("✓ Not helpful")["style"] == "primary"
    assert answer.edited == 1
    await bot.press(bot.officer, answer, "Helpful")
    assert answer.edited == 2
    said = [each for each in bot.slack.said(bot.general) if each is not answer]
    assert all(QUESTION not in each.text for each in said), "nothing is answered a second time"
    await worker.end()


async def test_a_form_in_a_private_message_becomes_the_draft_where_it_stood(bot: SlackBot) -> None:
    await bot.command(bot.officer, bot.general, "share: We ran a walking bus on Elm Road.")
    [draft] = bot.slack.said(bot.general)
    opener = next(e for e in draft.elements() if e["action_id"].startswith("form.open"))
    await bot.press(bot.officer, draft, opener["text"]["text"])
    await bot.submit(bot.officer, bot.slack.views[-1])
    assert len(bot.slack.said(bot.moderators)) == 1
    assert {each.only_for for each in bot.slack.said(bot.general)} == {bot.officer}


@pytest.mark.parametrize("why", ["late", "used"])
async def test_an_address_that_works_no_longer_is_answered_anew(
    http_bot: SlackBot, why: str
) -> None:
    answer = await asked_privately(http_bot)
    await press_only(http_bot, answer, "Not helpful")
    if why == "used":
        for kept in http_bot.slack.response_urls.values():
            kept["uses"] = 5
    else:
        await http_bot.world.worker.step()
        http_bot.world.clock.forward(minutes=31)
    await http_bot.settle()
    assert answer.edited == 0
    anew = [each for each in http_bot.slack.said(http_bot.general) if "helpful" in str(each.blocks)]
    assert anew[-1] is not answer
    assert anew[-1].button("✓ Not helpful")
    assert {each.only_for for each in http_bot.slack.said(http_bot.general)} == {http_bot.officer}


async def test_no_address_is_kept_once_it_is_answered(http_bot: SlackBot, tmp_path: Path) -> None:
    answer = await asked_privately(http_bot)
    await press_only(http_bot, answer, "Helpful")
    assert "/response/" in _kept(tmp_path), "the search itself must find it"
    await http_bot.settle()
    assert answer.edited == 1
    assert "/response/" not in _kept(tmp_path)


def _kept(folder: Path) -> str:
    """All that inbox and outbox hold."""
    with closing(sqlite3.connect(folder / "ntg.db")) as database:
        return str([database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES])
