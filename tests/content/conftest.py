"""The small folders of samples.py, and the shipped knowledge read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ntg_bot.content import Knowledge, load_knowledge
from tests.content.samples import write_intents, write_knowledge

ROOT = Path(__file__).parents[2]


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """A small faultless knowledge folder with one practice, `bus`."""
    return write_knowledge(tmp_path / "knowledge")


@pytest.fixture
def intents(tmp_path: Path) -> Path:
    return write_intents(tmp_path / "intents")


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load_knowledge(ROOT / "knowledge", tmp_path_factory.mktemp("cache"))
