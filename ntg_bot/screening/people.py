"""Finds names of people: a word that may be a name, weighed with the words around it.

High recall on purpose: a moderator reads what is left, and an author says "it is not a person" with
one press. A name needs no place in the list of names: a capital word that is in no list counts too,
when the words around it speak of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening import cues
from ntg_bot.screening.marks import Mark
from ntg_bot.screening.words import Sentence, Sort, Word

ENOUGH = 2.0
"""evidence from here on is a person's name; set on the half of the sentences that rules may see"""
CERTAIN = 4.0
_LONGEST = 5
"""words in a name"""
_NEAR = 14
"""he or she, this many words after a name, is most likely its bearer"""


@dataclass(slots=True)
class _Candidate:
    first: int
    last: int
    """numbers of words, both inclusive"""
    score: float


def names(plain: str, words: list[Word], sentences: list[Sentence]) -> Iterator[Mark]:
    """Every name in the text, as whole names with their titles; linear in its length."""
    found: list[_Candidate] = []
    at = 0
    while at < len(words):
        candidate = _candidate(words, sentences, at)
        if candidate is None:
            at += 1
            continue
        candidate.score += _around(plain, words, sentences, candidate)
        found.append(candidate)
        at = candidate.last + 1
    _encourage_pairs(words, found)
    for candidate in found:
        if candidate.score >= ENOUGH:
            sureness = Sureness.SURE if candidate.score >= CERTAIN else Sureness.LIKELY
            start, end = words[candidate.first].start, words[candidate.last].end
            yield Mark(FindingKind.PERSON, start, end, sureness)


# --- what may be a name -------------------------------------------------------------------------


def _candidate(words: list[Word], sentences: list[Sentence], at: int) -> _Candidate | None:
    """The longest possible name that begins with word `at`, with what speaks for it by itself."""
    word = words[at]
    if word.lower in cues.TITLES and not word.is_possessive:
        titled = _titled(words, at)
        if titled is not None:
            return titled
    if sentences[word.sentence].is_shouted:
        return _shouted(words, at)
    if not word.is_capital:
        return _small(words, sentences, at)
    if len(word.text) == 1:
        return _initialled(words, at)
    if word.sort is Sort.WORD or (word.is_shouted and word.sort is Sort.UNKNOWN):
        return None
    if _is_part_of_institution(words, at):
        return None
    last = _last_of_name(words, at)
    score = _own_weight(word)
    if last > at:
        score += 0.7
    if any(_has_shape_of_name(words[number]) for number in range(at, last + 1)):
        score += 0.7
    return _Candidate(at, last, score)


def _own_weight(word: Word) -> float:
    if word.is_shouted and len(word.text) > 2:
        return 0.5  # an abbreviation more often than a name
    if word.sort is Sort.NAME:
        return 2.5
    if word.sort is Sort.EITHER:
        return 0.8 if word.opens else 1.1
    return 1.0 if word.opens else 1.5


def _titled(words: list[Word], at: int) -> _Candidate | None:
    """ "Mrs Oakden", "Mr and Mrs Cheung", "Aunty Pearl": the title belongs to the name."""
    name = at + 1
    if (
        name + 2 < len(words)
        and words[name].lower in ("and", "&")
        and words[name + 1].lower in cues.TITLES
    ):
        name += 2
    if name >= len(words) or words[name].gap not in (" ", ". ", "  "):
        return None
    follower = words[name]
    if not (follower.is_capital and words[at].is_capital) or follower.lower in cues.ORGANISED:
        return None
    if follower.lower in cues.TITLES and name + 1 < len(words) and words[name].gap == " ":
        further = _titled(words, name)
        return _Candidate(at, further.last, further.score) if further else None
    is_kin = words[at].lower in cues.KIN or words[at].lower in ("sir", "dr", "father")
    if is_kin and follower.sort is Sort.WORD:
        return None
    return _Candidate(at, _last_of_name(words, name), 4.0 if not is_kin else 3.0)


def _shouted(words: list[Word], at: int) -> _Candidate | None:
    """Where all is in capitals only a listed name tells, and a word that is in no list after it."""
    if words[at].sort is not Sort.NAME or not words[at].is_capital:
        return None
    last = at
    if at + 1 < len(words) and words[at + 1].gap == " " and words[at + 1].sort is Sort.UNKNOWN:
        last = at + 1
    return _Candidate(at, last, 2.5)


def _small(words: list[Word], sentences: list[Sentence], at: int) -> _Candidate | None:
    """A name without its capital: a listed one, or whatever "a boy called" is followed by."""
    word = words[at]
    before = words[at - 1].lower if at else ""
    is_named = before in cues.NAMING and _speaks_of_child(words, at - 1)
    if word.sort is Sort.NAME:
        score = 1.0 + (0.8 if sentences[word.sentence].is_lower else 0.0)
    elif is_named and word.sort is not Sort.WORD and len(word.text) > 2:
        score = 0.5
    else:
        return None
    last = at
    if (
        at + 1 < len(words)
        and not word.is_possessive
        and words[at + 1].gap == " "
        and words[at + 1].sort is Sort.UNKNOWN
    ):
        last = at + 1
        score += 0.5
    return _Candidate(at, last, score)


def _initialled(words: list[Word], at: int) -> _Candidate | None:
    """ "M. Okafor"."""
    if at + 1 >= len(words) or words[at].lower in ("i", "a"):
        return None
    name = words[at + 1]
    is_name = name.gap in (". ", ".") and name.is_capital and len(name.text) > 2
    if not is_name or name.is_shouted or name.sort is Sort.WORD or name.lower in cues.ORGANISED:
        return None
    return _Candidate(at, _last_of_name(words, at + 1), 2.2)


def _last_of_name(words: list[Word], at: int) -> int:
    """The last word of the name that begins with word `at`: surnames and what joins them."""
    last = at
    is_listed = words[at].sort in (Sort.NAME, Sort.EITHER)
    number = at + 1
    while number < len(words) and number - at < _LONGEST and not words[last].is_possessive:
        word = words[number]
        if word.gap != " ":
            break
        if not word.is_capital:
            is_joined = (
                word.lower in cues.PARTICLES
                and number + 1 < len(words)
                and words[number + 1].is_capital
                and words[number + 1].gap == " "
                and words[number + 1].sort is not Sort.WORD
            )
            if not is_joined:
                break
            number += 1
            continue
        if word.is_shouted and len(word.text) > 1 and not words[at].is_shouted:
            break
        if word.lower in cues.ORGANISED:
            break
        if word.sort is Sort.WORD and not (is_listed and number - at <= 2):
            break
        last = number
        number += 1
    return last


def _is_part_of_institution(words: list[Word], at: int) -> bool:
    """ "Charlie Waller Trust", "Holly Lodge", "St Bede's", "Bryncoed school"."""
    if at and words[at - 1].lower in cues.NOT_BEFORE and words[at].gap in (" ", ". "):
        return True
    for number in range(at, min(at + _LONGEST, len(words))):
        word = words[number]
        if number > at and word.gap not in (" ", " & "):
            return False
        if number > at and word.lower in cues.ORGANISED:
            return word.is_capital or not words[at].sort is Sort.NAME
        if not word.is_capital and word.lower not in ("of", "and", "for", "the"):
            return False
        if word.is_possessive and not _is_followed_by_institution(words, number):
            return False
    return False


def _is_followed_by_institution(words: list[Word], at: int) -> bool:
    """Whether a capital word that ends an institution's name follows: "King's College"."""
    if at + 1 >= len(words):
        return False
    follower = words[at + 1]
    return follower.gap == " " and follower.is_capital


def _has_shape_of_name(word: Word) -> bool:
    lower = word.lower
    return len(lower) > 4 and (
        lower.endswith(cues.NAME_ENDINGS) or lower.startswith(cues.NAME_STARTS)
    )


# --- what the words around say ------------------------------------------------------------------


def _around(
    plain: str, words: list[Word], sentences: list[Sentence], candidate: _Candidate
) -> float:
    sentence = sentences[words[candidate.first].sentence]
    return (
        _before(words, sentence, candidate)
        + _after(plain, words, candidate)
        + _he_or_she(sentence, candidate)
    )


def _before(words: list[Word], sentence: Sentence, candidate: _Candidate) -> float:
    at = candidate.first
    if not at or words[at - 1].sentence != words[at].sentence:
        return 0.0
    before, gap, word = words[at - 1], words[at].gap, words[at]
    if before.lower in cues.NAMING and gap.strip(" \"':") == "":
        return 3.0 if _speaks_of_child(words, at - 1) else 0.5
    if before.lower in cues.KIN | cues.CHILDREN and gap.strip(" ,(:-") == "":
        return 2.0
    if before.lower in cues.STAFF and gap.strip(" ,(:-") == "":
        return 2.0 if gap != " " or word.sort is not Sort.UNKNOWN else 1.2
    if gap.strip(" ") not in ("", '"', ","):
        return 0.0
    if before.lower in cues.SAYING and gap == " " and word.sort is not Sort.EITHER:
        return 1.5
    if before.lower in cues.MEETING:
        return 1.2
    if before.lower == "the":
        return 0.5 if sentence.has_family and words[candidate.last].lower.endswith("s") else -1.5
    if before.lower in cues.PLACING:
        return -0.5 if word.sort is Sort.NAME else -1.5
    return {"with": 0.3, "by": 0.3, "from": -0.3, "our": -0.5, "a": -1.0, "an": -1.0}.get(
        before.lower, 0.0
    )


def _speaks_of_child(words: list[Word], at: int) -> bool:
    """Whether one of the four words before `at` is a person."""
    near = [word.lower for word in words[max(0, at - 4) : at]]
    return any(word in cues.KIN or word in cues.CHILDREN or word in cues.HE_OR_SHE for word in near)


def _after(plain: str, words: list[Word], candidate: _Candidate) -> float:
    last = words[candidate.last]
    number = candidate.last + 1
    if number >= len(words):
        return 0.0
    after = words[number]
    if last.is_possessive:
        if after.lower in cues.WRITTEN_THINGS and after.lower not in cues.PERSONAL_THINGS:
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
        score = 1.3 if is_word and words[candidate.first].opens else 0.5
    elif after.lower.endswith("ed") and after.sort is Sort.WORD:
        score = 0.8
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


_UNITS = frozenset("schools children families weeks months days per percent staff homes".split())


def _is_apposition(words: list[Word], at: int) -> bool:
    """ ", a dad from", ", our deputy", ", mum of two": the words after say who it is."""
    number = at
    articles = ("a", "an", "the", "our", "my", "his", "her", "one", "himself", "herself", "who")
    for _ in range(4):
        if number >= len(words) or (number > at and words[number].gap != " "):
            return False
        lower = words[number].lower
        if lower in cues.KIN or lower in cues.CHILDREN or lower in cues.STAFF:
            return True
        if number == at and lower not in articles:
            return False
        number += 1
    return False


def _he_or_she(sentence: Sentence, candidate: _Candidate) -> float:
    if candidate.last < sentence.last_he_or_she <= candidate.last + _NEAR:
        return 1.0
    if candidate.last < sentence.first_he_or_she <= candidate.last + _NEAR:
        return 1.0
    return 0.4 if 0 <= sentence.first_he_or_she < candidate.first else 0.0


def _encourage_pairs(words: list[Word], found: list[_Candidate]) -> None:
    """A name beside a name, in "Billy and Zainab" or a list, is one itself."""
    for one, other in zip(found, found[1:], strict=False):
        between = [word.lower for word in words[one.last + 1 : other.first]]
        gap = words[other.first].gap
        if not (between == ["and"] or (not between and gap == ", ")):
            continue
        if max(one.score, other.score) >= ENOUGH:
            for candidate in (one, other):
                if candidate.score < ENOUGH:
                    candidate.score += 1.0
