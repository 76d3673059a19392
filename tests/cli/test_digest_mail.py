"""`digest mail`: what was sent, as files for a mail program."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.policy import default

from ntg_bot import storage
from ntg_bot.bootstrap import RandomIds, SystemClock
from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, ItemKind, Week
from tests.cli.running import Shell

FAILED = 1
COMMUNITY = "attendance-and-inclusion"
WEEK = "2026-W48"
ITEMS = (
    DigestItem(ItemKind.NEW_PRACTICE, "Homework club", "club", "promising"),
    DigestItem(ItemKind.WANTED, "do trampolines help?", "g1"),
)


async def sent(shell: Shell) -> None:
    url = f"sqlite+aiosqlite:///{shell.home / 'ntg.db'}"
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    issue = DigestIssue("i1", COMMUNITY, Week.parse(WEEK), ITEMS, IssueStatus.SENT, at)
    async with (
        storage.open_database(url, clock=SystemClock(), ids=RandomIds()) as database,
        database.uow() as work,
    ):
        assert await work.digests.claim(issue)
        await work.commit()


async def test_a_digest_is_written_as_mail_once_it_was_sent(filled: Shell) -> None:
    mail = ("digest", "mail", COMMUNITY, "--out", "mails", "--week", WEEK)
    said = filled.run(*mail).refused(FAILED)
    assert f"There was no digest of Attendance, behaviour and inclusion in {WEEK}." in said
    folder = filled.folder / "mails"
    assert not folder.exists()
    await sent(filled)
    ended = filled.run(*mail, "--from", "ntg@council.example", "--public-only")
    assert (ended.code, ended.err) == (0, "")
    names = [f"{COMMUNITY}-{WEEK}{suffix}" for suffix in (".eml", ".html", ".txt")]
    assert sorted(file.name for file in folder.iterdir()) == names
    assert "--unsubscribe" in ended.out
    message = email.message_from_bytes((folder / names[0]).read_bytes(), policy=default)
    assert message["From"].addresses[0].addr_spec == "ntg@council.example"
    text = (folder / names[2]).read_text(encoding="utf-8")
    assert "- Homework club: Early signs are good, but not yet sure." in text
    assert "trampolines" not in text
