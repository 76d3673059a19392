"""What is written about a person beside numbers: mail, web addresses, homes, birthdays, files.

Patterns are bounded, as in `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening.marks import Mark, is_personal_nearby

# --- mail ---------------------------------------------------------------------------------------

_MAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64}@((?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24})(?![\w@])"
)
_SPELT_MAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{2,40}(?: ?[(\[{]at[)\]}] ?| at (?=[\w-]{2,40} ?[(\[{]?dot\b))"
    r"[\w-]{2,40}(?:(?: ?[(\[{]dot[)\]}] ?| dot |\.)[a-z]{2,24}){1,4}",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?:^|\.)(?:gov\.uk|nhs\.uk|nhs\.net|sch\.uk|police\.uk|ac\.uk|gov\.scot|gov\.wales|hscni\.net"
    r"|cjsm\.net)$",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"^(?:info|enquir\w+|inquir\w+|admin\w*|hello|contact\w*|office|team|support|help\w*|mail|post"
    r"|bookings?|training|events?|press|media|research|head|reception|hr|referrals?|volunteer\w*)$",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(
    r"team|service|office|admin|admission|info|carers|youth|school|early|help|family|families|hub"
    r"|send|duty|mash|attendance|virtual|inclusion|education|enquir|support|children",
    re.IGNORECASE,
)


def mails(plain: str) -> Iterator[Mark]:
    """Mail addresses of people; a service's mailbox is nobody's, a colleague's possible."""
    for found in _MAIL.finditer(plain):
        box = found[0].partition("@")[0]
        if _ROLE.match(box) or (_WORK.search(found[1]) and _ROLE_WORD.search(box)):
            continue
        sureness = Sureness.POSSIBLE if _WORK.search(found[1]) else Sureness.SURE
        yield Mark(FindingKind.EMAIL, found.start(), found.end(), sureness)
    for found in _SPELT_MAIL.finditer(plain):
        yield Mark(FindingKind.EMAIL, found.start(), found.end(), Sureness.LIKELY)


# --- web addresses ------------------------------------------------------------------------------

_WEB = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"')\]]{3,300}", re.IGNORECASE)
_PERSON_KEY = re.compile(
    r"person|child|pupil|client|case(?!-?stud)|patient|family|user|upn|nhs|dob|birth|surname"
    r"|forename|firstname|lastname|^name$|email|nino|student|member|referral",
    re.IGNORECASE,
)
_PERSON_FOLDER = re.compile(
    r"^(?:child|children|person|persons|people|pupils?|clients?|cases?|patients?|students?|records?"
    r"|referrals?|family|families|profiles?|personal|members?|service-?users?)$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{3}|[0-9a-f]{8}-|_")
_SOCIAL = re.compile(
    r"(?:^|\.)(?:facebook|instagram|tiktok|snapchat|twitter|x|linkedin|threads)\.com$"
)
_HANDLE = re.compile(r"[._\d-]")
_ORGANISED = re.compile(
    r"council|school|academy|youth|team|centre|center|hub|club|service|trust|official|charity|nhs"
    r"|police|college|nursery|foundation|carers|project|uk$",
    re.IGNORECASE,
)
_NOT_PEOPLE = frozenset(("groups", "events", "pages", "company", "school", "watch", "hashtag"))


def web_addresses(plain: str) -> Iterator[Mark]:
    """Addresses that lead to one person: a record with its number, a page of their own."""
    for found in _WEB.finditer(plain):
        address = found[0].rstrip(".,;:!?")
        if _leads_to_person(address):
            end = found.start() + len(address)
            yield Mark(FindingKind.URL, found.start(), end, Sureness.LIKELY)


def _leads_to_person(address: str) -> bool:
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower()
        asked = parse_qsl(parts.query, keep_blank_values=False, max_num_fields=50)
    except ValueError:  # no address a browser would open, or one with a flood of fields
        return True
    if any(_PERSON_KEY.search(key) and len(value) > 1 for key, value in asked):
        return True
    folders = [folder for folder in parts.path.split("/") if folder]
    if _SOCIAL.search(host):
        return _is_own_page(folders, asked)
    return any(
        _PERSON_FOLDER.match(folder) and _NUMBERED.search(following)
        for folder, following in pairwise(folders)
    )


def _is_own_page(folders: list[str], asked: list[tuple[str, str]]) -> bool:
    if not folders or folders[0].lower() in _NOT_PEOPLE:
        return False
    if folders[0].lower() == "profile.php":
        return bool(asked)
    if folders[0].lower() == "in":
        return len(folders) > 1
    handle = folders[0].lstrip("@")
    return bool(_HANDLE.search(handle)) and not _ORGANISED.search(handle)


# --- homes --------------------------------------------------------------------------------------

_WAYS = (
    "street|st|road|rd|avenue|ave|lane|ln|drive|close|court|crescent|terrace|gardens|grove|way"
    "|place|square|row|mews|hill|walk|rise|view|green|parade|villas|croft|fold|house|tower|heights"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}"
_HOME = re.compile(
    r"(?<![\w£.-])(?:(?:flat|apartment|apt) ?\d{1,4}[a-z]?,? )?"
    rf"\d{{1,4}}[a-z]?,? (?P<name>(?:[A-Z][\w'-]{{1,20}} ){{1,3}})(?:{_WAYS})\b"
    r"(?P<venue> (?:primary|school|academy|library|surgery|centre|church|nursery|college|hub))?"
    rf"(?:(?:,? [A-Z][\w-]{{2,20}}){{0,2}},? {_POSTCODE}(?!\w))?",
    re.IGNORECASE,
)
_POST = re.compile(rf"(?<!\w){_POSTCODE}(?!\w)", re.IGNORECASE)
_SMALL_WORD = re.compile(r"\b(?:in|of|the|at|on|and|for|from|to|schools?|children|families|per)\b")
_LIVES = re.compile(
    r"\b(?:lives?|lived|living|moved|staying|stays?|home|address|house|is|was)"
    r"(?: (?:address|now|is|was|at|to|in|on|with|:)){0,3}[: ]*$",
    re.IGNORECASE,
)
_BEFORE_HOME = 40


def homes(plain: str) -> Iterator[Mark]:
    """Homes: a house or a postcode with words near that speak of a person or of living there.

    A house alone is most likely a venue: possible. A postcode alone says nothing.
    """
    for found in _HOME.finditer(plain):
        name = found["name"].strip()
        if found["venue"] or _SMALL_WORD.search(name):
            continue
        before = plain[max(0, found.start() - _BEFORE_HOME) : found.start()]
        is_own = is_personal_nearby(plain, found.start(), found.end())
        if name.islower() and not (is_own and _LIVES.search(before)):
            continue
        sureness = Sureness.LIKELY if is_own else Sureness.POSSIBLE
        yield Mark(FindingKind.ADDRESS, found.start(), found.end(), sureness)
    for found in _POST.finditer(plain):
        is_written = not found[0].islower() or "postcode" in plain[found.start() - 20 : found.end()]
        if is_written and is_personal_nearby(plain, found.start(), found.end()):
            yield Mark(FindingKind.ADDRESS, found.start(), found.end(), Sureness.LIKELY)


# --- birthdays ----------------------------------------------------------------------------------

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = (
    r"(?:\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,? ?(?:\d{{4}}|'?\d{{2}})"
    rf"|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\d)"
)
_BORN = re.compile(
    r"\b(?:d\.? ?o\.? ?b\b\.?|date of birth|birth ?date|birthday|born)"
    rf"[ :=(-]{{0,4}}(?:(?:is|was|on|the) ){{0,3}}{DAY}",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(?:scheme|project|programme|centre|idea|group|club|service|it|hub|team|partnership|charity"
    r"|school|trust|network|pilot|model) (?:was|were) $",
    re.IGNORECASE,
)


_AFTER_NAME = re.compile(rf" ?[(,] ?(?:b\.? ?|born )?(?P<day>{DAY})", re.IGNORECASE)


def birthday_after(plain: str, end: int) -> Mark | None:
    """The date right after a name that ends at `end`: "Kacper (12/03/2014)"."""
    found = _AFTER_NAME.match(plain, end)
    if found is None:
        return None
    return Mark(FindingKind.DATE_OF_BIRTH, *found.span("day"), Sureness.LIKELY)


def birthdays(plain: str) -> Iterator[Mark]:
    """Dates of birth, where the words say that they are. Schemes are born too, and are passed."""
    for found in _BORN.finditer(plain):
        if not _NO_PERSON.search(plain[max(0, found.start() - 30) : found.start()]):
            yield Mark(FindingKind.DATE_OF_BIRTH, found.start(), found.end(), Sureness.SURE)


# --- files --------------------------------------------------------------------------------------

_FILE = re.compile(
    r"\b(?:(?:case|client|child|pupil|student|service user|person|family|patient|referral|hospital"
    r"|crime|incident|court|ehcp|ehc plan|learner)(?:'s)?(?: (?:case|court|record|unique))?"
    r" ?(?:ref(?:erence)?|id|no|num(?:ber)?|file|record|#)\b"
    r"|(?:mosaic|liquid ?logic|lcs|ehm|eclipse|care ?first|care ?director|systm ?one|emis|sims"
    r"|arbor|uln)(?: (?:case|person|client|child|pupil))?"
    r"(?: ?(?:ref(?:erence)?|id|no|num(?:ber)?|record|#)\b)?)"
    r"\.?[ :#-]{0,3}(?:(?:is|was|of) )?"
    r"(?P<value>[A-Z]{0,4}[/-]?\d[A-Z0-9/-]{2,18})(?!\w|%)",
    re.IGNORECASE,
)
_COURT = re.compile(r"(?<!\w)[A-Z]{2}\d{2}[CDFPZ]\d{5}(?!\w)")


def files(plain: str) -> Iterator[Mark]:
    """References of a person's file: a word that says so with a number, or a family court's."""
    for found in _FILE.finditer(plain):
        if sum(sign.isdigit() for sign in found["value"]) >= 3:
            end = found.end("value")
            start = found.start("value")
            yield Mark(FindingKind.CASE_REFERENCE, start, end, Sureness.LIKELY)
    for found in _COURT.finditer(plain):
        yield Mark(FindingKind.CASE_REFERENCE, found.start(), found.end(), Sureness.SURE)
