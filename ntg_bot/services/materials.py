"""Materials of practices: brought by a member, shown after a moderator's yes."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound
from ntg_bot.domain.knowledge import Practice, PracticeStatus
from ntg_bot.domain.materials import Material, MaterialState
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import files
from ntg_bot.services.library import Library
from ntg_bot.services.ports import (
    Clock,
    FileStore,
    Ids,
    Screening,
    UnitOfWork,
    UnitOfWorkFactory,
)
from ntg_bot.services.screening import screened

MOST_OF_ONE = 12
"""materials of one practice"""
TITLE_CHARACTERS = 120
_URL = re.compile(r"https?://[^\s<>\"'|\\^`{}]{3,500}", re.IGNORECASE)


class MaterialService:
    """Who may do what is checked when it is done. Also services.ports.Shelf."""

    def __init__(
        self,
        library: Library,
        store: FileStore,
        screening: Screening,
        uow: UnitOfWorkFactory,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._library = library
        self._store = store
        self._screening = screening
        self._uow = uow
        self._clock = clock
        self._ids = ids

    async def add_link(
        self, work: UnitOfWork, member: Member | None, workspace_id: str, practice_id: str,
        url: str, title: str = "",
    ) -> Material:  # fmt: skip
        """A link; None for `member` is the programme itself, whose materials need no yes."""
        address = url.strip()
        if not _URL.fullmatch(address):
            raise InvalidInput("url", key="refused.no_material_link")
        await self._check(work, member, practice_id, f"{title} {address}")
        material = self._new(member, workspace_id, practice_id, title or address, url=address)
        await self._add(work, member, material)
        return material

    async def add_file(
        self, work: UnitOfWork, member: Member | None, workspace_id: str, practice_id: str,
        name: str, data: bytes, title: str = "",
    ) -> Material:  # fmt: skip
        """A file, after it was looked at; raises InvalidInput for what may not be shared."""
        checked = await asyncio.to_thread(files.check, name, data)
        await self._check(work, member, practice_id, title or checked.name)
        sha256 = await asyncio.to_thread(self._store.put, data)
        material = self._new(
            member,
            workspace_id,
            practice_id,
            title or checked.name,
            sha256=sha256,
            name=checked.name,
            media_type=checked.media_type,
            size=len(data),
        )
        await self._add(work, member, material)
        return material

    async def own(self, work: UnitOfWork, member: Member, id: str) -> Material:
        """The member's own; anybody else's is not found."""
        material = await work.materials.get(id)
        if (
            material is None
            or not material.member_id
            or (material.workspace_id, material.member_id) != (member.workspace_id, member.id)
        ):
            raise NotFound(key="refused.material_gone")
        return material

    async def to_review(self, work: UnitOfWork, member: Member, id: str) -> Material:
        """For a moderator of its practice in its workspace."""
        require(member, Act.REVIEW)
        material = await work.materials.get(id)
        if material is None or material.workspace_id != member.workspace_id:
            raise NotFound(key="refused.material_gone")
        require(member, Act.REVIEW, self._practice(material.practice_id).communities)
        return material

    async def decide(self, work: UnitOfWork, member: Member, id: str, *, is_yes: bool) -> Material:
        material = await self.to_review(work, member, id)
        decided = material.decided(MaterialState.SHOWN if is_yes else MaterialState.DECLINED)
        await work.materials.save(decided)
        verb = "material.accept" if is_yes else "material.decline"
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)
        return decided

    async def remove(self, work: UnitOfWork, member: Member | None, id: str) -> Material:
        """By who brought it, by a moderator, or by who runs the bot; `drop_unused` takes its bytes,
        where no other material has them.
        """
        material = await work.materials.get(id)
        if material is None:
            raise NotFound(key="refused.material_gone")
        if member is not None:
            if material.workspace_id != member.workspace_id:
                raise NotFound(key="refused.material_gone")
            if material.member_id != member.id:
                if not member.is_moderator:
                    raise NotAllowed(key="refused.not_moderator")
                require(member, Act.REVIEW, self._practice(material.practice_id).communities)
        await work.materials.remove(id)
        await work.audit.add(
            at=self._clock.now(),
            actor=member.id if member else "",
            verb="material.remove",
            object_id=id,
        )
        return material

    async def drop_unused(self, *, at_least_seconds: float = 3_600, only: str = "") -> int:
        """Removes the files (or `only` the one) to which no material refers any more; call it when
        the change is durable. Those that were put there just now are left: their material is on
        its way.
        """
        dropped = 0
        for sha256 in await asyncio.to_thread(self._store.kept, at_least_seconds):
            if only not in ("", sha256):
                continue
            async with self._uow(read_only=True) as work:
                is_used = await work.materials.refers_to(sha256)
            if not is_used:
                await asyncio.to_thread(self._store.remove, sha256)
                dropped += 1
        return dropped

    # --- services.ports.Shelf -------------------------------------------------------------------

    def practices(self) -> Sequence[tuple[str, str]]:
        current = (
            each for each in self._library.practices() if each.status is PracticeStatus.CURRENT
        )
        return sorted(((each.id, each.title) for each in current), key=lambda pair: pair[1])

    async def bring(
        self, platform: str, workspace: str, user: str, practice_id: str, name: str, data: bytes
    ) -> str:
        async with self._uow() as work:
            space = await work.workspaces.of_platform(platform, workspace)
            member = await work.members.of_user(space.id, user) if space else None
            if space is None or member is None:
                raise NotFound(key="refused.nothing_held")
            added = await self.add_file(work, member, space.id, practice_id, name, data)
            await work.commit()
        return added.id

    async def hand_out(self, id: str) -> tuple[str, str, bytes] | None:
        async with self._uow(read_only=True) as work:
            material = await work.materials.get(id)
        if material is None or not material.is_file or material.state is not MaterialState.SHOWN:
            return None
        data = await asyncio.to_thread(self._store.get, material.sha256)
        return (material.name, material.media_type, data) if data is not None else None

    # --- what both need -------------------------------------------------------------------------

    def _practice(self, id: str) -> Practice:
        return self._library.practice(id)

    def _new(
        self, member: Member | None, workspace_id: str, practice_id: str, title: str, **file: object
    ) -> Material:
        practice = self._practice(practice_id)
        return Material(
            id=self._ids.new(),
            workspace_id=workspace_id,
            practice_id=practice.id,
            title=" ".join(title.split())[:TITLE_CHARACTERS],
            state=MaterialState.WAITING if member is not None else MaterialState.SHOWN,
            added_at=self._clock.now(),
            member_id=member.id if member is not None else "",
            **file,  # type: ignore[arg-type]
        )

    async def _check(
        self, work: UnitOfWork, member: Member | None, practice_id: str, words: str
    ) -> None:
        """Raises where there is no such practice, no room, or words that may identify somebody."""
        there = await work.materials.of_practice(self._practice(practice_id).id)
        if len(there) >= MOST_OF_ONE:
            raise InvalidInput("practice", key="refused.materials_full", most=MOST_OF_ONE)
        if member is not None and await screened(self._screening, {"title": words}):
            raise InvalidInput("file", key="refused.material_names")

    async def _add(self, work: UnitOfWork, member: Member | None, material: Material) -> None:
        await work.materials.add(material)
        await work.audit.add(
            at=self._clock.now(),
            actor=member.id if member else "",
            verb="material.add",
            object_id=material.id,
        )
