"""Spellings of database addresses."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.urls import normalised


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("sqlite:///var/ntg.db", "sqlite+aiosqlite:///var/ntg.db"),
        ("sqlite+aiosqlite:////srv/ntg.db", "sqlite+aiosqlite:////srv/ntg.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:p@h/d"),
        ("postgresql://u:p@h:5433/d", "postgresql+asyncpg://u:p@h:5433/d"),
        ("postgresql+asyncpg://h/d", "postgresql+asyncpg://h/d"),
        ("postgres://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require"),
    ],
)
def test_addresses_are_brought_to_the_two_drivers(given: str, opened: str) -> None:
    assert normalised(given).render_as_string(hide_password=False) == opened


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("ntg.db", "cannot be read"),
        ("", "cannot be read"),
        ("mysql://h/d", "“mysql” is not a database this program knows"),
        ("postgresql+psycopg2://h/d", "not a database this program knows"),
        ("sqlite://", "needs a file"),
        ("sqlite+aiosqlite:///:memory:", "needs a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "needs a file"),
    ],
)
def test_other_addresses_are_refused_in_plain_words(given: str, says: str) -> None:
    with pytest.raises(StorageError, match=says):
        normalised(given)
