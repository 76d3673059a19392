"""Questions with known answers, asked of the base itself: what confidence is fitted on.

A practice is asked for by one of its own ways of asking, with that line taken out (somebody asks
in words we have not seen), and by all of them with the practice itself taken out (nobody can
answer). The same is done over a bare base of titles and texts, so that what is learnt does not
rest on how ours is laid out. Everything is drawn with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from numpy.typing import NDArray

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.knowledge import Example, Faq, Item, Kind, Practice
from ntg_bot.domain.taxonomy import Taxonomy
from ntg_bot.retrieval.confidence import Observation
from ntg_bot.retrieval.engine import Engine
from ntg_bot.retrieval.slips import damaged
from ntg_bot.retrieval.vectors import Encoder

PARTS = 4
"""the base is asked this many times, each time without another part of its practices"""
SLIPS = 0.35
"""share of the longer words that a hurried form of a question has wrong"""
OWN = 0.2
"""what a practice's own line counts against a question written for fitting: the lines were
written to avoid the title's words, which people who ask do not"""
_HELD_LINES = 2
_NEAREST = 3
_SEED = 20261121
EVERYBODY = Audience(public_only=True)
NO_LISTS = Taxonomy((), (), (), (), (), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and the ids of the entries that answer it; none: it is foreign to the base."""

    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one trial. A first hit in `unclear` speaks neither for nor against."""

    text: str
    right: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    weight: float = 1.0
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """A base and what is asked of it. A bare one goes without our lists and ways of asking."""

    items: tuple[Item, ...]
    asked: tuple[Asked, ...]
    is_bare: bool = False


def trials(
    items: Sequence[Item], labelled: Sequence[Labelled], taxonomy: Taxonomy
) -> Iterator[Trial]:
    """All trials of `items` with `labelled`, which belong to the base as a whole."""
    practices = sorted((i for i in items if isinstance(i, Practice)), key=lambda i: i.id)
    others = [item for item in items if not isinstance(item, Practice)]
    alike = _alike(practices, taxonomy)
    random = Random(_SEED)  # noqa: S311 - a drawing, not a secret
    drawn = random.sample(practices, len(practices))
    labelled = list({one.text: one for one in labelled}.values())
    own = [one for one in labelled if one.relevant]
    for part in range(PARTS):
        gone = {practice.id for practice in drawn[part::PARTS]}
        for one in own[part::PARTS]:
            gone |= one.relevant
        kept, asked = _own_lines(practices, gone, part, alike)
        asked += _written(own, gone, alike)
        left = tuple(item for item in others if _still_there(item, gone))
        yield Trial((*kept, *left), tuple(asked))
        bare = tuple(_bare(practice) for practice in practices if practice.id not in gone)
        yield Trial(bare, tuple(asked), is_bare=True)
    whole = [Asked(one.text, one.relevant) for one in own]
    whole += [Asked(_hurried(one.text), one.relevant) for one in own[::2]]
    whole += [Asked(one.text, is_foreign=True) for one in labelled if not one.relevant]
    yield Trial(tuple(items), tuple(whole))


def observations(
    trial: Trial, engine: Engine, seen: Callable[[int], None] | None = None
) -> list[Observation]:
    """What `engine`, empty before, shows of each question of `trial`; `seen` hears how many."""
    engine.replace(trial.items)
    found = []
    for number, one in enumerate(trial.asked, start=1):
        result = engine.search(one.text, audience=EVERYBODY, limit=1)
        shown = engine.evidence(one.text)
        if shown is not None and result.hits:
            first = result.hits[0].id
            is_right = first in one.right
            if is_right or first not in one.unclear:
                found.append(Observation(shown, is_right, one.weight, one.is_foreign))
        if seen is not None:
            seen(number)
    return found


class Remembering:
    """See vectors.Encoder. Keeps every text's vector: trials ask the same questions again."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._kept: dict[str, NDArray[np.float32]] = {}

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def size(self) -> int:
        return self._encoder.size

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(texts, size) unit vectors."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if missing:
            self._kept.update(zip(missing, self._encoder.encode(missing), strict=True))
        return np.stack([self._kept[text] for text in texts])


def _own_lines(
    practices: Sequence[Practice],
    gone: set[str],
    part: int,
    alike: Mapping[str, frozenset[str]],
) -> tuple[list[Practice], list[Asked]]:
    """The practices that stay, each without one of its lines, and what is asked with them: every
    other line as a hurried hand types it.
    """
    kept: list[Practice] = []
    asked: list[Asked] = []
    for number, practice in enumerate(practices):
        lines = practice.asked_as
        typed = _hurried if (number + part) % 2 else str
        if practice.id in gone:
            unclear = alike[practice.id]
            asked += [Asked(typed(x), unclear=unclear, weight=OWN) for x in lines[:_HELD_LINES]]
        elif lines:
            out = part % len(lines)
            kept.append(replace(practice, asked_as=lines[:out] + lines[out + 1 :]))
            asked.append(Asked(typed(lines[out]), frozenset({practice.id}), weight=OWN))
        else:
            kept.append(practice)
    return kept, asked


def _written(
    own: Sequence[Labelled], gone: set[str], alike: Mapping[str, frozenset[str]]
) -> list[Asked]:
    """The labelled questions, as far as it is clear whether what is left answers them."""
    asked: list[Asked] = []
    for one in own:
        right = one.relevant - gone
        unclear = frozenset().union(*(alike.get(id, frozenset()) for id in one.relevant))
        if right and right != one.relevant:
            continue
        weight = 1 / PARTS if right else 1.0
        asked += [Asked(text, right, unclear, weight) for text in (one.text, _hurried(one.text))]
    return asked


def _hurried(text: str) -> str:
    """`text` with slips, the same ones every time."""
    return damaged(text, SLIPS, Random(f"{_SEED} {text}"))  # noqa: S311


def _still_there(item: Item, gone: set[str]) -> bool:
    """An example of nothing but what is gone goes too, for it tells of the same."""
    return (
        not (isinstance(item, Example) and item.practice_ids and set(item.practice_ids) <= gone)
        and item.id not in gone
    )


def _bare(practice: Practice) -> Faq:
    return Faq(
        id=practice.id,
        title=practice.title,
        answer="\n".join((practice.summary, *practice.how_it_works, practice.body)),
        asked_as=(),
        keywords=(),
        disagreements=(),
        sources=(),
        reviewed=practice.reviewed,
    )


def _alike(practices: Sequence[Practice], taxonomy: Taxonomy) -> dict[str, frozenset[str]]:
    """By id, the practices so near that they may answer for one another, by their words."""
    engine = Engine(taxonomy, {})
    engine.replace(practices)
    near = {}
    for practice in practices:
        told = f"{practice.title}. {practice.summary}"
        result = engine.search(
            told, audience=EVERYBODY, limit=_NEAREST, kinds=frozenset({Kind.PRACTICE})
        )
        near[practice.id] = frozenset(hit.id for hit in result.hits) | {practice.id}
    return near
