"""JSON Schemas of the content files, for editors that check while a curator types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ntg_bot.content.lists import (
    CommunitiesFile,
    IntentFile,
    OrganisationsFile,
    TaxonomyFile,
    ThesaurusFile,
    TimelineFile,
)
from ntg_bot.content.models import ExampleFront, FaqFront, Front, PracticeFront

_MODELS: dict[str, type[Front]] = {
    "practice": PracticeFront,
    "example": ExampleFront,
    "faq": FaqFront,
    "taxonomy": TaxonomyFile,
    "thesaurus": ThesaurusFile,
    "communities": CommunitiesFile,
    "organisations": OrganisationsFile,
    "timeline": TimelineFile,
    "intent": IntentFile,
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """The schema of each kind of file by name, JSON Schema 2020-12."""
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            **model.model_json_schema(),
        }
        for name, model in _MODELS.items()
    }


def write_schemas(folder: Path) -> list[Path]:
    """Writes `<name>.json` for each into `folder`; returns the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, schema in json_schemas().items():
        path = folder / f"{name}.json"
        text = json.dumps(schema, indent=2, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
        paths.append(path)
    return paths
