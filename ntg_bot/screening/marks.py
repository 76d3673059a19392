"""What a rule hands on, a finding by its place in the plain text; and words of somebody's own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ntg_bot.domain.screening import FindingKind, Sureness

_NEARBY = 80
"""how many characters on either side may say whose number or house it is"""

_PERSONAL = re.compile(
    r"\b(?:he|she|his|her|hers|him|mum|mam|mummy|mother|dad|daddy|father|parents?|gran|granny|nan"
    r"|nana|grandma|grandad|grandparents?|grandmother|grandfather|aunt|auntie|aunty|uncle|cousin"
    r"|sister|brother|step\w+|daughter|son|family|lives?|lived|living|moved|staying|stays|child's"
    r"|boy|girl|lad|pupil's|carer's|home (?:address|number|phone|is))\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding before it is put back into the text as it was written."""

    kind: FindingKind
    start: int
    end: int
    sureness: Sureness


def is_personal_nearby(plain: str, start: int, end: int) -> bool:
    """Whether the words around `plain[start:end]`, in its sentence, speak of somebody's own."""
    before = _SENTENCE_END.split(plain[max(0, start - _NEARBY) : start])[-1]
    after = _SENTENCE_END.split(plain[end : end + _NEARBY])[0]
    return bool(_PERSONAL.search(before) or _PERSONAL.search(after))
