"""Database URLs: the spellings people have, brought to the two this package opens."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ntg_bot.domain.errors import StorageError

_SQLITE = frozenset({"sqlite", "sqlite+aiosqlite", "sqlite+pysqlite"})
_POSTGRESQL = frozenset({"postgres", "postgresql", "postgresql+asyncpg"})


def normalised(url: str) -> URL:
    """`url` as SQLite by aiosqlite or PostgreSQL by asyncpg; raises StorageError for any other.

    `postgres://` is what hosting platforms hand out, and SQLAlchemy does not know it; `sslmode`
    is the libpq word for what asyncpg calls `ssl`.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StorageError(
            "The database address cannot be read. Write it like sqlite+aiosqlite:///var/ntg.db "
            "or postgresql://user:password@host/name."
        ) from error
    if parsed.drivername in _SQLITE:
        if parsed.database in (None, "", ":memory:") or str(parsed.database).startswith("file:"):
            raise StorageError(
                "An SQLite database needs a file: write its path after sqlite+aiosqlite:///."
            )
        return parsed.set(drivername="sqlite+aiosqlite")
    if parsed.drivername in _POSTGRESQL:
        query = dict(parsed.query)
        if "sslmode" in query:
            query["ssl"] = query.pop("sslmode")
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    raise StorageError(
        f"“{parsed.drivername}” is not a database this program knows. Use sqlite+aiosqlite:///… "
        "for a file or postgresql://… for a server."
    )


def is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def prepare_file(url: URL) -> Path:
    """The path of an SQLite URL, its folder made where missing; StorageError where it cannot be."""
    path = Path(str(url.database))
    if path.is_dir():
        raise StorageError(f"{path} is a folder. The database address must name a file in it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The folder {path.parent} for the database cannot be made ({error.strerror}). "
            "Choose another place, or make the folder and let this program write to it."
        ) from error
    return path
