"""The local workspace as the courier sees it, and what it sets up at its start."""

from __future__ import annotations

import pytest

from ntg_bot.conversation.cards import Card, Heading
from ntg_bot.conversation.ports import ChatPlatform
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.domain.people import Purpose, Role
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.workspace import LocalSetting, purposes

CARD = Card("An answer", (Heading("An answer"),))


async def test_a_delivery_is_posted_once_whatever_is_tried(setting: LocalSetting) -> None:
    platform: ChatPlatform = setting.platform
    delivery = setting.delivery("c-attendance")
    assert await platform.find(delivery) is None
    first = await platform.post(delivery, CARD)
    assert await platform.post(delivery, CARD) == first
    assert await platform.find(delivery) == first
    assert len(setting.store.messages) == 1


async def test_a_message_carries_the_summary_and_the_drawing(setting: LocalSetting) -> None:
    id = await setting.platform.post(setting.delivery("c-attendance"), CARD)
    message = setting.store.messages[id]
    assert (message.author, message.text, message.body) == (
        "bot",
        "An answer",
        "<h3>An answer</h3>",
    )


async def test_an_at_sign_and_a_person_mean_the_direct_message(setting: LocalSetting) -> None:
    id = await setting.platform.post(setting.delivery("@member"), CARD)
    assert setting.store.messages[id].channel == "dm-member"


@pytest.mark.parametrize("channel", ["c-none", "@nobody", "", "dm-nobody"])
async def test_an_unknown_channel_is_refused_for_good(setting: LocalSetting, channel: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        await setting.platform.post(setting.delivery(channel), CARD)
    assert caught.value.permanent


async def test_an_answer_goes_into_the_thread_and_a_lost_thread_loses_no_answer(
    setting: LocalSetting,
) -> None:
    first = await setting.platform.post(setting.delivery("c-attendance"), CARD)
    reply = await setting.platform.post(setting.delivery("c-attendance", thread=first), CARD)
    deeper = await setting.platform.post(setting.delivery("c-attendance", thread=reply), CARD)
    lost = await setting.platform.post(setting.delivery("c-attendance", thread="gone"), CARD)
    threads = [setting.store.messages[id].thread for id in (first, reply, deeper, lost)]
    assert threads == ["", first, first, ""]


async def test_a_message_is_redrawn_in_its_place(setting: LocalSetting) -> None:
    delivery = setting.delivery("c-attendance")
    id = await setting.platform.post(delivery, CARD)
    assert await setting.platform.replace(delivery, id, Card("Thanks")) == id
    message = setting.store.messages[id]
    assert message.text == "Thanks"
    assert message.edited_at is not None
    with pytest.raises(DeliveryError) as caught:
        await setting.platform.replace(delivery, "gone", CARD)
    assert caught.value.permanent


async def test_what_a_person_wrote_is_never_found_or_redrawn_as_ours(
    setting: LocalSetting, visitor: Visitor
) -> None:
    own = (await (await visitor.say("hello")).json())["message"]["id"]
    key = setting.store.messages[own].delivery_key
    assert await setting.platform.find(setting.delivery("dm-officer", key=key)) is None
    with pytest.raises(DeliveryError):
        await setting.platform.replace(setting.delivery("dm-officer"), own, CARD)
    assert setting.store.messages[own].text == "hello"


async def test_a_store_out_of_reach_is_tried_again(setting: LocalSetting) -> None:
    delivery = setting.delivery("c-attendance")
    id = await setting.platform.post(delivery, CARD)
    setting.store.is_broken = True
    for attempt in (
        setting.platform.post(delivery, CARD),
        setting.platform.replace(delivery, id, CARD),
        setting.platform.find(delivery),
    ):
        with pytest.raises(DeliveryError) as caught:
            await attempt
        assert caught.value.retry_after is not None
        assert not caught.value.permanent


async def test_the_start_makes_people_and_bindings_and_a_second_one_changes_nothing(
    setting: LocalSetting,
) -> None:
    await setting.platform.start()
    register = setting.register
    assert {who: member.role for who, member in register.people.items()} == {
        "officer": Role.MEMBER,
        "member": Role.MEMBER,
        "moderator": Role.MODERATOR,
    }
    assert purposes(register) == {
        "c-attendance": (Purpose.COMMUNITY, "attendance"),
        "c-early-years": (Purpose.COMMUNITY, "early-years"),
        "c-care-experienced": (Purpose.COMMUNITY, "care-experienced"),
        "moderators": (Purpose.MODERATORS, ""),
    }
    before = dict(register.bound)
    await setting.platform.start()
    assert register.bound == before
    assert register.commits == 2
