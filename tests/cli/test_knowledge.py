"""`kb` and `digest`: the knowledge base and the communities' week, from the command line."""

from __future__ import annotations

import asyncio
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from ntg_bot import storage
from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.domain.asking import Gap, GapStatus
from ntg_bot.domain.handing import Handoff, HandoffState
from ntg_bot.domain.people import ChannelBinding, Purpose
from tests.cli.running import ROOT, Shell

FAILED, FAULTS = 1, 4
COMMUNITY = "attendance-and-inclusion"
WORDS = "What helps a young carer who is late every morning?"


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied(shell: Shell) -> Path:
    """A copy of knowledge/ to change."""
    folder = shell.folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    return folder


# --- kb -----------------------------------------------------------------------------------------


def lists_alone(shell: Shell) -> Path:
    """A knowledge base of the shipped lists, with no entry yet: quick to read, and good."""
    folder = shell.folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder, ignore=shutil.ignore_patterns("*.md", "*.bin"))
    return folder


def test_good_content_is_said_to_be_good(shell: Shell) -> None:
    lists_alone(shell)
    told = shell.run("kb", "lint", "--knowledge", "knowledge")
    assert (told.code, told.out, told.err) == (0, "The content is good: no faults found.\n", "")


def test_faults_in_files_are_named_by_file_and_line_all_at_once(shell: Shell) -> None:
    folder = lists_alone(shell)
    path = sorted((ROOT / "knowledge" / "practice").glob("*.md"))[0]
    text = path.read_text(encoding="utf-8")
    line = text.splitlines().index("groups:") + 2
    wrong = text.replace("groups:\n", "groups:\n- nobody-at-all\n", 1)
    (folder / "practice" / path.name).write_text(wrong, encoding="utf-8")
    (folder / "practice" / "bare.md").write_text("no front matter at all\n", encoding="utf-8")
    told = shell.run("kb", "lint", "--knowledge", "knowledge", "--json")
    assert told.code == FAULTS
    assert "Traceback" not in told.err
    faults = json.loads(told.out)
    assert {tuple(fault) for fault in faults} == {("file", "line", "reason")}
    found = {(fault["file"], fault["line"]): fault["reason"] for fault in faults}
    assert "nobody-at-all" in found[f"knowledge/practice/{path.name}", line]
    assert any(file == "knowledge/practice/bare.md" for file, _ in found)


def test_a_folder_that_is_not_there_is_a_fault_in_a_line(shell: Shell) -> None:
    told = shell.run("kb", "lint", "--knowledge", "nowhere")
    assert (told.code, told.out) == (FAULTS, "nowhere:0 is no folder\n")
    assert told.err == "ntg-bot: 1 fault found.\n"


def test_the_counts_are_those_of_the_files(filled: Shell) -> None:
    ended = filled.run("kb", "stats", "--json")
    counts = json.loads(ended.out)["entries"]
    assert (ended.code, ended.err) == (0, "")
    for kind in ("practice", "example", "faq"):
        assert counts[kind] == len(list((ROOT / "knowledge" / kind).glob("*.md")))


def test_a_second_sync_changes_nothing_and_an_export_writes_nothing(filled: Shell) -> None:
    ended = filled.run("kb", "sync", "--json")
    report = json.loads(ended.out)
    assert (ended.code, ended.err, report["conflicts"]) == (0, "", [])
    assert set(report["counts"]) == {"unchanged"}
    folder = copied(filled)
    before = files_of(folder)
    exported = filled.run("kb", "export", "knowledge")
    assert (exported.code, exported.out) == (0, "Nothing has changed: no file was written.\n")
    assert files_of(folder) == before


def test_an_export_brings_back_what_was_lost_byte_for_byte(filled: Shell) -> None:
    folder = copied(filled)
    before = files_of(folder)
    lost = sorted((folder / "practice").glob("*.md"))[3]
    lost.unlink()
    exported = filled.run("kb", "export", "knowledge")
    assert (exported.code, exported.out) == (0, f"knowledge/practice/{lost.name}\n")
    assert files_of(folder) == before


# --- digest -------------------------------------------------------------------------------------


async def _put_to_the_community(home: Path) -> None:
    """Somebody's question that the community was asked, and a channel bound to the community."""
    clock, ids, now = SystemClock(), RandomIds(), datetime.now(UTC)
    url = f"sqlite+aiosqlite:///{home / 'ntg.db'}"
    async with (
        storage.open_database(url, clock=clock, ids=ids) as database,
        database.uow() as work,
    ):
        await work.gaps.add(Gap("gap-1", WORDS, COMMUNITY, 2, GapStatus.ASKED, now, now))
        workspace = await work.workspaces.ensure("local", "local", "Local workspace")
        await work.bindings.put(
            ChannelBinding("b-1", workspace.id, "c-1", Purpose.COMMUNITY, COMMUNITY)
        )
        await work.handoffs.add(
            Handoff(
                workspace.id, "q-1", "m-1", "gap-1", COMMUNITY, WORDS, HandoffState.OPEN, now,
                now.date(),
            )
        )  # fmt: skip
        await work.commit()


def test_an_empty_week_is_told_and_would_be_skipped(filled: Shell) -> None:
    told = filled.run("digest", "preview", COMMUNITY)
    assert (told.code, told.err) == (0, "")
    assert "Empty weeks are skipped" in told.out


def test_a_digest_is_previewed_and_sent_once(filled: Shell) -> None:
    asyncio.run(_put_to_the_community(filled.home))
    preview = json.loads(filled.run("digest", "preview", COMMUNITY, "--json").out)
    assert preview["community"] == COMMUNITY
    [item] = preview["items"]
    assert (item["kind"], item["text"], item["ref"]) == ("wanted", WORDS, "gap-1")
    sent = filled.run("digest", "send", "attendance")  # by part of its name
    assert (sent.code, sent.err) == (0, "")
    assert "is on its way to 1 channel. " in sent.out
    assert "nothing new" in filled.run("digest", "send", COMMUNITY).refused(FAILED)


def test_an_unknown_community_is_told_with_the_ones_there_are(filled: Shell) -> None:
    said = filled.run("digest", "preview", "zzz").refused(FAILED)
    assert "There is no community “zzz”" in said
    assert COMMUNITY in said
