"""A question as typed -> what to look for: groups of words, corrections, synonyms, facets.

A *group* is one thing asked for; its alternatives are ways to say it. For each entry the best
alternative counts: they do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from ntg_bot.domain.asking import Correction, Facets
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.facets import FacetReader, merged_facets
from ntg_bot.retrieval.setting import Setting
from ntg_bot.retrieval.snapshot import Snapshot
from ntg_bot.retrieval.spelling import SHORTEST, Speller
from ntg_bot.retrieval.text import ASKING_WORDS, HURRIED, STOPWORDS, Tidied, fold, tidy, tokens
from ntg_bot.retrieval.thesaurus import Form, Reading, Thesaurus

_SPLIT = re.compile(r"[A-Za-z0-9]+(?:'[A-Za-z]+)?")
_SHORTEST_PART = 3
_JOINED = 0.9
_AGE_WORD = re.compile(r"\d{1,2}s?|year|years|yr|yrs|y\d{1,2}|key|stages?|ks\d|old|olds|aged?|ages")
_RARE = 2
_COMMON = 5
_FUNCTION = STOPWORDS | ASKING_WORDS
_OF_SPEECH = sorted(word for word in _FUNCTION if len(word) >= SHORTEST)
_FOLLOWS_UP = re.compile(
    r"^(?:and|or|but|what about|how about|ok|same|also|any(?:thing)? (?:for|in|on)|for|in|with|"
    r"just)\b"
)
_REFERS = re.compile(r"\b(?:it|this|that|these|those|them|they|one|ones|same)\b")


@dataclass(frozen=True, slots=True)
class Alternative:
    """Stems that must all be there, and how much finding them counts, 0 to 1."""

    stems: tuple[int, ...]
    weight: float
    shown: str
    how: str
    """word | corrected | synonym"""


@dataclass(frozen=True, slots=True)
class Group:
    """One thing asked for. `worth` is its weight by rarity, `emphasis` how much it is asked for:
    1 for a word said once, less for one that people merely ask with.
    """

    typed: str
    worth: float
    emphasis: float
    alternatives: tuple[Alternative, ...]
    is_known: bool
    """some entry has the very word"""


@dataclass(frozen=True, slots=True)
class Query:
    """A question read. `corrected` is its text as it was understood, for the sentence encoder."""

    tidied: Tidied
    corrected: str
    groups: tuple[Group, ...]
    pairs: tuple[tuple[int, int], ...]
    """stems that follow each other, for the bigram score"""
    corrections: tuple[Correction, ...]
    expansions: tuple[Correction, ...]
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    facets: Facets


@dataclass(slots=True)
class _Token:
    word: str
    typed: str
    searched: str
    suggestions: tuple[tuple[str, float], ...] = ()


class Reader:
    """Reads questions against a snapshot."""

    def __init__(self, thesaurus: Thesaurus, facets: FacetReader, speller: Speller) -> None:
        self._thesaurus = thesaurus
        self._facets = facets
        self._speller = speller

    def forget(self) -> None:
        """The snapshot has changed: what was remembered of it is no more."""
        self._speller.forget()

    def read(self, text: str, snapshot: Snapshot, context: str = "") -> Query:
        """What `text` asks for; a follow-up is read together with `context`."""
        longest = snapshot.setting.longest
        tidied = tidy(text, longest)
        new = self._tokens(tidied.text, snapshot)
        earlier: list[_Token] = []
        tidy_context = tidy(context, longest).text if context.strip() else ""
        is_follow_up = bool(tidy_context) and _is_follow_up(tidied.text, new, snapshot)
        if is_follow_up:
            said = {token.searched for token in new}
            earlier = self._tokens(tidy_context, snapshot)
            earlier = [token for token in earlier if token.searched not in said]
        words = [*new, *earlier]
        facets, forms = self._understood(tidied.text, new, snapshot, tidy_context)
        if earlier:
            before, more = self._understood(tidy_context, earlier, snapshot, tidied.text)
            facets = merged_facets(facets, before)
            shift = len(new)
            shifted = tuple(
                Form(f.start + shift, f.end + shift, f.typed, f.other, f.words, f.is_open)
                for f in more.forms
            )
            forms = Reading(forms.forms + shifted, forms.ambiguous + more.ambiguous, ())
        groups = _groups(words, forms.forms, snapshot, names_age=facets.ages is not None)
        corrected = _rewritten(tidied.text, new)
        if earlier:
            corrected = f"{_rewritten(tidy_context, earlier)} {corrected}"
        return Query(
            tidied=tidied,
            corrected=corrected,
            groups=groups,
            pairs=_pairs(words, len(new), snapshot),
            corrections=tuple(
                dict.fromkeys(
                    Correction(token.typed, token.searched)
                    for token in words
                    # "wat" for "what" is read as meant, but nobody searched for it
                    if token.searched != token.word and token.searched not in _FUNCTION
                )
            ),
            expansions=_expansions(forms.forms, snapshot),
            ambiguous=tuple(dict.fromkeys(forms.ambiguous)),
            facets=facets,
        )

    def _understood(
        self, text: str, words: list[_Token], snapshot: Snapshot, context: str
    ) -> tuple[Facets, Reading]:
        searched = [token.searched for token in words]
        typed = [token.typed for token in words]
        forms = self._thesaurus.read(searched, typed, context)
        folded = _rewritten(text, words).lower()
        return self._facets.read(folded, searched, typed, forms.concepts), forms

    def _tokens(self, text: str, snapshot: Snapshot) -> list[_Token]:
        found: list[_Token] = []
        for match in _SPLIT.finditer(text):
            for word in tokens(fold(match[0])):
                found.append(_Token(word, match[0], word))
        self._join(found, snapshot)
        for token in found:
            self._correct(token, snapshot)
        return found

    def _join(self, found: list[_Token], snapshot: Snapshot) -> None:
        """`safe guarding`, `pre school`: neighbours that close up to a known word."""
        for left, right in pairwise(found):
            if left.word in STOPWORDS or right.word in STOPWORDS:
                continue
            joined = left.word + right.word
            if min(len(left.word), len(right.word)) >= _SHORTEST_PART and snapshot.seen(joined):
                for token in (left, right):
                    token.suggestions += ((joined, _JOINED),)

    def _correct(self, token: _Token, snapshot: Snapshot) -> None:
        word = token.word
        if word in STOPWORDS or token.suggestions:
            return
        if len(word) < SHORTEST:
            token.searched = HURRIED.get(word, word) if not snapshot.seen(word) else word
            return
        stem = snapshot.lexicon.find_stem(word)
        if stem is not None and snapshot.has_stem(stem):
            seen = snapshot.seen(word)
            if seen == 0 and (snapshot.stem_count[stem] <= _RARE or not is_english(word)):
                # `parentl` has the stem of a rare word by chance, and is far likelier `parental`;
                # `attendence` has the right stem, but the thesaurus knows `attendance` only
                near = self._speller.near(word, snapshot, least=_COMMON)
                if near and near[0].distance == 1:
                    token.searched = near[0].word
                    token.suggestions = tuple((s.word, s.weight) for s in near)
            elif seen == 1:
                near = self._speller.near(word, snapshot, least=3)
                cap = snapshot.setting.seen_once
                token.suggestions = tuple((s.word, min(cap, s.weight)) for s in near)
            return
        spoken = _of_speech(word)
        if spoken:
            token.searched = spoken
            return
        near = self._speller.near(word, snapshot)
        if is_english(word):
            cap = snapshot.setting.real_word
            token.suggestions = tuple((s.word, min(cap, s.weight)) for s in near)
            return
        token.suggestions = tuple((s.word, s.weight) for s in near)
        parts = _split(word, snapshot)
        if parts and (not near or near[0].weight < snapshot.setting.corrected_near):
            token.searched = " ".join(parts)
            token.suggestions = tuple((part, _JOINED) for part in parts)
        elif near:
            token.searched = near[0].word


def _of_speech(word: str) -> str:
    """The function word that is meant by one that is neither known nor English, or nothing.

    No entry is indexed by them, so the index's own vocabulary would offer something else.
    """
    if word in HURRIED:
        return HURRIED[word]
    if is_english(word):
        return ""
    found = extractOne(word, _OF_SPEECH, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found and found[0][0] == word[0] else ""


def _split(word: str, snapshot: Snapshot) -> tuple[str, str] | None:
    """`earlyyears` -> early, years: the split whose rarer part is commonest."""
    best: tuple[int, tuple[str, str]] | None = None
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        parts = (word[:at], word[at:])
        common = min(snapshot.seen(part) for part in parts)
        # a part of three letters must be common to be believed
        least = 1 if min(map(len, parts)) > _SHORTEST_PART else 2
        if common >= least and (best is None or common > best[0]):
            best = (common, parts)
    return best[1] if best else None


def _is_follow_up(text: str, new: list[_Token], snapshot: Snapshot) -> bool:
    """Whether a text leans on the question before it: short, and begun or worded so."""
    folded = text.lower()
    content = [token for token in new if not {token.word, token.searched} & STOPWORDS]
    if len(content) <= 1:
        return True
    leans = bool(_FOLLOWS_UP.match(folded))
    return (leans and len(content) <= 5) or (bool(_REFERS.search(folded)) and len(content) <= 3)


def _groups(
    words: Sequence[_Token], forms: Sequence[Form], snapshot: Snapshot, *, names_age: bool
) -> tuple[Group, ...]:
    find = snapshot.lexicon.find_stem
    setting = snapshot.setting
    places: dict[int | str, list[int]] = {}
    for place, token in enumerate(words):
        if token.word not in STOPWORDS and token.searched not in STOPWORDS:
            said = token.searched if token.searched in ASKING_WORDS else token.word
            stem = find(said)
            one = stem if stem is not None and snapshot.has_stem(stem) else said
            places.setdefault(one, []).append(place)
    groups = []
    for one, at in places.items():
        token = words[at[0]]
        known = isinstance(one, int)
        stem = one if isinstance(one, int) else None
        alternatives = []
        if stem is not None:
            shown = token.typed if token.searched == token.word else token.searched
            alternatives.append(Alternative((stem,), 1.0, shown, "word"))
        for suggestion, weight in token.suggestions:
            other = find(suggestion)
            if other is not None and other != stem:
                alternatives.append(Alternative((other,), weight, suggestion, "corrected"))
        for form in forms:
            if form.start <= at[0] < form.end:
                stems = tuple(find(part) for part in form.words)
                if stems and all(snapshot.has_stem(s) for s in stems):
                    weight = setting.ambiguous if form.is_open else setting.synonym
                    span = sum(w.word not in STOPWORDS for w in words[form.start : form.end])
                    alternatives.append(
                        Alternative(
                            tuple(s for s in stems if s is not None),
                            weight / max(1, span) ** 0.5,
                            form.other,
                            "synonym",
                        )
                    )
        groups.append(
            Group(
                typed=token.typed,
                worth=_worth(stem, token, snapshot),
                emphasis=_emphasis(token.searched, len(at), setting, names_age=names_age),
                alternatives=tuple(alternatives),
                is_known=known,
            )
        )
    return tuple(groups)


def _worth(stem: int | None, token: _Token, snapshot: Snapshot) -> float:
    """The weight of a group by rarity: a mistyped word is as rare as the one that is meant."""
    if stem is None and token.searched != token.word:
        meant = [snapshot.lexicon.find_stem(part) for part in token.searched.split()]
        return max(snapshot.weight(one) for one in meant)
    return snapshot.weight(stem)


def _emphasis(word: str, times: int, setting: Setting, *, names_age: bool) -> float:
    said = 1.0 + setting.repeated * log(times)
    is_age = names_age and bool(_AGE_WORD.fullmatch(word))
    return said * setting.asking if is_age or word in ASKING_WORDS else said


def _pairs(words: Sequence[_Token], new: int, snapshot: Snapshot) -> tuple[tuple[int, int], ...]:
    stems: list[int | None] = []
    for place, token in enumerate(words):
        if place == new:
            stems.append(None)
        if token.word not in STOPWORDS and token.searched not in STOPWORDS:
            for part in token.searched.split():
                stem = snapshot.lexicon.find_stem(part)
                stems.append(stem if snapshot.has_stem(stem) else None)
    pairs = [
        (left, right)
        for left, right in pairwise(stems)
        if left is not None and right is not None and left != right
    ]
    return tuple(dict.fromkeys(pairs))


def _rewritten(text: str, words: Sequence[_Token]) -> str:
    """The text with its corrections in place."""
    changed = {token.typed: token.searched for token in words if token.searched != token.word}
    if not changed:
        return text
    return _SPLIT.sub(lambda match: changed.get(match[0], match[0]), text)


def _expansions(forms: Sequence[Form], snapshot: Snapshot) -> tuple[Correction, ...]:
    """What was searched besides, one full form for each acronym: typed -> meaning."""
    shown: dict[str, str] = {}
    for form in forms:
        is_short = " " not in form.typed and len(form.typed) <= 6
        if is_short and not form.is_open and " " in form.other and form.typed not in shown:
            shown[form.typed] = form.other
    return tuple(Correction(typed, other) for typed, other in shown.items())
