"""What went wrong in the database, in plain words: the one place where its errors are read.

Messages of drivers may quote values of rows, so nothing of them is passed on.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ntg_bot.domain.errors import StorageError

_BY_SIGN: tuple[tuple[str, str], ...] = (
    (
        "locked",
        "The database is busy: something else held it for too long. Nothing was stored; try again.",
    ),
    (
        "disk is full",
        "The disk is full, so the database cannot be written. Nothing was stored; free some space.",
    ),
    (
        "not a database",
        "The database file is damaged, or is not a database. Move it away or restore a backup.",
    ),
    (
        "malformed",
        "The database file is damaged. Restore a backup.",
    ),
    (
        "unable to open",
        "The database file cannot be opened. Check that its folder exists and can be written.",
    ),
    (
        "readonly",
        "The database cannot be written here. Check the rights of its file and folder.",
    ),
    (
        "read-only",
        "The database cannot be written here. Check the rights of its file and folder.",
    ),
    (
        "no such table",
        "The database lacks a table. Run `ntg-bot db upgrade`.",
    ),
    (
        "no such column",
        "The database lacks a column. Run `ntg-bot db upgrade`.",
    ),
    (
        "does not exist",
        "The database, or a table in it, does not exist. Create it and run `ntg-bot db upgrade`.",
    ),
    (
        "password",
        "The database server refused the user name or password.",
    ),
)


def explain(error: BaseException) -> str:
    """One or two sentences on what happened and what to do."""
    if isinstance(error, (IntegrityError, sqlite3.IntegrityError)):
        return "The database refused a row that breaks its rules. Nothing was stored."
    if isinstance(error, PoolTimeout):
        return "The database is busy: no connection came free in time. Try again."
    if isinstance(error, UnicodeError):
        return "The text has broken characters that cannot be stored."
    said = str(error.orig if isinstance(error, DBAPIError) else error).lower()
    for sign, sentence in _BY_SIGN:
        if sign in said:
            return sentence
    if isinstance(error, OSError):
        return "The database server cannot be reached. Check its address and that it is running."
    return f"The database could not do this ({type(error).__name__})."


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Whatever the database raises inside comes out as StorageError."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        raise StorageError(explain(error), is_away=_is_away(error)) from error


def _is_away(error: BaseException) -> bool:
    """Whether it is the database that cannot be used now, and not what it was given."""
    if isinstance(error, DBAPIError):
        return not isinstance(error, (IntegrityError, DataError, ProgrammingError))
    if isinstance(error, sqlite3.Error):
        return isinstance(error, sqlite3.OperationalError)
    return isinstance(error, (OSError, PoolTimeout))
