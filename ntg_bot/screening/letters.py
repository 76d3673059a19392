"""One plain way to write what people write in many: without it, a rule would have to know them all.

Full-width digits, invisible characters, curly quotation marks, long dashes and Cyrillic letters
that look Latin become plain; every plain character knows where it stood in the text.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

_INVISIBLE = frozenset(
    map(chr, (0xAD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)))
)
_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u02bc\u02bb`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    **dict(
        zip(
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0410\u0412\u0415\u041a\u041c\u041d"
            "\u041e\u0420\u0421\u0422\u0425",
            "aeopcyxiABEKMHOPCTX",
            strict=True,
        )
    ),
}


_MOST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules read it. Plain character i stood at `places[i]`, a start and an end."""

    plain: str = field(repr=False)
    places: tuple[tuple[int, int], ...] | None = field(repr=False)
    """None where nothing was changed"""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `plain[start:end]`, at least one character, stood in the text."""
        if self.places is None:
            return start, end
        return self.places[start][0], self.places[end - 1][1]


def read(text: str) -> Reading:
    """The text made plain; linear in its length."""
    if text.isascii():
        return Reading(text, None)
    strange = {letter: _plain(letter) for letter in set(text) if not letter.isascii()}
    if all(len(plain) == 1 for plain in strange.values()):
        return Reading(
            text.translate({ord(letter): plain for letter, plain in strange.items()}), None
        )
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        plain = strange.get(letter, letter)
        if not plain and unicodedata.combining(letter) and letters:
            # An accent typed by itself belongs to the letter before it.
            joined = unicodedata.normalize("NFC", letters[-1] + letter)
            letters[-1] = joined if len(joined) == 1 else letters[-1]
            places[-1] = (places[-1][0], place + 1)
        letters.extend(plain)
        places.extend([(place, place + 1)] * len(plain))
    return Reading("".join(letters), tuple(places))


def _plain(letter: str) -> str:
    """A letter that is not ASCII, plain; empty for what is invisible or an accent by itself."""
    if letter in _INVISIBLE or unicodedata.combining(letter):
        return ""
    plain = _PLAIN.get(letter) or unicodedata.normalize("NFKC", letter)
    # A few signs stand for a whole sentence: taken apart they would make a long text endless.
    return plain if len(plain) <= _MOST_LETTERS else letter
