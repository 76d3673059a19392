"""The labelled sets point at what there is, and nothing of them is taught or known."""

import json
from pathlib import Path

import pytest

from ntg_bot import content

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
QUESTIONS = ("questions.jsonl", "questions_second.jsonl")
BY_CHANCE = {"q105"}
"""a bare acronym, written before it was known"""
POSTS = ("posts.jsonl", "posts_second.jsonl")


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (HERE / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def knowledge() -> content.Knowledge:
    return content.load_knowledge(ROOT / "knowledge")


def test_every_label_is_a_practice_or_a_community(knowledge: content.Knowledge) -> None:
    practices = {practice.id for practice in knowledge.practices}
    communities = {community.id for community in knowledge.taxonomy.communities}
    for name in QUESTIONS:
        for line in lines(name):
            relevant = line["relevant"]
            assert isinstance(relevant, dict)
            assert set(relevant) <= practices, line["id"]
            assert bool(relevant) == line["in_scope"], line["id"]
    for name in POSTS:
        for line in lines(name):
            placed = line["communities"]
            assert isinstance(placed, list)
            assert set(placed) <= communities, line["id"]
            assert bool(placed) == line["is_practice_sharing"], line["id"]


def test_no_labelled_line_is_known_or_taught(knowledge: content.Knowledge) -> None:
    taught = content.load_routing(ROOT / "intents")
    known = [example for i in content.load_intents(ROOT / "intents") for example in i.examples]
    known += [*taught.urgent, *taught.not_urgent, *taught.not_sharing]
    known += [line.text for line in taught.sharing]
    known += [line for practice in knowledge.practices for line in practice.asked_as]
    known += [form for term in knowledge.taxonomy.thesaurus for form in (term.term, *term.variants)]
    folded = {text.casefold().strip(" ?.!") for text in known}
    asked = {line["id"]: str(line["text"]) for name in (*QUESTIONS, *POSTS) for line in lines(name)}
    assert len(asked) > 400
    same = {id for id, text in asked.items() if text.casefold().strip(" ?.!") in folded}
    assert same == BY_CHANCE
