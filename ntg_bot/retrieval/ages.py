"""Ages in a question: in years, as school years and key stages, and in words."""

from __future__ import annotations

import re

OLDEST = 25

_STAGES = {
    "eyfs": (0, 5),
    "ks1": (5, 7),
    "ks2": (7, 11),
    "ks3": (11, 14),
    "ks4": (14, 16),
    "ks5": (16, 18),
}
_NUMBER_WORDS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen
"""
_NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split())}
_PLURALS = {"twos": 2, "threes": 3, "fours": 4, "fives": 5, "sixes": 6, "tens": 10, "twelves": 12}
_WORDS: tuple[tuple[str, tuple[int, int]], ...] = (
    (r"bab(?:y|ies)|newborns?|infants? under one|toddlers?|first 1001 days", (0, 2)),
    (r"early years|pre ?-?school(?:ers?)?|nurser(?:y|ies)|reception|childminders?", (0, 5)),
    (r"primary|infant school|junior school", (5, 11)),
    (r"secondary|high school", (11, 16)),
    (r"teenagers?|teens?|adolescents?|adolescence", (13, 18)),
    (r"post ?-?16|sixth form(?:ers?)?|16 ?plus|school leavers?", (16, OLDEST)),
    (r"gcses?", (14, 16)),
    (r"care leavers?|leaving care", (16, OLDEST)),
)
_IN_WORDS = tuple((re.compile(rf"\b(?:{pattern})\b"), ages) for pattern, ages in _WORDS)
_N = r"(\d{1,2}|" + "|".join((*_NUMBERS, *_PLURALS)) + r")(?:'?s)?"
_YEAR = r"(?:school )?(?:years?|yrs?|y) ?(\d{1,2})"
_YEARS_RANGE = re.compile(
    rf"\b{_YEAR}s?(?: ?(?:-|to|and|&|/) ?(?:(?:years?|yrs?|y) ?)?(\d{{1,2}}))?\b"
)
_STAGE = re.compile(r"\b(eyfs|ks ?[1-5]|key stages? ?(?:[1-5]|one|two|three|four|five))\b")
_UNDER = re.compile(rf"\b(?:under|below|younger than|up to|less than)[ -]?{_N}\b")
_OVER = re.compile(rf"\b(?:over|above|older than)[ -]?{_N}\b(?! ?(?:per ?cent|%))")
_RANGE = re.compile(r"\b(\d{1,2}) ?(?:-|to) ?(\d{1,2})\b(?: ?([a-z]+|%))?")
_AGED = re.compile(
    rf"\b(?:aged?|ages) {_N}\b|\b{_N}[ -]years?[ -]olds?\b|\b(\d{{1,2}}) ?(?:yos?|yrs? old)\b"
)
_NO_AGE_TEXT = """
months month minutes mins hours hour weeks week days times sessions terms percent per % children
pupils families schools people points pounds k
"""
_NO_AGE = frozenset(_NO_AGE_TEXT.split())


def ages_in(folded: str) -> tuple[int, int] | None:
    """The ages that folded text names, from and to in years; several are joined into one span."""
    # `years 7 to 9` are not children of seven to nine
    spans = [*_from_numbers(_YEARS_RANGE.sub(" ", folded)), *_from_school(folded)]
    if not spans:
        spans = [ages for pattern, ages in _IN_WORDS if pattern.search(folded)]
    if not spans:
        return None
    return min(low for low, _ in spans), max(high for _, high in spans)


def _from_numbers(folded: str) -> list[tuple[int, int]]:
    spans = []
    for found in _UNDER.finditer(folded):
        spans.append((0, _number(found[1])))
    for found in _OVER.finditer(folded):
        spans.append((_number(found[1]), OLDEST))
    for found in _RANGE.finditer(folded):
        low, high = int(found[1]), int(found[2])
        if low < high and found[3] not in _NO_AGE:
            spans.append((low, high))
    for found in _AGED.finditer(folded):
        age = _number(next(part for part in found.groups() if part))
        spans.append((age, age + 1))
    return [(low, high) for low, high in spans if 0 <= low < high <= OLDEST]


def _from_school(folded: str) -> list[tuple[int, int]]:
    spans = []
    for found in _YEARS_RANGE.finditer(folded):
        first, last = int(found[1]), int(found[2] or found[1])
        if 1 <= first <= last <= 13:
            spans.append((first + 4, last + 5))
    for found in _STAGE.finditer(folded):
        name = found[1].replace("key stages", "ks").replace("key stage", "ks").replace(" ", "")
        for word, number in _NUMBERS.items():
            name = name.replace(word, str(number))
        spans.append(_STAGES[name])
    return spans


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _NUMBERS.get(text, _PLURALS.get(text, 99))
