"""Which files may be shared: a list of types, known by their bytes, and no bombs among them.

A name proves nothing: what a file is called must be what its bytes say. Archives, which the office
formats are too, are looked into without being unpacked to disk; what grows too much is refused
while it is read. Nothing is carried out, and nothing of a file is shown as a page.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from ntg_bot.domain.errors import InvalidInput

MOST_BYTES = 10 * 1024 * 1024
MOST_ENTRIES = 1_000
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100
"""unpacked bytes for each packed one, of the whole archive; office files reach about 30"""
LONGEST_NAME = 100
_CHUNK = 64 * 1024
_ZIP = b"PK\x03\x04"
_TEXT = re.compile(r"[^\t\n\r\x0c\x20-\x7e\x85\xa0-\U0010ffff]")

TYPES: dict[str, tuple[str, bytes]] = {
    "pdf": ("application/pdf", b"%PDF-"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _ZIP),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _ZIP),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", _ZIP),
    "odt": ("application/vnd.oasis.opendocument.text", _ZIP),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", _ZIP),
    "odp": ("application/vnd.oasis.opendocument.presentation", _ZIP),
    "zip": ("application/zip", _ZIP),
    "txt": ("text/plain", b""),
    "csv": ("text/csv", b""),
}
"""ending -> (media type, how its bytes begin); text has no beginning of its own"""
_INSIDE = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
_MACROS = ("vbaproject.bin", "vbadata.xml")
_NESTED = (_ZIP, b"Rar!", b"7z\xbc\xaf'\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be shared."""

    name: str
    media_type: str


def check(name: str, data: bytes) -> Checked:
    """Raises InvalidInput, field `file`, with what is wrong in plain words."""
    tidy = tidied(name)
    ending = tidy.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise InvalidInput("file", key="refused.file_type", types=", ".join(sorted(TYPES)))
    if not data:
        raise InvalidInput("file", key="refused.file_empty")
    if len(data) > MOST_BYTES:
        most = f"{MOST_BYTES // (1024 * 1024)} MB"
        raise InvalidInput("file", key="refused.file_large", most=most)
    media_type, magic = TYPES[ending]
    if not data.startswith(magic):
        raise InvalidInput("file", key="refused.file_other", ending=ending)
    if magic == _ZIP:
        _check_archive(ending, data)
    elif not magic:
        _check_text(ending, data)
    return Checked(tidy, media_type)


def tidied(name: str) -> str:
    """The name without folders, control characters and what file systems choke on."""
    last = PurePosixPath(name.replace("\\", "/")).name
    plain = re.sub(r"[^\w .()&'+-]", "_", last).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else plain[:LONGEST_NAME]


def _check_text(ending: str, data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("file", key="refused.file_other", ending=ending) from None
    if _TEXT.search(text):
        raise InvalidInput("file", key="refused.file_other", ending=ending)


def _check_archive(ending: str, data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                raise InvalidInput("file", key="refused.file_bomb")
            names = {entry.filename for entry in entries}
            if ending in _INSIDE and _INSIDE[ending] not in names:
                raise InvalidInput("file", key="refused.file_other", ending=ending)
            if any(PurePosixPath(name.lower()).name in _MACROS for name in names):
                raise InvalidInput("file", key="refused.file_macros")
            unpacked = 0
            for entry in entries:
                unpacked += _read(archive, entry, is_plain=ending == "zip", so_far=unpacked)
            if unpacked > MOST_RATIO * len(data):
                raise InvalidInput("file", key="refused.file_bomb")
            _check_kind(ending, archive, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        # RuntimeError is what zipfile raises for an entry that is locked with a password.
        raise InvalidInput("file", key="refused.file_broken") from None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, is_plain: bool, so_far: int) -> int:
    """How many bytes it unpacks to, counted while reading: what the archive says may be false."""
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and ":" in path.parts[0]):
        raise InvalidInput("file", key="refused.file_paths")
    size = 0
    with archive.open(entry) as packed:
        while chunk := packed.read(_CHUNK):
            if not size and chunk.startswith((*_PROGRAMS, *(_NESTED if is_plain else ()))):
                raise InvalidInput("file", key="refused.file_inside")
            size += len(chunk)
            if so_far + size > MOST_UNPACKED:
                raise InvalidInput("file", key="refused.file_bomb")
    return size


def _check_kind(ending: str, archive: zipfile.ZipFile, names: set[str]) -> None:
    """An OpenDocument file says its type in a file of its own."""
    if not ending.startswith("od"):
        return
    if (
        "mimetype" not in names
        or archive.read("mimetype").decode("ascii", "replace") != (TYPES[ending][0])
    ):
        raise InvalidInput("file", key="refused.file_other", ending=ending)
