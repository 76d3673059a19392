"""Questions that nobody should ask: made anew by chance, for the benchmark and for the tests."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator

LONGEST = 100_000
_PLAIN = (
    "what works to improve attendance in secondary school",
    "how do we support young carers who miss school",
    "help with SEND transport costs for under fives",
    "is mentoring a waste of money",
    "who has tried family group conferences in the north west",
)
_LOOKS_LIKE = str.maketrans("aeopcxyi", "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_TURNS = "\u202e\u202d\u2066\u2067\u2069\u200f"
_MARKS = "".join(chr(code) for code in range(0x300, 0x36F))
_EMOJI = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f44d\U0001f3fd\u2764\ufe0f\U0001f1ec\U0001f1e7"
)
_OTHER_SCRIPTS = "مرحبا بالعالم שלום עולם 数学を教える方法は何ですか पढ़ाई में मदद "


def hostile_questions(count: int, seed: int = 7) -> Iterator[tuple[str, str]]:
    """(kind, question), each kind in turn, each question of 0 to LONGEST characters."""
    dice = random.Random(seed)
    kinds = list(_KINDS.items())
    for number in range(count):
        name, make = kinds[number % len(kinds)]
        yield name, make(dice)[:LONGEST]


def _size(dice: random.Random) -> int:
    """Small sizes and large ones alike often."""
    return int(10 ** dice.uniform(0, 5))


def _plain(dice: random.Random) -> str:
    return dice.choice(_PLAIN)


def _word(dice: random.Random, shortest: int = 4, longest: int = 14) -> str:
    return "".join(dice.choices(string.ascii_lowercase, k=dice.randint(shortest, longest)))


def _empty(dice: random.Random) -> str:
    return dice.choice(("", " ", "\n\n\t", "?", "...", "\u200b", "\x00", "''''", "-"))


def _same_word(dice: random.Random) -> str:
    return f"{dice.choice(('attendance', 'PA', 'attendnace', _word(dice)))} " * 10_000


def _words(dice: random.Random) -> str:
    return " ".join(_word(dice) for _ in range(_size(dice) // 8))


def _mistyped(dice: random.Random) -> str:
    """Long words that are all near to known ones: correction has most to do."""
    words = _plain(dice).split() * 8
    return " ".join(
        word[: len(word) // 2] + _word(dice, 1, 1) + word[len(word) // 2 :] for word in words
    )


def _long_word(dice: random.Random) -> str:
    return dice.choice((dice.choice("xa-'1é").__mul__, lambda n: _word(dice, n, n)))(_size(dice))


def _invisible(dice: random.Random) -> str:
    run = dice.choice((1, 3, 300))
    return "".join(f"{c}{''.join(dice.choices(_INVISIBLE, k=run))}" for c in _plain(dice))


def _turned(dice: random.Random) -> str:
    return "".join(f"{dice.choice(_TURNS)}{word} " for word in _plain(dice).split()) * dice.choice(
        (1, 99)
    )


def _look_alikes(dice: random.Random) -> str:
    return _plain(dice).translate(_LOOKS_LIKE) * dice.choice((1, 3, 400))


def _marks(dice: random.Random) -> str:
    run = dice.choice((1, 20, 2000))
    return "".join(f"{c}{''.join(dice.choices(_MARKS, k=run))}" for c in _plain(dice))


def _emoji(dice: random.Random) -> str:
    return _EMOJI * (_size(dice) // len(_EMOJI) + 1) + dice.choice(("", _plain(dice)))


def _binary(dice: random.Random) -> str:
    data = dice.randbytes(_size(dice))
    return data.decode(dice.choice(("latin-1", "utf-8")), "surrogateescape")


def _anything(dice: random.Random) -> str:
    return "".join(chr(dice.randrange(0x11000)) for _ in range(_size(dice) // 10))


def _other_scripts(dice: random.Random) -> str:
    return _OTHER_SCRIPTS * (_size(dice) // 60 + 1)


def _for_patterns(dice: random.Random) -> str:
    """What makes careless patterns try again and again."""
    unit = dice.choice(
        (
            "a",
            "a-",
            "a'",
            "((a+)+)+$",
            "not ",
            "no ",
            "what ",
            "what to ",
            "year 1 to ",
            "1-",
            "aged ",
            "the digest for ",
            "join ",
            "share ",
            "is it ",
            "my ",
            "hurt ",
            "he said ",
            "accept 1",
            " ",
            "\n",
            "she told me ",
            "what works for ",
            "in the ",
            "wast",
            "<@U1>",
            "http://a.b/",
            "key stage ",
        ),
    )
    return unit * (_size(dice) // len(unit) + 1) + dice.choice(("", "!", "?", "\n"))


def _markup(dice: random.Random) -> str:
    return dice.choice(
        (
            "<script>alert(1)</script>",
            "'; DROP TABLE question; --",
            "{{7*7}}",
            "%s%n%x",
            "<!channel> ",
            "[x](javascript:alert(1))",
            '{"a":' * 50,
            "=cmd|' /C calc'!A0",
            "../../etc/passwd",
            "\\u0000",
        )
    ) * dice.choice((1, 5, 1000))


def _numbers(dice: random.Random) -> str:
    return " ".join(str(dice.randrange(10**6)) for _ in range(_size(dice) // 6))


_KINDS: dict[str, Callable[[random.Random], str]] = {
    "empty": _empty,
    "one word 10,000 times": _same_word,
    "words that nobody has": _words,
    "many typing errors": _mistyped,
    "very long word": _long_word,
    "invisible characters": _invisible,
    "right to left": _turned,
    "look-alike letters": _look_alikes,
    "combining marks": _marks,
    "emoji": _emoji,
    "binary": _binary,
    "any characters": _anything,
    "other scripts": _other_scripts,
    "made for patterns": _for_patterns,
    "markup": _markup,
    "numbers": _numbers,
}
