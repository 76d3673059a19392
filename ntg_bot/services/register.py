"""The register of data sets and research, kept by curators and read by everybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence

from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.domain.register import (
    Overlap,
    Registered,
    RegisterKind,
    Sensitivity,
    overlaps,
    uncovered,
)
from ntg_bot.services import fields
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Retriever, UnitOfWork

LONGEST_TITLE = 160


class RegisterService:
    """It says where something is and who may have it; never what is in it."""

    def __init__(self, library: Library, retriever: Retriever, clock: Clock) -> None:
        self._library = library
        self._retriever = retriever
        self._clock = clock

    async def all(self, work: UnitOfWork, kind: RegisterKind | None = None) -> Sequence[Registered]:
        """By title."""
        found = await work.programme.all(Registered)
        return sorted(
            (each for each in found if kind is None or each.kind is kind),
            key=lambda each: (each.title.casefold(), each.id),
        )

    async def about(
        self, work: UnitOfWork, text: str, kind: RegisterKind | None = None
    ) -> Sequence[Registered]:
        """What the register has on what `text` names, the closest first: by groups and outcomes,
        then by words of title, holder and note.
        """
        named = await asyncio.to_thread(self._retriever.facets, text)
        wanted = _words(text)
        scored: list[tuple[float, Registered]] = []
        for each in await self.all(work, kind):
            groups = len(set(named.groups) & set(each.groups))
            outcomes = len(set(named.outcomes) & set(each.outcomes))
            if named.groups and not groups:
                continue
            shared = wanted & _words(f"{each.title} {each.holder} {each.note}")
            score = 2.0 * groups + outcomes + len(shared)
            if score:
                scored.append((score, each))
        return [each for _, each in sorted(scored, key=lambda pair: -pair[0])]

    async def put(
        self, work: UnitOfWork, member: Member, values: Mapping[str, str]
    ) -> tuple[Registered, bool]:
        """Adds an entry, or replaces the one of its id; True where it is new."""
        require(member, Act.CURATE, ())
        entry = self.read(values)
        before = await work.programme.get(Registered, entry.id)
        if before is None:
            await work.programme.add(entry)
        else:
            entry = Registered(
                **{name: getattr(entry, name) for name in entry.__slots__ if name != "version"},
                version=before.version + 1,
            )
            await work.programme.save(entry)
        await work.audit.add(
            at=self._clock.now(), actor=member.id, verb="register.put", object_id=entry.id
        )
        return entry, before is None

    def read(self, values: Mapping[str, str]) -> Registered:
        """An entry from fields as people write them, checked one by one."""
        title = fields.text(values, "title", most=LONGEST_TITLE)
        try:
            kind = RegisterKind(values.get("kind", "").strip() or "data")
        except ValueError:
            raise InvalidInput("kind", key="refused.no_register_kind") from None
        try:
            sensitivity = Sensitivity(values.get("sensitivity", "").strip() or "on_request")
        except ValueError:
            raise InvalidInput("sensitivity", key="refused.no_sensitivity") from None
        taxonomy = self._library.taxonomy
        groups = _known(values, "groups", {each.id for each in taxonomy.groups})
        outcomes = _known(values, "outcomes", {each.id for each in taxonomy.outcomes})
        until = values.get("until", "").strip()
        stem = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-")
        return Registered(
            values.get("id", "").strip() or stem or "entry",
            kind,
            title,
            fields.text(values, "holder", most=LONGEST_TITLE),
            groups,
            outcomes,
            sensitivity,
            fields.text(values, "how_often", most=120, required=False),
            fields.day(values, "until") if until else None,
            values.get("region", "").strip(),
            fields.link(values.get("link", "")),
            fields.text(values, "note", most=1_000, required=False),
            self._clock.now().date(),
        )

    async def find(self, work: UnitOfWork, id: str) -> Registered:
        entry = await work.programme.get(Registered, id)
        if entry is None:
            raise NotFound(key="refused.no_register_entry", name=id[:80])
        return entry

    async def overlaps(self, work: UnitOfWork) -> Sequence[Overlap]:
        """Running entries of different holders on similar ground."""
        return overlaps(await self.all(work), self._clock.now().date())

    async def uncovered(self, work: UnitOfWork, kind: RegisterKind) -> Sequence[tuple[str, str]]:
        """(group, outcome) by name that nothing running is about."""
        taxonomy = self._library.taxonomy
        found = uncovered(
            await self.all(work),
            kind,
            [each.id for each in taxonomy.groups],
            [each.id for each in taxonomy.outcomes],
            self._clock.now().date(),
        )
        return [(taxonomy.names[group], taxonomy.names[outcome]) for group, outcome in found]


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]{4,}", text.casefold())
    return frozenset(word.rstrip("s") for word in found) - {"data", "research", "there", "what"}


def _known(values: Mapping[str, str], field: str, known: set[str]) -> tuple[str, ...]:
    typed = [part for part in re.split(r"[,;\s]+", values.get(field, "").strip()) if part]
    for each in typed:
        if each not in known:
            raise InvalidInput(field, key="refused.not_in_list", name=each[:80])
    if not typed:
        raise InvalidInput(field, key="refused.choose_one")
    return tuple(dict.fromkeys(typed))
