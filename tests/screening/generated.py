"""Lines with one invented identifier each, and as many with what only looks like one.

Knows nothing of the rules and imports none of them: `invented` works the check digits out from the
published sums, so that a slip on either side shows.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.screening.invented import (
    BOXES,
    NEVER_FIRST,
    STREETS,
    broken_up,
    day,
    digits,
    full_width,
    home_phone,
    house,
    in_pairs,
    mailbox,
    mobile,
    nhs,
    nino,
    postcode,
    reference,
    street,
    three_three_four,
    upn,
)


@dataclass(frozen=True)
class Line:
    """A text, what it holds ("" for a look-alike), and where: `text[start:end]`."""

    text: str
    kind: str
    like: str
    """the kind that it is, or that it only looks like"""
    start: int = 0
    end: int = 0


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
                f"{chance.choice(NEVER_FIRST)}{nino(chance)[2:]}",
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
                f"{chance.randint(2, 30)} schools in {chance.choice(STREETS)} Lane",
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
