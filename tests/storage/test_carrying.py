"""The whole programme out and in again: the same bytes, on either database, and no secret."""

from __future__ import annotations

import json
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.domain.errors import NtgError
from ntg_bot.publishing import folder as exports
from ntg_bot.services.ports import Installation
from ntg_bot.storage.carrying import NEVER_CARRIED
from ntg_bot.storage.keyring import new_key
from ntg_bot.storage.tables import metadata
from tests.postgresql import Databases
from tests.storage import test_migrations as migrations
from tests.storage.test_erasure import EXTERNAL_ID, TRACES, live
from tests.storage.world import AUDIT_KEY, CountedIds, StoppedClock, a_gap, a_practice, at

KEY = new_key()
HOSTILE = '=HYPERLINK("http://evil")<script>alert(1)</script>'


async def _fill(url: str) -> tuple[str, str]:
    async with storage.open_database(
        url, clock=StoppedClock(), ids=CountedIds(500), audit_key=AUDIT_KEY
    ) as database:
        installed = Installation("slack", "T9", "Elsewhere", "U", "B", "xoxb-secret-token", at(0))
        await database.installations([KEY]).put(installed)
        async with database.uow() as work:
            await work.audit.add(at=at(0), actor="m1", verb="channel.bind", object_id="C1")
            await work.gaps.add(a_gap("g2", text=HOSTILE))
            await work.knowledge.save(a_practice("p2", title=HOSTILE), by="m1", at=at(1))
            await work.commit()
        person = await live(database)
    await migrations.fill(url)
    return person


async def _export(url: str, folder: Path) -> dict[str, bytes]:
    carried = await storage.carry_out(url)
    exports.write(folder, carried.revision, carried.tables)
    return _files(folder)


def _files(folder: Path) -> dict[str, bytes]:
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


async def _import(folder: Path, url: str) -> None:
    revision, tables = exports.read(folder)
    await storage.carry_in(url, storage.carried(revision, tables))


async def test_an_export_comes_back_the_same_from_either_database(
    url: str, tmp_path: Path, postgresql: Databases
) -> None:
    await _fill(url)
    first = await _export(url, tmp_path / "one")
    assert {f"json/{name}.json" for name in set(metadata.tables) - NEVER_CARRIED} <= set(first)
    there = postgresql.empty()
    await _import(tmp_path / "one", there)
    second = await _export(there, tmp_path / "two")
    last = f"sqlite+aiosqlite:///{tmp_path / 'last.db'}"
    await _import(tmp_path / "two", last)
    assert first == second == await _export(last, tmp_path / "three")
    async with storage.open_database(
        last, clock=StoppedClock(), ids=CountedIds(900), audit_key=AUDIT_KEY
    ) as database:
        verdict = await database.audit_log.verify()
        assert (verdict.acts, verdict.broken_at) == (1, None)
    with pytest.raises(NtgError, match="not empty"):
        await _import(tmp_path / "two", there)
    postgresql.drop(there)


async def test_no_token_and_no_key_is_in_an_export(url: str, tmp_path: Path) -> None:
    await _fill(url)
    whole = b"".join((await _export(url, tmp_path / "one")).values())
    with sqlite3.connect(url.partition("///")[2]) as database:
        [(sealed,)] = database.execute("SELECT token FROM installation").fetchall()
    for secret in (sealed, b"xoxb-secret-token", KEY.encode(), AUDIT_KEY.encode()):
        assert bytes(secret) not in whole


async def test_nothing_of_a_forgotten_person_is_in_an_export_made_afterwards(
    url: str, tmp_path: Path
) -> None:
    workspace_id, member_id = await _fill(url)
    before = b"".join((await _export(url, tmp_path / "before")).values())
    assert all(trace.encode() in before for trace in (*TRACES, EXTERNAL_ID))
    async with storage.open_database(
        url, clock=StoppedClock(), ids=CountedIds(900), audit_key=AUDIT_KEY
    ) as database:
        async with database.uow() as work:
            await work.members.forget(workspace_id, member_id)
            await work.audit.add(at=at(9), actor="", verb="member.forget", person=member_id)
            await work.commit()
        await database.compact()
    after = b"".join((await _export(url, tmp_path / "after")).values())
    assert [trace for trace in (*TRACES, member_id) if trace.encode() in after] == []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


async def test_what_people_wrote_is_words_in_pages_and_sheets(url: str, tmp_path: Path) -> None:
    await _fill(url)
    files = await _export(url, tmp_path / "one")
    for name in ("html/practice.html", "html/table-gap.html"):
        page = _Tags()
        page.feed(files[name].decode())
        assert "script" not in page.tags and HOSTILE in page.words
        assert page.tags.count("h1") == 1 and "main" in page.tags
    index = files["html/index.html"].decode()
    assert all(f'href="{name[5:]}"' in index for name in files if name.startswith("html/table"))
    assert '"\'=HYPERLINK(""http' in files["csv/gap.csv"].decode()


async def test_an_export_that_was_changed_or_is_none_is_refused_and_nothing_is_written(
    url: str, tmp_path: Path
) -> None:
    await _fill(url)
    target = f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"
    await _export(url, tmp_path / "one")
    with pytest.raises(NtgError, match="not empty"):
        await _export(url, tmp_path / "one")
    with pytest.raises(NtgError, match="cannot be read"):
        await _import(tmp_path / "nowhere", target)
    gaps, manifest = tmp_path / "one/json/gap.json", tmp_path / "one" / exports.MANIFEST
    kept, said = gaps.read_text(), manifest.read_text()
    gaps.write_text(kept.replace("tents", "boats"))
    with pytest.raises(NtgError, match="not as it was written"):
        await _import(tmp_path / "one", target)
    gaps.write_text(kept)
    for changed, reason in (
        (said.replace('"format": 1', '"format": 2'), "no export"),
        (said.replace('"schema": "', '"schema": "9'), "of schema 9"),
        (said.replace('"gap": {', '"../gap": {'), "names a table that is none"),
        (said.replace('"gap": {', '"crack": {'), "cannot be read"),
        ("[" * 100_000, "no JSON"),
    ):
        manifest.write_text(changed)
        with pytest.raises(NtgError, match=reason):
            await _import(tmp_path / "one", target)
    manifest.write_text(said)
    revision, tables = exports.read(tmp_path / "one")
    for wrong in ({"count": "three"}, {"last_asked": "yesterday"}, {"text": None}, {"more": 1}):
        broken = {**tables, "gap": [{**tables["gap"][0], **wrong}]}
        with pytest.raises(NtgError, match="table gap, row 1"):
            await storage.carry_in(target, storage.carried(revision, broken))
    await _import(tmp_path / "one", target)
    assert json.loads(kept)[0]["id"] == "g1"
