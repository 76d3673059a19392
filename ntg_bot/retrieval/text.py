"""Text as typed -> tidy text -> tokens. The same folding serves questions and entries.

Nothing here knows of the index. Stored texts stay as they are: folding is for matching only
(reliability.md, F19 and F20).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ROOM = 4
"""how many times the wanted length is kept before the costly steps: what hides in 100,000
characters is not a question"""

_ASCII_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_IN_WORDS = b"abcdefghijklmnopqrstuvwxyz0123456789'"
_SPACED = bytes(code if code in _IN_WORDS else 32 for code in range(256))
_SHORTENED = ("'ve", "'ll", "'re", "'d", "'m")
_COMPOUND = re.compile(r"(?<![a-z])[a-z]{2,}(?:-[a-z]{2,})+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]+"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]+")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘\u02bc\uff07`´\u201b", "'"))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–\u2014\u2015\u2212", "-"))

# Letters of other alphabets that look like Latin ones (Unicode TR 39, confusables, the common
# part). The knowledge base is English, so a look-alike is never meant as itself.
_CYRILLIC = (
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458"
    "\u0455\u04bb\u0501\u051b\u051d\u044c\u0433\u043f\u04cf"
)
_GREEK = (
    "\u03b1\u03b2\u03b3\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9\u03b7\u03f2"
)
_OTHERS = "\u0131\u0251\u0261\u0269\u0196\u217c"
_LOOKALIKES = str.maketrans(
    _CYRILLIC + _GREEK + _OTHERS,
    "abekmhopctyxijshdqwbrnl" + "abyeiknoptuxwnc" + "iagiil",
)

_STOPWORDS_TEXT = """
a about all also am an and any are as at be been being but by can could did do does doing done
for from get got had has have having he her hers him his how i if in into is it its just may me
might must my no not of on one or other our out please she should so some such than that the
their theirs them then there these they this those to too under up us very was we were what when
where which while who whom whose why will with would you your im id ive dont isnt whats wheres
theyve weve youve youre theyll youll theyd youd hes shes theres whos doesnt didnt
cant couldnt wont wouldnt shouldnt hasnt havent hadnt wasnt werent arent
hi hello hey
"""
STOPWORDS = frozenset(_STOPWORDS_TEXT.split())
"""Function words: neither indexed, nor corrected, nor counted as what a question is about."""

_ASKING_TEXT = """
anyone anything article articles available best better certain concerned concerning concerns
deal dealing describe described discuss discussed discussing etc example examples exist exists
find finding found general get getting give given good information interested interest involved
kind kinds know like made make makes making many method methods more most much new obtain
obtained paper papers part particular people possible present problem problems regarding relate
related relating relation result results see show something someone tell thing things type types
upon use used using various want wants wanted way ways within without works
"""
ASKING_WORDS = frozenset(_ASKING_TEXT.split())
"""Words that people ask *with* more than *about*: they count for little, but they count."""


_HURRIED_TEXT = """
abt:about bcos:because bcoz:because coz:because cos:because cud:could dnt:dont fo:of hav:have
hpw:how hw:how ov:of plz:please pls:please shd:should shld:should shud:should sum:some teh:the
thats:that theyre:they thru:through ths:this tht:that thx:thanks waht:what wat:what wats:what
wen:when wer:where wich:which wil:will wld:would wot:what wots:what wrk:work wrks:works wud:would
"""
HURRIED = dict(pair.split(":") for pair in _HURRIED_TEXT.split())
"""Function words as people type them in a hurry, too short to be found by distance."""


@dataclass(frozen=True, slots=True)
class Tidied:
    """A question made readable: one line, not longer than wanted."""

    text: str
    was_cut: bool


def fold(text: str) -> str:
    """Lower case, compatibility forms, no accents, no invisible characters, no look-alikes.

    Long runs of combining marks are dropped first: normalising them takes time by the square.
    """
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", text)
    text = _limit_marks(text)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LOOKALIKES)
    text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).translate(_DASHES)
    return _without_marks(text)


def _without_marks(text: str) -> str:
    for mark in filter(unicodedata.combining, set(text)):
        text = text.replace(mark, "")
    return text


def _limit_marks(text: str) -> str:
    if not any(map(unicodedata.combining, set(text))):
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= 2:
            kept.append(character)
    return "".join(kept)


def tidy(text: str, longest: int) -> Tidied:
    """The readable part of a question, case kept, cut at a word where it exceeds `longest`
    characters; quick for 100,000 characters and for binary.
    """
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _SPACE.sub(" ", text).strip()
    room = text[: _ROOM * longest]
    plain = room if room.isascii() else _SPACE.sub(" ", _plain(room)).strip()
    was_cut = len(text) > _ROOM * longest or len(plain) > longest
    if len(plain) > longest:
        plain = plain[:longest]
        if " " in plain:
            plain = plain.rsplit(" ", 1)[0]
    return Tidied(plain, was_cut)


def _plain(text: str) -> str:
    """Compatibility forms and Latin look-alikes, case kept: acronyms need their capitals."""
    text = unicodedata.normalize("NFKC", _limit_marks(text)).translate(_APOSTROPHES)
    text = text.translate(_DASHES)
    folded = []
    for character in text:
        lower = character.lower()
        latin = lower.translate(_LOOKALIKES)
        folded.append(
            character if latin == lower else latin.upper() * (lower != character) or latin
        )
    return _without_marks(unicodedata.normalize("NFKD", "".join(folded)))


def tokens(folded: str) -> list[str]:
    """Words and numbers of folded text; a possessive loses its 's, other apostrophes close up."""
    # everything else made a space: several times as quick as to look for words one by one
    spaced = folded.encode("ascii", "replace").translate(_SPACED).decode("ascii")
    found = spaced.split()
    if "'" not in spaced:
        return found
    plain: list[str] = []
    for chunk in found:
        if "'" in chunk:
            plain += map(_without_apostrophe, _ASCII_TOKEN.findall(chunk))
        else:
            plain.append(chunk)
    return plain


def _without_apostrophe(token: str) -> str:
    if token.endswith("'s"):
        return token[:-2]
    if token.endswith(_SHORTENED) and token.split("'")[0] in STOPWORDS:
        return token.split("'")[0]  # they've, I'll, we're: a function word with another behind it
    return token.replace("'", "")


def compounds(folded: str) -> list[str]:
    """Hyphenated words closed up: `pre-school` -> `preschool`, so that either spelling is found."""
    if "-" not in folded:
        return []
    return [
        compound.replace("-", "")
        for chunk in folded.split()
        if "-" in chunk
        for compound in _COMPOUND.findall(chunk)
    ]
