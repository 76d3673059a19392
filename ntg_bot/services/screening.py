"""Screening what people submit: all its fields at once, and never in the event loop for long."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from ntg_bot.domain.errors import Disclosed, InvalidInput
from ntg_bot.domain.screening import IDENTIFIERS, FindingKind, Spotted
from ntg_bot.services.ports import Screening

QUICK = 1_500
"""characters that are read at once; more are read in a thread, and nobody waits for them"""
_BETWEEN = "\n\n"
"""stands between two fields, so that each is read knowing the others"""


async def screened(screening: Screening, words: Mapping[str, str]) -> tuple[Spotted, ...]:
    """What was seen in each field, in the order of the fields.

    Raises Disclosed where the words say that somebody may be in danger.
    """
    filled = {name: text for name, text in words.items() if text.strip()}
    whole = _BETWEEN.join(filled.values())
    if len(whole) > QUICK:
        found = await asyncio.to_thread(screening.findings, whole)
    else:
        found = screening.findings(whole)
    spotted: list[Spotted] = []
    start = 0
    for name, text in filled.items():
        end = start + len(text)
        for finding in found:
            if finding.kind is FindingKind.DISCLOSURE:
                raise Disclosed
            first, last = max(finding.start, start), min(finding.end, end)
            if first < last and whole[first:last].strip():
                here = replace(finding, start=first - start, end=last - start)
                spotted.append(Spotted(name, here))
        start = end + len(_BETWEEN)
    return tuple(spotted)


async def refuse_people(
    screening: Screening,
    words: Mapping[str, str],
    *,
    is_insisted: bool,
    may_be: str = "refused.check_may_identify",
) -> bool:
    """Whether something was seen that its author says is nobody, or that others look at first.

    Raises InvalidInput at the field where a person may be told by, Disclosed for danger. Numbers
    and addresses that tell who somebody is never pass, and are named first; what may be a name
    passes where `is_insisted`: the sentence `may_be` says how.
    """
    spotted = [each for each in await screened(screening, words) if each.finding.holds]
    sure = [each for each in spotted if each.finding.kind in IDENTIFIERS]
    if sure:
        found = sure[0]
        raise InvalidInput(found.field, key="refused.check_identifies", words=found.words(words))
    if spotted and not is_insisted:
        found = spotted[0]
        raise InvalidInput(found.field, key=may_be, words=found.words(words))
    return bool(spotted)
