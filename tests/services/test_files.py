"""What may be shared as a file: known by its bytes, and no bomb among two hundred."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.services import files

PDF = b"%PDF-1.7\n..."
BOMBS = 200


def archive(entries: dict[str, bytes], *, times: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(times):
            for name, data in entries.items():
                made.writestr(name if times == 1 else f"{number}/{name}", data)
    return out.getvalue()


def word(more: dict[str, bytes] | None = None) -> bytes:
    text = bytes(random.Random(3).randbytes(2_000))
    return archive({"[Content_Types].xml": b"<x/>", "word/document.xml": text, **(more or {})})


def refused(name: str, data: bytes) -> str:
    with pytest.raises(InvalidInput) as told:
        files.check(name, data)
    return told.value.key


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("Template.PDF", PDF, "application/pdf"),
        ("plan.docx", word(), files.TYPES["docx"][0]),
        ("notes.txt", "Gr\u00fc\u00dfe\r\n".encode(), "text/plain"),
        ("a.csv", b"\xef\xbb\xbfa,b\n1,2\n", "text/csv"),
        ("pic.jpeg", b"\xff\xd8\xff\xe0...", "image/jpeg"),
        ("set.zip", archive({"a/plan.txt": b"plan", "b.pdf": PDF}), "application/zip"),
        (
            "t.odt",
            archive({"mimetype": files.TYPES["odt"][0].encode(), "content.xml": b"<x/>"}),
            files.TYPES["odt"][0],
        ),
    ],
)
def test_what_people_share_is_taken(name: str, data: bytes, media_type: str) -> None:
    assert files.check(name, data) == files.Checked(name, media_type)


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("run.exe", b"MZ", "refused.file_type"),
        ("page.html", b"<script>", "refused.file_type"),
        ("none", b"x", "refused.file_type"),
        ("a.pdf", b"", "refused.file_empty"),
        ("a.pdf", PDF + bytes(files.MOST_BYTES), "refused.file_large"),
        ("a.pdf", b"MZ\x90", "refused.file_other"),
        ("a.png", PDF, "refused.file_other"),
        ("a.txt", b"\x7fELF\x00\x01", "refused.file_other"),
        ("a.txt", b"\xff\xfe\x00", "refused.file_other"),
        ("a.docx", archive({"xl/workbook.xml": b"<x/>"}), "refused.file_other"),
        ("a.odt", archive({"mimetype": b"application/zip"}), "refused.file_other"),
        ("a.docx", word({"word/vbaProject.bin": b"macro"}), "refused.file_macros"),
        ("a.docx", word({"../../etc/passwd": b"x"}), "refused.file_paths"),
        ("a.zip", archive({"/abs.txt": b"x"}), "refused.file_paths"),
        ("a.zip", archive({"inner.zip": archive({"a": b"b"})}), "refused.file_inside"),
        ("a.zip", archive({"run.exe": b"MZ\x90\x00"}), "refused.file_inside"),
        ("a.docx", word()[:-40], "refused.file_broken"),
    ],
)
def test_what_is_not_what_it_says_or_may_do_harm_is_refused(
    name: str, data: bytes, key: str
) -> None:
    assert refused(name, data) == key


def test_two_hundred_bombs_are_refused() -> None:
    chance = random.Random(20260302)
    for number in range(BOMBS):
        ending = ("zip", "docx", "xlsx", "odp")[number % 4]
        inside = {"zip": {}, "docx": {"word/document.xml": b"x"}, "xlsx": {"xl/workbook.xml": b"x"},
                  "odp": {"mimetype": files.TYPES["odp"][0].encode()}}[ending]  # fmt: skip
        match number % 3:
            case 0:  # little becomes much
                data = archive({**inside, "big": bytes(chance.randint(1, 3) * 1024 * 1024)})
            case 1:  # more entries than anybody needs
                out = io.BytesIO()
                with zipfile.ZipFile(out, "w") as made:
                    for name in range(files.MOST_ENTRIES + chance.randint(1, 40)):
                        made.writestr(f"{name}", b"")
                data = out.getvalue()
            case _:  # the same, and it lies about its size
                data = archive({**inside, "big": bytes(2 * 1024 * 1024)})
                data = data.replace((2 * 1024 * 1024).to_bytes(4, "little"), b"\x10\x00\x00\x00")
        key = refused(f"a.{ending}", data)
        assert key in ("refused.file_bomb", "refused.file_broken"), (number, ending)


def test_names_lose_folders_and_what_file_systems_choke_on() -> None:
    assert files.tidied("..\\..\\a/b/Plan: <new>.docx") == "Plan_ _new_.docx"
    assert files.tidied("\x00\r\n.pdf") == "___.pdf"
    assert len(files.tidied("a" * 300 + ".pdf")) == files.LONGEST_NAME
