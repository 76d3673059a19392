"""Opening: a new file, a file in the way, another program's file, a newer schema."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import schema
from tests.storage.world import CountedIds, StoppedClock, an_event


async def _open(url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await database.check()
        await database.inbox.put(an_event("e1"))


async def test_a_new_file_is_made_with_its_folder_and_migrated(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a' / 'b' / 'ntg.db'}"
    await _open(url)
    assert storage.current(url) == schema.HEAD
    await _open(url)


async def test_a_database_at_head_is_opened_without_alembic(url: str) -> None:
    program = (
        "import asyncio, sys\n"
        "from ntg_bot import storage\n"
        "assert 'sqlalchemy' not in sys.modules, 'ntg_bot.storage must be light to import'\n"
        "from tests.storage.world import CountedIds, StoppedClock\n"
        "async def main():\n"
        f"    async with storage.open_database({url!r}, clock=StoppedClock(), ids=CountedIds()):\n"
        "        assert 'alembic' not in sys.modules\n"
        "asyncio.run(main())\n"
    )
    done = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


async def test_many_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'ntg.db'}"
    program = (
        "import asyncio\n"
        "from ntg_bot import storage\n"
        "from tests.storage.world import CountedIds, StoppedClock\n"
        "async def main():\n"
        f"    async with storage.open_database({url!r}, clock=StoppedClock(), ids=CountedIds()):\n"
        "        pass\n"
        "asyncio.run(main())\n"
    )
    started = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    told = [(await process.communicate())[1].decode() for process in started]
    assert told == [""] * 3
    assert storage.check(url) == ()


async def test_the_shown_address_has_no_password(url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        assert database.url == url
    assert "secret" not in schema.normalised("postgres://u:secret@h/d").render_as_string()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"This is a letter, and no database at all. " * 40, "damaged, or is not a database"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "damaged"),
    ],
)
async def test_a_file_that_is_no_database_is_left_alone(
    tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "ntg.db"
    file.write_bytes(content)
    with pytest.raises(StorageError, match=says):
        await _open(f"sqlite:///{file}")
    assert file.read_bytes() == content


def _spoil(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[40_000:60_000] = b"\x5a" * 20_000
    file.write_bytes(raw)


async def test_a_damaged_page_is_found_by_the_check(file: Path, url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await asyncio.gather(
            *(database.inbox.put(an_event(f"e{n}", b"x" * 900)) for n in range(90))
        )
        await database.compact()
    await asyncio.to_thread(_spoil, file)
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        with pytest.raises(StorageError, match="damaged"):
            await database.check()


async def test_a_folder_in_the_file_s_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="is a folder"):
        await _open(f"sqlite:///{tmp_path}")


async def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file")
    with pytest.raises(StorageError, match="cannot be made"):
        await _open(f"sqlite:///{tmp_path / 'var' / 'ntg.db'}")


async def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    theirs = sqlite3.connect(file)
    theirs.execute("CREATE TABLE recipe (name TEXT)")
    theirs.close()
    url = f"sqlite:///{file}"
    with pytest.raises(StorageError, match="another program's tables"):
        await _open(url)
    with pytest.raises(StorageError, match="another program's tables"):
        storage.upgrade(url)


async def test_a_newer_schema_is_refused_with_what_to_do(file: Path, url: str) -> None:
    newer = sqlite3.connect(file)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()
    with pytest.raises(StorageError, match=r"newer version of ntg-bot \(schema 9999"):
        await _open(url)
    with pytest.raises(StorageError, match="newer version"):
        await storage.migrate(url)


async def test_postgresql_without_its_driver_or_server_is_told_in_plain_words() -> None:
    with pytest.raises(StorageError, match=r"driver|cannot be reached"):
        await _open("postgres://nobody@127.0.0.1:1/none")
