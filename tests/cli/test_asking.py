"""`ask` and `route`, for a person, for a program and for an evaluation."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ntg_bot.cli.asking import read_lines
from ntg_bot.domain.errors import InvalidInput
from tests.cli.running import ROOT, Shell
from tests.homes import QUESTIONS, Prepared

FAILED, NOT_UNDERSTOOD, NOBODY_KNOWS = 1, 2, 3
BANDS = {"ANSWER", "CLOSEST", "NONE", "URGENT", "OTHER"}
KINDS = {"practice", "example", "faq", "organisation"}


def validated(text: str) -> dict[str, Any]:
    """The document on standard output, as docs/ask.schema.json publishes it."""
    schema = json.loads((ROOT / "docs" / "ask.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document: dict[str, Any] = json.loads(text)
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    return document


# --- one question -------------------------------------------------------------------------------


def test_an_answer_in_the_terminal_has_evidence_caution_and_sources(filled: Shell) -> None:
    ended = filled.run_anew("ask", "what works for persistent absence")
    assert (ended.code, ended.err) == (0, "")
    for label in ("Evidence: ", "Beware: ", "Last checked: ", "Source 1: ", "https://"):
        assert label in ended.out
    assert "\x1b" not in ended.out  # nobody looks at colours in a pipe


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("who has tried family hubs", "Where: "),
        ("compare family hubs and nurture groups", "Side by side"),
        ("what does EBSA mean", "People also say: "),
    ],
)
def test_other_questions_are_answered_in_the_terminal_as_in_the_chat(
    filled: Shell, question: str, said: str
) -> None:
    ended = filled.run("ask", question)
    assert (ended.code, ended.err) == (0, "")
    assert said in ended.out


def test_the_terminal_does_not_claim_to_have_written_a_question_down(filled: Shell) -> None:
    ended = filled.run("ask", "what works for exam stress in gifted harp players?")
    assert "written your question down" not in ended.out
    engine = sqlite3.connect(filled.home / "ntg.db")
    assert engine.execute("select count(*) from question").fetchone() == (0,)
    engine.close()


def test_an_answer_for_a_program_is_as_its_schema_says(filled: Shell) -> None:
    question = "wat helps with persistent absense in year 8?"
    ended = filled.run("ask", question, "--json")
    document = validated(ended.out)
    assert (ended.code, ended.err, document["question"]) == (0, "", question)
    assert document["confidence"] in BANDS
    assert {"typed": "absense", "used": "absence"} in document["corrections"]
    scores = [hit["score"] for hit in document["hits"]]
    assert scores and scores == sorted(scores, reverse=True)


def test_hostile_and_broken_characters_in_a_question_hinder_nothing(filled: Shell) -> None:
    ended = filled.run("ask", "who runs narrowing the gap? \udcff <b>*x*</b> @here", "--json")
    assert (ended.code, ended.err) == (0, "")
    document = validated(ended.out)
    first = document["hits"][0]
    assert first["kind"] == "faq"
    without = {name: value for name, value in first.items() if name != "sources"}
    for broken in ({**document, "hits": [without]}, {**document, "confidence": "SURE"}):
        with pytest.raises(jsonschema.ValidationError):
            validated(json.dumps(broken))


def test_a_question_that_nobody_can_answer_ends_with_a_code_of_its_own(filled: Shell) -> None:
    ended = filled.run("ask", "which paint is best for a garden fence", "--json")
    assert (ended.code, ended.err) == (NOBODY_KNOWS, "")
    assert validated(ended.out)["confidence"] == "NONE"


def test_a_message_about_danger_is_never_answered_from_the_knowledge_base(filled: Shell) -> None:
    route = "ring the front door team on 01234 567890."
    ended = filled.run(
        "ask", "a child is being hit at home right now", NTG_SAFEGUARDING__ROUTE=route
    )
    assert ended.code == 0
    assert "999" in ended.out and route in ended.out
    assert "Evidence:" not in ended.out


@pytest.mark.parametrize("question", ["", "  \t ", "🙂🎉👩🏽‍🏫 ?!…"])
def test_a_question_without_words_is_refused_with_what_to_do(shell: Shell, question: str) -> None:
    said = shell.run("ask", question).refused(FAILED)
    assert said.count("\n") == 1
    assert not shell.home.exists()  # nothing is made for a question that cannot be asked


def test_a_question_of_five_thousand_characters_is_read_in_part_and_says_so(filled: Shell) -> None:
    question = ("what works for persistent absence in secondary schools? " * 100)[:5_000]
    ended = filled.run("ask", question, "--json")
    document = validated(ended.out)
    assert (ended.code, document["was_cut"], len(document["question"])) == (0, True, 5_000)
    assert document["hits"]


# --- an evaluation ------------------------------------------------------------------------------


def test_a_file_of_questions_is_answered_in_order_on_an_empty_home(prepared: Prepared) -> None:
    assert [answer["id"] for answer in prepared.answers] == [id for id, _ in QUESTIONS]
    for answer in prepared.answers:
        assert list(answer) == ["id", "intent", "confidence", "hits"]
        assert answer["confidence"] in BANDS
        assert len(answer["hits"]) <= 10
        assert all(list(hit) == ["id", "kind", "score"] for hit in answer["hits"])
        assert {hit["kind"] for hit in answer["hits"]} <= KINDS
        scores = [hit["score"] for hit in answer["hits"]]
        assert scores == sorted(scores, reverse=True)
        assert all(isinstance(score, float) for score in scores)


def test_each_question_is_told_for_what_it_is(prepared: Prepared) -> None:
    by_id = {answer["id"]: answer for answer in prepared.answers}
    assert by_id["q-7"]["confidence"] == "ANSWER"
    assert by_id["q-7"]["hits"]
    assert (by_id["q-1"]["intent"], by_id["q-1"]["confidence"]) == ("urgent", "URGENT")
    assert by_id["q-9"]["confidence"] != "ANSWER"
    assert (by_id["q-2"]["intent"], by_id["q-2"]["confidence"]) == ("greeting", "OTHER")
    for empty in ("q-8", "q-3"):
        assert (by_id[empty]["confidence"], by_id[empty]["hits"]) == ("OTHER", [])
    assert by_id["frage-ä"]["hits"]


def test_a_file_of_posts_is_routed_in_order(filled: Shell) -> None:
    posts = [
        ("p2", "What time does the meeting on Thursday start?"),
        (
            "p1",
            "We moved the baby group at our family hub to Saturday mornings. Families coming went "
            "from 6 to 19 in one term, by our register.",
        ),
        ("p3", ""),
    ]
    source = filled.folder / "posts.jsonl"
    source.write_text(
        "".join(json.dumps({"id": id, "text": text}) + "\n" for id, text in posts),
        encoding="utf-8-sig",  # as some editors save it
    )
    ended = filled.run("route", "--jsonl", "posts.jsonl", "--out", "routed.jsonl")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    text = (filled.folder / "routed.jsonl").read_text(encoding="utf-8")
    routed = [json.loads(line) for line in text.splitlines()]
    assert [line["id"] for line in routed] == ["p2", "p1", "p3"]
    for line in routed:
        assert list(line) == ["id", "is_sharing", "communities"]
        assert all(list(found) == ["id", "score"] for found in line["communities"])
        scores = [found["score"] for found in line["communities"]]
        assert scores == sorted(scores, reverse=True)
    assert [line["is_sharing"] for line in routed] == [False, True, False]
    assert routed[1]["communities"][0]["id"] == "early-years-family-hubs"


def test_one_post_is_routed_with_reasons(filled: Shell) -> None:
    post = "We rang every family of a persistently absent pupil each Monday and absence halved."
    document = json.loads(filled.run("route", post, "--json").out)
    assert document["is_sharing"] is True
    assert 0 <= document["probability"] <= 1
    assert document["communities"][0]["id"] == "attendance-and-inclusion"
    assert document["communities"][0]["reasons"]


@pytest.mark.parametrize("command", ["ask", "route"])
def test_a_malformed_line_is_named_and_nothing_is_written(shell: Shell, command: str) -> None:
    good = '{"id": "q", "text": "what works?"}'
    (shell.folder / "in.jsonl").write_text(f'{good}\n\n{{"id": "a"\n{good}\n', encoding="utf-8")
    out = shell.folder / "out.jsonl"
    out.write_text("from the last time", encoding="utf-8")
    said = shell.run(command, "--jsonl", "in.jsonl", "--out", "out.jsonl").refused(FAILED)
    assert "in.jsonl, line 3 is not a JSON object with id and text" in said
    assert out.read_text(encoding="utf-8") == "from the last time"


@pytest.mark.parametrize(
    "line", ['["id", "text"]', '{"id": "a"}', '{"text": "a"}', '"id text"', "what?", "[" * 10_000]
)
def test_only_an_object_with_id_and_text_is_a_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(f"{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="line 1 is not a JSON object"):
        read_lines(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'{"id": "1", "text": "caf\xe9"}\n')
    with pytest.raises(InvalidInput, match=r"in\.jsonl is not UTF-8 text"):
        read_lines(path)


def test_answers_need_a_place_to_go(shell: Shell) -> None:
    (shell.folder / "in.jsonl").write_text("", encoding="utf-8")
    assert "--out" in shell.run("ask", "--jsonl", "in.jsonl").refused(FAILED)
    nowhere = shell.run("ask", "--jsonl", "in.jsonl", "--out", "no/folder/out.jsonl")
    assert "There is no folder no/folder." in nowhere.refused(FAILED)


def test_a_file_that_is_not_there_is_a_command_not_understood(shell: Shell) -> None:
    ended = shell.run("route", "--jsonl", "missing.jsonl", "--out", "out.jsonl")
    assert "'--jsonl'" in ended.refused(NOT_UNDERSTOOD)
