"""The field's synonyms and acronyms, found in a question word by word and widened.

Multi-word forms are matched whole, the longest first. An acronym with several meanings is settled
by the other words of the question, or reported as open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.text import STOPWORDS, fold, tokens

_LONGEST_FORM = 6
_STOP_ACRONYMS = STOPWORDS
"""as words of a sentence these are no acronyms unless typed in capitals"""
_OPEN_WORDS_TEXT = """
and of for in the s team plan order support school child
"""
_OPEN_WORDS = frozenset(_OPEN_WORDS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Form:
    """Another way to say what stands at words `start` to `end` (exclusive) of a question."""

    start: int
    end: int
    typed: str
    other: str
    words: tuple[str, ...]
    is_open: bool = False
    """one of several meanings that the question does not settle"""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the thesaurus made of a question."""

    forms: tuple[Form, ...]
    ambiguous: tuple[tuple[str, tuple[str, ...]], ...]
    concepts: tuple[str, ...]
    """ids of groups that the matched terms relate to"""


@dataclass(frozen=True, slots=True)
class _Concept:
    term: str
    forms: tuple[tuple[str, tuple[str, ...]], ...]
    """as written, and its words without function words"""
    relates_to: str


class Thesaurus:
    """Built once from the taxonomy; looking up takes time by the length of the question only."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._by_form: dict[tuple[str, ...], list[_Concept]] = {}
        for term in taxonomy.thesaurus:
            written = tuple(dict.fromkeys((term.term, *term.variants)))
            forms = tuple((form, _content(form)) for form in written)
            concept = _Concept(term.term, tuple(f for f in forms if f[1]), term.relates_to)
            for form in written:
                self._by_form.setdefault(tuple(tokens(fold(form))), []).append(concept)
        self._ambiguous = {
            fold(entry.acronym): (entry.acronym, entry.meanings) for entry in taxonomy.ambiguous
        }
        self._hints = {
            (fold(entry.acronym), meaning): self._hint_words(meaning, taxonomy)
            for entry in taxonomy.ambiguous
            for meaning in entry.meanings
        }

    def _hint_words(self, meaning: str, taxonomy: Taxonomy) -> frozenset[str]:
        """Words that speak for a meaning: its own, its term's other forms, its group's."""
        words = set(_content(meaning))
        for concept in self._by_form.get(tuple(tokens(fold(meaning))), []):
            for written, form in concept.forms:
                if len(form) > 1 or not written.isupper():
                    words.update(form)
            for group in taxonomy.groups:
                if group.id == concept.relates_to:
                    for text in (group.name, *group.key_terms):
                        words.update(_content(text))
        return frozenset(words - _OPEN_WORDS)

    def read(self, words: Sequence[str], typed: Sequence[str], context: str) -> Reading:
        """Other forms of what `words` say. `typed` is the same words with the asker's capitals;
        `context` is further text (the thread's earlier question) that may settle an acronym.
        """
        forms: list[Form] = []
        open_acronyms: list[tuple[str, tuple[str, ...]]] = []
        concepts: list[str] = []
        nearby = frozenset(words) | frozenset(tokens(fold(context)))
        start = 0
        while start < len(words):
            end = self._longest(words, start)
            if end == start:
                start += 1
                continue
            spoken = tuple(words[start:end])
            shown = " ".join(typed[start:end])
            if end - start == 1 and not _counts_as_acronym(spoken[0], shown):
                start += 1
                continue
            if end - start == 1 and spoken[0] in self._ambiguous:
                self._settle(spoken[0], shown, start, nearby, forms, open_acronyms, concepts)
            else:
                for concept in self._by_form.get(spoken, []):
                    forms += _others(concept, spoken, start, end, shown)
                    concepts.append(concept.relates_to)
            start = end
        return Reading(
            tuple(dict.fromkeys(forms)),
            tuple(open_acronyms),
            tuple(dict.fromkeys(c for c in concepts if c)),
        )

    def meanings(self, acronym: str) -> tuple[str, ...]:
        """All meanings of an ambiguous acronym; none for one that is not."""
        return self._ambiguous.get(fold(acronym), ("", ()))[1]

    def _longest(self, words: Sequence[str], start: int) -> int:
        for size in range(min(_LONGEST_FORM, len(words) - start), 0, -1):
            spoken = tuple(words[start : start + size])
            if spoken in self._by_form or (size == 1 and spoken[0] in self._ambiguous):
                return start + size
        return start

    def _settle(
        self,
        acronym: str,
        shown: str,
        start: int,
        nearby: frozenset[str],
        forms: list[Form],
        open_acronyms: list[tuple[str, tuple[str, ...]]],
        concepts: list[str],
    ) -> None:
        written, meanings = self._ambiguous[acronym]
        nearby -= {acronym}
        support = [len(self._hints[acronym, meaning] & nearby) for meaning in meanings]
        best = max(support)
        chosen = [m for m, count in zip(meanings, support, strict=True) if count == best]
        is_open = best == 0 or len(chosen) > 1
        if is_open:
            open_acronyms.append((written, meanings))
        for meaning in chosen:
            said = tuple(tokens(fold(meaning)))
            forms.append(Form(start, start + 1, shown, meaning, _content(meaning), is_open))
            for concept in self._by_form.get(said, []):
                if not is_open:
                    forms += _others(concept, (acronym,), start, start + 1, shown)
                    concepts.append(concept.relates_to)


def _content(text: str) -> tuple[str, ...]:
    return tuple(word for word in tokens(fold(text)) if word not in STOPWORDS)


def _counts_as_acronym(word: str, shown: str) -> bool:
    return word not in _STOP_ACRONYMS or shown.isupper()


def _others(
    concept: _Concept, spoken: tuple[str, ...], start: int, end: int, shown: str
) -> list[Form]:
    content = tuple(word for word in spoken if word not in STOPWORDS)
    return [
        Form(start, end, shown, written, words)
        for written, words in concept.forms
        if words not in (content, spoken)
    ]
