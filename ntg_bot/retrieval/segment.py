"""An immutable inverted index over some entries: postings with impacts, and the words in order.

An *impact* is the part of BM25F that depends on the entry alone, 0 to 1:

    x = sum over fields f of  weight_f * tf_f / (1 - b_f + b_f * length_f / pivot_f)
    impact = x / (k1 + x)                      (Robertson, Zaragoza and Taylor 2004)

with fixed pivots in place of mean lengths (see `setting.Setting.pivot`), so that segments built
apart give the very numbers that one built at once would give. A word's weight (idf) is of the whole
snapshot and is multiplied in when a question is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ntg_bot.retrieval.entries import Entry
from ntg_bot.retrieval.lexicon import Lexicon
from ntg_bot.retrieval.setting import FIELDS, Setting
from ntg_bot.retrieval.text import STOPWORDS, compounds, fold, tokens

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]

_Number = TypeVar("_Number", bound=np.generic)

GAP = -1
"""stands between texts in the stream of words, so that no pair of words reaches across"""
_MOST_DENSE = 96


@dataclass(frozen=True, slots=True)
class Words:
    """One entry's words by lexicon number, without function words.

    `stream` is title, phrasings and other fields with GAP between; `fields` says which field each
    place of it belongs to. `phrasings` holds the title and each way of asking apart.
    """

    stream: Ints
    fields: NDArray[np.uint8]
    phrasings: tuple[Ints, ...]

    @property
    def distinct(self) -> Ints:
        """Each word of the entry once."""
        words: Ints = np.unique(self.stream)
        return words[words >= 0]


def read(entry: Entry, lexicon: Lexicon) -> Words:
    """The words of `entry`, new ones added to the lexicon."""
    stream: list[int] = []
    fields: list[int] = []
    phrasings: list[Ints] = []
    for place, phrasing in enumerate(entry.phrasings):
        numbers = _numbers(phrasing, lexicon)
        phrasings.append(np.array(numbers, np.int32))
        stream += numbers
        stream.append(GAP)
        fields += [min(place, 1)] * (len(numbers) + 1)
    for number, text in ((2, entry.summary), (3, entry.keywords), (4, entry.body)):
        if text:
            numbers = _numbers(text, lexicon)
            stream += numbers
            stream.append(GAP)
            fields += [number] * (len(numbers) + 1)
    return Words(np.array(stream, np.int32), np.array(fields, np.uint8), tuple(phrasings))


def _numbers(text: str, lexicon: Lexicon) -> list[int]:
    folded = fold(text)
    found = [token for token in tokens(folded) if token not in STOPWORDS]
    joined = compounds(folded)
    return lexicon.add_all(found + joined if joined else found)


@dataclass(frozen=True)
class Segment:
    """Postings by stem number and words by entry.

    Shapes: `start` (stems + 1,); `docs`, `impacts` (postings,), docs ascending within a stem;
    `stream_start` (entries + 1,) into `stream`; `phrase_start` (phrasings + 1,) into
    `phrase_words`; `phrase_of` (entries + 1,) into `phrase_start`.
    """

    entries: tuple[Entry, ...]
    start: NDArray[np.int64]
    docs: Ints
    impacts: Floats
    stream: Ints
    stream_start: NDArray[np.int64]
    fields: NDArray[np.uint8]
    phrase_words: Ints
    phrase_start: NDArray[np.int64]
    phrase_of: NDArray[np.int64]
    _dense: dict[int, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.entries)

    def postings(self, stem: int) -> tuple[Ints, Floats]:
        """Entries that have the stem, ascending, and its impact in each."""
        if stem + 1 >= len(self.start):
            return self.docs[:0], self.impacts[:0]
        low, high = self.start[stem], self.start[stem + 1]
        return self.docs[low:high], self.impacts[low:high]

    def dense(self, stem: int) -> Floats | None:
        """The impacts as one number an entry, for a stem that a good part of them has.

        Adding a whole row is quicker than adding at many places. Rows are made on first use; the
        numbers are those of `postings`.
        """
        row = self._dense.get(stem)
        if row is None:
            docs, impacts = self.postings(stem)
            if len(docs) * 12 < len(self.entries) or len(self._dense) >= _MOST_DENSE:
                return None
            row = np.zeros(len(self.entries), np.float32)
            row[docs] = impacts
            self._dense[stem] = row
        return row

    def words(self, doc: int) -> Words:
        """What `read` gave for one entry."""
        low, high = self.stream_start[doc], self.stream_start[doc + 1]
        first, last = self.phrase_of[doc], self.phrase_of[doc + 1]
        phrasings = tuple(
            self.phrase_words[self.phrase_start[p] : self.phrase_start[p + 1]]
            for p in range(first, last)
        )
        return Words(self.stream[low:high], self.fields[low:high], phrasings)


def build(
    entries: Sequence[Entry], words: Sequence[Words], stem_of: Ints, setting: Setting
) -> Segment:
    """A segment over `entries`, whose words were read before; `stem_of` is the lexicon's."""
    lengths = np.fromiter((len(w.stream) for w in words), np.int64, len(words))
    stream = _joined([w.stream for w in words], np.int32)
    fields = _joined([w.fields for w in words], np.uint8)
    phrases = [phrase for w in words for phrase in w.phrasings]
    phrase_lengths = np.fromiter((len(p) for p in phrases), np.int64, len(phrases))
    per_entry = np.fromiter((len(w.phrasings) for w in words), np.int64, len(words))
    start, docs, impacts = _postings(stream, fields, lengths, stem_of, setting)
    return Segment(
        entries=tuple(entries),
        start=start,
        docs=docs,
        impacts=impacts,
        stream=stream,
        stream_start=_starts(lengths),
        fields=fields,
        phrase_words=_joined(phrases, np.int32),
        phrase_start=_starts(phrase_lengths),
        phrase_of=_starts(per_entry),
    )


def _joined(parts: Sequence[NDArray[_Number]], kind: type[_Number]) -> NDArray[_Number]:
    return np.concatenate(parts) if parts else np.zeros(0, kind)


def _starts(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    starts = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def _postings(
    stream: Ints,
    fields: NDArray[np.uint8],
    lengths: NDArray[np.int64],
    stem_of: Ints,
    setting: Setting,
) -> tuple[NDArray[np.int64], Ints, Floats]:
    """Sorts (stem, entry, field), counts, and turns the counts into impacts."""
    width = len(FIELDS)
    count = len(lengths)
    real = stream >= 0
    doc = np.repeat(np.arange(count, dtype=np.int64), lengths)[real]
    place = doc * width + fields[real]
    field_lengths = np.bincount(place, minlength=count * width).astype(np.float32)
    key = stem_of[stream[real]].astype(np.int64) * (count * width) + place
    del doc, place, real
    key.sort()
    first = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else key
    frequency = np.diff(np.append(first, len(key))).astype(np.float32)
    key = key[first]
    stem, place = np.divmod(key, max(count * width, 1))
    del key, first
    number = place % width
    b = np.array(setting.b, np.float32)
    scale = np.array(setting.b, np.float32) / np.array(setting.pivot, np.float32)
    share = frequency / (1 - b[number] + scale[number] * field_lengths[place])
    share *= np.array(setting.weight, np.float32)[number]
    pair = stem * max(count, 1) + place // width
    heads = np.flatnonzero(np.concatenate(([True], pair[1:] != pair[:-1]))) if len(pair) else pair
    total = np.add.reduceat(share, heads) if len(heads) else share
    impacts = (total / (setting.k1 + total)).astype(np.float32)
    docs = (pair[heads] % max(count, 1)).astype(np.int32)
    stems = stem[heads]
    used = int(stem_of.max()) + 1 if len(stem_of) else 0
    return _starts(np.bincount(stems, minlength=used)), docs, impacts
