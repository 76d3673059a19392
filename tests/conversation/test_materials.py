"""Materials: brought by a member, shown with their practice after a moderator's yes."""

from __future__ import annotations

import hashlib

import pytest

from ntg_bot.domain.errors import InvalidInput, NotFound
from tests.fakes.chat import Message
from tests.fakes.world import ASKER, HOME, MODERATOR, MODERATORS, SHARER, World

URL = "https://example.org/walking-bus-plan"
PDF = b"%PDF-1.7\nA plan."


async def how(bot: World) -> Message:
    [card] = await bot.press_raw(ASKER, "practice.how", "walking-bus")
    return card


def review(said: list[Message]) -> Message:
    [card] = [each for each in said if each.delivery.channel == MODERATORS]
    return card


async def test_a_link_is_shown_with_its_practice_once_a_moderator_says_yes(bot: World) -> None:
    said = await bot.post(SHARER, f"add link {URL} to walking bus")
    card = review(said)
    assert "Walking bus" in card.text and "It waits for a moderator." in card.text
    assert URL not in (await how(bot)).text and "Materials" not in (await how(bot)).text
    [refusal] = await bot.press(ASKER, card, "Accept")
    assert "Only a moderator" in refusal.text
    told = await bot.press(MODERATOR, card, "Accept")
    assert any(each.delivery.channel == f"@{SHARER}" and "Good news" in each.text for each in told)
    assert "Accepted." in card.text
    shown = await how(bot)
    assert "Materials" in shown.text and URL in shown.text
    [again] = await bot.press_raw(MODERATOR, "material.decline", card_id(said))
    assert "decided on that material already" in again.text


def card_id(said: list[Message]) -> str:
    return next(
        button.value for each in said for button in each.buttons() if "material" in button.action
    )


async def test_a_declined_or_withdrawn_material_is_shown_to_nobody(bot: World) -> None:
    said = await bot.post(SHARER, f"add link {URL} to walking bus")
    await bot.press(MODERATOR, review(said), "Decline")
    assert "Materials" not in (await how(bot)).text
    said = await bot.post(SHARER, f"add link {URL}/2 to walking bus")
    [mine] = [each for each in said if each.delivery.only_for == SHARER]
    [refusal] = await bot.press_raw(ASKER, "material.remove", mine.button("Take it back").value)
    assert "Only a moderator" in refusal.text
    await bot.press(SHARER, mine, "Take it back")
    assert "is taken away" in mine.text


async def test_what_is_no_link_or_no_practice_is_refused(bot: World) -> None:
    [no_link] = await bot.post(SHARER, "add link javascript:alert(1) to walking bus")
    assert "could not read that as an address" in no_link.text
    [nowhere] = await bot.post(SHARER, f"add link {URL} to mopeds")
    assert "no practice of that name" in nowhere.text


async def test_a_file_is_stored_once_and_offered_with_its_practice(bot: World) -> None:
    shelf = bot.joined.materials
    ids = [
        await shelf.bring("chat", HOME, SHARER, practice, "Plan.pdf", PDF)
        for practice in ("walking-bus", "breakfast-club")
    ]
    assert await shelf.hand_out(ids[0]) is None, "it waits"
    said = await bot.press_raw(SHARER, "material.brought", ids[0])
    assert "PDF, 1 kB" in review(said).text
    [refusal] = await bot.press_raw(ASKER, "material.brought", ids[0])
    assert "do not have that material" in refusal.text
    await bot.press(MODERATOR, review(said), "Accept")
    assert f"http://127.0.0.1:8080/materials/{ids[0]}" in (await how(bot)).text
    assert await shelf.hand_out(ids[0]) == ("Plan.pdf", "application/pdf", PDF)
    files = bot.joined.materials._store
    sha256 = hashlib.sha256(PDF).hexdigest()
    for id in ids:
        assert files.get(sha256) == PDF
        await bot.press_raw(SHARER, "material.remove", id)
    assert files.get(sha256) is None, "it goes with the last that has it"
    assert await shelf.hand_out(ids[0]) is None


async def test_a_file_that_was_changed_on_disk_is_not_handed_out(bot: World) -> None:
    shelf = bot.joined.materials
    id = await shelf.bring("chat", HOME, SHARER, "walking-bus", "Plan.pdf", PDF)
    await bot.press_raw(MODERATOR, "material.accept", id)
    file = shelf._store._file(hashlib.sha256(PDF).hexdigest())  # type: ignore[attr-defined]
    file.write_bytes(b"%PDF-1.7 another")
    assert await shelf.hand_out(id) is None


async def test_a_name_that_may_identify_somebody_is_not_kept(bot: World) -> None:
    with pytest.raises(InvalidInput, match="material_names"):
        await bot.joined.materials.bring(
            "chat", HOME, SHARER, "walking-bus", "Plan for Jayden Okafor.pdf", PDF
        )
    assert bot.joined.materials._store.kept(0) == []


async def test_files_of_somebody_who_was_forgotten_go_and_new_ones_wait_for_their_material(
    bot: World,
) -> None:
    shelf = bot.joined.materials
    await shelf.bring("chat", HOME, SHARER, "walking-bus", "Plan.pdf", PDF)
    async with bot.database.uow() as work:
        await work.members.forget(bot.home.id, bot.people[SHARER].id)
        await work.commit()
    assert await shelf.drop_unused() == 0, "it lies there for a moment only"
    assert await shelf.drop_unused(at_least_seconds=0) == 1
    assert shelf._store.kept(0) == []


async def test_somebody_unknown_brings_nothing(bot: World) -> None:
    with pytest.raises(NotFound):
        await bot.joined.materials.bring("chat", HOME, "nobody", "walking-bus", "a.pdf", PDF)
