"""Writing the database back as files: byte-stable, and touching only what was changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ntg_bot.content import ContentErrors, Knowledge, by_key, export, lint, load_knowledge
from ntg_bot.content.syncing import kind_of
from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.services.ports import KnowledgeRow
from tests.content.conftest import ROOT
from tests.content.samples import a_practice, an_organisation, change

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def rows(items: tuple[Item, ...]) -> list[KnowledgeRow]:
    return [KnowledgeRow(kind_of(i), i.id, i, None, NOW, "sync", 1, NOW) for i in items]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_exporting_the_shipped_knowledge_touches_no_file(
    shipped: Knowledge, tmp_path: Path
) -> None:
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    before = contents(folder)
    assert export(rows(shipped.items), folder) == []
    assert contents(folder) == before


def test_exporting_into_an_empty_folder_gives_the_shipped_files(
    shipped: Knowledge, tmp_path: Path
) -> None:
    written = export(rows(shipped.items), tmp_path)
    assert len(written) == len(shipped.items) - len(shipped.organisations) + 1
    for path in written:
        name = path.relative_to(tmp_path)
        if name.name != "organisations.yaml":  # whose order no row remembers
            assert path.read_bytes() == (ROOT / "knowledge" / name).read_bytes()


def test_only_the_edited_entry_is_written_and_the_result_is_faultless(
    knowledge: Path, intents: Path
) -> None:
    loaded = load_knowledge(knowledge)
    edited = replace(loaded.practices[0], title="Mended: by a moderator")
    written = export(rows((edited, *loaded.items[1:])), knowledge)
    assert written == [knowledge / "practice" / "bus.md"]
    assert lint(knowledge, intents) == []
    assert load_knowledge(knowledge).practices[0] == edited


def test_a_curators_comments_stay_where_nothing_was_changed(knowledge: Path) -> None:
    change(knowledge / "practice" / "bus.md", "cost: null", "cost: null # nobody knows")
    before = contents(knowledge)
    assert export(rows(load_knowledge(knowledge).items), knowledge) == []
    assert contents(knowledge) == before


def test_a_new_entry_gets_a_file_and_one_taken_out_loses_it(knowledge: Path) -> None:
    loaded = load_knowledge(knowledge)
    new = a_practice(id="train")
    stored = [
        replace(row, item=None) if row.kind is Kind.FAQ else row
        for row in rows((*loaded.items, new, an_organisation("eef")))
    ]
    assert sorted(path.name for path in export(stored, knowledge)) == [
        "organisations.yaml",
        "train.md",
        "what-is-it.md",
    ]
    after = load_knowledge(knowledge)
    assert [practice.id for practice in after.practices] == ["bus", "train"]
    assert [body.id for body in after.organisations] == ["lga", "eef"]
    assert after.faqs == ()
    assert export(stored, knowledge) == []


@pytest.mark.parametrize("id", ["../escape", "a/b", "", "A", "x.md", "a\n"])
def test_an_id_that_makes_no_file_name_is_refused_before_anything_is_written(
    id: str, tmp_path: Path
) -> None:
    with pytest.raises(ContentErrors):
        export(rows((a_practice(), a_practice(id=id))), tmp_path)
    assert contents(tmp_path) == {}


def test_keys_join_kind_and_id() -> None:
    assert set(by_key([a_practice()])) == {(Kind.PRACTICE, "bus")}
