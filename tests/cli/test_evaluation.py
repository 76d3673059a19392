"""`eval`: labelled questions scored, and coefficients fitted, written and put to use."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.bootstrap import RandomIds, SystemClock, load_coefficients
from ntg_bot.cli.marking import Given, Label, Mark, figures
from ntg_bot.domain.asking import Confidence, Feedback, Hit, Question
from ntg_bot.domain.errors import ConfigError
from ntg_bot.domain.knowledge import Kind
from ntg_bot.retrieval import find_model
from ntg_bot.retrieval.confidence import as_plain, shipped
from ntg_bot.retrieval.model import can_load
from ntg_bot.settings import Settings
from tests.cli.running import Shell

FAILED, NOT_UNDERSTOOD = 1, 2
FOREIGN = (
    "hello",
    "there is a pothole outside my house",
    "potholes",
    "the wifi is down",
    "wifi password",
    "how do I pay my council tax",
    "council tax",
    "adult social care charging policy",
    "when is my bin collected",
    "bin collection",
)
OURS = {
    "does one to one tuition work": "one-to-one-tuition",
    "does phonics teaching help early readers": "phonics",
    "breakfast clubs in schools": "magic-breakfast",
    "is it worth making a child repeat a year": "repeating-a-year",
    "restorative justice with young offenders": "restorative-justice-young-offenders",
}
DANGER = "a child is being hit at home right now"


def labelled(folder: Path) -> Path:
    """A file of all three kinds of lines."""
    lines: list[dict[str, object]] = [
        {"id": f"o{n}", "text": text, "kind": "out-of-scope", "in_scope": False, "relevant": []}
        for n, text in enumerate(FOREIGN)
    ]
    lines += [
        {"id": f"i{n}", "text": text, "kind": "plain", "in_scope": True, "relevant": {id: 2}}
        for n, (text, id) in enumerate(OURS.items())
    ]
    lines.append({"id": "u", "text": DANGER, "kind": "urgent", "in_scope": False, "relevant": []})
    lines.append({"id": "e", "text": "\U0001f642", "relevant": []})
    path = folder / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def check_bands(ended_out: str) -> None:
    """Never full confidence in what is not ours, and in what is ours always."""
    found = json.loads(ended_out)
    assert found["questions"] == len(FOREIGN) + len(OURS) + 2
    assert found["out_of_scope"]["answered"] == 0.0
    assert found["in_scope"]["first_right"] == 1.0
    assert found["in_scope"]["bands"]["ANSWER"] == len(OURS)
    assert found["urgent"] == {"messages": 1, "caught": 1.0, "false_alarms": 0}
    assert found["kinds"]["plain"] == {"questions": 5, "right": 5, "in_first_three": 5}


def test_labelled_questions_are_scored_on_words_alone(filled: Shell) -> None:
    labelled(filled.folder)
    ended = filled.run("eval", "labelled.jsonl", "--json")
    assert (ended.code, ended.err) == (0, "")
    check_bands(ended.out)


def test_labelled_questions_are_scored_with_sentence_vectors(filled: Shell) -> None:
    if find_model(None) is None or not can_load():
        pytest.skip("the sentence model is not installed")
    labelled(filled.folder)
    ended = filled.run("eval", "labelled.jsonl", "--json", NTG_SEMANTIC_MODEL="")
    assert (ended.code, ended.err) == (0, "")
    check_bands(ended.out)


def test_a_person_gets_the_figures_in_words(filled: Shell) -> None:
    labelled(filled.folder)
    said = filled.run("eval", "score", "labelled.jsonl").out.splitlines()
    assert said[0] == "In scope, 5: first right 1.000, in the first three 1.000; ANSWER 5."
    assert said[1].startswith("Out of scope, 11: answered 0.000; ")
    assert said[2] == "Urgent, 1: caught 1.000; false alarms 0."
    assert "  plain: 5 of 5 right" in said


@pytest.mark.parametrize(
    "line", ['{"id": "a", "text": "b"}', '{"id": "a", "text": "b", "relevant": 3}']
)
def test_a_line_without_its_right_answers_is_refused_by_its_id(shell: Shell, line: str) -> None:
    (shell.folder / "in.jsonl").write_text(line, encoding="utf-8")
    said = shell.run("eval", "in.jsonl").refused(FAILED)
    assert "in.jsonl: the question a does not say which entries are relevant" in said
    assert not shell.home.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["missing.jsonl"], NOT_UNDERSTOOD, "missing.jsonl"),
        (["fit"], NOT_UNDERSTOOD, "--out"),
        (["fit", "--out", "no/folder/c.json"], FAILED, "There is no folder no/folder."),
        (["fit", "in.jsonl", "--feedback", "--out", "c.json"], FAILED, "goes without a file"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    shell: Shell, arguments: list[str], code: int, said: str
) -> None:
    (shell.folder / "in.jsonl").write_text('{"id": "a", "text": "b", "relevant": []}')
    assert said in shell.run("eval", *arguments).refused(code)


# --- fitting ------------------------------------------------------------------------------------


async def _press(shell: Shell, helpful: int, unhelpful: int) -> None:
    """Puts answered questions and presses into the home's database."""
    clock, ids = SystemClock(), RandomIds()
    url = f"sqlite+aiosqlite:///{shell.home / 'ntg.db'}"
    now = datetime(2026, 3, 2, tzinfo=UTC)
    texts = list(OURS.items())
    async with (
        storage.open_database(url, clock=clock, ids=ids) as database,
        database.uow() as work,
    ):
        place = await work.workspaces.ensure("local", "here", "Here")
        member = await work.members.ensure(place.id, "u1", "Somebody")
        for number in range(helpful + unhelpful):
            text, id = texts[number % len(texts)]
            question = Question(
                ids.new(), place.id, member.id, "c", "t", text, "ask_what_works",
                Confidence.ANSWER, (Hit(id, Kind.PRACTICE, 1.0),), now,
            )  # fmt: skip
            await work.questions.add(question)
            await work.questions.put_feedback(
                Feedback(question.id, place.id, member.id, number < helpful, now)
            )
        await work.commit()


def test_too_little_feedback_fits_nothing_and_writes_nothing(filled: Shell) -> None:
    asyncio.run(_press(filled, 3, 1))
    said = filled.run("eval", "fit", "--feedback", "--out", "c.json").refused(FAILED)
    assert "too little feedback to fit from: 3 helpful and 1 not" in said
    assert not (filled.folder / "c.json").exists()


def test_feedback_moves_the_coefficients_only_where_the_file_is_put_to_use(filled: Shell) -> None:
    question = next(iter(OURS))
    asyncio.run(_press(filled, 1, 60))
    before = filled.run("ask", question, "--json").out
    ended = filled.run("eval", "fit", "--feedback", "--out", "c.json")
    assert (ended.code, ended.err) == (0, "")
    assert "1 helpful and 60 unhelpful answers" in ended.out
    assert "Nothing has changed yet: NTG_COEFFICIENTS=c.json" in ended.out
    written = json.loads((filled.folder / "c.json").read_text(encoding="utf-8"))
    assert written["vectors"] == as_plain(shipped(with_vectors=True))
    assert written["words"]["intercept"] < as_plain(shipped(with_vectors=False))["intercept"]  # type: ignore[operator]
    assert filled.run("ask", question, "--json").out == before
    after = filled.run("ask", question, "--json", NTG_COEFFICIENTS="c.json").out
    assert json.loads(before)["confidence"] == "ANSWER"
    assert json.loads(after)["confidence"] != "ANSWER"


@pytest.mark.parametrize("content", [None, "{}", "no json", '{"words": {"weights": {}}}'])
def test_a_file_that_is_no_fit_is_refused_by_its_setting(
    tmp_path: Path, content: str | None
) -> None:
    path = tmp_path / "c.json"
    if content is not None:
        path.write_text(content)
    settings = Settings(coefficients=str(path))
    with pytest.raises(ConfigError, match=r"c\.json is no file of `ntg-bot eval fit`") as caught:
        load_coefficients(settings, with_vectors=False)
    assert caught.value.setting == "NTG_COEFFICIENTS"


# --- marks --------------------------------------------------------------------------------------


def mark(kind: str, in_scope: bool, given: str, *hits: str) -> Mark:
    return Mark(Label("1", "text", kind, in_scope, frozenset({"a"})), Given(given, hits))


def test_marks_count_what_was_asked_and_what_was_given() -> None:
    marks = [
        mark("plain", True, "ANSWER", "a", "b"),
        mark("plain", True, "CLOSEST", "b", "c", "a"),
        mark("plain", True, "OTHER", "a"),
        mark("plain", True, "URGENT", "a"),
        mark("far", False, "ANSWER", "b"),
        mark("far", False, "NONE"),
        mark("urgent-now", False, "URGENT"),
        mark("urgent-now", False, "CLOSEST"),
    ]
    found = figures(marks)
    assert found["in_scope"] == {
        "questions": 4,
        "first_right": 0.25,
        "in_first_three": 0.5,
        "bands": {"ANSWER": 1, "CLOSEST": 1, "NONE": 0, "OTHER": 1, "URGENT": 1},
    }
    assert found["out_of_scope"]["answered"] == 0.5  # type: ignore[index]
    assert found["urgent"] == {"messages": 2, "caught": 0.5, "false_alarms": 1}
    assert figures([])["in_scope"]["first_right"] is None  # type: ignore[index]
