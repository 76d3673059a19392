"""Loading the knowledge base, and the cache that makes it quick."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ntg_bot.content import ContentErrors, Knowledge, load_knowledge
from ntg_bot.content.loading import CACHE_FILE
from ntg_bot.domain.knowledge import Direction, Kind
from tests.content.samples import change


def test_the_shipped_knowledge_is_whole(shipped: Knowledge) -> None:
    assert len(shipped.practices) >= 201
    assert len(shipped.examples) >= 92
    assert len(shipped.faqs) >= 14
    assert len(shipped.organisations) >= 51
    assert len(shipped.authorities) >= 153
    taxonomy = shipped.taxonomy
    assert len(taxonomy.lines_of_enquiry) == 5
    assert len(taxonomy.outcomes) == 5
    assert len(taxonomy.groups) == 13
    assert len(taxonomy.communities) >= 13
    assert len(taxonomy.ambiguous) >= 20
    assert all(line.question for line in taxonomy.lines_of_enquiry)
    assert all(len(practice.asked_as) >= 6 for practice in shipped.practices)
    assert all(len(faq.asked_as) >= 6 for faq in shipped.faqs)
    assert len({(type(item), item.id) for item in shipped.items}) == len(shipped.items)


def test_every_source_says_whether_it_was_seen(shipped: Knowledge) -> None:
    sources = [source for practice in shipped.practices for source in practice.sources]
    assert len(sources) >= 431
    assert sum(not source.source_seen for source in sources) > 0
    assert any(practice.evidence.direction is Direction.NULL for practice in shipped.practices)


def test_the_texts_disagreements_are_stated_with_both_dates(shipped: Knowledge) -> None:
    faqs = {faq.id: faq for faq in shipped.faqs}
    digest = " ".join(faqs["final-digest-date"].disagreements)
    assert "July 2008" in digest and "November 2008" in digest
    last = " ".join(faqs["last-two-themes"].disagreements)
    assert "June 2000-March 2009" in last and "October 2008" in last
    assert "ODA and Office Public Management" in faqs["oddities-in-the-founding-texts"].answer


def test_what_the_cache_gives_equals_what_the_files_say(knowledge: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    fresh = load_knowledge(knowledge)
    assert load_knowledge(knowledge, cache) == fresh
    assert (cache / CACHE_FILE).is_file()
    assert load_knowledge(knowledge, cache) == fresh
    assert fresh.taxonomy.community_by_id["families"].name == "Families"
    assert fresh.items[0].id == "bus"


def test_a_cache_hit_reads_no_yaml(
    knowledge: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_knowledge(knowledge, tmp_path)

    def refuse(*_: object) -> None:
        raise AssertionError("YAML was parsed")

    monkeypatch.setattr("ntg_bot.content.located.YAML", refuse)
    assert load_knowledge(knowledge, tmp_path) == before


def test_a_changed_a_new_and_a_removed_file_are_all_seen(knowledge: Path, tmp_path: Path) -> None:
    load_knowledge(knowledge, tmp_path)
    path = knowledge / "practice" / "bus.md"
    change(path, "title: A walking bus", "title: A running bus")
    assert load_knowledge(knowledge, tmp_path).practices[0].title == "A running bus"
    other = path.read_text().replace("id: bus", "id: train")
    (knowledge / "practice" / "train.md").write_text(other)
    assert [p.id for p in load_knowledge(knowledge, tmp_path).practices] == ["bus", "train"]
    (knowledge / "practice" / "train.md").unlink()
    assert [p.id for p in load_knowledge(knowledge, tmp_path).practices] == ["bus"]


def test_a_fault_is_never_hidden_by_the_cache(knowledge: Path, tmp_path: Path) -> None:
    load_knowledge(knowledge, tmp_path)
    change(knowledge / "practice" / "bus.md", "reviewed: 2026-11-21", "reviewed: soon")
    for _ in range(2):
        with pytest.raises(ContentErrors):
            load_knowledge(knowledge, tmp_path)


@pytest.mark.parametrize("damage", ["cut", "empty", "foreign"])
def test_a_damaged_cache_is_read_past(
    knowledge: Path, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = load_knowledge(knowledge, tmp_path)
    path = tmp_path / CACHE_FILE
    data = path.read_bytes()
    damaged = {"cut": data[: len(data) // 2], "empty": b"", "foreign": data[:80] + b",1]}"}
    path.write_bytes(damaged[damage])
    with caplog.at_level(logging.WARNING):
        assert load_knowledge(knowledge, tmp_path) == before
    assert ("is damaged" in caplog.text) == (damage != "empty")
    assert path.read_bytes() == data


def test_a_cache_that_cannot_be_written_is_only_a_warning(
    knowledge: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        assert load_knowledge(knowledge, tmp_path / "taken").practices
    assert "cannot keep" in caplog.text


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ContentErrors, match="is no folder"):
        load_knowledge(tmp_path / "nowhere", tmp_path)


def test_kinds_are_the_names_of_the_folders(knowledge: Path) -> None:
    folders = {path.name for path in knowledge.iterdir() if path.is_dir()}
    assert folders == {Kind.PRACTICE.value, Kind.EXAMPLE.value, Kind.FAQ.value}
