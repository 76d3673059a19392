"""An edition as a Word file, with real headings, so that its outline can be walked by keyboard.

python-docx stamps files with the time of making; here the time is that of the freeze, and the
parts are packed in one order, so that the same freeze gives the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument

from ntg_bot.domain.editions import EditionEntry, Erratum, FrozenEdition
from ntg_bot.publishing.editions import day, evidence_of, heading, source_of, take_up_of

_PACKED_AT = (2000, 1, 1, 0, 0, 0)
"""any fixed time does; the zip format cannot hold one before 1980"""


def document(edition: FrozenEdition, errata: Sequence[Erratum] = ()) -> bytes:
    """The .docx file's content."""
    file = Document()
    about = file.core_properties
    about.title = heading(edition)
    about.author = "ntg-bot"
    about.language = "en-GB"
    about.created = about.modified = edition.frozen_at.replace(tzinfo=None)
    about.comments = ""
    file.add_heading(heading(edition), 0)
    file.add_paragraph(f"Published {day(edition.frozen_at)}.")
    if edition.signed_off_by:
        file.add_paragraph(_clean(edition.signed_off_by))
    if errata:
        file.add_heading("Errata", 1)
        for each in errata:
            where = f", {each.entry_id}" if each.entry_id else ""
            _bullet(file, f"{day(each.at)}{where}: {each.text}")
    file.add_heading("Foreword", 1)
    for part in edition.foreword.split("\n\n"):
        if part.strip():
            file.add_paragraph(_clean(part))
    file.add_heading("Contents", 1)
    for section in edition.sections:
        file.add_paragraph(_clean(section.name), style="List Bullet")
        for entry in (*section.entries, *section.did_not_work):
            file.add_paragraph(f"{entry.id} {_clean(entry.title)}", style="List Bullet 2")
    for section in edition.sections:
        file.add_heading(_clean(section.name), 1)
        file.add_paragraph(_clean(section.question))
        theme = ""
        for entry in section.entries:
            if entry.theme != theme:
                theme = entry.theme
                file.add_heading(_clean(theme), 2)
            _entry(file, entry)
        if section.did_not_work:
            file.add_heading("What was tested and did not work", 2)
            for entry in section.did_not_work:
                _entry(file, entry)
    file.add_heading("Gaps: where we know nothing yet", 1)
    for group, outcome in edition.gaps:
        _bullet(file, f"{group}: {outcome}")
    file.add_heading("Who else works on this", 1)
    for signpost in edition.signposts:
        _bullet(file, f"{signpost.name}. {signpost.what_became}")
    file.add_heading("Index", 1)
    for word, ids in edition.index():
        file.add_paragraph(f"{_clean(word)}: {', '.join(ids)}")
    made = io.BytesIO()
    file.save(made)
    return _packed(made.getvalue())


def _entry(file: WordDocument, entry: EditionEntry) -> None:
    file.add_heading(f"{entry.id} {_clean(entry.title)}", 3)
    file.add_paragraph(_clean(entry.summary))
    for step in entry.how_it_works:
        _bullet(file, step)
    _labelled(file, "Evidence", evidence_of(entry))
    for caution in entry.cautions:
        _labelled(file, "Beware", caution)
    for place in entry.done_in:
        _labelled(file, "Done in", place)
    _labelled(file, "Take-up", take_up_of(entry.take_up))
    for source in entry.sources:
        address = f" {source.url}" if source.url else ""
        _labelled(file, "Source", f"{source_of(source)}{address}")


def _labelled(file: WordDocument, label: str, words: str) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(f"{label}. ").bold = True
    paragraph.add_run(_clean(words))


def _bullet(file: WordDocument, words: str) -> None:
    file.add_paragraph(_clean(words), style="List Bullet")


def _clean(text: str) -> str:
    """`text` without the characters that XML 1.0 (section 2.2) has no place for."""
    return "".join(
        each
        for each in " ".join(text.split())
        if each >= " " and not "\ud800" <= each <= "\udfff" and each not in "\ufffe\uffff"
    )


def _packed(made: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in sorted(before.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = zipfile.ZipInfo(name, _PACKED_AT)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            after.writestr(part, before.read(name))
    return out.getvalue()
