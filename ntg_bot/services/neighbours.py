"""Which councils are like one's own: by an imported set of statistical neighbours, else by place.

The set's date goes wherever it is used. A council that was merged or split since is followed by
its successors.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ntg_bot.domain.errors import InvalidInput
from ntg_bot.domain.peers import Neighbour, NeighbourSet
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

COLUMNS = ("ons_code", "rank", "neighbour_ons_code", "closeness")
"""that a set must have; names of councils beside them are for people"""
MOST_BYTES = 5_000_000
FEWEST_BY_PLACE = 3
"""councils of the same region and type; where there are fewer, the whole region counts"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made of a file."""

    found: NeighbourSet
    councils: int
    neighbours: int
    unknown: tuple[str, ...]
    """codes that stand for no council today; their rows were left out"""
    followed: tuple[str, ...]
    """former codes whose successors took their place"""


@dataclass(frozen=True, slots=True)
class Peers:
    """Councils like one, nearest first; `found` is None where they go by region and type."""

    authority: str
    councils: tuple[Neighbour, ...]
    found: NeighbourSet | None


class NeighbourService:
    """Reads sets of neighbours and says who is like whom."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def peers(self, work: UnitOfWork, authority: str) -> Peers:
        """The councils most like `authority`."""
        found = await work.neighbours.imported()
        councils = tuple(await work.neighbours.of(authority)) if found else ()
        if councils:
            return Peers(authority, councils, found)
        return Peers(authority, self._by_place(authority), None)

    def _by_place(self, code: str) -> tuple[Neighbour, ...]:
        own = self._library.authorities.get(code)
        if own is None:
            return ()
        near = [
            each
            for each in self._library.authorities.values()
            if each.region == own.region and each.ons_code != code
        ]
        alike = [each for each in near if each.type == own.type]
        chosen = alike if len(alike) >= FEWEST_BY_PLACE else near
        ordered = sorted(chosen, key=lambda each: each.name)
        return tuple(
            Neighbour(code, rank, each.ons_code, "") for rank, each in enumerate(ordered, start=1)
        )

    async def bring_in(
        self, work: UnitOfWork, data: bytes, *, file: str, dated: date | None = None
    ) -> Imported:
        """Makes a CSV file the set of neighbours. A fault names its line and changes nothing."""
        rows = _read(data)
        unknown: dict[str, None] = {}
        followed: dict[str, None] = {}
        ranked: dict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
        direct = {row[0] for row in rows if self._library.councils_now(row[0]) == (row[0],)}
        for code, rank, neighbour, closeness in rows:
            owners, others = self._now(code), self._now(neighbour)
            for each, now in ((code, owners), (neighbour, others)):
                if not now:
                    unknown.setdefault(each)
                elif now != (each,):
                    followed.setdefault(each)
            for owner in owners:
                if owner != code and owner in direct:
                    continue  # the set has the successor itself, which knows better
                for other in others:
                    best = ranked[owner].get(other)
                    if other != owner and (best is None or rank < best[0]):
                        ranked[owner][other] = (rank, closeness)
        neighbours = tuple(_in_order(ranked))
        if not neighbours:
            raise InvalidInput("file", key="refused.no_neighbours")
        found = NeighbourSet(dated.isoformat() if dated else "", file, self._clock.now())
        await work.neighbours.replace(found, neighbours)
        return Imported(
            found,
            len({each.authority for each in neighbours}),
            len(neighbours),
            tuple(unknown),
            tuple(followed),
        )

    def _now(self, code: str) -> tuple[str, ...]:
        return self._library.councils_now(code)


def _in_order(ranked: Mapping[str, Mapping[str, tuple[int, str]]]) -> Iterable[Neighbour]:
    """Ranks from 1 on, also where two former councils' neighbours came together."""
    for owner, others in sorted(ranked.items()):
        ordered = sorted(others.items(), key=lambda pair: (pair[1][0], pair[0]))
        for rank, (other, (_, closeness)) in enumerate(ordered, start=1):
            yield Neighbour(owner, rank, other, closeness)


def _read(data: bytes) -> Sequence[tuple[str, int, str, str]]:
    """(council, rank, neighbour, closeness) of each row; raises InvalidInput at the first fault."""
    if len(data) > MOST_BYTES:
        raise InvalidInput("file", key="refused.neighbours_large", most=MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("file", key="refused.neighbours_no_text") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[str, int, str, str]] = []
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise InvalidInput("file", key="refused.neighbours_columns", names=", ".join(missing))
        for row in reader:
            rank = (row["rank"] or "").strip()
            codes = [(row[name] or "").strip() for name in ("ons_code", "neighbour_ons_code")]
            if not (rank.isascii() and rank.isdecimal() and 0 < int(rank[:6]) < 1_000):
                raise _fault(reader.line_num, f"rank {rank[:20]!r}")
            if not all(codes):
                raise _fault(reader.line_num, "no ONS code")
            rows.append((codes[0], int(rank), codes[1], (row["closeness"] or "").strip()[:60]))
    except csv.Error as error:
        raise _fault(reader.line_num, str(error)) from error
    return rows


def _fault(line: int, what: str) -> InvalidInput:
    return InvalidInput("file", key="refused.neighbours_line", line=line, what=what)
