"""How a person is recognised in stored words, and when somebody else is not."""

from __future__ import annotations

import pytest

from ntg_bot.storage.traces import Forgotten, Traces
from tests.storage.world import a_delivery

PERSON = Traces.of(
    ["officer", "U0123ABC"],
    name="Al Green",
    drafts=["We gave every child a bus pass.", "Bus"],
    shared=["community-officer"],
)


@pytest.mark.parametrize(
    ("text", "is_about_them"),
    [
        ("officer", True),
        ("<@officer> asked", True),
        ("dm:officer", True),
        ("ask your council officer", False),
        ("officers", False),
        ("thanks, U0123ABC!", True),
        ("U0123ABCD", False),
        ("Al Green shared this", True),
        ("Al Greene shared this", False),
        ("They said: We gave every child a bus pass.", True),
        ("Bus", False),
        ("", False),
    ],
)
def test_a_text_is_about_a_person_or_not(text: str, is_about_them: bool) -> None:
    assert PERSON.are_in(text) is is_about_them
    assert PERSON.are_in_payload(f'{{"a":[{{"b":"{text}"}}]}}'.encode()) is is_about_them


def test_a_payload_that_is_not_json_is_read_as_text() -> None:
    assert PERSON.are_in_payload(b"not json: Al Green \xff")
    assert not PERSON.are_in_payload(b"not json")


@pytest.mark.parametrize(
    ("channel", "is_theirs"),
    [("dm-officer", True), ("@officer", True), ("C1", False), ("community-officer", False)],
)
def test_a_persons_own_channel_is_told_from_a_shared_one(channel: str, is_theirs: bool) -> None:
    assert PERSON.are_in_channel(channel) is is_theirs


def test_a_delivery_about_somebody_just_forgotten_is_recognised() -> None:
    forgotten = Forgotten()
    assert not forgotten.is_in(a_delivery("k", "w", only_for="officer"))
    forgotten.add(PERSON)
    assert forgotten.is_in(a_delivery("k", "w", only_for="officer"))
    assert forgotten.is_in(a_delivery("k", "w", channel="dm-officer"))
    assert forgotten.is_in(a_delivery("k", "w", facts=b'{"who":"Al Green"}'))
    assert not forgotten.is_in(a_delivery("k", "w"))


def test_nothing_known_of_a_person_recognises_nobody() -> None:
    assert not Traces.of([""], name="A").are_in("A")
