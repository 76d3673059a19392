"""Which council is meant, by the names that people use."""

from __future__ import annotations

from pathlib import Path

import pytest

from ntg_bot.content import load_knowledge
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.services.councils import CouncilService
from ntg_bot.services.library import Library
from tests.fakes.clock import FrozenClock

KNOWLEDGE = load_knowledge(Path(__file__).parents[2] / "knowledge")
COUNCILS = CouncilService(Library(KNOWLEDGE.taxonomy, KNOWLEDGE.authorities), FrozenClock())


def test_every_council_is_found_by_its_names_and_its_code() -> None:
    for code, authority in KNOWLEDGE.authorities.items():
        for name in (authority.name, authority.official_name, code, code.lower()):
            assert COUNCILS.find(name).ons_code == code, name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("leeds", "Leeds"),
        ("Leeds council", "Leeds"),
        ("London Borough of Camden", "Camden"),
        ("bournemouth", "Bournemouth, Christchurch and Poole"),
        ("Telford & Wrekin", "Telford and Wrekin"),
        ("York", "York"),
        ("county durham", "County Durham"),
    ],
)
def test_people_name_councils_in_their_own_way(typed: str, name: str) -> None:
    assert COUNCILS.find(typed).name == name


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "refused.no_council"),
        ("council", "refused.no_council"),
        ("Atlantis", "refused.no_council"),
        ("London", "refused.no_council"),
        ("Northamptonshire", "refused.which_council"),
        ("Sussex", "refused.which_council"),
        ("x" * 10_000, "refused.no_council"),
    ],
)
def test_a_name_that_is_none_or_several_is_not_guessed(typed: str, key: str) -> None:
    with pytest.raises(InvalidInput) as told:
        COUNCILS.find(typed)
    assert told.value.key == key
