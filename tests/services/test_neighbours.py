"""Statistical neighbours: read, followed through mergers and splits, refused with the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ntg_bot.content import load_knowledge
from ntg_bot.domain.checks import Tally
from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.knowledge import Authority
from ntg_bot.services.checks import by_region
from ntg_bot.services.library import Library
from ntg_bot.services.neighbours import NeighbourService
from tests.fakes.entries import TAXONOMY
from tests.fakes.world import World
from tests.storage.world import a_check

HEAD = "ons_code,name,rank,neighbour_ons_code,neighbour_name,closeness\n"


def council(
    code: str, other_codes: str = "", region: str = "North", type_: str = "unitary"
) -> Authority:
    return Authority(code, "1", f"Council {code[-1]}", "", region, type_, "", other_codes)


A, B, C, D, E = (f"E0600000{number}" for number in range(1, 6))
FORMER, SPLIT = "E10000001", "E10000002"
COUNCILS = {
    A: council(A),
    B: council(B, other_codes=f"{FORMER}; E10000009"),
    C: council(C, other_codes=SPLIT),
    D: council(D, other_codes=SPLIT, type_="county"),
    E: council(E, region="South"),
}


def service(bot: World) -> NeighbourService:
    return NeighbourService(Library(TAXONOMY, COUNCILS), bot.clock)


async def bring_in(bot: World, rows: str, dated: date | None = None) -> dict[str, list[str]]:
    """The neighbours of each council after the import, nearest first."""
    async with bot.database.uow() as work:
        data = (HEAD + rows).encode()
        found = await service(bot).bring_in(work, data, file="set.csv", dated=dated)
        await work.commit()
    assert found.neighbours == len(rows.splitlines()) or found.unknown or found.followed
    async with bot.database.uow(read_only=True) as work:
        listed: dict[str, list[str]] = {}
        for each in await work.neighbours.all():
            assert each.rank == len(listed.setdefault(each.authority, [])) + 1
            listed[each.authority].append(each.neighbour)
    return listed


async def test_the_nearest_come_first_and_the_date_of_the_set_goes_along(bot: World) -> None:
    rows = f"{A},,2,{C},,close\n{A},,1,{B},,very close\n"
    assert await bring_in(bot, rows, date(2025, 3, 1)) == {A: [B, C]}
    async with bot.database.uow(read_only=True) as work:
        peers = await service(bot).peers(work, A)
    assert peers.found is not None and peers.found.dated == "2025-03-01"
    assert [each.closeness for each in peers.councils] == ["very close", "close"]


async def test_councils_that_merged_or_split_are_followed(bot: World) -> None:
    merged = f"{FORMER},,1,{A},,x\nE10000009,,1,{C},,x\nE10000009,,2,{A},,x\n"
    assert await bring_in(bot, merged) == {B: [A, C]}
    assert await bring_in(bot, f"{SPLIT},,1,{A},,x\n") == {C: [A], D: [A]}
    assert await bring_in(bot, f"{A},,1,{SPLIT},,x\n{A},,2,{B},,x\n") == {A: [C, D, B]}
    both = f"{FORMER},,1,{A},,x\n{B},,1,{C},,x\n"
    assert await bring_in(bot, both) == {B: [C]}, "the successor's own row knows better"
    assert await bring_in(bot, f"{SPLIT},,1,{C},,x\n") == {D: [C]}, "none is its own neighbour"


async def test_codes_of_nobody_are_left_out_and_named(bot: World) -> None:
    async with bot.database.uow() as work:
        rows = f"{HEAD}{A},,1,E99999999,,x\n{A},,2,{B},,x\n"
        found = await service(bot).bring_in(work, rows.encode(), file="set.csv")
    assert (found.unknown, found.neighbours, found.councils) == (("E99999999",), 1, 1)


@pytest.mark.parametrize(
    ("data", "key", "line"),
    [
        (b"", "refused.neighbours_columns", ""),
        (b"ons_code,rank\nx,1\n", "refused.neighbours_columns", ""),
        (b"\xff\xfe", "refused.neighbours_no_text", ""),
        (HEAD.encode(), "refused.no_neighbours", ""),
        (f"{HEAD}{A},,0,{B},,x\n".encode(), "refused.neighbours_line", "2"),
        (f"{HEAD}{A},,1,{B},,x\n{A},,one,{B},,x\n".encode(), "refused.neighbours_line", "3"),
        (f"{HEAD}{A},,1,,,x\n".encode(), "refused.neighbours_line", "2"),
        (f"{HEAD}E1,,1,E2,,x\n".encode(), "refused.no_neighbours", ""),
        (b"x" * 5_000_001, "refused.neighbours_large", ""),
    ],
)
async def test_a_bad_file_changes_nothing_and_says_where(
    bot: World, data: bytes, key: str, line: str
) -> None:
    await bring_in(bot, f"{A},,1,{B},,x\n")
    async with bot.database.uow() as work:
        with pytest.raises(InvalidInput) as told:
            await service(bot).bring_in(work, data, file="bad.csv")
    assert told.value.key == key and told.value.values.get("line", "") == line
    async with bot.database.uow(read_only=True) as work:
        assert len(await work.neighbours.all()) == 1


async def test_until_then_councils_go_by_region_and_type(bot: World) -> None:
    async with bot.database.uow(read_only=True) as work:
        peers = await service(bot).peers(work, A)
        nobody = await service(bot).peers(work, "gone")
    assert peers.found is None and nobody.councils == ()
    assert [each.neighbour for each in peers.councils] == [B, C, D], "too few of its type: all"
    many = {f"E0700000{n}": council(f"E0700000{n}") for n in range(4)} | COUNCILS
    wide = NeighbourService(Library(TAXONOMY, many), bot.clock)
    async with bot.database.uow(read_only=True) as work:
        of_type = await wide.peers(work, A)
    assert D not in [each.neighbour for each in of_type.councils]


def test_what_a_council_said_stays_with_those_that_took_its_place() -> None:
    made = Library(TAXONOMY, COUNCILS)
    assert made.authority_name(SPLIT) == "Council 3 and Council 4"
    assert made.authority_name("E99999999") == "" and made.council("E99999999") is None
    check = a_check("c", "w", authority=FORMER)
    assert made.authority_name(check.authority) == "Council 2"
    assert by_region([check], made) == (("North", Tally.of([check])),)


def test_every_council_is_followed_from_the_codes_it_had() -> None:
    knowledge = load_knowledge(Path(__file__).parents[2] / "knowledge")
    library = Library(knowledge.taxonomy, knowledge.authorities)
    for code in knowledge.authorities:
        assert library.councils_now(code) == (code,)
    named = {
        code: [library.authority_name(each) for each in library.councils_now(code)]
        for code in ("E10000006", "E10000021", "E06000028", "E08000020", "E10000099")
    }
    assert named == {
        "E10000006": ["Cumberland", "Westmorland and Furness"],
        "E10000021": ["North Northamptonshire", "West Northamptonshire"],
        "E06000028": ["Bournemouth, Christchurch and Poole"],
        "E08000020": ["Gateshead"],
        "E10000099": [],
    }
    assert replace(COUNCILS[A], other_codes=" ; E1;").codes == (A, "E1")
