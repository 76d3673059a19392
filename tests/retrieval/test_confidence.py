"""How sure an answer is: fitting, bars, the shipped coefficients, and what they are fitted on."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from random import Random

import pytest
from rapidfuzz.distance import OSA

from ntg_bot.domain.asking import Confidence
from ntg_bot.domain.knowledge import Practice
from ntg_bot.retrieval import Engine
from ntg_bot.retrieval.confidence import (
    Coefficients,
    Observation,
    as_plain,
    balanced,
    fit,
    parsed,
    separation,
    shipped,
    with_bars,
)
from ntg_bot.retrieval.evidence import NAMES, Evidence
from ntg_bot.retrieval.slips import damaged, slipped
from ntg_bot.retrieval.trials import Labelled, observations, trials
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, ITEMS, TAXONOMY, practice

NOTHING = Evidence(*(0.0 for _ in NAMES))


def drawn(seed: int = 1, count: int = 400) -> list[Observation]:
    """Questions whose first hit is right the more the higher `words`; `gap` speaks against it by
    chance, and the rest is noise.
    """
    random = Random(seed)
    found = []
    for _ in range(count):
        head, noise = random.random(), random.random()
        is_right = random.random() < head
        gap = 0.2 * random.random() + (0.0 if is_right else 0.3)
        seen = replace(NOTHING, words=head, gap=gap, length=noise)
        found.append(Observation(seen, is_right, is_foreign=not is_right and head < 0.3))
    return found


def test_what_tells_right_from_wrong_gets_weight_and_nothing_gets_less_than_none() -> None:
    found = dict(zip(NAMES, fit(drawn()).weights, strict=True))
    assert found["words"] > 2
    assert found["gap"] == 0.0
    assert found["cosine"] == 0.0
    assert min(found.values()) >= 0.0


def test_the_fitted_probability_is_about_the_share_that_is_right() -> None:
    seen = drawn(count=2000)
    found = fit(seen)
    told = [found.probability(one.seen) for one in seen]
    assert sum(told) / len(told) == pytest.approx(
        sum(o.is_right for o in seen) / len(seen), abs=0.01
    )


def test_a_firm_prior_is_moved_by_many_and_not_by_one() -> None:
    prior = Coefficients(-1.0, tuple(1.0 for _ in NAMES), 0.7, 0.3)
    pair = [Observation(NOTHING, True), Observation(NOTHING, False)]
    one = fit(pair, prior, 20.0)
    many = fit([Observation(NOTHING, True)] * 200 + pair, prior, 20.0)
    assert abs(one.intercept - prior.intercept) < 0.05
    assert many.intercept > prior.intercept + 1
    assert (one.answer, one.closest, one.weights) == (0.7, 0.3, prior.weights)


@pytest.mark.parametrize("is_right", [True, False])
def test_there_is_nothing_to_fit_where_all_is_of_one_kind(is_right: bool) -> None:
    with pytest.raises(ValueError, match="some that were not"):
        fit([Observation(NOTHING, is_right)] * 5)
    with pytest.raises(ValueError, match="some that were not"):
        fit([])


def test_balancing_makes_right_and_wrong_count_alike() -> None:
    seen = [Observation(NOTHING, True, 3.0), *[Observation(NOTHING, False, 0.5)] * 4]
    found = balanced(seen)
    assert sum(o.weight for o in found if not o.is_right) == pytest.approx(3.0)
    assert [o.is_right for o in found] == [o.is_right for o in seen]
    assert balanced(seen[1:]) == seen[1:]


def test_the_bars_let_few_foreign_questions_over_and_turn_few_right_ones_away() -> None:
    seen = drawn(count=2000)
    found = with_bars(fit(seen), seen)
    foreign = [found.probability(o.seen) >= found.answer for o in seen if o.is_foreign]
    right = [found.probability(o.seen) < found.closest for o in seen if o.is_right]
    assert sum(foreign) / len(foreign) <= 0.05
    assert sum(right) / len(right) <= 0.05 + 0.01
    assert found.closest <= found.answer
    with pytest.raises(ValueError, match="of both kinds"):
        with_bars(found, [Observation(NOTHING, True)])


def test_separation_is_the_share_of_pairs_in_the_right_order() -> None:
    assert separation([0.9, 0.5], [0.1, 0.5]) == pytest.approx((1 + 1 + 1 + 0.5) / 4)
    assert separation([], [0.2]) == 0.5


def test_corrected_words_alone_never_make_an_answer() -> None:
    sure = Coefficients(9.0, tuple(0.0 for _ in NAMES), 0.5, 0.2)
    assert sure.band(0.99) is Confidence.ANSWER
    assert sure.band(0.99, by_corrections_alone=True) is Confidence.CLOSEST
    assert sure.band(0.1) is Confidence.NONE


def test_coefficients_survive_being_written_and_read() -> None:
    found = shipped(with_vectors=True)
    assert parsed(json.loads(json.dumps(as_plain(found)))) == found


@pytest.mark.parametrize(
    "broken",
    [None, [], {}, {"weights": {}}, {"weights": dict.fromkeys(NAMES, 1), "intercept": 1}],
)
def test_what_is_no_set_of_coefficients_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match=r"coefficients|weights|must be given"):
        parsed(broken)
    words = {**as_plain(shipped(with_vectors=False)), "answer": "much"}
    with pytest.raises(ValueError, match="numbers"):
        parsed(words)


def test_the_shipped_coefficients_say_how_they_were_fitted() -> None:
    text = files("ntg_bot.retrieval").joinpath("coefficients.json").read_text(encoding="utf-8")
    about = json.loads(text)["about"]
    assert about[0].startswith("Fitted by `ntg-bot eval fit`")
    assert [line.partition(":")[0] for line in about[1:]] == ["words", "vectors"]
    for with_vectors in (False, True):
        found = shipped(with_vectors)
        assert 0 < found.closest < found.answer < 1
        assert min(found.weights) >= 0


# --- what is asked ------------------------------------------------------------------------------


def many_practices() -> list[Practice]:
    """Eight practices of unlike topics, each with two ways of asking."""
    topics = ("kites", "drums", "bees", "boats", "bread", "chess", "maps", "clay")
    return [
        practice(
            topic,
            f"Making {topic}",
            f"Children make {topic} with adults.",
            asked_as=(f"how to begin with {topic}", f"anything on {topic} for families"),
        )
        for topic in topics
    ]


def test_a_line_that_is_asked_is_not_in_the_base_that_is_asked() -> None:
    items = many_practices()
    labelled = [Labelled("bees please", frozenset({"bees"})), Labelled("bus", frozenset())]
    asked_at_all = set()
    for trial in trials(items, labelled, TAXONOMY):
        there = {item.id: item for item in trial.items}
        for one in trial.asked:
            asked_at_all.add(one.text)
            assert one.right <= set(there)
            for id in one.right:
                item = there[id]
                assert not isinstance(item, Practice) or one.text not in item.asked_as
            if not one.right and not one.is_foreign and len(there) < len(items):
                assert not one.unclear >= set(there)
    assert {"bees please", "bus", "how to begin with drums"} <= asked_at_all


def test_trials_are_the_same_every_time_and_bare_ones_have_titles_and_texts_only() -> None:
    items = many_practices()
    first, again = (list(trials(given, [], TAXONOMY)) for given in (items, items[::-1]))
    assert [trial.asked for trial in first] == [trial.asked for trial in again]
    bare = [trial for trial in first if trial.is_bare]
    assert bare
    assert all(not getattr(item, "asked_as", ()) for trial in bare for item in trial.items)


def test_an_answered_question_shows_more_than_a_foreign_one() -> None:
    labelled = [Labelled("bees please", frozenset({"bees"})), Labelled("a bus pass", frozenset())]
    *_, whole = trials(many_practices(), labelled, TAXONOMY)
    seen = observations(whole, Engine(TAXONOMY, AUTHORITIES))
    assert [one.is_right for one in seen if not one.is_foreign].count(True) >= 1
    assert all(not one.is_right for one in seen if one.is_foreign)


def test_evidence_is_nought_to_about_one_and_grows_with_what_is_said() -> None:
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace(ITEMS)
    full = engine.evidence("letters about missed school days")
    half = engine.evidence("letters about purple trombones")
    assert full is not None and half is not None
    assert 0 < half.words < full.words <= 1.5
    assert 0 <= half.clear <= full.clear <= 1.0
    assert 0 < half.title < full.title <= 1.0
    assert 0 < half.likeness < full.likeness <= 1.0
    assert (full.cosine, full.peak) == (0.0, 0.0)
    assert engine.evidence("?!") is None
    assert engine.search("purple trombones", audience=EVERYBODY).confidence is Confidence.NONE


# --- slips --------------------------------------------------------------------------------------


def test_a_slip_is_one_error_after_the_first_letter() -> None:
    random = Random(3)
    for word in ("attendance", "tutoring", "parents", "bullying") * 20:
        wrong = slipped(word, random)
        assert wrong[0] == word[0]
        assert OSA.distance(word, wrong) <= 1
    assert slipped("of", random) == "of"


def test_only_longer_words_slip_and_the_same_ones_with_the_same_seed() -> None:
    text = "what do the pupils and parents think of attendance in 2024"
    wrong = damaged(text, 1.0, Random(5))
    assert wrong == damaged(text, 1.0, Random(5))
    assert damaged(text, 0.0, Random(5)) == text
    for before, after in zip(text.split(), wrong.split(), strict=True):
        assert before == after or len(before) >= 5
