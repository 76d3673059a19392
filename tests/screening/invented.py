"""Makes invented identifiers: with the check digits of the published sums, written as people do.

Numbers are invented: NHS numbers from the range that is kept for tests (999), phones from the
ranges that Ofcom keeps for drama, mail at example domains.
"""

from __future__ import annotations

import random

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ"
NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ"
NINO_NEVER = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
NEVER_FIRST = ["QQ", "GB", "BG", "TN", "ZZ", "DA", "FO", "AO"]
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
]  # fmt: skip
STREETS = [
    "Quillet", "Tallow", "Bellweather", "Mafeking", "Corncrake", "Harrier", "Loomworks",
    "Tinder", "Osier",
]  # fmt: skip
WAYS = [
    "Close", "Court", "Road", "Street", "Avenue", "Lane", "Drive", "Crescent", "Terrace",
    "Gardens", "Grove", "Way",
]  # fmt: skip
BOXES = [
    "kbr1990", "leanne.h", "smiley_dad", "the-tranters", "mum2four", "oakend93", "tk.rowan",
    "zs_home",
]  # fmt: skip
HOSTS = ["example.com", "example.net", "example.org", "mail.example.com"]


def digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def nhs_check(nine: str) -> int:
    """The tenth digit, 10 where there is none (NHS Data Dictionary: modulus 11)."""
    left = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return 0 if left == 11 else left


def nhs(chance: random.Random, *, good: bool = True) -> str:
    while True:
        nine = "999" + digits(chance, 6)
        check = nhs_check(nine)
        if check < 10:
            return f"{nine}{check if good else (check + chance.randint(1, 9)) % 10}"


def upn(chance: random.Random, *, good: bool = True) -> str:
    """Letter, authority, school, year, serial (DfE: weights 2 to 13, modulus 23)."""
    body = f"{chance.randint(201, 938)}{digits(chance, 9)}"
    place = sum(int(digit) * (at + 2) for at, digit in enumerate(body)) % 23
    return UPN_LETTERS[place if good else (place + chance.randint(1, 22)) % 23] + body


def nino(chance: random.Random) -> str:
    while True:
        start = chance.choice(NINO_FIRST) + chance.choice(NINO_SECOND)
        if start not in NINO_NEVER:
            return start + digits(chance, 6) + chance.choice("ABCD")


def three_three_four(number: str, mark: str) -> str:
    return f"{number[:3]}{mark}{number[3:6]}{mark}{number[6:]}"


def in_pairs(number: str, mark: str) -> str:
    return mark.join((number[:2], number[2:4], number[4:6], number[6:8], number[8:]))


def full_width(text: str) -> str:
    return text.translate({ord("0") + at: ord("\uff10") + at for at in range(10)})


def broken_up(text: str) -> str:
    """With an invisible character in the middle, as pasted text has."""
    return f"{text[: len(text) // 2]}\u200b{text[len(text) // 2 :]}"


def mobile(chance: random.Random) -> str:
    last = digits(chance, 3)
    return chance.choice(
        [
            f"07700 900{last}",
            f"07700900{last}",
            f"0770 090 0{last}",
            f"+447700900{last}",
            f"+44 7700 900 {last}",
            f"+44 (0)7700 900{last}",
            f"0044 7700 900{last}",
            f"(07700) 900{last}",
            f"07700-900-{last}",
            f"07700.900.{last}",
            " ".join(f"07700900{last}"),
            full_width(f"07700900{last}"),
            broken_up(f"07700 900{last}"),
        ]
    )


def home_phone(chance: random.Random) -> str:
    last = digits(chance, 3)
    return chance.choice(
        [f"01632 960{last}", f"(0113) 496 0{last}", f"020 7946 0{last}", f"029 2018 0{last}"]
    )


def day(chance: random.Random) -> str:
    number, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(2006, 2021)
    return chance.choice(
        [
            f"{number:02}/{month:02}/{year}",
            f"{number}.{month}.{year % 100:02}",
            f"{number:02}-{month:02}-{year}",
            f"{year}-{month:02}-{number:02}",
            f"{number} {MONTHS[month - 1]} {year}",
            f"{number}th of {MONTHS[month - 1]} {year}",
            f"{number} {MONTHS[month - 1][:3]} {year}",
            f"{MONTHS[month - 1]} {number}, {year}",
        ]
    )


def street(chance: random.Random) -> str:
    return f"{chance.randint(1, 240)} {chance.choice(STREETS)} {chance.choice(WAYS)}"


def house(chance: random.Random) -> str:
    number = street(chance)
    return chance.choice(
        [number, f"Flat {chance.randint(1, 40)}, {number}", f"{number}, {postcode(chance)}"]
    )


def postcode(chance: random.Random) -> str:
    ends = "ABDEFGHJLNPQRSTUWXYZ"
    area = chance.choice(["LS99", "SK99", "B99", "SW99"])
    return f"{area} 9{chance.choice(ends)}{chance.choice(ends)}"


def reference(chance: random.Random) -> str:
    return chance.choice(
        [
            digits(chance, 7),
            f"CS/{chance.randint(2015, 2026)}/{digits(chance, 5)}",
            f"EH-{digits(chance, 6)}",
            f"R{digits(chance, 6)}",
        ]
    )


def mailbox(chance: random.Random) -> str:
    box, host = chance.choice(BOXES), chance.choice(HOSTS)
    return chance.choice(
        [
            f"{box}@{host}",
            f"{box.upper()}@{host}",
            f"{box}+{digits(chance, 2)}@{host}",
            f"{box} at {host.replace('.', ' dot ')}",
            f"{box} [at] {host.replace('.', ' [dot] ')}",
            f"{box}(at){host}",
        ]
    )
