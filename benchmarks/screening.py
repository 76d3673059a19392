"""How much of what identifies people screening finds, by kind and by origin of name, and how fast.

    python benchmarks/screening.py [--missed]

Everything is measured on our own labelled sentences (tests/screening/labelled): the blind half was
written before the rules and is never tuned on; of the other half the rules' author saw all. The
caller's terms here are the councils' names alone. --missed prints what was missed and what was held
in vain, on the half that may be seen. Prints, and asserts nothing; the tests hold the floors.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ntg_bot.domain.screening import PEOPLE, FindingKind
from ntg_bot.retrieval.english import is_english
from ntg_bot.retrieval.urgent import is_urgent
from ntg_bot.screening import Screener
from ntg_bot.screening.lists import folded, given_names
from tests.screening import generated, scoring

SEED = 20_261
LINES = 2_000
CHARACTERS = 12_000
RUNS = 15
HOSTILE = (
    "a",
    "A ",
    "A.",
    "a@",
    "07 ",
    "1 ",
    "https://",
    "Mr ",
    "the only ",
    "O'",
    "\u0301",
    "J, 7 ",
)


def screener(names: Collection[str] | None = None) -> Screener:
    return Screener(
        terms=scoring.councils(), is_english=is_english, is_urgent=is_urgent, names=names
    )


def row(name: str, tally: scoring.Tally) -> None:
    print(
        f"  {name:<26}{tally.there:>6}{tally.recall:>9.3f}"
        f"{tally.claimed:>9}{tally.precision:>11.3f}"
    )


def head(title: str) -> None:
    print(f"\n{title}\n  {'':<26}{'there':>6}{'recall':>9}{'claimed':>9}{'precision':>11}")


def identifiers(screen: Screener) -> None:
    head(f"Identifiers in {LINES:,} generated lines, half of them look-alikes")
    tallies = scoring.identifiers(screen.findings, generated.lines(LINES, SEED))
    for kind, tally in tallies.items():
        row(kind, tally)
    row("all", scoring.total(tallies.values()))


def people(screen: Screener, half: str) -> scoring.Tally:
    sentences = scoring.sentences(half)
    head(f"People in the {half} half, {len(sentences)} sentences")
    for kind in sorted(PEOPLE):
        row(kind, scoring.people(screen.findings, sentences, frozenset({kind})))
    for origin in scoring.origins(sentences):
        row(
            f"names: {origin}",
            scoring.people(
                screen.findings,
                [sentence for sentence in sentences if sentence.origin == origin],
                frozenset({FindingKind.PERSON}),
            ),
        )
    tally = scoring.people(screen.findings, sentences)
    row("all", tally)
    return tally


def unlisted(half: str) -> None:
    """The same with every name of the half struck from the package's list of names."""
    sentences = scoring.sentences(half)
    theirs = {
        folded(word)
        for sentence in sentences
        for start, end, kind in sentence.spans
        if kind is FindingKind.PERSON
        for word in re.findall(r"[^\W_]+", sentence.text[start:end])
    }
    screen = screener(given_names() - theirs)
    row(f"{half} half", scoring.people(screen.findings, sentences))


def posts(screen: Screener) -> None:
    print("\nOrdinary practice posts that pass")
    for part in scoring.POSTS:
        texts = scoring.posts(part)
        passed = len(texts) - len(scoring.held(screen.findings, texts))
        print(f"  {part:<8}{passed:>8} of {len(texts)}")


def speed(screen: Screener) -> None:
    print(
        f"\nMilliseconds for {CHARACTERS:,} characters, best of {RUNS}: by the clock, of processor"
    )
    ordinary = "\n".join((*scoring.posts("seen"), *scoring.posts("blind")))
    crowded = " ".join(sentence.text for sentence in scoring.sentences("seen"))
    texts = {"ordinary posts": ordinary, "a name in every sentence": crowded + crowded}
    texts.update({f"hostile {part!r}": part * CHARACTERS for part in HOSTILE})
    for name, text in texts.items():
        clock = min(seconds(screen, text[:CHARACTERS], time.perf_counter) for _ in range(RUNS))
        busy = min(seconds(screen, text[:CHARACTERS], time.process_time) for _ in range(RUNS))
        print(f"  {name:<26}{clock * 1000:>8.1f}{busy * 1000:>8.1f}")


def seconds(screen: Screener, text: str, now: Callable[[], float]) -> float:
    start = now()
    screen.findings(text)
    return now() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missed", action="store_true")
    arguments = parser.parse_args()
    screen = screener()
    identifiers(screen)
    tallies = [people(screen, half) for half in ("blind", "seen")]
    head("People, both halves")
    row("all", scoring.total(tallies))
    head("People whose names are in no list")
    for half in ("blind", "seen"):
        unlisted(half)
    posts(screen)
    speed(screen)
    if arguments.missed:
        print("\nMissed in the seen half", *tallies[1].missed, sep="\n  ")
        print("\nHeld in vain there", *tallies[1].wrong, sep="\n  ")
        print(
            "\nPosts held in vain",
            *scoring.held(screen.findings, scoring.posts("seen")),
            sep="\n  ",
        )


if __name__ == "__main__":
    main()
