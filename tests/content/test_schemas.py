"""The JSON Schemas beside the knowledge files, and the numbers of `kb stats`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ntg_bot.content import Knowledge, json_schemas, load_knowledge, stats, write_schemas
from ntg_bot.content.located import parse, read_text, split_front_matter
from ntg_bot.domain import encoding
from tests.content.conftest import ROOT

SCHEMAS = ROOT / "knowledge" / "schema"


def test_the_committed_schemas_are_current(tmp_path: Path) -> None:
    for path in write_schemas(tmp_path):
        assert (SCHEMAS / path.name).read_bytes() == path.read_bytes(), f"write {path.name} anew"
    assert {path.stem for path in SCHEMAS.glob("*.json")} == set(json_schemas())


@pytest.mark.parametrize("name", sorted(json_schemas()))
def test_each_schema_is_a_valid_schema(name: str) -> None:
    Draft202012Validator.check_schema(json_schemas()[name])


@pytest.mark.parametrize("name", ["taxonomy", "thesaurus", "communities", "organisations"])
def test_the_shipped_lists_fit_their_schemas(name: str) -> None:
    value = parse(read_text(ROOT / "knowledge" / f"{name}.yaml")).value
    Draft202012Validator(json_schemas()[name]).validate(value)


@pytest.mark.parametrize("kind", ["practice", "example", "faq"])
def test_shipped_pages_fit_their_schema_and_a_fault_does_not(kind: str) -> None:
    validator = Draft202012Validator(json_schemas()[kind])
    path = min((ROOT / "knowledge" / kind).glob("*.md"))
    front, _ = split_front_matter(read_text(path))
    value = json.loads(json.dumps(encoding.to_plain(parse(front).value)))
    validator.validate(value)
    assert not validator.is_valid(value | {"sources": []})
    assert not validator.is_valid(value | {"unknown": 1})


def test_stats_count_what_is_there(knowledge: Path) -> None:
    counted = stats(load_knowledge(knowledge))
    assert counted["entries"] == {"practice": 1, "example": 1, "faq": 1, "organisation": 1}
    assert counted["group"] == {"young-carers": 1}
    assert counted["practices_without_asked_as"] == 1
    assert counted["practices_without_example"] == 0
    assert counted["oldest_review"] == "2026-11-21"
    assert counted["sources"] == {
        "seen": 3,
        "not_seen": 0,
        "without_address": 1,
        "entries_with_none_seen": 0,
    }


def test_stats_of_the_shipped_knowledge_are_plain_json(shipped: Knowledge) -> None:
    counted = json.loads(json.dumps(stats(shipped)))
    assert sum(counted["direction"].values()) == len(shipped.practices)
    assert set(counted["direction"]) >= {"null", "negative", "mixed"}
    assert counted["practices_without_asked_as"] == 0
