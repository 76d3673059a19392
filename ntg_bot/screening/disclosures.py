"""Finds sentences that say a child or person may be in danger, in the middle of a long post too.

The rules themselves are retrieval's, handed in; here the text is cut into sentences for them. They
take longer than all else, so only those are asked about that speak of somebody or hold a word of
harm: what "we" do for "schools" is no cry for help.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening.marks import Mark

_PIECE = re.compile(r"[^.!?\n]{1,600}[.!?]*")
_WORD = re.compile(r"[a-z0-9]+")
_SPOKEN_OF = """
i im ive id ill me my myself he hes him his himself she shes her hers herself someone somebody
child childs kid kids boy girl lad lads lass baby babys toddler student teenager teen youngster
son daughter sister brother twin cousin friend mate girlfriend boyfriend mum mummy mam mom mother
dad dads daddy father stepdad stepmum uncle aunt auntie grandad nan husband wife ex man men bloke
stranger neighbour resident y7 y8 y9 y10 y11 999 112 help sos
"""
_SOMEBODY = frozenset(_SPOKEN_OF.split())
_HARM = re.compile(
    r"\b(?:hit|hurt|beat|punch|slap|strangl|chok|rape|abus|bruis|kill|kil\b|die\b|dying|dead|suicid"
    r"|overdos|pills|tablets|paracetamol|bleach|knife|stab|machete|gun\b|shoot|shot\b|noose|abscond"
    r"|danger|unsafe|not safe|scared|terrif|bleed|breath|breat|unconscious|collaps|ambulance|police"
    r"|paramedic|emergency|nude|naked|groom|traffick|fgm|circumcis|forced|locked|drunk|disclos"
    r"|allegation|seizure|siezure|smoke\b|wandering|trap house|hostage|kidnap|abduct)"
)
_LONG_NUMBER = re.compile(r"\d[\d -]{5,30}\d")
"""is no call for help, though 999 may be in it"""
_MESSAGE = 3_000
"""characters; a longer text tells of practice as a whole, whatever a sentence in it says"""


def disclosures(plain: str, is_urgent: Callable[[str], bool]) -> Iterator[Mark]:
    """Each sentence of which `is_urgent` says that it is about somebody in danger.

    A message that is short enough and says so only as a whole is one finding.
    """
    is_found = False
    for piece in _PIECE.finditer(plain):
        words = _LONG_NUMBER.sub("", piece[0])
        if _may_be_a_cry(words.lower().replace("'", "")) and is_urgent(words):
            is_found = True
            start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
            yield Mark(FindingKind.DISCLOSURE, start, piece.end(), Sureness.LIKELY)
    if is_found or not plain.strip() or len(plain) > _MESSAGE:
        return
    if is_urgent(_LONG_NUMBER.sub("", plain)):
        yield Mark(FindingKind.DISCLOSURE, 0, len(plain), Sureness.LIKELY)


def _may_be_a_cry(lower: str) -> bool:
    return not _SOMEBODY.isdisjoint(_WORD.findall(lower)) or bool(_HARM.search(lower))
