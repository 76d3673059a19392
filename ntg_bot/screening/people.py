"""Finds names of people: a word that may be a name, weighed with the words around it.

High recall on purpose: a moderator reads what is left, and an author says "it is not a person" with
one press. A name needs no place in the list of names: a capital word that is in no list counts too,
when the words around it speak of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ntg_bot.domain.screening import FindingKind, Sureness
from ntg_bot.screening import cues
from ntg_bot.screening.around import Candidate, around, speaks_of_child
from ntg_bot.screening.marks import Mark
from ntg_bot.screening.words import Sentence, Sort, Word

ENOUGH = 2.0
"""evidence from here on is a person's name; set on the half of the sentences that rules may see"""
CERTAIN = 4.0
_LONGEST = 5
"""words in a name"""


def names(plain: str, words: list[Word], sentences: list[Sentence]) -> Iterator[Mark]:
    """Every name in the text, as whole names with their titles; linear in its length."""
    found: list[Candidate] = []
    at = 0
    while at < len(words):
        candidate = _candidate(words, sentences, at)
        if candidate is None:
            at += 1
            continue
        candidate.score += around(words, sentences, candidate)
        found.append(candidate)
        at = candidate.last + 1
    _encourage_pairs(words, found)
    for candidate in found:
        if candidate.score >= ENOUGH:
            sureness = Sureness.SURE if candidate.score >= CERTAIN else Sureness.LIKELY
            start, end = words[candidate.first].start, words[candidate.last].end
            yield Mark(FindingKind.PERSON, start, end, sureness)


# --- what may be a name -------------------------------------------------------------------------


def _candidate(words: list[Word], sentences: list[Sentence], at: int) -> Candidate | None:
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
    if word.lower in cues.ORGANISED or _is_part_of_institution(words, at):
        return None
    first, last = _first_of_name(words, at), _last_of_name(words, at)
    score = _own_weight(word)
    if last > first:
        score += 0.7
    if any(_has_shape_of_name(words[number]) for number in range(at, last + 1)):
        score += 0.7
    return Candidate(first, last, score)


def _first_of_name(words: list[Word], at: int) -> int:
    """A capital word right before belongs to the name: "Karen Whitlock", if Karen is in no list."""
    before = words[at - 1] if at else None
    if (
        before is None
        or words[at].gap != " "
        or before.opens
        or not before.is_capital
        or before.is_possessive
        or before.is_shouted
        or before.is_known
        or before.lower in cues.ORGANISED
    ):
        return at
    return at - 1


def _own_weight(word: Word) -> float:
    if word.is_shouted and len(word.text) > 2:
        return 0.5  # an abbreviation more often than a name
    if word.sort is Sort.NAME:
        return 2.5
    if word.sort is Sort.EITHER:
        return (0.8 if word.opens else 1.1) - (1.0 if word.lower in cues.CALENDAR else 0.0)
    return 1.0 if word.opens else 1.5


def _titled(words: list[Word], at: int, *, is_second: bool = False) -> Candidate | None:
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
    if follower.lower in cues.TITLES and not is_second:
        further = _titled(words, name, is_second=True)
        return Candidate(at, further.last, further.score) if further else None
    if len(follower.text) == 1 and name + 1 < len(words) and words[name + 1].is_capital:
        name += 1
    is_kin = words[at].lower in cues.KIN or words[at].lower in ("sir", "dr", "father")
    if is_kin and follower.sort is Sort.WORD:
        return None
    return Candidate(at, _last_of_name(words, name), 4.0 if not is_kin else 3.0)


def _shouted(words: list[Word], at: int) -> Candidate | None:
    """Where all is in capitals only a listed name tells, and a word that is in no list after it."""
    if words[at].sort is not Sort.NAME or not words[at].is_capital:
        return None
    last = at
    if at + 1 < len(words) and words[at + 1].gap == " " and words[at + 1].sort is Sort.UNKNOWN:
        last = at + 1
    return Candidate(at, last, 2.5)


def _small(words: list[Word], sentences: list[Sentence], at: int) -> Candidate | None:
    """A name without its capital: a listed one, or whatever "a boy called" is followed by."""
    word = words[at]
    before = words[at - 1].lower if at else ""
    is_named = before in cues.NAMING and speaks_of_child(words, at - 1)
    if word.sort is Sort.NAME:
        score = 1.0 + (1.0 if sentences[word.sentence].is_lower else 0.0)
    elif is_named and word.sort is not Sort.WORD and len(word.text) > 2:
        score = 0.5
    else:
        return None
    last = at
    if (
        at + 1 < len(words)
        and not word.is_possessive
        and words[at + 1].gap == " "
        and words[at + 1].sort in (Sort.UNKNOWN, Sort.NAME)
    ):
        last = at + 1
        score += 0.5
    return Candidate(at, last, score)


def _initialled(words: list[Word], at: int) -> Candidate | None:
    """ "M. Okafor"."""
    if at + 1 >= len(words):
        return None
    name = words[at + 1]
    is_name = name.gap in (". ", ".") and name.is_capital and len(name.text) > 2
    if not is_name or name.is_shouted or name.sort is Sort.WORD or name.lower in cues.ORGANISED:
        return None
    return Candidate(at, _last_of_name(words, at + 1), 2.2)


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
            return word.is_capital or words[at].sort is not Sort.NAME
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


def _encourage_pairs(words: list[Word], found: list[Candidate]) -> None:
    """A name beside a name, in "Billy and Zainab" or a list, is one itself."""
    for one, other in pairwise(found):
        between = [word.lower for word in words[one.last + 1 : other.first]]
        gap = words[other.first].gap
        if not (between == ["and"] or (not between and gap == ", ")):
            continue
        if max(one.score, other.score) >= ENOUGH:
            for candidate in (one, other):
                if candidate.score < ENOUGH:
                    candidate.score += 1.0
