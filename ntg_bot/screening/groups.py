"""Finds who can be known without a name: initials with an age, nicknames, the only one of a kind.

Patterns are bounded, as in `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening.marks import Mark

# --- initials and nicknames -----------------------------------------------------------------------

_INITIALS = re.compile(
    r"(?<![\w'.&/-])(?P<name>[A-Z]{1,2}) ?(?P<mark>, ?|\()(?P<aged>aged? |age )?(?P<age>\d{1,2})"
    r"(?P<close>\))?(?P<after>(?! ?(?:%|per|weeks?|months?|schools|children|families|days|pupils"
    r"|points|out|of)\b)(?:[,.;)]|(?= |$)))"
)
_LABELS = re.compile(
    r"\b(?:option|group|parent|child|pupil|student|family|school|site|table|appendix|class|form"
    r"|phase|cohort|part|section|year|figure|hub|team|grade|stage|plan|tier|level|vitamin|step"
    r"|annex|case|ward|room|block|set) $",
    re.IGNORECASE,
)
_CHILD_BEFORE = re.compile(
    r"\b(?:boy|girl|lad|lass|child|pupil|kid|teenager|brother|sister|son|daughter|one|student),? $",
    re.IGNORECASE,
)
_ABBREVIATIONS = frozenset({
    "TA", "EP", "SW", "PE", "RE", "IT", "AI", "UK", "EU", "LA", "HQ", "FE", "HE", "QA", "TV",
    "PC", "GP", "HR", "MP", "AP", "CP", "CE", "KS", "EY", "EH", "ED", "OT", "SL", "PA", "VS",
    "MH", "CF", "FC", "US", "NI", "IQ", "SN", "PM", "AM", "YR",
})  # fmt: skip
_OLDEST = 25
_INITIAL_OF = re.compile(
    r"(?<![\w'.&/-])(?P<name>[A-Z]\.?)'s (?:mum|mam|mother|dad|father|gran|nan|brother|sister"
    r"|family|plan|school|teacher|attendance|behaviour|carer|worker|speech|placement|birthday|home)\b"
)
_NICKNAME = re.compile(
    r"\b(?:(?:call(?:s|ed)?|nicknam(?:e|ed)) (?:him|her|them) |(?:know[sn]?|knew) (?:him|her) as "
    r"|(?:boy|girl|lad|lass|child|kid|pupil|he|she|him|her|mum|dad|teenager|everyone|everybody)"
    r"(?: \w{1,12}){0,3} (?:known as|nicknamed|calls|goes by|call) )"
    r"[\"']?(?P<name>[A-Z][\w-]{1,20})",
)


def initials(plain: str) -> Iterator[Mark]:
    """Initials ("J, 7", "a boy, K (9)", "K.'s mum") and nicknames ("everyone calls Smiley")."""
    for found in _INITIALS.finditer(plain):
        if found["name"] in _ABBREVIATIONS or not 0 < int(found["age"]) <= _OLDEST:
            continue
        before = _before(plain, found.start())
        is_closed = bool(found["aged"] or found["close"] or found["after"])
        is_bracket = found["mark"] == "("
        if _LABELS.search(before) or (is_bracket and not found["close"]):
            continue
        if is_closed or _CHILD_BEFORE.search(before):
            end = found.end("close") if found["close"] else found.end("age")
            yield Mark(FindingKind.INITIALS, found.start(), end, Sureness.LIKELY)
    for found in _INITIAL_OF.finditer(plain):
        if not _LABELS.search(_before(plain, found.start())):
            yield Mark(FindingKind.INITIALS, *found.span("name"), Sureness.LIKELY)
    for found in _NICKNAME.finditer(plain):
        start, end = found.span("name")
        yield Mark(FindingKind.INITIALS, start, end, Sureness.LIKELY)


def _before(plain: str, start: int) -> str:
    """What stands there that may end in a word; empty where no word does, which is quickly seen."""
    if start < 2 or plain[start - 1] != " " or plain[start - 2].isdigit():
        return ""
    return plain[max(0, start - 24) : start]


# --- small groups ---------------------------------------------------------------------------------

_ONE = (
    r"(?:boy|girl|lad|lass|child|kid|pupil|student|teenager|baby|toddler|family|mum|mother|dad|father"
    r"|carer|refugee|traveller|gypsy|adoptee|parent|couple|resident)"
)
_FEW = r"(?:brothers|sisters|siblings|twins|triplets|cousins|boys|girls|lads|children|families)"
_PEOPLES = (
    r"(?:(?:black|white|asian|african|caribbean|chinese|vietnamese|polish|romanian|roma|gypsy"
    r"|traveller|irish|somali|afghan|syrian|kurdish|turkish|iranian|iraqi|jewish|muslim|hindu|sikh"
    r"|nigerian|ghanaian|eritrean|ethiopian|sudanese|congolese|pakistani|bangladeshi|indian"
    r"|sri lankan|tamil|nepali|filipino|ukrainian|russian|albanian|bulgarian|slovak|czech|hungarian"
    r"|portuguese|brazilian|spanish|italian|arab|yemeni|japanese|korean|thai|latvian|lithuanian"
    r"|welsh-speaking|deaf|blind|autistic|disabled|trans|transgender|gay|adopted|fostered"
    r"|looked-after|wheelchair-using|selectively mute)(?: |-))"
)
_TAIL = (
    r"(?: (?:in|at|on|from|of)(?: (?:the|our|a|an|my|this|year|yr))*"
    r"(?-i:(?: (?:[A-Z][\w'-]{1,20}|\d{1,2}|school|class|village|nursery|unit|estate|form|sixth"
    r"|wheelchair|reception|street|town|college|hostel|block)){1,4}))"
)
_ONLY = re.compile(
    r"\b(?:the|our|my|his|her) (?:only|one|sole|lone) "
    rf"(?P<what>(?:[\w'-]{{2,20}} ){{0,3}}?){_ONE}\b"
    r"(?!-|'s? (?:home|centre|group)|s\b| (?:hubs?|centres?|groups?|support|workers?|services?|team"
    r"|home|homes|member|members|council|programme|club|panel|voice|court|learning|link|liaison|boy|girl|lad|lass|child|pupil|family|mum|dad)\b)"
    rf"(?P<tail>{_TAIL}{{0,2}}| (?:with|who|whose) [\w'-]{{1,20}})",
    re.IGNORECASE,
)
_SAME = re.compile(
    rf"\b(?:both|the two|two|the three|three|the|our|a pair of) {_PEOPLES}{_FEW}\b{_TAIL}",
    re.IGNORECASE,
)
_ONE_OF = re.compile(rf"\bone {_PEOPLES}{{1,2}}{_ONE}\b{_TAIL}?", re.IGNORECASE)
_TWINS = re.compile(
    rf"\b(?:the|our) (?:twins?|triplets|quads)(?: (?:boys|girls))?(?:{_TAIL}| whose)", re.IGNORECASE
)
_BLOW = (
    r"(?:died|dies|lost|murder\w*|killed|kills|jailed|prison|arrested|drowned|stabbed|shot|burn\w*"
    r"|fire|evicted|deported|crash\w*|suicide|trafficked|the news|the papers)"
)
_STRUCK = re.compile(
    r"\bthe (?:family|couple|parents|mum|mother|dad|father|boy|girl|lad|lass|brothers|sisters"
    rf"|child) (?:who|whose)(?: [\w'-]{{1,20}}){{1,6}}? {_BLOW}\b(?: [\w'-]{{1,20}}){{0,6}}",
    re.IGNORECASE,
)
_CAN_BE_ANY = re.compile(r"^(?:|other |such |(?:\w+ )?(?:to|that) )$", re.IGNORECASE)


def small_groups(plain: str) -> Iterator[Mark]:
    """ "The only Traveller boy in Year 9", "both Somali brothers at ...", "the family who lost"."""
    for found in _ONLY.finditer(plain):
        is_single = found["what"] == "" and not found["tail"]
        if not is_single and not (_CAN_BE_ANY.match(found["what"]) and not found["tail"]):
            yield Mark(FindingKind.SMALL_GROUP, found.start(), found.end(), Sureness.LIKELY)
    for pattern in (_SAME, _ONE_OF, _TWINS, _STRUCK):
        for found in pattern.finditer(plain):
            yield Mark(FindingKind.SMALL_GROUP, found.start(), found.end(), Sureness.LIKELY)


# --- situations -----------------------------------------------------------------------------------

_AGE_AND_SCHOOL = re.compile(
    r"\b(?:a|an|the|one|our|this) (?:(?:\d{1,2}|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen)[ -](?:year|yr)s?[ -]olds?|year \d{1,2} (?:boy"
    r"|girl|pupil|child|student|lad))(?P<between>(?: [\w'-]{1,20}){0,4}) (?:at|from|in)"
    r" (?-i:St [A-Z][\w']{1,20}|(?:[A-Z][\w'-]{1,20} ){1,4}(?:School|Primary|Academy|College|High"
    r"|Nursery|Infants|Juniors|Grammar|PRU))",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"arrest|exclu|stab|knife|machete|weapon|\bdied|death|suicide|murder|pregnan|\bbaby|overdos|rape"
    r"|assault|abus|missing|traffick|\bfire\b|prison|jail|cancer|diagnos|taken into care|deported"
    r"|adopted|\bgang|\bshot\b|drown|crash|hospital|disclos|terminal|self.?harm",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s|\n")
_REACH = 160


def situations(plain: str) -> Iterator[Mark]:
    """An exact age and a named school in a sentence that tells of an event."""
    for found in _AGE_AND_SCHOOL.finditer(plain):
        before = _SENTENCE_END.split(plain[max(0, found.start() - _REACH) : found.start()])[-1]
        after = _SENTENCE_END.split(plain[found.end() : found.end() + _REACH])[0]
        if _EVENT.search(before) or _EVENT.search(after):
            yield Mark(FindingKind.SITUATION, found.start(), found.end(), Sureness.LIKELY)
