"""Every card that the bot can make, as it would stand in Slack."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Card, Field, Form, Option
from ntg_bot.domain.asking import Confidence, Correction, Hit, Why
from ntg_bot.domain.knowledge import Kind
from ntg_bot.platforms.slack import forms
from ntg_bot.platforms.slack.render import render
from tests.conversation.said import SAID
from tests.fakes.slack import types
from tests.fakes.slack.limits import check_message, check_view
from tests.fakes.world import World, replies, world

HIT = Hit("walking-bus", Kind.PRACTICE, 0.9, Why(words=("walking",)))
ANSWER = facts.Answer("q1", Confidence.ANSWER, (HIT, replace(HIT, id="breakfast-club")))
LONGEST_VALUE = 1_000
"""of a form: ids, which no person writes; some that are drawn here are longer than any is"""
EVERY = (
    ANSWER,
    replace(ANSWER, confidence=Confidence.CLOSEST, corrections=(Correction("absense", "absence"),)),
    replace(ANSWER, confidence=Confidence.NONE, hits=()),
    replace(ANSWER, wants_negative=True, was_cut=True),
    facts.HowItWorks("walking-bus"),
    facts.HowItWorks("scare-visits"),
    facts.HowItWorks("no-such"),
    facts.Comparison(("walking-bus", "breakfast-club")),
    facts.Tried("walking bus", ("leeds-bus",)),
    facts.Tried("walking bus", (), "Kent"),
    facts.TermMeaning("CP", ("child protection", "child poverty")),
    facts.OrganisationFound(("cwdc",)),
    facts.ProgrammeAnswer("what-is-the-gap"),
    facts.ShareForm(),
    facts.ShareForm(error_field="title", error="Too short.", typed={"what": "x" * 5_000}),
    facts.Safeguarding(),
    facts.Help(True),
    facts.Help(False),
)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


def check(card: Card, *, may_drop: bool = False) -> None:
    """As a message, and every form of it as a window: taken by the limits and Slack's models."""
    rendered = render(card, "delivery-key")
    check_message(rendered.blocks)
    for block in Block.parse_all(rendered.blocks):
        block.validate_json()
    assert may_drop or rendered.dropped == 0
    assert rendered.text
    for form in card.body:
        if isinstance(form, Form) and len(form.value) <= LONGEST_VALUE:
            view = forms.window(form, forms.Origin("C1"))
            check_view(view)
            View(**view).validate_json()


@pytest.mark.parametrize("said", EVERY, ids=lambda said: type(said).__name__)
async def test_every_card_fits_slack(bot: World, said: facts.Said) -> None:
    check(await bot.presenter.present(said))


@given(SAID)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_said_fits_slack_however_hostile_its_words(
    bot: World, said: facts.Said
) -> None:
    """Every kind of fact there is: a test of the conversation holds `SAID` to that."""
    check(await bot.presenter.present(said), may_drop=True)


def test_a_choice_of_which_nothing_can_be_chosen_is_said_to_be_one() -> None:
    field = Field("to", "To whom?", options=(Option("", "Nobody"),))
    view = forms.window(Form("a", "v", "Hand over", "Send", (field,)), forms.Origin("C1"))
    check_view(view)
    assert "there is nothing to choose from" in json.dumps(view)


@pytest.mark.parametrize("many", [True, False])
def test_many_options_stand_under_their_headings_in_a_menu_that_can_be_searched(
    many: bool,
) -> None:
    options = tuple(
        Option(f"v{n}", f"Theme {n}", "Outcomes" if n > 4 else "Lines") for n in range(14)
    )
    field = Field("themes", "Themes", options=options, many=many, value="v1")
    view = forms.window(Form("a", "v", "New", "Send", (field,)), forms.Origin("C1"))
    check_view(view)
    [element] = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    found = {group["label"]["text"]: len(group["options"]) for group in element["option_groups"]}
    assert found == {"Lines": 5, "Outcomes": 9}
    short = Field("themes", "Themes", options=options[:6], many=many)
    view = forms.window(Form("a", "v", "New", "Send", (short,)), forms.Origin("C1"))
    check_view(view)
    assert "option_groups" not in json.dumps(view), "boxes have none"


async def test_every_sentence_of_the_catalogue_fits_slack(bot: World) -> None:
    for key in sorted(replies().keys()):
        values = {name: f"({name})" for name in replies().places(key)}
        choices = (facts.Choice("button.share", "share.start", "v" * 200),) * 3
        check(await bot.presenter.present(facts.Reply(key, values, choices)))


async def test_the_cards_of_a_whole_week_fit_slack(bot: World) -> None:
    await bot.post("u-sharer", "share: We ran a walking bus. Lates fell from 19 to 6.")
    draft = bot.chat.last()
    await bot.fill_in("u-sharer", draft)
    review = next(each for each in bot.chat.messages if "Accept" in map(_label, each.buttons()))
    await bot.post("u-mod", "queue")
    await bot.press("u-mod", review, "Decline")
    await bot.press("u-mod", review, "Accept")
    for text in ("communities", "join attendance", "digest attendance", "my data", "forget me"):
        await bot.post("u-asker", text)
    assert len(bot.chat.messages) > 8
    for message in bot.chat.messages:
        check(message.card)


def _label(button: object) -> str:
    return str(getattr(button, "label", ""))


def test_slacks_own_types_are_used_where_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_headers = {"properties": {"blocks": {"items": {"properties": {"type": {"const": "h"}}}}}}
    (tmp_path / "types.json").write_text(json.dumps({"definitions": {"Message": only_headers}}))
    monkeypatch.setattr(types, "_validators", types._validators.__wrapped__)  # keeps nothing
    monkeypatch.setenv(types.FILE, str(tmp_path / "types.json"))
    assert types.fault_of_type("Message", {"blocks": [{"type": "h"}]}) == ""
    assert types.fault_of_type("Message", {"blocks": [{"type": "x"}]}).startswith("blocks/0/type")
    monkeypatch.delenv(types.FILE)
    assert types.fault_of_type("Message", {"blocks": [{"type": "x"}]}) == ""
