"""knowledge/ and intents/ as checked values, or every fault in them at once.

Reading some 350 YAML files takes seconds in pure Python, so a checked value may be kept in a cache
folder (keeping.py). What reads and checks is imported where nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ntg_bot.content import keeping
from ntg_bot.content.values import Knowledge, Words
from ntg_bot.conversation import intents as conversation_intents
from ntg_bot.domain import encoding
from ntg_bot.domain import knowledge as domain_knowledge
from ntg_bot.domain import taxonomy as domain_taxonomy

LISTS = ("taxonomy.yaml", "thesaurus.yaml", "communities.yaml", "organisations.yaml")
AUTHORITIES = "authorities.csv"
TIMELINE = "timeline.yaml"
CACHE_FILE = "knowledge.json"
WORDS_FILE = "words.json"


def load_knowledge(folder: Path, cache: Path | None = None) -> Knowledge:
    """The knowledge base in `folder`; raises ContentErrors with all faults if there are any.

    `cache` is a folder of our own for the checked value, made if it is missing.
    """
    if cache is None:
        return _load_anew(folder)
    digest = _digest(folder)
    kept = keeping.kept(cache / CACHE_FILE, digest, Knowledge)
    if kept is not None:
        return kept
    knowledge = _load_anew(folder)
    keeping.keep(cache / CACHE_FILE, digest, knowledge)
    return knowledge


def _load_anew(folder: Path) -> Knowledge:
    from ntg_bot.content.checking import read_knowledge
    from ntg_bot.content.faults import ContentErrors, Faults

    faults = Faults(str(folder))
    knowledge = read_knowledge(folder, faults)
    if knowledge is None or faults.found:
        raise ContentErrors(faults.in_order())
    return knowledge


def load_words(folder: Path, cache: Path) -> Words:
    """All of `folder`, from the folder `cache` where nothing changed since; raises ContentErrors
    with every fault of the first kind of file that has any.
    """
    files = [(str(path.relative_to(folder)), path) for path in sorted(folder.rglob("*.yaml"))]
    digest = keeping.digest_of(files, (conversation_intents, encoding))
    found = keeping.kept(cache / WORDS_FILE, digest, Words)
    if found is None:
        from ntg_bot.content.intentions import read_words

        found = read_words(folder)
        keeping.keep(cache / WORDS_FILE, digest, found)
    return found


def _digest(folder: Path) -> str:
    return keeping.digest_of(_read_files(folder), (domain_knowledge, domain_taxonomy, encoding))


def _read_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for name in (*LISTS, AUTHORITIES, TIMELINE):
        if (folder / name).is_file():
            yield name, folder / name
    for kind in ("practice", "example", "faq"):
        if (folder / kind).is_dir():
            for path in sorted((folder / kind).iterdir()):
                if path.is_file():
                    yield f"{kind}/{path.name}", path
