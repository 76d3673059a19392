"""Intents, replies and the router's lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from ntg_bot.content import (
    ContentErrors,
    lint,
    load_intents,
    load_replies,
    load_routing,
    load_words,
)
from ntg_bot.conversation.intents import Scope
from tests.content.samples import change


def reasons(knowledge: Path, intents: Path, **known: object) -> list[tuple[str, int, str]]:
    faults = lint(knowledge, intents, **known)  # type: ignore[arg-type]
    return [(Path(error.file).name, error.line, error.reason) for error in faults]


def test_intents_are_loaded_with_their_examples(intents: Path) -> None:
    [greeting] = load_intents(intents)
    assert (greeting.id, greeting.scope, len(greeting.examples)) == ("greeting", Scope.SOCIAL, 15)


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("  - say hello number 14\n", "", 5, "has 14"),
        ("number 14", "number 13", 20, "again: greeting.yaml:19"),
        ("number 14", "number 13!", 20, "again"),
        ("scope: social", "scope: sociable", 3, "must be one of"),
        ("id: greeting", "id: hello", 1, "the file is called greeting.yaml"),
        ("slots: []", "slots: topic", 4, "must be a list"),
        ("  - say hello number 14", "  - 14", 20, "must be text"),
    ],
)
def test_a_fault_of_an_intent_is_named(
    knowledge: Path, intents: Path, old: str, new: str, line: int, reason: str
) -> None:
    change(intents / "greeting.yaml", old, new)
    faults = reasons(knowledge, intents)
    assert any(said_at == line and reason in said for _, said_at, said in faults), faults
    with pytest.raises(ContentErrors):
        load_intents(intents)


def test_an_example_of_two_intents_is_named(knowledge: Path, intents: Path) -> None:
    text = (intents / "greeting.yaml").read_text()
    other = text.replace("id: greeting", "id: welcome").replace("hello number", "welcome number")
    (intents / "welcome.yaml").write_text(other.replace("welcome number 3\n", "hello number 3\n"))
    [(file, line, reason)] = reasons(knowledge, intents)
    assert (file, line) == ("welcome.yaml", 9)
    assert "greeting.yaml:9" in reason


def test_an_intent_that_nothing_does_and_one_that_is_missing_are_named(
    knowledge: Path, intents: Path
) -> None:
    faults = reasons(knowledge, intents, known_intents=frozenset({"help"}))
    assert faults == [
        ("greeting.yaml", 1, "id has 'greeting', which nothing does"),
        ("help.yaml", 0, "is missing: the bot needs this intent"),
    ]


def test_replies_may_be_grouped_and_are_said_with_their_values(intents: Path) -> None:
    (intents / "replies.yaml").write_text("share:\n  thanks: Thank you, {name}.\nplain: Yes.\n")
    catalogue = load_replies(intents)
    assert catalogue.keys() == {"share.thanks", "plain"}
    assert catalogue.say("share.thanks", name="Ada") == "Thank you, Ada."


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("a: Hello\nb: 5\n", 2, "must be a sentence"),
        ("a: Hello {\n", 1, "brace"),
        ("a: Hello {name.__class__}\n", 1, "{name.__class__}"),
        ("a: Hello {0}\n", 1, "{0}"),
        ("a: Hello {}\n", 1, "{}"),
        ("a: Hello {name!r}\n", 1, "{name!r}"),
        ("a: one\na: two\n", 2, "given twice"),
        ("a.b: one\na:\n  b: two\n", 3, "given twice"),
        ("a: ''\n", 1, "must be a sentence"),
        ("- a\n", 1, "must be a mapping"),
        ("a: {b: *c}\n", 1, "alias"),
        ("a: turn \u202e\n", 1, "U+202E"),
    ],
)
def test_a_fault_of_the_replies_is_named(
    knowledge: Path, intents: Path, text: str, line: int, reason: str
) -> None:
    (intents / "replies.yaml").write_text(text)
    faults = reasons(knowledge, intents)
    assert any(said_at == line and reason in said for _, said_at, said in faults), faults
    with pytest.raises(ContentErrors):
        load_replies(intents)


def test_replies_are_compared_with_what_the_code_says(knowledge: Path, intents: Path) -> None:
    (intents / "replies.yaml").write_text("a: Hello {name} of {place}\nb: Never\n")
    known = {"a": frozenset({"name"}), "c": frozenset[str]()}
    assert reasons(knowledge, intents, known_replies=known) == [
        ("replies.yaml", 0, "c is missing: the bot says it"),
        ("replies.yaml", 1, "a has the place {place}, for which there is no value"),
        ("replies.yaml", 2, "b is never said"),
    ]


def test_missing_replies_are_a_fault(knowledge: Path, intents: Path) -> None:
    (intents / "replies.yaml").unlink()
    assert [file for file, _, _ in reasons(knowledge, intents)] == ["replies.yaml"]


def test_routing_lines_are_loaded_and_their_communities_checked(
    knowledge: Path, intents: Path
) -> None:
    (intents / "routing").mkdir()
    (intents / "routing" / "sharing.yaml").write_text(
        "- {communities: [families], text: We walked}\n- {communities: [nobody], text: We ran}\n"
    )
    (intents / "routing" / "not_sharing.yaml").write_text("- Has anyone walked?\n- 5\n")
    assert [(file, line) for file, line, _ in reasons(knowledge, intents)] == [
        ("not_sharing.yaml", 2),
        ("sharing.yaml", 2),
    ]
    (intents / "routing" / "not_sharing.yaml").write_text("- Has anyone walked?\n")
    lines = load_routing(intents)
    assert lines.sharing[0].communities == ("families",)
    assert lines.not_sharing == ("Has anyone walked?",)


def test_an_empty_folder_of_intents_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentErrors, match="no intent files"):
        load_intents(tmp_path)


def test_words_are_kept_until_a_file_changes_and_read_anew_where_the_copy_is_damaged(
    intents: Path, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    first = load_words(intents, cache)
    [copy] = cache.iterdir()
    assert first.intents == load_intents(intents)
    stamp = copy.stat().st_mtime_ns
    assert load_words(intents, cache) == first
    assert copy.stat().st_mtime_ns == stamp
    copy.write_bytes(copy.read_bytes()[:-40])
    assert load_words(intents, cache) == first
    change(intents / "greeting.yaml", "say hello number 14", "good morrow to you")
    again = load_words(intents, cache)
    assert "good morrow to you" in again.intents[0].examples
    change(intents / "greeting.yaml", "scope: social", "scope: sociable")
    with pytest.raises(ContentErrors):
        load_words(intents, cache)
