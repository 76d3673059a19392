"""Makes sentences with one invented identifier each, and as many with something that looks like one.

Knows nothing of the rules and imports none of them: the check digits are worked out here from the
published sums, so that a slip on either side shows. Numbers are invented: NHS numbers from the
range that is kept for tests (999), phones from the ranges that Ofcom keeps for drama, mail at
example domains.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ"
NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ"
NINO_NEVER = {"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
MONTHS = (
    "January February March April May June July August September October November December"
).split()
STREETS = "Quillet Tallow Bellweather Mafeking Corncrake Harrier Loomworks Tinder Osier".split()
WAYS = "Close Court Road Street Avenue Lane Drive Crescent Terrace Gardens Grove Way".split()
BOXES = "kbr1990 leanne.h smiley_dad the-tranters mum2four oakend93 tk.rowan zs_home".split()
HOSTS = "example.com example.net example.org mail.example.com".split()


@dataclass(frozen=True)
class Line:
    """A text, what it holds ("" for a look-alike), and where: `text[start:end]`."""

    text: str
    kind: str
    like: str
    """the kind that it is, or that it only looks like"""
    start: int = 0
    end: int = 0


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
    return f"{chance.choice(['LS99', 'SK99', 'B99', 'SW99'])} 9{chance.choice(ends)}{chance.choice(ends)}"


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


Value = Callable[[random.Random], str]

REAL: list[tuple[str, Value, tuple[str, ...]]] = [
    (
        "nhs_number",
        lambda chance: chance.choice([str, full_width, broken_up])(
            chance.choice([nhs(chance), three_three_four(nhs(chance), chance.choice(" -\u00a0"))])
        ),
        ("NHS number {}", "nhs no. {} please", "His NHS no is {}.", "(NHS: {})"),
    ),
    (
        "nhs_number",
        lambda chance: three_three_four(nhs(chance), chance.choice(" -\u00a0")),
        ("the letter gives {} at the top", "{} was seen in clinic twice", "ok, {}"),
    ),
    (
        "upn",
        lambda chance: chance.choice([str, str.lower, broken_up])(upn(chance)),
        ("UPN {}", "{} has 41% attendance", "the pupil is {}, in Year 9.", "see {}"),
    ),
    (
        "nino",
        lambda chance: chance.choice(
            [str, str.lower, lambda made: in_pairs(made, " "), lambda made: in_pairs(made, "-")]
        )(nino(chance)),
        ("NI number: {}", "nino {}", "{} is on the benefit letter", "mum gave {} at the desk."),
    ),
    (
        "phone",
        mobile,
        ("ring {} after four", "mum: {}", "{}", "text dad on {}.", "call ({}) first"),
    ),
    (
        "phone",
        home_phone,
        ("ring mum at home on {}", "her gran is on {}", "the family's number is {}"),
    ),
    ("email", mailbox, ("mail {} any time", "dad: {}", "{}", "write to {}, she answers.")),
    (
        "date_of_birth",
        day,
        ("DOB {}", "d.o.b.: {}", "date of birth {}", "she was born on {}", "a boy born {} and shy"),
    ),
    (
        "address",
        house,
        ("they live at {}", "home address: {}", "the family moved to {} in May", "mum is at {}"),
    ),
    (
        "address",
        postcode,
        ("her postcode is {}", "the family lives near {}", "mum's postcode: {}"),
    ),
    (
        "case_reference",
        reference,
        (
            "case ref: {}",
            "Mosaic ID {}",
            "the LCS number is {}",
            "client ref {} has it all",
            "Case no. {}",
            "pupil ID: {}",
            "child's file {}",
            "referral number {}",
        ),
    ),
    (
        "case_reference",
        lambda chance: f"ZE{chance.randint(14, 26)}{chance.choice('CP')}{digits(chance, 5)}",
        ("family court case {}", "see {} for the order", "the judge in {}"),
    ),
    (
        "url",
        lambda chance: chance.choice(
            [
                f"https://lcs.anytown.gov.uk/child/{digits(chance, 7)}/summary",
                f"https://caseworks.example.org/view?person_id={digits(chance, 5)}",
                f"http://portal.example.net/cases/{digits(chance, 6)}",
                f"https://www.facebook.com/{chance.choice(BOXES)}.{digits(chance, 2)}",
                f"www.instagram.com/{chance.choice(BOXES)}/",
                f"https://school.example.org/pupils?upn={upn(chance)}",
                f"https://forms.example.com/r?dob={digits(chance, 8)}&form=2",
            ]
        ),
        ("the record is {}", "{}", "look at {} for it", "(see {})"),
    ),
]

LOOK_ALIKES: list[tuple[str, Value, tuple[str, ...]]] = [
    (
        "nhs_number",
        lambda chance: three_three_four(nhs(chance, good=False), chance.choice(" -")),
        ("order {}", "{} is on the box", "batch {} arrived"),
    ),
    (
        "nhs_number",
        lambda chance: chance.choice([nhs(chance), digits(chance, 9), digits(chance, 12)]),
        ("invoice {}", "purchase order {} covers it", "barcode {}", "a total of {} clicks"),
    ),
    (
        "upn",
        lambda chance: chance.choice(
            [
                upn(chance, good=False),
                upn(chance)[:-1],
                upn(chance) + digits(chance, 2),
                f"XX{upn(chance)}",
                "ISO"[chance.randrange(3)] + upn(chance)[1:],
            ]
        ),
        ("part {}", "{} is the licence key", "serial {} on the tablet", "asset {}"),
    ),
    (
        "nino",
        lambda chance: chance.choice(
            [
                f"{chance.choice(['QQ', 'GB', 'BG', 'TN', 'ZZ', 'DA', 'FO', 'AO'])}{nino(chance)[2:]}",
                f"{nino(chance)[:-1]}{chance.choice('EFGHJKLM')}",
                f"{nino(chance)[:-2]}C",
                f"{nino(chance)[:-1]}0{nino(chance)[-1]}",
                f"X{nino(chance)}",
            ]
        ),
        ("part no {}", "{} in the ledger", "budget code {}", "cable {} is missing"),
    ),
    (
        "phone",
        lambda chance: chance.choice(
            [
                f"07700 90{digits(chance, 2)}",
                f"07700900{digits(chance, 5)}",
                f"0.7700900{digits(chance, 3)}",
                f"PO07700900{digits(chance, 3)}",
                f"978-0-7700-9{digits(chance, 3)}-{digits(chance, 1)}",
                f"0300 {digits(chance, 3)} {digits(chance, 4)}",
                f"0808 157 0{digits(chance, 3)}",
                f"03069 990{digits(chance, 3)}",
                f"192.168.{chance.randint(0, 255)}.{chance.randint(0, 255)}",
                f"2007 700 9{digits(chance, 2)}",
            ]
        ),
        ("code {}", "{} in all", "the line is {}", "it says {} there"),
    ),
    (
        "phone",
        home_phone,
        ("the library desk is {}", "book the hall on {}", "office: {}"),
    ),
    (
        "email",
        lambda chance: chance.choice(
            [
                "youngcarers@anytown.gov.uk",
                "office@fosse.anytown.sch.uk",
                "cyp.team@nhs.net",
                "info@example.org",
                "12 @ £3.50",
                "@everyone",
                "package@1.2.3",
                "@AnytownCouncil",
                "it at the hub dot",
                "rate@3.5%",
            ]
        ),
        ("mail {} to book", "{}", "see {}", "try {} first"),
    ),
    (
        "date_of_birth",
        day,
        (
            "the report of {}",
            "we opened on {}",
            "version {}",
            "next meeting {}",
            "born in May: v{}",
        ),
    ),
    (
        "address",
        street,
        ("the hub is at {}", "the library, {}, opens at nine", "post it to the office at {}"),
    ),
    (
        "address",
        lambda chance: chance.choice(
            [
                f"{chance.randint(2, 30)} schools in {chance.choice(STREETS)} {chance.choice(WAYS)}",
                f"Room {chance.randint(1, 30)} in {chance.choice(STREETS)} House",
                f"Castle Library, {postcode(chance)}",
                f"all of {chance.choice(['LS99', 'SK99'])} and beyond",
            ]
        ),
        ("we used {}", "{} was full", "it ran in {}"),
    ),
    (
        "case_reference",
        reference,
        (
            "invoice ref {}",
            "purchase order {}",
            "grant reference {}",
            "school URN {}",
            "charity number {}",
            "company no {}",
            "report {}",
        ),
    ),
    (
        "case_reference",
        lambda chance: f"{chance.randint(2, 90)}",
        ("case study {}", "caseloads of {}", "case {} of 99", "a client list of {}", "pupil {}%"),
    ),
    (
        "url",
        lambda chance: chance.choice(
            [
                "https://www.gov.uk/guidance/pupil-premium",
                f"https://www.anytown.gov.uk/news/{digits(chance, 5)}",
                f"https://example.org/report.pdf?page={digits(chance, 2)}",
                "https://www.facebook.com/AnytownCouncil",
                f"https://www.example.com/case-studies/{digits(chance, 2)}",
                f"https://www.youtube.com/watch?v=ab{digits(chance, 5)}",
                "https://www.anytown.gov.uk/children/early-help",
            ]
        ),
        ("the guide is {}", "{}", "look at {} for it", "(see {})"),
    ),
]


def lines(count: int, seed: int) -> list[Line]:
    """`count` lines, half of them look-alikes, the same for the same seed."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        is_real = number % 2 == 0
        recipes = REAL if is_real else LOOK_ALIKES
        kind, value, carriers = recipes[number // 2 % len(recipes)]
        before, _, after = chance.choice(carriers).partition("{}")
        found = value(chance)
        start = len(before)
        text = f"{before}{found}{after}"
        made.append(
            Line(text, kind, kind, start, start + len(found)) if is_real else Line(text, "", kind)
        )
    return made
