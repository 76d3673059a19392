"""Entries -> words by number -> postings with impacts: a whole base at once, or a few entries.

A whole base is read in blocks, so that what is sorted stays small, and the blocks' postings are
laid together in time linear in their number.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.lexicon import SKIP, Lexicon
from ntg_bot.retrieval.segment import GAP, Floats, Ints, Segment, Words
from ntg_bot.retrieval.setting import FIELDS, Setting
from ntg_bot.retrieval.text import compounds, fold, tokens

_BLOCK = 4096
_WIDTH = len(FIELDS)


@dataclass(frozen=True, slots=True)
class _Block:
    """Words of some entries. Shapes: `stream`, `fields` (places,); `lengths`, `phrasings`
    (entries,); `phrase_words` (words of phrasings,); `phrase_lengths` (phrasings,).
    """

    stream: Ints
    fields: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    phrase_words: Ints
    phrase_lengths: NDArray[np.int64]
    phrasings: NDArray[np.int64]


def read(entry: Entry, lexicon: Lexicon) -> Words:
    """The words of `entry`, new ones added to the lexicon."""
    block = _read((entry,), lexicon)
    ends = np.cumsum(block.phrase_lengths)[:-1]
    return Words(block.stream, block.fields, tuple(np.split(block.phrase_words, ends)))


def _read(entries: Sequence[Entry], lexicon: Lexicon) -> _Block:
    number = lexicon.number
    numbers = array("i")
    ends: list[int] = []
    fields: list[int] = []
    texts: list[int] = []
    phrasings: list[int] = []
    for entry in entries:
        before = len(ends)
        told = [(min(place, 1), text) for place, text in enumerate(entry.phrasings)]
        phrasings.append(len(told))
        for field, text in (*told, (2, entry.summary), (3, entry.keywords), (4, entry.body)):
            if text or field < 2:
                folded = fold(text)
                numbers.extend(map(number, tokens(folded)))
                numbers.extend(map(number, compounds(folded)))
                numbers.append(GAP)
                ends.append(len(numbers))
                fields.append(field)
        texts.append(len(ends) - before)
    every = np.array(numbers, np.int32)
    real = every != SKIP
    counted = np.zeros(len(every) + 1, np.int64)
    np.cumsum(real, out=counted[1:])
    lengths = np.diff(counted[ends], prepend=0)
    by_text = np.array(fields, np.uint8)
    stream = every[real]
    of_phrasing = by_text < 2
    return _Block(
        stream=stream,
        fields=np.repeat(by_text, lengths),
        lengths=np.add.reduceat(lengths, _starts(texts)[:-1]) if texts else lengths,
        phrase_words=stream[np.repeat(of_phrasing, lengths) & (stream != GAP)],
        phrase_lengths=lengths[of_phrasing] - 1,
        phrasings=np.array(phrasings, np.int64),
    )


def built_at_once(
    entries: Sequence[Entry], lexicon: Lexicon, setting: Setting
) -> tuple[Segment, Ints]:
    """A segment over `entries`, and in how many of them each surface word is."""
    blocks: list[_Block] = []
    postings: list[tuple[Ints, Ints, Floats]] = []
    word_count = np.zeros(0, np.int32)
    for low in range(0, len(entries), _BLOCK):
        block = _read(entries[low : low + _BLOCK], lexicon)
        counts, docs, impacts = _postings(block, lexicon.stems_by_word(), setting)
        postings.append((counts, docs + np.int32(low), impacts))
        word_count = _added(word_count, _entries_by_word(block, len(lexicon.words)))
        blocks.append(block)
    start, docs, impacts = _laid_together(postings, len(lexicon.stems))
    return _segment(entries, blocks, start, docs, impacts), word_count


def build(
    entries: Sequence[Entry], words: Sequence[Words], stem_of: Ints, setting: Setting
) -> Segment:
    """A segment over `entries`, whose words were read before; `stem_of` is the lexicon's."""
    phrases = [phrase for w in words for phrase in w.phrasings]
    block = _Block(
        stream=_joined([w.stream for w in words]),
        fields=np.concatenate([w.fields for w in words]) if words else np.zeros(0, np.uint8),
        lengths=np.fromiter((len(w.stream) for w in words), np.int64, len(words)),
        phrase_words=_joined(phrases),
        phrase_lengths=np.fromiter((len(p) for p in phrases), np.int64, len(phrases)),
        phrasings=np.fromiter((len(w.phrasings) for w in words), np.int64, len(words)),
    )
    counts, docs, impacts = _postings(block, stem_of, setting)
    return _segment(entries, [block], _starts(counts), docs, impacts)


def _segment(
    entries: Sequence[Entry],
    blocks: Sequence[_Block],
    start: NDArray[np.int64],
    docs: Ints,
    impacts: Floats,
) -> Segment:
    none = np.zeros(0, np.int64)
    return Segment(
        entries=tuple(entries),
        start=start,
        docs=docs,
        impacts=impacts,
        stream=_joined([block.stream for block in blocks]),
        stream_start=_starts(np.concatenate([none, *(block.lengths for block in blocks)])),
        fields=np.concatenate([np.zeros(0, np.uint8), *(block.fields for block in blocks)]),
        phrase_words=_joined([block.phrase_words for block in blocks]),
        phrase_start=_starts(np.concatenate([none, *(block.phrase_lengths for block in blocks)])),
        phrase_of=_starts(np.concatenate([none, *(block.phrasings for block in blocks)])),
    )


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int32), *parts])


def _starts(lengths: Sequence[int] | NDArray[np.integer]) -> NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def _added(first: Ints, then: Ints) -> Ints:
    """The sum of two counts, of which the second may be longer."""
    total = then.copy()
    total[: len(first)] += first
    return total


def _sorted_keys(high: Ints, low: NDArray[np.int64], most: int) -> NDArray[np.integer]:
    """high * most + low, sorted; in 32 bits where they suffice, which sort twice as fast."""
    top = int(high.max(initial=0)) + 1
    key = high.astype(np.int64) * most + low
    keys: NDArray[np.integer] = key.astype(np.uint32) if top * most < 2**32 else key
    keys.sort()
    return keys


def _heads(values: NDArray[np.integer]) -> NDArray[np.int64]:
    """Where in sorted `values` a new one begins."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))


def _postings(block: _Block, stem_of: Ints, setting: Setting) -> tuple[Ints, Ints, Floats]:
    """Sorts (stem, entry, field), counts, and turns the counts into impacts.

    Returns how many entries have each stem, and the entries and impacts stem by stem.
    """
    count = max(1, len(block.lengths))
    real = block.stream >= 0
    doc = np.repeat(np.arange(len(block.lengths), dtype=np.int64), block.lengths)[real]
    place = doc * _WIDTH + block.fields[real]
    field_lengths = np.bincount(place, minlength=count * _WIDTH).astype(np.float32)
    key = _sorted_keys(stem_of[block.stream[real]], place, count * _WIDTH)
    first = _heads(key)
    frequency = np.diff(first, append=len(key)).astype(np.float32)
    stem, place = np.divmod(key[first].astype(np.int64), count * _WIDTH)
    number = place % _WIDTH
    b = np.array(setting.b, np.float32)
    scale = np.array(setting.b, np.float32) / np.array(setting.pivot, np.float32)
    share = frequency / (1 - b[number] + scale[number] * field_lengths[place])
    share *= np.array(setting.weight, np.float32)[number]
    pair = stem * count + place // _WIDTH
    heads = _heads(pair)
    total = np.add.reduceat(share, heads) if len(heads) else share
    impacts = (total / (setting.k1 + total)).astype(np.float32)
    stems, docs = np.divmod(pair[heads], count)
    used = int(stem_of.max(initial=-1)) + 1
    counts = np.bincount(stems, minlength=used).astype(np.int32)
    return counts, docs.astype(np.int32), impacts


def _entries_by_word(block: _Block, size: int) -> Ints:
    """In how many entries of a block each surface word is."""
    count = max(1, len(block.lengths))
    real = block.stream >= 0
    doc = np.repeat(np.arange(len(block.lengths), dtype=np.int64), block.lengths)[real]
    key = _sorted_keys(block.stream[real], doc, count)
    return np.bincount(key[_heads(key)] // count, minlength=size).astype(np.int32)


def _laid_together(
    postings: list[tuple[Ints, Ints, Floats]], stems: int
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """The postings of blocks in the order of their entries, stem by stem; empties the list."""
    counts = np.zeros(stems, np.int64)
    for each, _, _ in postings:
        counts[: len(each)] += each
    start = _starts(counts)
    docs = np.empty(int(start[-1]), np.int32)
    impacts = np.empty(int(start[-1]), np.float32)
    free = start[:-1].copy()
    postings.reverse()
    while postings:
        each, own_docs, own_impacts = postings.pop()
        own = _starts(each)[:-1]
        to = np.arange(len(own_docs)) + np.repeat(free[: len(each)] - own, each)
        docs[to] = own_docs
        impacts[to] = own_impacts
        free[: len(each)] += each
    return start, docs, impacts
