"""What the words around a possible name say: whether they speak of a person, and how plainly."""

from __future__ import annotations

from dataclasses import dataclass

from ntg_bot.screening import cues
from ntg_bot.screening.words import Sentence, Sort, Word

_NEAR = 14
"""he or she, this many words after a name, is most likely its bearer"""


@dataclass(slots=True)
class Candidate:
    """Words that may be a name, with the evidence for it."""

    first: int
    last: int
    """numbers of words, both inclusive"""
    score: float


def around(words: list[Word], sentences: list[Sentence], candidate: Candidate) -> float:
    """The evidence for and against, to be added to what the words say by themselves."""
    sentence = sentences[words[candidate.first].sentence]
    return (
        _before(words, sentence, candidate)
        + _after(words, candidate)
        + _he_or_she(sentence, candidate)
    )


def _before(words: list[Word], sentence: Sentence, candidate: Candidate) -> float:
    at = candidate.first
    if not at or words[at - 1].sentence != words[at].sentence:
        return 0.0
    before, gap, word = words[at - 1], words[at].gap, words[at]
    if before.lower in cues.NAMING and gap.strip(" \"':") == "":
        return 3.0 if speaks_of_child(words, at - 1) else 0.5
    if before.lower in cues.KIN | cues.CHILDREN and gap.strip(" ,(:-") == "":
        return 2.0
    if before.lower in cues.STAFF and gap.strip(" ,(:-") == "":
        return 2.0 if gap != " " or word.sort is not Sort.UNKNOWN else 1.2
    if gap.strip(" ") not in ("", '"', ","):
        return 0.0
    if before.lower in cues.SAYING and gap == " " and word.sort is not Sort.EITHER:
        return 1.5
    earlier = words[at - 2].lower if at > 1 else ""
    if before.lower == "is" and earlier in cues.NAMING:
        return 3.0
    if before.lower in cues.MEETING or (before.lower == "to" and earlier in cues.SPEAKING_TO):
        return 1.2
    if before.lower == "the":
        return 0.5 if sentence.has_family and words[candidate.last].lower.endswith("s") else -1.5
    if before.lower in cues.PLACING:
        return -0.5 if word.sort is Sort.NAME else -1.5
    return _LITTLE_WORDS.get(before.lower, 0.0)


_LITTLE_WORDS = {
    "with": 0.5, "to": 0.5, "by": 0.5, "for": 0.3, "of": 0.3, "and": 0.3, "when": 0.3, "then": 0.3,
    "from": -0.3, "our": -0.5, "a": -1.0, "an": -1.0,
}  # fmt: skip


def speaks_of_child(words: list[Word], at: int) -> bool:
    """Whether one of the four words before `at` is a person."""
    near = [word.lower for word in words[max(0, at - 4) : at]]
    return any(word in cues.KIN or word in cues.CHILDREN or word in cues.HE_OR_SHE for word in near)


def _after(words: list[Word], candidate: Candidate) -> float:
    last = words[candidate.last]
    number = candidate.last + 1
    if number >= len(words):
        return 0.0
    after = words[number]
    if last.is_possessive:
        is_own = last.sort is Sort.NAME and after.lower in cues.PERSONAL_THINGS
        if after.lower in cues.WRITTEN_THINGS and not is_own:
            return -2.5
        return 2.0 if after.lower in cues.PERSONAL_THINGS else 0.3
    gap = after.gap
    score = 0.0
    if gap.startswith((", ", " (", ",")) and _is_age(words, number):
        return 2.5
    if gap == " (" and after.text.isdigit() and len(after.text) == 4:
        return -2.5
    if gap == ", " and after.lower in ("who", "whose"):
        return 1.0
    if gap == ", " and _is_apposition(words, number):
        return 1.5
    if gap != " ":
        return 0.0
    following = words[number + 1].lower if number + 1 < len(words) else ""
    if after.lower == "et" or (after.lower == "and" and following == "colleagues"):
        return -2.5
    if after.lower == "family":
        return 3.0
    if after.lower == "and" and following in ("his", "her"):
        return 1.5
    if after.is_capital:
        return 0.0
    if after.lower in cues.DOING:
        score = 1.2 if words[candidate.first].sort is not Sort.EITHER else 1.0
    elif after.lower in cues.BEING:
        is_word = words[candidate.first].sort is Sort.EITHER
        if words[candidate.first].opens:
            return 1.3 if is_word else 1.0
        score = 0.7 if is_word else 0.5
    elif after.sort is Sort.WORD and after.lower.endswith(("ed", "s")):
        score = 0.8 if after.lower.endswith("ed") else 0.4
    elif after.lower in cues.ORGANISED:
        score = -2.5 if words[candidate.first].sort is not Sort.NAME else -1.0
    return score


def _is_age(words: list[Word], at: int) -> bool:
    """ ", 13", " (15)", ", who is 14", ", aged 9", " (Year 8)", " (Y11)"."""
    lower = words[at].lower
    if lower.isdigit():
        return len(lower) <= 2 and not (at + 1 < len(words) and words[at + 1].lower in _UNITS)
    if lower in ("aged", "age", "year", "yr", "reception"):
        return True
    if lower[0] == "y" and lower[1:].isdigit():
        return True
    return (
        lower == "who"
        and at + 2 < len(words)
        and words[at + 1].lower in ("is", "was")
        and words[at + 2].lower.isdigit()
    )


_UNITS = frozenset(
    (
        "schools",
        "children",
        "families",
        "weeks",
        "months",
        "days",
        "per",
        "percent",
        "staff",
        "homes",
    )
)


def _is_apposition(words: list[Word], at: int) -> bool:
    """ ", a dad from", ", our deputy", ", care leaver": the words after say who it is."""
    for number in range(at, min(at + _APPOSITION, len(words))):
        if number > at and words[number].gap != " ":
            return False
        lower = words[number].lower
        if lower in cues.KIN or lower in cues.CHILDREN or lower in cues.STAFF:
            return not words[number].is_capital
    return False


_APPOSITION = 4
"""within so many words"""


def _he_or_she(sentence: Sentence, candidate: Candidate) -> float:
    if candidate.last < sentence.last_he_or_she <= candidate.last + _NEAR:
        return 1.0
    if candidate.last < sentence.first_he_or_she <= candidate.last + _NEAR:
        return 1.0
    return 0.4 if 0 <= sentence.first_he_or_she < candidate.first else 0.0
