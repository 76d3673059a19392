"""A migrated SQLite file for each test, and the URL of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ntg_bot import storage


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at head, to be copied: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("template") / "ntg.db"
    storage.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def file(tmp_path: Path, migrated_file: Path) -> Path:
    return Path(shutil.copy(migrated_file, tmp_path / "ntg.db"))


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"
