"""Materials of practices, and a folder with their files."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from ntg_bot.domain.errors import StorageError
from ntg_bot.domain.materials import Material, MaterialState
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import material

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Materials:
    """services.ports.MaterialRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, material_: Material) -> None:
        await self._session.execute(insert(material).values(_values(material_)))

    async def save(self, material_: Material) -> None:
        await self._session.execute(
            update(material).where(material.c.id == material_.id).values(_values(material_))
        )

    async def get(self, id: str) -> Material | None:
        row = await self._session.first_to_change(select(material).where(material.c.id == id))
        return to_material(row) if row else None

    async def remove(self, id: str) -> None:
        await self._session.execute(delete(material).where(material.c.id == id))

    async def of_practice(self, practice_id: str) -> Sequence[Material]:
        rows = await self._session.all(
            select(material)
            .where(
                material.c.practice_id == practice_id,
                material.c.state == MaterialState.SHOWN.value,
            )
            .order_by(material.c.added_at, material.c.id)
        )
        return [to_material(row) for row in rows]

    async def all(self) -> Sequence[Material]:
        rows = await self._session.all(
            select(material).order_by(material.c.added_at, material.c.id)
        )
        return [to_material(row) for row in rows]

    async def refers_to(self, sha256: str) -> bool:
        one = select(material.c.id).where(material.c.sha256 == sha256).limit(1)
        return await self._session.first(one) is not None


class FolderFiles:
    """services.ports.FileStore: a file named by its SHA-256, in a folder named by its beginning."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        file = self._file(sha256)
        try:
            if self.get(sha256) is None:
                file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                handle, name = tempfile.mkstemp(dir=file.parent)
                with os.fdopen(handle, "wb") as new:
                    new.write(data)
                    new.flush()
                    os.fsync(new.fileno())
                os.replace(name, file)
        except OSError as error:
            raise StorageError(f"The file cannot be kept: {error.strerror}.") from error
        return sha256

    def get(self, sha256: str) -> bytes | None:
        file = self._file(sha256)
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"A file cannot be read: {error.strerror}.") from error
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def remove(self, sha256: str) -> None:
        try:
            self._file(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"A file cannot be removed: {error.strerror}.") from error

    def kept(self, at_least_seconds: float) -> Sequence[str]:
        before = time.time() - at_least_seconds
        try:
            return [
                file.name
                for file in sorted(self._folder.glob("??/*"))
                if _SHA256.fullmatch(file.name) and file.stat().st_mtime <= before
            ]
        except OSError as error:
            raise StorageError(f"The files cannot be looked through: {error.strerror}.") from error

    def _file(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise StorageError("That is no file of ours.")
        return self._folder / sha256[:2] / sha256


def to_material(row: Row[Any]) -> Material:
    return Material(
        id=row.id,
        workspace_id=row.workspace_id,
        practice_id=row.practice_id,
        title=row.title,
        state=MaterialState(row.state),
        added_at=row.added_at,
        member_id=row.member_id,
        url=row.url,
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
    )


def _values(material_: Material) -> dict[str, object]:
    return {
        "id": material_.id,
        "workspace_id": material_.workspace_id,
        "practice_id": material_.practice_id,
        "title": material_.title,
        "state": material_.state.value,
        "added_at": material_.added_at,
        "member_id": material_.member_id,
        "url": material_.url,
        "sha256": material_.sha256,
        "name": material_.name,
        "media_type": material_.media_type,
        "size": material_.size,
    }
