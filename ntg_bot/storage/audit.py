"""The audit: who did what, append-only, each act sealed together with the one before it.

A seal is an HMAC under a key that is not in the database, so that whoever can write to the
database alone can change, add, drop or swap nothing unseen. What the chain cannot tell is that its
end was cut off: that is what the head is for, one row that says where the log ends, sealed too, and
which can be kept elsewhere (`AuditLog.head`) against somebody who winds both back.

People are in it as pseudonyms under the same key from the start: once a member's row is gone,
nothing leads from an act to them, and no seal has to change for it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import audit, audit_head, member

SHORTEST_KEY = 32
"""characters"""
_ROWS_AT_ONCE = 1000
_HEAD = "audit"
_PSEUDONYM_CHARACTERS = 32


class WrongAuditKey(StorageError):
    """The log is sealed under another key than the one that was given."""


class AuditKey:
    """What seals the log and hides who acted. Raises WrongAuditKey for a short one."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_KEY:
            raise WrongAuditKey(
                f"A key for the audit has at least {SHORTEST_KEY} characters. Make one with "
                "`ntg-bot keys new`."
            )
        self._secret = secret.encode()

    @property
    def fingerprint(self) -> str:
        """By which a key is known without being shown."""
        return self._hmac("fingerprint")[:16]

    def pseudonym(self, member_id: str) -> str:
        """What stands for a member in the log; of nobody, nothing."""
        return self._hmac("person", member_id)[:_PSEUDONYM_CHARACTERS] if member_id else ""

    def seal(self, before: str, seq: int, at: datetime, *words: str) -> str:
        """Of one act, with the seal of the act before it."""
        moment = at.astimezone(UTC).isoformat(timespec="microseconds")
        return self._hmac("act", before, str(seq), moment, *words)

    def seal_of_head(self, seq: int, mac: str, base_seq: int, base_mac: str) -> str:
        return self._hmac("head", str(seq), mac, str(base_seq), base_mac)

    def _hmac(self, *parts: str) -> str:
        """Parts as a JSON list, so that no two lists of parts are the same bytes."""
        return hmac.new(self._secret, json.dumps(parts).encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Act:
    """One row, for who looks into the log."""

    seq: int
    at: datetime
    actor: str
    """the shown name where the member is still known, else the pseudonym"""
    verb: str
    object_id: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `broken_at` is the first row that is not as it was written, or None."""

    acts: int
    head: str
    """where the log ends, to be kept elsewhere: `number:seal`"""
    broken_at: int | None = None
    reason: str = ""


class Audit:
    """services.ports.AuditRepository. Acts are written at the end of the transaction, so that the
    head, of which there is one, is locked for a moment only and after everything else.
    """

    def __init__(self, session: Session, key: AuditKey | None) -> None:
        self._session = session
        self._key = key
        self._waiting: list[tuple[datetime, str, str, str]] = []

    async def add(
        self, *, at: datetime, actor: str, verb: str, object_id: str = "", person: str = ""
    ) -> None:
        key = self._known_key()
        about = key.pseudonym(person) if person else object_id
        self._waiting.append((at, key.pseudonym(actor), verb, about))

    async def flush(self) -> None:
        """Seals and writes what was added; called before the transaction ends."""
        if not self._waiting:
            return
        key = self._known_key()
        head = await self._session.first_to_change(select(audit_head))
        if head is None:
            raise StorageError(
                "The audit has lost its head: somebody changed the database. Run "
                "`ntg-bot audit verify`, and restore a backup."
            )
        _refuse_other_key(head, key)
        seq, mac = head.last_seq, head.last_mac
        rows: list[dict[str, object]] = []
        for at, actor, verb, object_id in self._waiting:
            seq += 1
            mac = key.seal(mac, seq, at, actor, verb, object_id)
            rows.append(
                {
                    "seq": seq,
                    "at": at,
                    "actor": actor,
                    "verb": verb,
                    "object_id": object_id,
                    "mac": mac,
                }
            )
        self._waiting.clear()
        await self._session.execute(insert(audit), rows)
        await _move_head(self._session, key, head, last_seq=seq, last_mac=mac)

    async def acts_of(self, member_id: str) -> Sequence[Row[Any]]:
        """What the member did, and what was done to their roles, oldest first."""
        if self._key is None:
            return []
        if self._waiting:
            await self.flush()
        name = self._key.pseudonym(member_id)
        return await self._session.all(
            select(audit)
            .where((audit.c.actor == name) | (audit.c.object_id == name))
            .order_by(audit.c.seq)
        )

    async def drop_before(self, at: datetime) -> int:
        """Drops acts older than `at` from the beginning; the head says where the log begins now."""
        if self._key is None:
            return 0
        head = await self._session.first_to_change(select(audit_head))
        if head is None:
            return 0
        younger = await self._session.first(
            select(audit).where(audit.c.at >= at).order_by(audit.c.seq).limit(1)
        )
        last = await self._session.first(
            select(audit)
            .where(audit.c.seq < younger.seq if younger is not None else audit.c.seq > 0)
            .order_by(audit.c.seq.desc())
            .limit(1)
        )
        if last is None:
            return 0
        await _move_head(self._session, self._key, head, base_seq=last.seq, base_mac=last.mac)
        done = await self._session.execute(delete(audit).where(audit.c.seq <= last.seq))
        return done.rowcount

    def _known_key(self) -> AuditKey:
        if self._key is None:
            raise StorageError("Nothing can be done that is to be audited: there is no key for it.")
        return self._key


class AuditLog:
    """The whole log: claimed at start, looked into, verified."""

    def __init__(self, sessions: Sessions, key: AuditKey) -> None:
        self._sessions = sessions
        self._key = key

    async def claim(self) -> int:
        """Makes the head where there is none yet, and seals the acts of an older version of this
        program, which were not; returns how many. Raises WrongAuditKey where it is another key's.
        """
        async with self._sessions.reading() as session:
            head = await session.first(select(audit_head))
        if head is not None:
            _refuse_other_key(head, self._key)
            return 0
        async with self._sessions.writing() as session:
            if await session.first(select(audit.c.seq).where(audit.c.mac != "").limit(1)):
                return 0  # the head was taken away: `verify` says so, and nothing covers it up
            await session.execute(
                session.insert_new(audit_head, "name").values(
                    name=_HEAD,
                    last_seq=0,
                    last_mac="",
                    base_seq=0,
                    base_mac="",
                    key=self._key.fingerprint,
                    seal=self._key.seal_of_head(0, "", 0, ""),
                )
            )
            # Of two processes one has made it.
            made = (await session.execute(select(audit_head).with_for_update())).one()
            _refuse_other_key(made, self._key)
            sealed = await self._seal_older(session, made)
            await session.commit()
        return sealed

    async def verify(self, kept: str = "") -> Verdict:
        """Reads the log from its beginning. `kept` is a head that was kept elsewhere: the log must
        still hold that act as it was.
        """
        wanted_seq, _, wanted_mac = kept.partition(":")
        kept_seq = int(wanted_seq) if wanted_seq.isdecimal() and wanted_mac else -1
        if kept and kept_seq < 0:
            raise StorageError("A kept head is written as `audit verify` prints it: number:seal.")
        async with self._sessions.reading() as session:
            head = await session.first(select(audit_head))
            if head is not None:
                _refuse_other_key(head, self._key)
            verdict = await self._walked(session, head, kept_seq, wanted_mac)
        return verdict

    async def latest(self, limit: int) -> Sequence[Act]:
        """The latest acts, the last one first."""
        async with self._sessions.reading() as session:
            rows = await session.all(select(audit).order_by(audit.c.seq.desc()).limit(limit))
            people = await session.all(select(member.c.id, member.c.name))
        names = {self._key.pseudonym(each.id): each.name for each in people}
        return [
            Act(
                row.seq,
                row.at,
                names.get(row.actor, row.actor),
                row.verb,
                names.get(row.object_id, row.object_id),
            )
            for row in rows
        ]

    async def _walked(
        self, session: Session, head: Row[Any] | None, kept_seq: int, kept_mac: str
    ) -> Verdict:
        seq, mac = (head.base_seq, head.base_mac) if head is not None else (0, "")
        count, was_seen = 0, kept_seq < 0 or (kept_seq, kept_mac) == (seq, mac)
        end = ""
        start: int | None = None
        while rows := await _after(session, start):
            for row in rows:
                if row.seq != seq + 1:
                    broken = min(row.seq, seq + 1)
                    is_gone = row.seq > seq
                    reason = "it is missing" if is_gone else "it is older than the log's beginning"
                    return Verdict(count, end, broken, reason)
                mac = self._key.seal(mac, row.seq, row.at, row.actor, row.verb, row.object_id)
                if not hmac.compare_digest(mac, row.mac):
                    reason = "it is not as it was written, or the act before it was replaced"
                    return Verdict(count, end, row.seq, reason)
                seq, count = row.seq, count + 1
                end = f"{seq}:{mac}"
                if seq == kept_seq:
                    if not hmac.compare_digest(mac, kept_mac):
                        return Verdict(count, end, seq, "it is not the act of the kept head")
                    was_seen = True
            start = seq
        if head is None:
            return Verdict(count, end, 0 if count else None, "the head is gone" if count else "")
        if head.last_seq > seq:
            return Verdict(count, end, seq + 1, "the log was cut off here")
        if (head.last_seq, head.last_mac) != (seq, mac) or not hmac.compare_digest(
            head.seal, _seal_of(self._key, head)
        ):
            return Verdict(count, end, seq, "the head is not the one that was written")
        if not was_seen:
            return Verdict(count, end, kept_seq, "the act of the kept head is not in the log")
        return Verdict(count, end or f"{seq}:{mac}")

    async def _seal_older(self, session: Session, head: Row[Any]) -> int:
        seq, mac = 0, ""
        for row in await session.all(select(audit).where(audit.c.mac == "").order_by(audit.c.seq)):
            seq += 1
            actor = self._key.pseudonym(row.actor)
            about = row.object_id
            if row.verb.startswith(("role.", "member.")):
                about = self._key.pseudonym(row.object_id)
            mac = self._key.seal(mac, seq, row.at, actor, row.verb, about)
            # Numbers that a failed transaction of old left out are closed up: rising, none clashes.
            await session.execute(
                update(audit)
                .where(audit.c.seq == row.seq)
                .values(seq=seq, actor=actor, object_id=about, mac=mac)
            )
        if seq:
            await _move_head(session, self._key, head, last_seq=seq, last_mac=mac)
        return seq


async def _after(session: Session, seq: int | None) -> Sequence[Row[Any]]:
    rows = select(audit).order_by(audit.c.seq).limit(_ROWS_AT_ONCE)
    return await session.all(rows if seq is None else rows.where(audit.c.seq > seq))


async def _move_head(session: Session, key: AuditKey, head: Row[Any], **changes: Any) -> None:
    now = {name: head._mapping[name] for name in ("last_seq", "last_mac", "base_seq", "base_mac")}
    now |= changes
    seal = key.seal_of_head(now["last_seq"], now["last_mac"], now["base_seq"], now["base_mac"])
    await session.execute(update(audit_head).values(**now, seal=seal))


def _seal_of(key: AuditKey, head: Row[Any]) -> str:
    return key.seal_of_head(head.last_seq, head.last_mac, head.base_seq, head.base_mac)


def _refuse_other_key(head: Row[Any], key: AuditKey) -> None:
    if head.key != key.fingerprint:
        raise WrongAuditKey(
            "the audit in this database is sealed under another key. Set NTG_AUDIT_KEY to that "
            "key: where none was set, it is the text of the file audit.key in the NTG_HOME of the "
            "machine that made the database."
        )
