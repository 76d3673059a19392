"""Numbers that stand for one person: NHS, pupil and National Insurance numbers, and phones.

Patterns are bounded and never nest a repeat in a repeat, so that every text takes linear time; what
a pattern cannot say (check digits, the words before) is looked at afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening.marks import Mark, is_personal_nearby

_BEFORE = 28
"""how many characters before a number may say what it is"""

_TEN = re.compile(r"(?<![\w£$.+/-])([1-9]\d{2})([ -]?)(\d{3})\2(\d{4})(?!\w|[-.]\d)")
_NHS = re.compile(r"\bnhs\b(?! (?:trust|england|invoice|order))", re.IGNORECASE)
_PUPIL = re.compile(
    r"(?<![\w-])[A-HJ-NP-RT-Z](?:[ -]?\d){11}[ -]?[\dA-HJ-NP-RT-Z](?!\w|-\d)", re.IGNORECASE
)
_PUPIL_LABEL = re.compile(r"\b(?:upn|unique pupil n\w+)\b", re.IGNORECASE)
_PUPIL_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_INSURANCE = re.compile(
    r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?:[ -]?\d){6}(?:[ -]?[A-D])?(?!\w|-\d)",
    re.IGNORECASE,
)
_INSURANCE_LABEL = re.compile(r"\b(?:ni|nino|national insurance)\b", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w£$])(?<!\d[-./])(?:(?:\+|00)44[ .-]?(?:\(0\)[ .-]?)?|\(?0(?!\.))"
    r"(?:[ .()-]{0,2}\d){10}(?!\w|[.-]\d)"
)


def numbers(plain: str) -> Iterator[Mark]:
    """Every number in a plain text that stands for one person."""
    yield from _nhs(plain)
    yield from _pupils(plain)
    yield from _insurance(plain)
    yield from _phones(plain)


def _nhs(plain: str) -> Iterator[Mark]:
    """Ten digits that fulfil the sum, written 3-3-4 or after "NHS"; one number in eleven does.

    After "NHS" a number with a slip in it still leads to the child.
    """
    for found in _TEN.finditer(plain):
        is_named = bool(_NHS.search(_before(plain, found.start())))
        fulfils = _fulfils_nhs_sum(found[1] + found[3] + found[4])
        if is_named or (found[2] and fulfils):
            sureness = Sureness.SURE if fulfils else Sureness.LIKELY
            yield Mark(FindingKind.NHS_NUMBER, found.start(), found.end(), sureness)


def _fulfils_nhs_sum(digits: str) -> bool:
    """NHS Data Dictionary: weights 10 to 2, modulus 11; a check of 10 is never given out."""
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check == int(digits[9])


def _pupils(plain: str) -> Iterator[Mark]:
    for found in _PUPIL.finditer(plain):
        if _fulfils_pupil_sum(found[0].replace(" ", "").replace("-", "").upper()):
            yield Mark(FindingKind.UPN, found.start(), found.end(), Sureness.SURE)
        elif _PUPIL_LABEL.search(_before(plain, found.start())):
            yield Mark(FindingKind.UPN, found.start(), found.end(), Sureness.LIKELY)


def _fulfils_pupil_sum(number: str) -> bool:
    """DfE's UPN guide: weights 2 to 13, modulus 23; a temporary number's last sign is a letter."""
    total = 0
    for weight, sign in enumerate(number[1:], start=2):
        total += weight * (int(sign) if sign.isdigit() else _PUPIL_LETTERS.index(sign))
    return number[0] == _PUPIL_LETTERS[total % 23]


def _insurance(plain: str) -> Iterator[Mark]:
    for found in _INSURANCE.finditer(plain):
        number, end = found[0], found.end()
        if not number[-1].isdigit() and number[-2] == " " and number[-1].islower():
            # "AB123456 a week": a word, not the number's last letter.
            number, end = number[:-2], end - 2
        is_whole = number[-1].isalpha()
        if is_whole or _INSURANCE_LABEL.search(_before(plain, found.start())):
            sureness = Sureness.SURE if is_whole else Sureness.LIKELY
            yield Mark(FindingKind.NINO, found.start(), end, sureness)


def _phones(plain: str) -> Iterator[Mark]:
    """Mobiles; other lines are a person's where the words near say so, else an office's.

    Freephone, shared-cost and UK-wide numbers (03, 08, 09) are nobody's own.
    """
    for found in _PHONE.finditer(plain):
        digits = "".join(sign for sign in found[0] if sign.isdigit())
        national = digits[-10:]
        if national[0] == "7":
            yield Mark(FindingKind.PHONE, found.start(), found.end(), Sureness.SURE)
        elif national[0] in "12":
            is_own = is_personal_nearby(plain, found.start(), found.end())
            sureness = Sureness.LIKELY if is_own else Sureness.POSSIBLE
            yield Mark(FindingKind.PHONE, found.start(), found.end(), sureness)


def _before(plain: str, start: int) -> str:
    return plain[max(0, start - _BEFORE) : start]
