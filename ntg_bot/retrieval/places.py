"""Councils and regions named in a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ntg_bot.domain.knowledge import Authority
from ntg_bot.retrieval.text import fold, tokens

_ORDINARY_TEXT = """
reading bath bury north south east west central cheshire barking
"""
_ORDINARY = frozenset(_ORDINARY_TEXT.split())
"""names that are words too: they need a capital and `in` before, or `council` after"""
_BEFORE = frozenset(["in", "at", "from", "near", "around", "by"])
_AFTER = frozenset(["council", "borough", "la", "authority", "county"])
_DROPPED = re.compile(r",? (?:city|county) of$|^city of |^county of | ua$")
_LONGEST = 6


class Places:
    """Council names -> ONS codes, region names -> regions."""

    def __init__(self, authorities: Mapping[str, Authority], regions: Sequence[str]) -> None:
        self._councils: dict[tuple[str, ...], str] = {}
        short: dict[tuple[str, ...], set[str]] = {}
        for code, authority in authorities.items():
            name = _DROPPED.sub("", fold(authority.name)).strip()
            for written in (name, _DROPPED.sub("", fold(authority.official_name)).strip()):
                self._councils.setdefault(tuple(tokens(written)), code)
            for separator in (" and ", " upon ", "-upon-", "-on-", " on ", " with "):
                if separator in name:
                    first = tuple(tokens(name.split(separator)[0]))
                    short.setdefault(first, set()).add(code)
        for first, codes in short.items():
            if len(codes) == 1 and first not in self._councils:
                self._councils[first] = next(iter(codes))
        self._regions = {tuple(tokens(fold(region))): region for region in regions}
        for region in regions:
            if region.startswith("Yorkshire"):
                self._regions["yorkshire",] = region

    def read(
        self, words: Sequence[str], typed: Sequence[str]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """ONS codes and regions in `words`; `typed` is the same words with capitals."""
        codes: dict[str, None] = {}
        regions: dict[str, None] = {}
        start = 0
        while start < len(words):
            step = 1
            for size in range(min(_LONGEST, len(words) - start), 0, -1):
                said = tuple(words[start : start + size])
                if said in self._councils and self._is_meant(words, typed, start, size):
                    codes[self._councils[said]] = None
                elif said in self._regions:
                    regions[self._regions[said]] = None
                else:
                    continue
                step = size
                break
            start += step
        return tuple(codes), tuple(regions)

    def _is_meant(self, words: Sequence[str], typed: Sequence[str], start: int, size: int) -> bool:
        if size > 1 or words[start] not in _ORDINARY:
            return True
        after = words[start + 1] if start + 1 < len(words) else ""
        before = words[start - 1] if start else ""
        return after in _AFTER or (typed[start][:1].isupper() and before in _BEFORE)
