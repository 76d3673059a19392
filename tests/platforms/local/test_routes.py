"""The JSON endpoints: what they take, whom they show what, what they refuse and how."""

from __future__ import annotations

import json

import pytest

from ntg_bot.conversation.cards import Card, Plain, Text
from ntg_bot.conversation.events import ButtonPressed, CommandGiven, FormSubmitted, MessagePosted
from ntg_bot.platforms.local.guard import MAX_BODY
from ntg_bot.platforms.local.requests import MAX_TEXT
from tests.platforms.local.conftest import Visitor
from tests.platforms.local.workspace import LocalSetting

CARD = Card("An answer", (Text((Plain("An answer"),)),))


async def test_a_direct_message_is_addressed_to_the_bot(
    visitor: Visitor, setting: LocalSetting
) -> None:
    answer = await visitor.say("  what helps?  ")
    assert answer.status == 200
    taken = await answer.json()
    assert taken["expects_answer"] is True
    [event] = setting.events()
    assert isinstance(event, MessagePosted)
    assert (event.text, event.addressed, event.place.is_direct) == ("what helps?", True, True)
    assert (event.place.platform, event.place.workspace) == ("local", "local")
    assert (event.place.user, event.place.user_name) == ("officer", "Olivia Marsh")
    assert event.message == taken["message"]["id"]
    [shown] = await visitor.messages("officer", "dm-officer")
    assert (shown["name"], shown["text"]) == ("Olivia Marsh", "what helps?")


@pytest.mark.parametrize(
    ("text", "heard", "addressed"),
    [
        ("we tried a walking bus", "we tried a walking bus", False),
        ("@ntg what helps?", "what helps?", True),
        ("hello @NTG, what helps?", "hello what helps?", True),
        ("@ntg-bot: what helps?\nin year 8", "what helps?\nin year 8", True),
        ("write to me@ntg.example", "write to me@ntg.example", False),
        ("@ntgx is somebody else", "@ntgx is somebody else", False),
        ("see /ntg for help", "see /ntg for help", False),
    ],
)
async def test_in_a_channel_only_a_mention_addresses_the_bot(
    visitor: Visitor, setting: LocalSetting, text: str, heard: str, addressed: bool
) -> None:
    answer = await visitor.say(text, channel="c-attendance")
    assert (await answer.json())["expects_answer"] is addressed
    [event] = setting.events()
    assert isinstance(event, MessagePosted)
    assert (event.text, event.addressed, event.place.is_direct) == (heard, addressed, False)


@pytest.mark.parametrize(
    ("text", "rest"),
    [("/ntg share", "share"), ("/ntg", ""), ("/NTG  this week's\ndigest", "this week's\ndigest")],
)
async def test_a_command_is_for_the_person_alone(
    visitor: Visitor, setting: LocalSetting, text: str, rest: str
) -> None:
    await visitor.say(text, channel="c-attendance")
    [event] = setting.events()
    assert isinstance(event, CommandGiven)
    assert event.text == rest
    assert await visitor.messages("member", "c-attendance") == []
    [own] = await visitor.messages("officer", "c-attendance")
    assert own["is_private"]


async def test_a_reply_joins_the_thread_of_its_first_message(
    visitor: Visitor, setting: LocalSetting
) -> None:
    first = (await (await visitor.say("one", channel="c-attendance")).json())["message"]["id"]
    second = await visitor.say("two", channel="c-attendance", thread=first)
    reply = (await second.json())["message"]["id"]
    third = await visitor.say("three", channel="c-attendance", thread=reply)
    assert (await third.json())["message"]["thread"] == first
    assert [event.place.thread for event in setting.events()] == ["", first, first]


async def test_a_thread_of_another_channel_is_refused(visitor: Visitor) -> None:
    first = (await (await visitor.say("one", channel="c-attendance")).json())["message"]["id"]
    assert (await visitor.say("two", channel="c-early-years", thread=first)).status == 404
    assert (await visitor.say("two", channel="c-attendance", thread="none")).status == 404


async def test_sending_again_with_the_same_key_says_it_once(
    visitor: Visitor, setting: LocalSetting
) -> None:
    answers = [await visitor.say("once", key="same-key-1") for _ in range(3)]
    ids = {(await answer.json())["message"]["id"] for answer in answers}
    assert len(ids) == 1
    assert len(setting.events()) == 1
    assert len(await visitor.messages("officer", "dm-officer")) == 1
    other = await visitor.say("once", key="same-key-1", persona="member", channel="dm-member")
    assert other.status == 200
    assert len(setting.events()) == 2


async def test_nothing_is_acknowledged_that_is_not_in_the_inbox(
    visitor: Visitor, setting: LocalSetting
) -> None:
    setting.inbox.is_broken = True
    refused = await visitor.say("please", key="same-key-2")
    assert refused.status == 503
    assert "could not be saved" in (await refused.json())["error"]
    setting.inbox.is_broken = False
    taken = await visitor.say("please", key="same-key-2")
    assert taken.status == 200
    [event] = setting.events()
    [message] = await visitor.messages("officer", "dm-officer")
    assert isinstance(event, MessagePosted)
    assert event.message == message["id"]


async def test_a_store_out_of_reach_is_a_clear_503(visitor: Visitor, setting: LocalSetting) -> None:
    setting.store.is_broken = True
    for answer in (
        await visitor.say("please"),
        await visitor.client.get("/api/channels", params={"persona": "officer"}),
    ):
        assert answer.status == 503
        assert "Try again" in (await answer.json())["hint"]


async def test_everybody_sees_the_communities_and_only_the_moderator_the_moderators(
    visitor: Visitor,
) -> None:
    seen = {}
    for persona in ("officer", "member", "moderator"):
        answer = await visitor.client.get("/api/channels", params={"persona": persona})
        seen[persona] = [each["id"] for each in (await answer.json())["channels"]]
    communities = ["c-attendance", "c-early-years", "c-care-experienced"]
    assert seen["officer"] == ["dm-officer", *communities]
    assert seen["member"] == ["dm-member", *communities]
    assert seen["moderator"] == ["dm-moderator", *communities, "moderators"]


@pytest.mark.parametrize("channel", ["moderators", "dm-member", "dm-moderator"])
async def test_a_channel_of_others_is_refused_for_reading_and_writing(
    visitor: Visitor, setting: LocalSetting, channel: str
) -> None:
    reading = await visitor.client.get(
        "/api/messages", params={"persona": "officer", "channel": channel}
    )
    assert reading.status == 403
    assert (await visitor.say("let me in", channel=channel)).status == 403
    posted = await setting.platform.post(setting.delivery(channel), CARD)
    pressing = await visitor.post(
        "/api/actions", persona="officer", message=posted, action="review.accept", value="1"
    )
    assert pressing.status == 404
    assert setting.events() == []


async def test_a_message_for_one_person_is_shown_to_that_person_only(
    visitor: Visitor, setting: LocalSetting
) -> None:
    posted = await setting.platform.post(setting.delivery("c-attendance", only_for="member"), CARD)
    assert [m["id"] for m in await visitor.messages("member", "c-attendance")] == [posted]
    assert await visitor.messages("officer", "c-attendance") == []
    [shown] = await visitor.messages("member", "c-attendance")
    assert shown["is_private"]
    assert await visitor.messages("moderator", "c-attendance") == []
    pressing = await visitor.post(
        "/api/actions", persona="officer", message=posted, action="x", value=""
    )
    assert pressing.status == 404


async def test_in_a_direct_message_nothing_is_marked_as_private(
    visitor: Visitor, setting: LocalSetting
) -> None:
    await setting.platform.post(setting.delivery("dm-member", only_for="member"), CARD)
    [shown] = await visitor.messages("member", "dm-member")
    assert not shown["is_private"]


async def test_a_button_reaches_the_bot_with_what_it_needs(
    visitor: Visitor, setting: LocalSetting
) -> None:
    delivery = setting.delivery("c-attendance", key="d-77")
    posted = await setting.platform.post(delivery, CARD)
    answer = await visitor.post(
        "/api/actions", persona="member", message=posted, action="answer.helpful", value="q1"
    )
    assert answer.status == 200
    [event] = setting.events()
    assert isinstance(event, ButtonPressed)
    assert (event.action, event.value, event.message) == ("answer.helpful", "q1", posted)
    assert event.delivery_key == "d-77"
    assert (event.place.user, event.place.channel) == ("member", "c-attendance")


async def test_a_form_reaches_the_bot_with_its_values(
    visitor: Visitor, setting: LocalSetting
) -> None:
    posted = await setting.platform.post(setting.delivery("dm-officer"), CARD)
    values = {"title": "Walking bus", "where": ["home", "hub"], "what": ""}
    answer = await visitor.post(
        "/api/forms", persona="officer", message=posted, action="tell", value="7", values=values
    )
    assert answer.status == 200
    [event] = setting.events()
    assert isinstance(event, FormSubmitted)
    assert event.values == {"title": "Walking bus", "where": "home,hub", "what": ""}
    assert event.place.is_direct


async def test_people_s_own_messages_have_no_buttons_to_press(visitor: Visitor) -> None:
    own = (await (await visitor.say("hello")).json())["message"]["id"]
    answer = await visitor.post(
        "/api/actions", persona="officer", message=own, action="review.accept", value="1"
    )
    assert answer.status == 404


@pytest.mark.parametrize("persona", ["", "nobody", "bot", None, 7, ["officer"]])
async def test_an_unknown_person_is_refused_with_the_known_ones(
    visitor: Visitor, persona: object
) -> None:
    answer = await visitor.say("hello", persona=persona)
    assert answer.status == 400
    assert "officer, member, moderator" in (await answer.json())["hint"]
    assert (await visitor.client.get("/api/channels")).status == 400
    assert (await visitor.client.get("/events", params={"persona": "nobody"})).status == 400


@pytest.mark.parametrize(
    ("length", "status"), [(0, 400), (1, 200), (MAX_TEXT - 1, 200), (MAX_TEXT, 200)]
)
async def test_messages_up_to_the_limit_are_taken(
    visitor: Visitor, length: int, status: int
) -> None:
    body = {"persona": "officer", "channel": "dm-officer", "key": visitor.key()}
    answer = await visitor.client.post(
        "/api/messages",
        data=json.dumps({**body, "text": "🙂" * length}, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == status


async def test_a_message_over_the_limit_is_refused_with_its_length(
    visitor: Visitor, setting: LocalSetting
) -> None:
    answer = await visitor.say("x" * (MAX_TEXT + 1))
    assert answer.status == 400
    problem = await answer.json()
    assert problem["error"] == (
        "The message is 12,001 characters long; at most 12,000 can be sent."
    )
    assert problem["field"] == "text"
    assert setting.events() == []


async def test_a_body_over_the_limit_is_refused_unread(visitor: Visitor) -> None:
    answer = await visitor.say("x" * MAX_BODY * 4)
    assert answer.status == 413
    assert "at most 64 KiB" in (await answer.json())["error"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"persona": "officer", "channel": "dm-officer", "text": 7, "key": "key-12345678"}',
        b'{"persona": "officer", "channel": "dm-officer", "text": "x"}',
        b'{"persona": "officer", "channel": "dm-officer", "text": "x", "key": "short"}',
        b'{"persona": "officer", "channel": "dm-officer", "text": "x", "key": "no spaces please"}',
        b'{"persona": "officer", "channel": ["a"], "text": "x", "key": "key-12345678"}',
        b'{"persona": "officer", "text": "x", "key": "key-12345678"}',
    ],
)
async def test_a_malformed_body_is_refused_with_a_sentence(
    visitor: Visitor, setting: LocalSetting, body: bytes
) -> None:
    answer = await visitor.client.post(
        "/api/messages", data=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status == 400
    problem = await answer.json()
    assert problem["error"].endswith(".")
    assert problem["hint"].endswith(".")
    assert setting.events() == []


@pytest.mark.parametrize("values", [None, [], "x", {"a": 1}, {"a": [1]}, {"a": "x" * 12_001}])
async def test_a_malformed_form_is_refused(
    visitor: Visitor, setting: LocalSetting, values: object
) -> None:
    posted = await setting.platform.post(setting.delivery("dm-officer"), CARD)
    answer = await visitor.post(
        "/api/forms", persona="officer", message=posted, action="a", value="", values=values
    )
    assert answer.status == 400


async def test_only_json_is_taken(visitor: Visitor, setting: LocalSetting) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await visitor.client.post(
            "/api/messages", data=json.dumps({}), headers={"Content-Type": content_type}
        )
        assert answer.status == 415
        assert "JSON" in (await answer.json())["error"]


async def test_half_a_surrogate_in_a_message_breaks_nothing(visitor: Visitor) -> None:
    answer = await visitor.client.post(
        "/api/messages",
        data=b'{"persona":"officer","channel":"dm-officer","key":"key-12345678",'
        b'"text":"a\\ud83d b\\u0000 \\u202ec"}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == 200
    [message] = await visitor.messages("officer", "dm-officer")
    assert message["text"] == "a\ufffd b \u202ec"
    assert "\u202e" not in message["html"]


async def test_hostile_words_come_back_inert(visitor: Visitor) -> None:
    await visitor.say("<script>alert(1)</script> & <b>bold</b>")
    [message] = await visitor.messages("officer", "dm-officer")
    assert "<script" not in message["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in message["html"]


async def test_the_first_message_of_a_thread_is_shown_with_its_latest_replies(
    visitor: Visitor, setting: LocalSetting
) -> None:
    first = (await (await visitor.say("first", channel="c-attendance")).json())["message"]["id"]
    for number in range(201):
        await visitor.say(f"{number}", channel="c-attendance", thread=first)
    shown = await visitor.messages("member", "c-attendance")
    assert shown[0]["id"] == first
    assert shown[-1]["text"] == "200"
    assert len(shown) == 201
