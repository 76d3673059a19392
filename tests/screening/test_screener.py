"""What screening finds in a text, and what it leaves alone."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ntg_bot.domain.screening import Finding, FindingKind, Sureness, masked
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.urgent import is_urgent
from ntg_bot.screening import Screener
from tests.screening import invented

SCREENER = Screener(
    terms=["Leeds", "Barking and Dagenham"], is_english=is_english, is_urgent=is_urgent
)


def seen(text: str) -> list[tuple[FindingKind, str]]:
    """What holds the text, with the words that were found."""
    return [
        (finding.kind, text[finding.start : finding.end])
        for finding in SCREENER.findings(text)
        if finding.holds
    ]


def test_a_name_is_found_with_its_title_and_without_its_possessive() -> None:
    assert seen("Mrs Oakden said no.") == [(FindingKind.PERSON, "Mrs Oakden")]
    assert seen("We met Kwabena's mum.") == [(FindingKind.PERSON, "Kwabena")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A boy called Qwendolo came back.", "Qwendolo"),
        ("The mother, Ysvelta Dromgule, runs it.", "Ysvelta Dromgule"),
        ("Zorvenna, 13, wrote the leaflet.", "Zorvenna"),
        ("Hrabinko's mum rang us.", "Hrabinko"),
        ("We asked Tuvallio what would help and he said a lift.", "Tuvallio"),
        ("The Brastow family had four workers.", "Brastow"),
    ],
)
def test_a_name_in_no_list_is_found_by_the_words_around_it(text: str, name: str) -> None:
    assert seen(text) == [(FindingKind.PERSON, name)]


@pytest.mark.parametrize(
    "text",
    [
        "We tried it in Barking and Dagenham, then in Leeds.",
        "Holly Lodge and Charlie Waller Trust have a waiting list.",
        "St Bede's Primary and King Edward's Hospital School took part.",
        "Bowlby's theory and Hattie's review were no help.",
        "Qwendolo et al (2014) found the same.",
        "Mark your calendars: we hope to see you in May.",
        "Our CAMHS and SENCO leads met on Monday.",
    ],
)
def test_places_bodies_writers_and_words_are_no_people(text: str) -> None:
    assert seen(text) == []


def test_terms_of_the_caller_are_no_people() -> None:
    text = "With Zorblenna the waiting list was shorter, said the Zorblenna team."
    aware = Screener(terms=["Zorblenna"], is_english=is_english, is_urgent=is_urgent)
    assert [finding for finding in aware.findings(text) if finding.holds] == []
    assert seen(text) != []


def test_an_nhs_number_needs_its_check_digit_or_its_name() -> None:
    assert seen("Order 999 000 0018 came.") == [(FindingKind.NHS_NUMBER, "999 000 0018")]
    assert seen("Order 999 000 0019 came.") == []
    assert seen("Order 9990000018 came.") == []
    assert seen("NHS number 9990000019") == [(FindingKind.NHS_NUMBER, "9990000019")]


def test_a_pupil_number_needs_its_check_letter_or_its_name() -> None:
    good = "T838400020001"
    assert seen(f"{good} has 41%") == [(FindingKind.UPN, good)]
    assert seen("A838400020001 has 41%") == []
    assert seen("UPN A838400020001") == [(FindingKind.UPN, "A838400020001")]


def test_a_temporary_pupil_number_ends_in_a_letter() -> None:
    body = "83840002000"
    total = sum(int(digit) * (place + 2) for place, digit in enumerate(body)) + 13 * 1
    number = f"{invented.UPN_LETTERS[total % 23]}{body}B"
    assert seen(f"see {number}") == [(FindingKind.UPN, number)]


def test_an_office_phone_and_a_colleagues_mailbox_hold_nothing_up() -> None:
    for text in ("Book the hall on 01632 960123.", "Write to a.n.other@anytown.gov.uk."):
        assert [finding.sureness for finding in SCREENER.findings(text)] == [Sureness.POSSIBLE]
        assert seen(text) == []


def test_a_house_is_a_home_when_somebody_lives_there() -> None:
    assert seen("The hub is at 12 Station Road.") == []
    assert seen("She lives at 12 Station Road.") == [(FindingKind.ADDRESS, "12 Station Road")]
    assert seen("mum lives at 12 station road") == [(FindingKind.ADDRESS, "12 station road")]


def test_a_web_address_is_one_finding_with_all_it_holds() -> None:
    address = "https://lcs.anytown.gov.uk/child/4481920?mail=kim@example.com"
    assert seen(f"See {address}.") == [(FindingKind.URL, address)]


def test_disguised_text_is_read_and_its_place_is_that_in_the_text() -> None:
    digits = "".join(chr(0xFF10 + int(digit)) for digit in "07700900123")
    text = f"Ring\u00a0“{digits[:5]}\u200b{digits[5:]}” today"
    assert masked(text, SCREENER.findings(text)) == "Ring\u00a0“[phone number]” today"


def test_an_accent_typed_by_itself_stays_with_its_letter() -> None:
    text = "We met Rus\u030clanka's mum \u200btoday."
    assert masked(text, SCREENER.findings(text)) == "We met [name]'s mum \u200btoday."


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("J, 7, could not sit still", FindingKind.INITIALS),
        ("They know him as Bear.", FindingKind.INITIALS),
        ("the only Traveller boy in Year 9 came", FindingKind.SMALL_GROUP),
        ("Both Somali sisters in Year 5 sing.", FindingKind.SMALL_GROUP),
        ("A nine year old at Crag Primary was arrested.", FindingKind.SITUATION),
    ],
)
def test_who_can_be_known_without_a_name_is_found(text: str, kind: FindingKind) -> None:
    assert [found[0] for found in seen(text)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "Option A, 7 weeks; Group B (12) did best.",
        "It is the only family hub in the district.",
        "Nine year olds at Crag Primary swim.",
        "TA (12 hours) and EP (3 days) were paid for.",
    ],
)
def test_what_fits_many_is_left_alone(text: str) -> None:
    assert seen(text) == []


def test_a_disclosure_is_found_in_the_middle_of_a_long_post() -> None:
    told = "A girl in my class told me her dad hits her."
    text = f"{'We run a breakfast club on Mondays. ' * 100}{told} {'Toast is free. ' * 100}"
    assert seen(text) == [(FindingKind.DISCLOSURE, told)]


def test_the_urgent_rules_are_those_of_the_caller() -> None:
    asked: list[str] = []

    def never(message: str) -> bool:
        asked.append(message)
        return False

    calm = Screener(terms=(), is_english=is_english, is_urgent=never)
    assert calm.findings("a girl told me her dad hits her") == ()
    assert set(asked) == {"a girl told me her dad hits her"}


def test_a_disclosure_that_only_the_whole_message_tells_is_found() -> None:
    text = "She goes home at three. It happens there."
    whole = Screener(terms=(), is_english=is_english, is_urgent=lambda message: message == text)
    assert [(found.kind, found.start, found.end) for found in whole.findings(text)] == [
        (FindingKind.DISCLOSURE, 0, len(text))
    ]


def test_whatever_is_urgent_by_itself_is_a_disclosure() -> None:
    lines = (Path(__file__).parents[2] / "intents" / "routing" / "urgent.yaml").read_text("utf-8")
    messages = [line[2:].strip("'\"") for line in lines.splitlines() if line.startswith("- ")]
    urgent = [message for message in messages if is_urgent(message)]
    assert len(urgent) > 100
    for message in urgent:
        kinds = {finding.kind for finding in SCREENER.findings(message)}
        assert FindingKind.DISCLOSURE in kinds, message


def test_reasons_are_keys_of_the_catalogue() -> None:
    reasons = {finding.reason for finding in SCREENER.findings("NHS 9990000018, ring 01632 960123")}
    assert reasons == {"screening.nhs_number", "screening.phone_of_work"}


def test_no_word_of_the_text_is_in_what_is_shown_or_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    text = "Zorvenna Dromgule, 13, NHS 9990000018, dob 12/03/2014, k.z@example.com told me dad hits"
    found = SCREENER.findings(text)
    assert len({finding.kind for finding in found}) >= 4
    shown = f"{found!r} {found} {SCREENER!r} {caplog.text} {[finding.reason for finding in found]}"
    for word in ("zorvenna", "dromgule", "9990000018", "12/03", "k.z@", "told me"):
        assert word not in shown.lower()


def test_findings_are_in_order_and_within_the_text() -> None:
    text = "Kwame (9) lives at 14 Quillet Close; ring 07700 900123. Nguyen Thi Lan knows."
    found = SCREENER.findings(text)
    assert list(found) == sorted(found, key=lambda finding: (finding.start, -finding.end))
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)


def test_an_empty_text_holds_nothing() -> None:
    assert SCREENER.findings("") == ()
    assert SCREENER.findings(" \n\u200b") == ()


def test_a_finding_is_equal_to_itself_made_again() -> None:
    text = "Ring 07700 900123"
    assert SCREENER.findings(text) == SCREENER.findings(text)
    assert SCREENER.findings(text) == (
        Finding(FindingKind.PHONE, 5, 17, Sureness.SURE, "screening.phone"),
    )
