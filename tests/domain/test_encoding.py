"""What is written is read back equal; what does not fit is refused with the path of the fault."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntg_bot.conversation import events, facts
from ntg_bot.domain import encoding
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.knowledge import Authority, Item
from tests.domain.strategies import EVENTS, ITEMS, JSON, SAID


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    colour: Colour
    number: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    name: str


@dataclass(frozen=True, slots=True)
class Outer:
    inner: Inner
    many: tuple[Inner, ...] = ()
    pair: tuple[str, int] = ("", 0)
    tags: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    day: date | None = None
    at: datetime | None = None
    either: Inner | Other | None = None
    share: float = 0.0
    is_so: bool = False


@given(SAID)
@settings(max_examples=150)
def test_everything_the_bot_says_is_read_back_equal(said: facts.Said) -> None:
    assert facts.decode(facts.encode(said)) == said


@given(EVENTS)
@settings(max_examples=100)
def test_every_event_is_read_back_equal(event: events.Event) -> None:
    kind, payload = events.encode(event)
    assert kind == type(event).__name__
    assert events.decode(payload) == event


@given(ITEMS)
@settings(max_examples=60)
def test_every_entry_of_the_knowledge_base_is_read_back_equal(item: Item) -> None:
    assert encoding.loads(type(item), encoding.dumps(item)) == item


@given(st.from_type(Outer))
@settings(max_examples=60)
def test_every_kind_of_field_is_read_back_equal(value: Outer) -> None:
    assert encoding.loads(Outer, encoding.dumps(value)) == value


def test_a_field_called_type_is_not_taken_for_the_tag() -> None:
    council = Authority("E1", "1", "Leeds", "Leeds City Council", "Yorkshire", "unitary")
    assert encoding.loads(Authority, encoding.dumps(council)) == council


def test_equal_values_are_written_as_equal_bytes() -> None:
    one = Outer(Inner(Colour.RED), tags=frozenset({"b", "a"}), words={"x": "1", "a": "2"})
    other = Outer(Inner(Colour.RED), tags=frozenset({"a", "b"}), words={"a": "2", "x": "1"})
    assert encoding.dumps(one) == encoding.dumps(other)


def test_a_missing_field_takes_its_default() -> None:
    assert encoding.from_plain(Inner, {"colour": "red"}) == Inner(Colour.RED, 0)


@pytest.mark.parametrize(
    ("plain", "reason"),
    [
        ({}, "inner: missing"),
        ({"inner": {"colour": "red"}, "size": 1}, "value: unknown field size"),
        ({"inner": {"colour": "red", "size": 1}}, "inner: unknown field size"),
        ({"inner": {"colour": "blue"}}, "inner.colour: 'blue' is not a valid Colour"),
        ({"inner": {"colour": ["red"]}}, "inner.colour: "),
        ({"inner": {"colour": "red", "number": "7"}}, "inner.number: expected int, got '7'"),
        ({"inner": {"colour": "red", "number": True}}, "inner.number: expected int"),
        ({"inner": []}, "inner: not a mapping"),
        ({"inner": {"colour": "red"}, "many": [{"colour": 1}]}, "many[0].colour: "),
        ({"inner": {"colour": "red"}, "many": {}}, "many: not a list"),
        ({"inner": {"colour": "red"}, "pair": ["a"]}, "pair: expected 2 values, got 1"),
        ({"inner": {"colour": "red"}, "pair": ["a", "b"]}, "pair[1]: expected int"),
        ({"inner": {"colour": "red"}, "words": {"a": 1}}, "words.a: expected str"),
        ({"inner": {"colour": "red"}, "words": []}, "words: not a mapping"),
        ({"inner": {"colour": "red"}, "day": "yesterday"}, "day: "),
        ({"inner": {"colour": "red"}, "at": 12}, "at: "),
        ({"inner": {"colour": "red"}, "either": {"type": "Nobody"}}, "either: unknown type Nobody"),
        ({"inner": {"colour": "red"}, "either": {"age": 1}}, "either: fits none"),
        ({"inner": {"colour": "red"}, "share": 10**400}, "share: "),
        ({"inner": {"colour": "red"}, "is_so": 1}, "is_so: expected bool"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(plain: Any, reason: str) -> None:
    with pytest.raises(CannotDecode) as refused:
        encoding.from_plain(Outer, plain)
    assert reason in str(refused.value)


@given(JSON)
@settings(max_examples=150)
def test_any_other_json_is_refused_and_never_breaks_the_reader(value: Any) -> None:
    for read in (events.decode, facts.decode):
        with pytest.raises(CannotDecode):
            read(json.dumps(value).encode())


@pytest.mark.parametrize(
    "payload",
    [b"", b"not json", b"\xff\xfe", b"[]", b'{"type": []}', b'{"type": {}}', b"[" * 100_000],
)
def test_bytes_that_are_no_event_are_refused(payload: bytes) -> None:
    with pytest.raises(CannotDecode):
        events.decode(payload)


def test_half_of_a_surrogate_pair_does_not_stop_the_rest_of_a_text() -> None:
    said = facts.Reply("thanks", {"a": "half \ud83d of a face"})
    read = facts.decode(facts.encode(said))
    assert isinstance(read, facts.Reply)
    assert read.values["a"].startswith("half ")
    read.values["a"].encode()


def test_what_no_type_describes_is_not_written() -> None:
    with pytest.raises(TypeError, match="cannot encode"):
        encoding.dumps(object())
