"""A long question is widened by what the best entries say; a short one is not."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.retrieval import Engine
from ntg_bot.retrieval.setting import SETTING, Setting
from tests.retrieval.sample_base import AUTHORITIES, EVERYBODY, TAXONOMY, practice

LONG = (
    "lantern walks where grandmothers carry paper lanterns past orchards, bakeries, canals,"
    " libraries, chapels and allotments each november"
)
ITEMS = [
    practice("walk", "Lantern walks", f"{LONG}. Told by puppeteers with marionettes."),
    practice("parade", "Lantern parades", "Grandmothers carry lanterns, puppeteers, marionettes."),
    practice("bread", "Bakeries and canals", "Bread is baked beside canals. Nothing else is said."),
    practice("boats", "Canals and bakeries", "Boats on canals, puppeteers and marionettes aboard."),
]


def found(text: str, setting: Setting) -> dict[str, float]:
    engine = Engine(TAXONOMY, AUTHORITIES, setting=setting)
    engine.replace(ITEMS)
    return {hit.id: hit.score for hit in engine.search(text, audience=EVERYBODY).hits}


def test_what_the_best_entries_say_lifts_others_that_say_it_too() -> None:
    without = found(LONG, replace(SETTING, feedback=0.0))
    widened = found(LONG, SETTING)
    assert widened["boats"] - without["boats"] > 0.01
    assert widened["boats"] - without["boats"] > widened["bread"] - without["bread"]


def test_a_short_question_is_asked_as_it_stands() -> None:
    short = "lantern walks past canals"
    assert found(short, SETTING) == found(short, replace(SETTING, feedback=0.9))


def test_nothing_that_shares_no_word_with_the_question_is_found_so() -> None:
    apart = practice("stage", "Puppeteers", "Puppeteers and marionettes on a stage.")
    engine = Engine(TAXONOMY, AUTHORITIES)
    engine.replace([*ITEMS, apart])
    assert "stage" not in {hit.id for hit in engine.search(LONG, audience=EVERYBODY).hits}
