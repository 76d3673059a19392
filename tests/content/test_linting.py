"""`kb lint` names every fault with file and line in one run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ntg_bot.content import ContentErrors, lint, load_knowledge
from tests.content.samples import PRACTICE, change, write_intents, write_knowledge


def found(knowledge: Path, intents: Path) -> list[tuple[str, int, str]]:
    """The faults with paths shortened to what is below the two folders' parent."""
    root = f"{knowledge.parent}/"
    return [
        (error.file.removeprefix(root), error.line, error.reason)
        for error in lint(knowledge, intents)
    ]


def line_of(path: Path, text: str) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_a_good_folder_has_no_faults(knowledge: Path, intents: Path) -> None:
    assert lint(knowledge, intents) == []


def test_the_shipped_knowledge_has_no_faults(intents: Path) -> None:
    shipped = Path(__file__).parents[2] / "knowledge"
    assert [str(error) for error in lint(shipped, intents)] == []


def test_ten_planted_faults_are_all_named_with_file_and_line_in_one_run(
    tmp_path: Path, intents: Path
) -> None:
    ids = ("broken", "group", "caution", "twin", "date", "source", "bidi", "alias", "type", "bus")
    knowledge = write_knowledge(tmp_path / "knowledge", ids)
    practice = knowledge / "practice"
    change(practice / "broken.md", "title: A walking bus", "title: 'A walking bus")
    change(practice / "group.md", "  - young-carers", "  - young-carrers")
    change(practice / "caution.md", "cautions:\n  - Nobody measured attendance\n", "cautions: []\n")
    change(practice / "twin.md", "id: twin", "id: bus")
    change(
        knowledge / "example/camden-bus.md", "practice_ids:\n  - bus", "practice_ids:\n  - train"
    )
    change(practice / "date.md", "reviewed: 2026-11-21", "reviewed: 2026-13-41")
    change(practice / "source.md", "  - title: A report\n    organ", "  - organ")
    change(practice / "bidi.md", "title: A walking bus", "title: A \u202ewalking bus")
    change(practice / "alias.md", "acronyms: []", "acronyms: *keywords")
    change(practice / "type.md", "keywords:\n  - walking bus", "keywords:\n  - walking bus\n  - 5")

    faults = {(file, line) for file, line, _ in found(knowledge, intents)}
    reasons = {file: reason for file, _, reason in found(knowledge, intents)}
    assert faults == {
        ("knowledge/practice/broken.md", 3),
        ("knowledge/practice/group.md", line_of(practice / "group.md", "young-carrers")),
        ("knowledge/practice/caution.md", line_of(practice / "caution.md", "cautions")),
        ("knowledge/practice/twin.md", 2),
        (
            "knowledge/example/camden-bus.md",
            line_of(knowledge / "example/camden-bus.md", "train"),
        ),
        ("knowledge/practice/date.md", line_of(practice / "date.md", "2026-13-41")),
        ("knowledge/practice/source.md", line_of(practice / "source.md", "organisation: A")),
        ("knowledge/practice/bidi.md", 3),
        ("knowledge/practice/alias.md", line_of(practice / "alias.md", "*keywords")),
        ("knowledge/practice/type.md", line_of(practice / "type.md", "  - 5")),
    }
    assert "not valid YAML" in reasons["knowledge/practice/broken.md"]
    assert "'young-carrers', not in taxonomy.yaml" in reasons["knowledge/practice/group.md"]
    assert "beware" in reasons["knowledge/practice/caution.md"]
    assert "duplicate: practice/bus.md" in reasons["knowledge/practice/twin.md"]
    assert "'train', no file" in reasons["knowledge/example/camden-bus.md"]
    assert "not a date" in reasons["knowledge/practice/date.md"]
    assert reasons["knowledge/practice/source.md"] == "sources.title is missing"
    assert "U+202E" in reasons["knowledge/practice/bidi.md"]
    assert "alias" in reasons["knowledge/practice/alias.md"]
    assert "must be text and is the number 5" in reasons["knowledge/practice/type.md"]


PRACTICE_FAULTS = [
    ("  - being-healthy", "  - being-wealthy", "not in taxonomy.yaml"),
    ("  - families", "  - famlies", "not in communities.yaml"),
    ("  - prevention", "  - preventing", "not in taxonomy.yaml"),
    ("  - home", "  - hoem", "not in taxonomy.yaml"),
    ("  - home", "  - home\n  - home", "a second time"),
    ("age_range: 5-11", "age_range: 11-5", "turn it round"),
    ("age_range: 5-11", "age_range: little ones", "two ages"),
    ("    url: https://example.org/report", "    url: ftp://example.org", "http"),
    ("    url: https://example.org/report", "    url: https://example.org/a b", "space"),
    ("    url: https://example.org/report", "    url: https://exa\u200bmple.org/", "U+200B"),
    ("    url_kind: original", "    url_kind: none", "there is a url"),
    ("    source_seen: true", "    source_seen: yes", "true or false"),
    ("    year: '2018'", "    year: 2018", "in quotes"),
    ("  direction: promising", "  direction: null", "in quotes"),
    ("  direction: promising", "  direction: great", "must be one of"),
    ("summary: Grown-ups walk children to school.", "summary: ''", "is empty"),
    ("summary: Grown-ups walk children to school.", "sumary: x", "did you mean summary?"),
    ("cost: null", "cost: null\ncost: low", "given twice"),
    ("groups:\n  - young-carers", "groups: []", "at least one"),
    ("reviewed: 2026-11-21", "reviewed: 2026-11-21\nreview_by: 2025-01-01", "lies before"),
    ("reviewed: 2026-11-21", "reviewed: 2026-11-21\nshared_by: E09999999", "no ONS code"),
    ("id: bus", "id: Bus", "small letters"),
    ("id: bus", "id: train", "the file is called bus.md"),
    ("  effect: Fewer late marks", "  effect: a: b", "not valid YAML"),
    ("evidence:\n  standard: none", "evidence:", "evidence.standard is missing"),
]


@pytest.mark.parametrize(("old", "new", "reason"), PRACTICE_FAULTS)
def test_a_fault_of_a_practice_is_named(
    knowledge: Path, intents: Path, old: str, new: str, reason: str
) -> None:
    path = knowledge / "practice" / "bus.md"
    change(path, old, new)
    faults = found(knowledge, intents)
    assert any(
        reason in said and file.endswith("bus.md") and line > 0 for file, line, said in faults
    ), faults


EXAMPLE_FAULTS = [
    ("    ons_code: E09000007", "    ons_code: E09000099", "no ONS code"),
    ("    ons_code: E09000007", "    ons_code: Camden", "no ONS code"),
    ("  - name: Camden", "  - name: Camdem", "authorities.csv says 'Camden'"),
    ("\nregion: London", "\nregion: Londn", "not in taxonomy.yaml"),
    ("year_to: null", "year_to: 2001", "before year_from"),
    ("cautions:\n  - No figures", "cautions: []", "beware"),
    ("year_from: 2010", "year_from: last year", "whole number"),
]


@pytest.mark.parametrize(("old", "new", "reason"), EXAMPLE_FAULTS)
def test_a_fault_of_an_example_is_named(
    knowledge: Path, intents: Path, old: str, new: str, reason: str
) -> None:
    change(knowledge / "example" / "camden-bus.md", old, new)
    faults = found(knowledge, intents)
    assert any(reason in said and line > 0 for _, line, said in faults), faults


def test_a_figure_needs_a_source_that_somebody_has_seen(knowledge: Path, intents: Path) -> None:
    path = knowledge / "practice" / "bus.md"
    change(path, "  effect: Fewer late marks", "  effect: 30% fewer late marks")
    assert found(knowledge, intents) == []
    change(path, "source_seen: true", "source_seen: false")
    [(_, line, reason)] = found(knowledge, intents)
    assert line == line_of(path, "30%")
    assert "quotes a figure" in reason


def test_several_faults_of_one_file_are_all_named(knowledge: Path, intents: Path) -> None:
    path = knowledge / "practice" / "bus.md"
    change(path, "cautions:\n  - Nobody measured attendance\n", "")
    change(path, "  - young-carers", "  - unknown")
    change(path, "cost: null", "cost: 5")
    change(path, "    organisation: A council\n", "")
    reasons = [reason for _, _, reason in found(knowledge, intents)]
    assert len(reasons) == 4
    assert "cautions is missing" in reasons


def test_two_practices_may_not_claim_the_same_way_of_asking(tmp_path: Path, intents: Path) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge", ("bus", "train"))
    for id, asked in (("bus", "How do they walk?"), ("train", "how do they WALK")):
        change(
            knowledge / "practice" / f"{id}.md",
            "acronyms: []",
            f"acronyms: []\nasked_as:\n  - {asked}",
        )
    [(file, _, reason)] = found(knowledge, intents)
    assert file == "knowledge/practice/train.md"
    assert "practice/bus.md" in reason


def test_an_invisible_character_below_the_front_matter_is_named(
    knowledge: Path, intents: Path
) -> None:
    path = knowledge / "faq" / "what-is-it.md"
    path.write_text(path.read_text() + "\nIt \u2066is\u2069.\n")
    [(_, line, reason)] = found(knowledge, intents)
    assert line == line_of(path, "\u2066")
    assert "U+2066" in reason


def test_a_broken_list_is_one_fault_and_the_rest_is_still_read(
    knowledge: Path, intents: Path
) -> None:
    (knowledge / "taxonomy.yaml").write_text("groups: [\n")
    change(knowledge / "practice" / "bus.md", "reviewed: 2026-11-21", "reviewed: soon")
    files = [file for file, _, _ in found(knowledge, intents)]
    assert files == ["knowledge/practice/bus.md", "knowledge/taxonomy.yaml"]


def _missing_folder(knowledge: Path) -> None:
    (knowledge / "faq" / "what-is-it.md").unlink()
    (knowledge / "faq").rmdir()


def _stray(knowledge: Path) -> None:
    (knowledge / "practice" / "notes.txt").write_text("x")


def _no_answer(knowledge: Path) -> None:
    change(knowledge / "faq" / "what-is-it.md", "\nIt is a programme.\n", "")


def _twin_term(knowledge: Path) -> None:
    change(knowledge / "thesaurus.yaml", "terms:\n", "terms:\n" + _TERM)


def _twin_authority(knowledge: Path) -> None:
    path = knowledge / "authorities.csv"
    path.write_text(path.read_text() + "E09000007,1,Camden,Camden,London,x,\nE1,2\n")


_TERM = "  - term: young carer\n    variants: [x]\n    kind: concept\n"


@pytest.mark.parametrize(
    ("plant", "file", "reason"),
    [
        (_missing_folder, "faq", "no folder"),
        (_stray, "practice/notes.txt", "does not end in .md"),
        (_no_answer, "faq/what-is-it.md", "no answer"),
        (_twin_term, "thesaurus.yaml", "second time"),
        (_twin_authority, "authorities.csv", "second time"),
        (_twin_authority, "authorities.csv", "2 columns"),
    ],
)
def test_faults_of_folders_and_lists_are_named(
    knowledge: Path, intents: Path, plant: Callable[[Path], None], file: str, reason: str
) -> None:
    plant(knowledge)
    faults = found(knowledge, intents)
    assert any(where == f"knowledge/{file}" and reason in said for where, _, said in faults), faults


def test_loading_raises_with_all_faults(knowledge: Path, intents: Path) -> None:
    change(knowledge / "practice" / "bus.md", "reviewed: 2026-11-21", "reviewed: soon")
    change(knowledge / "faq" / "what-is-it.md", "asked_as:\n  - tell me what it is", "asked_as: []")
    with pytest.raises(ContentErrors) as raised:
        load_knowledge(knowledge)
    assert len(raised.value.errors) == 2
    named = [str(error) for error in lint(knowledge, intents)]
    assert str(raised.value).splitlines() == named


def test_a_shared_practice_may_leave_its_lists_empty(knowledge: Path, intents: Path) -> None:
    path = knowledge / "practice" / "bus.md"
    change(path, "groups:\n  - young-carers", "groups: []")
    change(path, "basis: source-backed", "basis: the sharer's own account")
    assert lint(knowledge, intents) == []


def test_the_samples_of_this_file_are_what_it_thinks(tmp_path: Path) -> None:
    knowledge = write_knowledge(tmp_path / "knowledge")
    write_intents(tmp_path / "intents")
    assert (knowledge / "practice" / "bus.md").read_text() == PRACTICE.format(id="bus")
