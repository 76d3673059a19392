"""The floors that screening must not fall under, on labelled sentences and generated lines."""

from __future__ import annotations

import pytest

from ntg_bot.domain.screening import IDENTIFIERS, REASONS, masked
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.urgent import is_urgent
from ntg_bot.screening import Screener
from tests.screening import generated, scoring

SCREENER = Screener(terms=scoring.councils(), is_english=is_english, is_urgent=is_urgent)
BOTH = (*scoring.sentences("blind"), *scoring.sentences("seen"))


def test_there_are_at_least_400_labelled_sentences_and_half_of_them_blind() -> None:
    assert len({sentence.text for sentence in BOTH}) == len(BOTH) >= 400
    assert len(scoring.sentences("blind")) >= 200
    posts = [post for part in scoring.POSTS for post in scoring.posts(part)]
    assert len(set(posts)) == len(posts) >= 300


def test_labels_stand_on_whole_words() -> None:
    for sentence in BOTH:
        for start, end, _ in sentence.spans:
            words = sentence.text[start:end]
            assert words == words.strip(), sentence.text
            assert not sentence.text[start - 1 : start].isalnum(), sentence.text
            assert not sentence.text[end : end + 1].isalnum(), sentence.text


@pytest.mark.parametrize("seed", [1, 2])
def test_identifiers_are_found_and_look_alikes_left_alone(seed: int) -> None:
    lines = generated.lines(2_000, seed)
    assert sum(not line.kind for line in lines) == len(lines) // 2
    tallies = scoring.identifiers(SCREENER.findings, lines)
    assert set(tallies) == IDENTIFIERS
    whole = scoring.total(tallies.values())
    missed = {kind: tally.missed[:3] for kind, tally in tallies.items()}
    wrong = {kind: tally.wrong[:3] for kind, tally in tallies.items()}
    assert whole.recall >= 0.98, missed
    assert whole.precision >= 0.99, wrong
    assert min(tally.recall for tally in tallies.values()) >= 0.95, missed
    assert min(tally.precision for tally in tallies.values()) >= 0.97, wrong


def test_people_are_found_in_all_sentences() -> None:
    tally = scoring.people(SCREENER.findings, BOTH)
    assert tally.recall >= 0.85
    assert tally.precision >= 0.60


def test_people_are_found_in_the_half_that_no_rule_was_made_for() -> None:
    tally = scoring.people(SCREENER.findings, scoring.sentences("blind"))
    assert tally.recall >= 0.85
    assert tally.precision >= 0.60


def test_people_of_every_origin_are_found() -> None:
    """Of those origins that have ten names and more; one missed name is no verdict on an origin."""
    counted = 0
    for origin in scoring.origins(BOTH):
        theirs = [sentence for sentence in BOTH if sentence.origin == origin]
        tally = scoring.people(SCREENER.findings, theirs)
        if tally.there >= 10:
            counted += 1
            assert tally.recall >= 0.80, (origin, tally.recall)
    assert counted >= 10


def test_identifiers_in_the_labelled_sentences_are_found() -> None:
    for sentence in BOTH:
        found = [finding for finding in SCREENER.findings(sentence.text) if finding.holds]
        for start, end, kind in sentence.spans:
            if kind in IDENTIFIERS:
                assert any(
                    finding.kind is kind and finding.start <= start and finding.end >= end
                    for finding in found
                ), sentence.text


def test_masks_leave_nothing_that_is_held_up_again() -> None:
    for sentence in BOTH:
        masks = masked(sentence.text, SCREENER.findings(sentence.text))
        again = [finding for finding in SCREENER.findings(masks) if finding.holds]
        assert not again, masks


def test_every_reason_is_one_that_the_catalogue_can_know_of() -> None:
    texts = [sentence.text for sentence in BOTH]
    texts += [line.text for line in generated.lines(2_000, 3)]
    reasons = {finding.reason for text in texts for finding in SCREENER.findings(text)}
    assert reasons == REASONS - {"screening.email_of_work"}, REASONS ^ reasons


def test_ordinary_practice_posts_pass() -> None:
    for part in scoring.POSTS:
        posts = scoring.posts(part)
        held = scoring.held(SCREENER.findings, posts)
        assert len(held) <= 0.05 * len(posts), (part, held)
