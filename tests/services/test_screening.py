"""Refusing words that tell of a person: what never passes, what its author may insist on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ntg_bot.domain.errors import Disclosed, InvalidInput
from ntg_bot.domain.screening import Finding, FindingKind, Sureness
from ntg_bot.services.screening import refuse_people

SEEN: Mapping[str, FindingKind] = {
    "Daisy": FindingKind.PERSON,
    "07700 900123": FindingKind.PHONE,
    "in danger": FindingKind.DISCLOSURE,
}


class Lists:
    """services.ports.Screening: sees the words of a list."""

    def findings(self, text: str) -> tuple[Finding, ...]:
        found = [(text.find(words), words, kind) for words, kind in SEEN.items()]
        return tuple(
            Finding(kind, start, start + len(words), Sureness.SURE, "screening.made_up")
            for start, words, kind in sorted(found)
            if start >= 0
        )


async def refused(words: Mapping[str, str], *, is_insisted: bool) -> tuple[str, str, object]:
    with pytest.raises(InvalidInput) as caught:
        await refuse_people(Lists(), words, is_insisted=is_insisted)
    return caught.value.field, caught.value.key, caught.value.values["words"]


async def test_a_name_passes_once_its_author_insists() -> None:
    words = {"what": "A club", "who": "Daisy runs it"}
    said = await refused(words, is_insisted=False)
    assert said == ("who", "refused.check_may_identify", "Daisy")
    assert await refuse_people(Lists(), words, is_insisted=True)
    assert not await refuse_people(Lists(), {"what": "A club"}, is_insisted=True)


@pytest.mark.parametrize("is_insisted", [False, True])
async def test_a_number_never_passes_and_is_named_before_a_name(is_insisted: bool) -> None:
    words = {"who": "Daisy runs it", "how": "Ring 07700 900123"}
    said = await refused(words, is_insisted=is_insisted)
    assert said == ("how", "refused.check_identifies", "07700 900123")


async def test_the_family_says_how_a_name_may_pass() -> None:
    with pytest.raises(InvalidInput) as caught:
        await refuse_people(Lists(), {"who": "Daisy"}, is_insisted=False, may_be="its.own")
    assert caught.value.key == "its.own"


async def test_danger_is_told_before_all_else() -> None:
    with pytest.raises(Disclosed):
        await refuse_people(Lists(), {"what": "Daisy is in danger"}, is_insisted=True)
