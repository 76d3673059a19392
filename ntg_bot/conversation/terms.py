"""Finds terms, acronyms and organisations that a message names, in the words of the thesaurus."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ntg_bot.domain.knowledge import Organisation
from ntg_bot.domain.taxonomy import AmbiguousAcronym, Taxonomy, Term

_ASKING = frozenset(
    [
        "what",
        "whats",
        "is",
        "are",
        "does",
        "do",
        "the",
        "a",
        "an",
        "of",
        "for",
        "mean",
        "means",
        "meaning",
        "stand",
        "stands",
        "explain",
        "define",
        "definition",
        "who",
        "was",
        "were",
        "happened",
        "to",
        "became",
        "become",
        "wots",
        "please",
        "can",
        "you",
        "tell",
        "me",
        "about",
        "by",
        "it",
    ]
)


def _key(text: str) -> str:
    return " ".join(re.findall(r"[\w&+'’]+", text.casefold())).replace("’", "'")


class Terms:
    """Look-up by any of a term's words, longest first."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._terms: dict[str, list[Term]] = {}
        for term in taxonomy.thesaurus:
            for name in dict.fromkeys((_key(term.term), *map(_key, term.variants))):
                self._terms.setdefault(name, []).append(term)
        self._ambiguous = {_key(entry.acronym): entry for entry in taxonomy.ambiguous}
        self._longest = max((len(name.split()) for name in self._terms), default=1)

    def find(self, text: str) -> tuple[AmbiguousAcronym | None, tuple[Term, ...]]:
        """The ambiguous acronym or the terms that `text` names; (None, ()) where there are none."""
        words = _key(text).split()
        while words and words[0] in _ASKING:
            words.pop(0)
        while words and words[-1] in _ASKING:
            words.pop()
        for length in range(min(self._longest, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                name = " ".join(words[start : start + length])
                if name in self._ambiguous:
                    return self._ambiguous[name], ()
                if name in self._terms and name not in _ASKING:
                    return None, tuple(self._terms[name])
        return None, ()

    def is_meaning(self, text: str) -> bool:
        """Whether an ambiguous acronym can mean this, term of the thesaurus or not."""
        return any(text in entry.meanings for entry in self._ambiguous.values())

    def meaning(self, text: str) -> Term | None:
        """The term of that very name, or with it as a variant."""
        found = self._terms.get(_key(text), ())
        return found[0] if found else None


def find_organisations(
    text: str, organisations: Sequence[Organisation]
) -> tuple[Organisation, ...]:
    """Organisations named in `text` by acronym or name, in the order they are named."""
    tidy = f" {_key(text)} "
    found = []
    for organisation in organisations:
        for name in (organisation.acronym, organisation.name, *organisation.aliases):
            at = tidy.find(f" {_key(name)} ") if name else -1
            # A two-letter acronym such as "GO" counts only when it is written in capitals.
            if at >= 0 and (len(name) > 2 or name in re.findall(r"[A-Za-z]+", text)):
                found.append((at, organisation))
                break
    return tuple(organisation for _, organisation in sorted(found, key=lambda pair: pair[0]))
