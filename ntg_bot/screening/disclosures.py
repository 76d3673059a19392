"""Finds sentences that say a child or person may be in danger, in the middle of a long post too.

The rules themselves are retrieval's, handed in; here the text is cut into pieces for them, and only
those are asked about that hold a word of harm.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening.marks import Mark

_PIECE = re.compile(r"[^.!?\n]{1,600}[.!?]*")
_HARM = re.compile(
    r"\b(?:hits?|hitting|hurt|beat|kick|punch|slap|burn|shak|shook|strangl|chok|rape|abus|touch"
    r"|bruis|kill|die|dead|suicid|harm|cut|overdos|pills|tablets|knife|stab|weapon|machete|gun"
    r"|missing|gone|ran away|run away|abscond|danger|unsafe|not safe|scared|frighten|terrif|afraid"
    r"|alone|lock|starv|hungry|not eaten|bleed|breath|unconscious|collaps|ambulance|999|emergency"
    r"|older m[ae]n|nudes?|naked|groom|traffick|fgm|marr|force|secret|threat|drunk|hurts|miss me"
    r"|can'?t go on|cannot|disclos|told me|says|his room|her room|night|hang|jump)",
)

_LONG_NUMBER = re.compile(r"\d[\d -]{5,30}\d")
"""is no call for help, though 999 may be in it"""


def disclosures(plain: str, is_urgent: Callable[[str], bool]) -> Iterator[Mark]:
    """Each sentence with a word of harm that `is_urgent` says is about somebody in danger."""
    for piece in _PIECE.finditer(plain):
        words = _LONG_NUMBER.sub("", piece[0])
        if _HARM.search(words.lower()) and is_urgent(words):
            start = piece.start() + len(piece[0]) - len(piece[0].lstrip())
            yield Mark(FindingKind.DISCLOSURE, start, piece.end(), Sureness.LIKELY)
