"""Reading a post: its title, what was done, for whom and what happened, as far as words tell.

Everything is taken from the words as they stand. Where they do not tell, a field stays empty: the
author is shown the draft, and an empty field is quicker to fill than a wrong one to notice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ntg_bot.domain.taxonomy import Taxonomy

TITLE_CHARACTERS = 80
_FIRST_SENTENCES = 4
"""among which the one that says what was done is looked for"""
_COMFORTABLE = 60
"""a title of more characters is cut at a comma"""

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_GREETING = re.compile(
    # "Hi all", "Good morning everyone.", "Hello Sarah Jones," and no more: what follows is practice
    r"^(?:hi|hiya|hello|hey|dear|(?:good )?(?:morning|afternoon|evening))\b"
    r"(?:(?:\s+(?:all|everyone|everybody|team|folks|friends|colleagues|there|both|again))+"
    r"[,.!:]*(?:\s+[–—-]+)?\s+|(?:\s+[\w'’-]+){0,2}\s*[,!:]+\s+)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^(?:just )?(?:wanted to share|sharing|to share)\b[^:.–—]{0,40}(?::|\s[–—-])\s+",
    re.IGNORECASE,
)
# "Quick one from Leeds: we ran a ...": what is said begins after it
_PREFACE = re.compile(r"^[^:.!?]{2,60}:\s+(?=(?:we|i|our|my)\b)", re.IGNORECASE)
_RESULT = re.compile(
    r"\b(up|down|fell|rose|halved|doubled|fewer|less|more|better|improved|improvement|reduced|"
    r"increased|dropped|result|results|since|now|came|attend(?:ed|ing)?|said|says|feedback|"
    r"saved|success|worked|works)\b|\d",
    re.IGNORECASE,
)
# "Last term we have been running a ...", "Our school recently set up ...": what follows is the name
_DID = re.compile(
    r"^(?:(?:hi|hello|hey)\s+)?"
    r"(?:(?:last|this|over|since|in|from|at|during|for the (?:last|past))\b[^,.]{1,50}?,?\s+"
    r"(?=(?:we|i|our|my)\b))?"
    r"(?:we|i|(?:our|my)\s+(?:[\w'’-]+\s+){1,3}?)(?:[’']ve|[’']re)?\s*"
    r"(?:(?:have|had|has|are|were|did|been|just|now|also|recently|finally|successfully)\s+)*"
    r"(?:(?:ran|run|running|started|starting|set up|introduced|launched|tried|tried out|trialled|"
    r"piloted|piloting|used|using|bought|brought in|rolled out|commissioned|put in place)"
    r"(?!\s+(?:to|it|this|that|them|out|with|by|into)\b)|"
    r"(?:offered|offering|held|holding|put on|hosted|created|developed|built|opened|organised|"
    r"began|delivered)(?=\s+(?:an?|our|some)\b))\s+(?:(?:an?|the|our|some)\s+)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\s*(?:[,;:]|\s[–—-])?\s+(?:because|which|so that|so we|and (?:it|we|they|this|that)|"
    r"but|where(?:by)?|although)\b|\s*(?:[;:(]|\s[–—-]\s)",
    re.IGNORECASE,
)
_LOOSE_END = re.compile(
    r"(?:\s+(?:an?|the|our|and|or|of|for|with|to|in|on|at|by|from|that|their))+$", re.IGNORECASE
)

# "for twelve local young carers": a word or two before the people, none that begins another phrase
_BETWEEN = r"(?:(?!(?:for|with|to|of|in|on|and|who|that|the|an?|our)\b)[\w'’-]+ ){0,2}?"
_PEOPLE = (
    "children|kids|pupils|students|families|parents|mums|dads|carers|learners|boys|girls|young "
    "people|teenagers|toddlers|babies"
)
_PERSONS = re.compile(
    rf"\b(?:{_PEOPLE}|child|carer|parent|leavers?|refugees?|offenders?|seekers?)\b", re.IGNORECASE
)
_NUMBER = r"(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|sixteen)"
_AGES = (
    rf"(?:under|over)[ -](?:{_NUMBER}s?|ones|twos|fives|sixes)",
    rf"(?:{_NUMBER} ?(?:-|–|to) ?)?{_NUMBER}[ -]year[ -]olds?",
    rf"(?:{_PEOPLE}) (?:aged|under|over) {_NUMBER}(?: ?(?:-|–|to) ?{_NUMBER})?",
    r"(?:school )?years? \d{1,2}(?: ?(?:-|–|to|and) ?\d{1,2})?",
    r"key stages? [1-5]|ks ?[1-5]|eyfs|reception|sixth[ -]form(?:ers)?",
    r"(?:early years|nursery|pre-?school|primary|secondary|college)(?: school| age| aged)?"
    rf"(?= (?:{_PEOPLE}))",
    "babies|toddlers|teenagers|parents|carers|care leavers",
)


@dataclass(frozen=True, slots=True)
class Shared:
    """What a person fills in: all in their own words."""

    title: str
    what: str
    for_whom: str = ""
    what_happened: str = ""
    how_known: str = ""


def read_post(text: str, taxonomy: Taxonomy) -> Shared:
    """Title, what was done, for whom and what happened, as far as a chat message tells them."""
    tidy = _without_opening(text)
    sentences = _sentences(tidy)
    results = [sentence for sentence in sentences[1:] if _RESULT.search(sentence)]
    return Shared(
        title=title_of(text),
        what=tidy,
        for_whom=people_in(tidy, taxonomy),
        what_happened=" ".join(results),
    )


def title_of(text: str) -> str:
    """A short name out of what somebody wrote: what was done, without who did it.

    Empty only where `text` has no words.
    """
    tidy = _without_opening(text)
    sentences = _sentences(tidy) or [tidy]
    sentences = [_PREFACE.sub("", sentence) for sentence in sentences]
    for sentence in sentences[:_FIRST_SENTENCES]:
        named = _DID.sub("", sentence, count=1)
        if named != sentence and _words(short := _shortened(named)) >= 2:
            return _title(short)
    first, _, rest = sentences[0].partition(": ")
    is_name = rest and len(sentences[0]) > _COMFORTABLE and _words(first) >= 2
    return _title(first if is_name else sentences[0])


def people_in(text: str, taxonomy: Taxonomy) -> str:
    """Whom it was for, as `text` says it: a group, an age or a setting that the taxonomy knows,
    named after "for", "with" or "to". Empty where there is none.
    """
    found = _people(taxonomy).search(" ".join(text.split()))
    return found[1] if found else ""


def has_words(text: str) -> bool:
    """Whether anything in `text` can be read."""
    return any(character.isalnum() for character in text)


def _people(taxonomy: Taxonomy) -> re.Pattern[str]:
    """What finds people in a text: groups by their names, key terms and the field's other words."""
    groups = {group.id for group in taxonomy.groups}
    unclear = {found.acronym.casefold() for found in taxonomy.ambiguous}
    phrases = (
        *(name for group in taxonomy.groups for name in (group.name, *group.key_terms)),
        *(
            said
            for term in taxonomy.thesaurus
            if term.relates_to in groups and term.kind == "concept"
            for said in (term.term, *term.variants)
        ),
    )
    known = {phrase.casefold() for phrase in phrases if len(phrase) > 2}
    return _people_pattern(frozenset(known - unclear))


@lru_cache(maxsize=4)
def _people_pattern(known: frozenset[str]) -> re.Pattern[str]:
    longest_first = sorted(known, key=lambda phrase: (-len(phrase), phrase))
    said = "|".join(re.escape(phrase) for phrase in longest_first)
    persons = "|".join(re.escape(phrase) for phrase in longest_first if _PERSONS.search(phrase))
    named = "|".join(
        [
            rf"(?:{said}) (?:{_PEOPLE})",
            rf"(?:{_PEOPLE}) (?:with|in|from|at risk of) (?:an? )?(?:{said})",
            *([persons] if persons else []),
            rf"(?:{'|'.join(_AGES)})(?: (?:{_PEOPLE}))?",
        ]
    )
    return re.compile(
        rf"\b(?:for|with|to) (?:(?:the|our|all|some|any|these|those) )?({_BETWEEN}(?:{named}))\b",
        re.IGNORECASE,
    )


def _without_opening(text: str) -> str:
    tidy = " ".join(text.split())
    for opening in (_GREETING, _LEAD_IN):
        tidy = opening.sub("", tidy).strip() or tidy
    return tidy


def _sentences(tidy: str) -> list[str]:
    return [part for part in _SENTENCE.split(tidy) if has_words(part)]


def _words(text: str) -> int:
    return sum(has_words(word) for word in text.split())


def _shortened(named: str) -> str:
    """Without an aside, where enough is left; without what follows a comma, where it is long."""
    aside = _ASIDE.search(named)
    if aside and _words(named[: aside.start()]) >= 2:
        named = named[: aside.start()]
    if len(named) > _COMFORTABLE and _words(first := named.split(", ")[0]) >= 3:
        named = first
    return _LOOSE_END.sub("", named)


def _title(sentence: str) -> str:
    plain = sentence.strip(" .!?…:;,-–")
    if len(plain) > TITLE_CHARACTERS:
        plain = plain[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(" .,;:-–")
        plain = _LOOSE_END.sub("", plain) + "…"
    return plain[:1].upper() + plain[1:]
