"""Editions and the evidence gap map, as curators and everybody else see them in the chat."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

from ntg_bot.domain.asking import Facets
from ntg_bot.domain.knowledge import Direction
from ntg_bot.publishing.editions import DIRECTIONS, documents
from ntg_bot.publishing.gap_map import documents as map_documents
from ntg_bot.publishing.word import document
from tests.fakes.entries import practice
from tests.fakes.world import ASKER, MODERATOR, World, replies

FILLED = {
    "title": "What works for attendance",
    "foreword": "For every head teacher.\n\nNothing here is proof that it works for you.",
    "lines": "parents",
}


async def published(bot: World) -> None:
    form = (await bot.post(MODERATOR, "new edition"))[-1]
    draft = (await bot.fill_in(MODERATOR, form, **FILLED))[-1]
    assert "Once published it cannot be changed" in draft.text
    await bot.fill_in(MODERATOR, draft)


async def files(bot: World, number: int = 1) -> dict[str, bytes]:
    async with bot.database.uow(read_only=True) as work:
        edition = await bot.joined.editions.find(work, str(number))
        errata = await work.editions.errata(number)
    return documents(edition, errata) | {"edition.docx": document(edition, errata)}


async def test_an_edition_is_shown_before_it_is_published_and_stays_as_it_was(bot: World) -> None:
    await published(bot)
    before = await files(bot)
    page = before["edition-1.html"].decode()
    assert "NTG-1-001" in page
    assert "What was tested and did not work" in page
    assert "For every head teacher." in page
    changed = replace(bot.library.practices()[0], title="Something else altogether")
    async with bot.database.uow() as work:
        await work.knowledge.save(changed, by="m", at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.refresh()
    bot.clock.forward(seconds=timedelta(days=400).total_seconds())
    assert await files(bot) == before, "the same freeze gives the same bytes, a year later"
    shown = (await bot.post(ASKER, "edition 1"))[-1]
    assert "What works for attendance" in shown.text
    assert "Something else altogether" not in before["edition-1.html"].decode()
    assert [b.label for b in shown.buttons()] == []


async def test_a_correction_is_an_erratum_and_the_frozen_text_is_never_touched(bot: World) -> None:
    await published(bot)
    async with bot.database.uow(read_only=True) as work:
        frozen = await work.editions.get(1)
    shown = (await bot.post(MODERATOR, "edition 1"))[-1]
    form = (await bot.press(MODERATOR, shown, "Add an erratum"))[-1]
    wrong = (await bot.fill_in(MODERATOR, form, entry="NTG-9-999", text="It was two months."))[-1]
    assert "has no entry" in wrong.field("entry").error
    assert wrong.field("text").value == "It was two months."
    said = (await bot.fill_in(MODERATOR, wrong, entry="ntg-1-001"))[-1]
    assert "NTG-1-001 It was two months." in said.text
    async with bot.database.uow(read_only=True) as work:
        assert await work.editions.get(1) == frozen
    page = (await files(bot))["edition-1.html"].decode()
    assert page.index("It was two months.") < page.index("Foreword")
    assert "There is an erratum to this entry." in page


async def test_a_word_file_has_headings_and_every_entry_and_no_time_of_its_making(
    bot: World,
) -> None:
    await published(bot)
    word = (await files(bot))["edition.docx"]
    with zipfile.ZipFile(BytesIO(word)) as archive:
        text = archive.read("word/document.xml").decode()
        assert {part.date_time for part in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
    assert 'w:val="Heading3"' in text
    async with bot.database.uow(read_only=True) as work:
        edition = await work.editions.get(1)
    assert edition is not None
    assert all(entry.id in text for entry in edition.entries)


async def test_only_curators_publish_and_correct(bot: World) -> None:
    assert "curator or moderator" in (await bot.post(ASKER, "new edition"))[-1].text
    for action in ("edition.new", "edition.erratum"):
        said = (await bot.press_raw(ASKER, action, "1"))[-1]
        assert "curator or moderator" in said.text
    assert "No edition is out yet." in (await bot.post(ASKER, "editions"))[-1].text
    async with bot.database.uow(read_only=True) as work:
        assert await work.editions.all() == []


async def test_the_gap_map_counts_what_was_asked_and_proposes_a_call(bot: World) -> None:
    group, outcome = bot.library.taxonomy.groups[-1], bot.library.taxonomy.outcomes[0]
    bot.retriever.named["sibling"] = Facets(groups=(group.id,), outcomes=(outcome.id,))
    bot.seconds_between = 30
    for _ in range(3):
        await bot.post(ASKER, "what works for sibling contact")
    shown = (await bot.post(MODERATOR, "gap map"))[-1]
    assert f"{group.name}, {outcome.name}. Questions: 3." in shown.text
    assert "New call" in [b.label for b in shown.buttons()]
    to_all = (await bot.post(ASKER, "where are the gaps?"))[-1]
    assert "New call" not in [b.label for b in to_all.buttons()]
    one = (await bot.post(ASKER, f"where are the gaps for {group.name}?"))[-1]
    assert "Nothing known. Questions asked: 3" in one.text
    async with bot.database.uow() as work:
        await work.knowledge.save(
            replace(practice("sib", "Sibling visits"), groups=(group.id,), outcomes=(outcome.id,)),
            by="m",
            at=bot.clock.now(),
        )
        await work.commit()
    await bot.knowledge_base.refresh()
    assert (
        "Nothing known. Questions asked: 3"
        not in (await bot.post(ASKER, f"where are the gaps for {group.name}?"))[-1].text
    )
    assert "could not tell which group" in (await bot.post(ASKER, "gap map for plums"))[-1].text


async def test_the_picture_has_a_name_and_the_table_beside_it_says_all_of_it(bot: World) -> None:
    async with bot.database.uow(read_only=True) as work:
        found = await bot.joined.gaps.draw(work)
    made = map_documents(found)
    picture, page = made["gap-map.svg"].decode(), made["gap-map.html"].decode()
    assert '<title id="gap-title">Evidence gap map</title>' in picture
    assert page.count("<td>") == len(found.groups) * (len(found.outcomes) + 1)
    assert made["gap-map.csv"].decode().count("\r\n") == len(found.cells) + 1
    assert made == map_documents(found)


def test_a_publication_says_which_way_evidence_points_in_the_words_of_the_chat() -> None:
    assert {each: replies().say(f"direction.{each.value}") for each in Direction} == DIRECTIONS
