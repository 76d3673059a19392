"""Reads intents/: what people may want, one file each; the bot's replies; the router's lines."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from ntg_bot.content import rules
from ntg_bot.content.faults import ContentErrors, Faults
from ntg_bot.content.lists import IntentFile
from ntg_bot.content.located import Located, Place
from ntg_bot.content.models import BIDI
from ntg_bot.content.reading import Page, read_located, read_yaml
from ntg_bot.content.values import RoutingLines, SharingLine, Words
from ntg_bot.conversation.intents import Catalogue, Intent

REPLIES = "replies.yaml"
MIN_EXAMPLES = 15
_ROUTING = "routing"


def read_words(folder: Path) -> Words:
    """All of `folder`; raises ContentErrors with every fault of the first kind of file with any."""
    faults = Faults(str(folder))
    replies = read_replies(folder, faults)
    _raise(faults)
    return Words(load_intents(folder), replies, load_routing(folder))


def load_intents(folder: Path) -> tuple[Intent, ...]:
    """All intents by id; raises ContentErrors with every fault."""
    faults = Faults(str(folder))
    pages = read_intents(folder, faults)
    _raise(faults)
    return tuple(page.front.value() for page in pages if page.front is not None)


def load_replies(folder: Path) -> Catalogue:
    """Every sentence the bot says (replies.yaml); raises ContentErrors with every fault."""
    faults = Faults(str(folder))
    replies = read_replies(folder, faults)
    _raise(faults)
    return Catalogue(replies)


def load_routing(folder: Path) -> RoutingLines:
    """The lines of intents/routing/; raises ContentErrors with every fault."""
    faults = Faults(str(folder))
    lines = read_routing(folder, None, faults)
    _raise(faults)
    return lines


def read_intents(folder: Path, faults: Faults) -> list[Page[IntentFile]]:
    """The intent files in the order of their names, with their rules checked."""
    names = sorted(path.name for path in folder.glob("*.yaml") if path.name != REPLIES)
    if not names:
        faults.add("", 0, "has no intent files (*.yaml)")
    found = [read_yaml(folder, name, IntentFile, faults) for name in names]
    pages = [page for page in found if page is not None]
    rules.check_ids(pages, faults)
    _check_examples(pages, faults)
    return pages


def _check_examples(pages: list[Page[IntentFile]], faults: Faults) -> None:
    first: dict[str, str] = {}
    for page in pages:
        examples = list(rules.texts(page.located, ("examples",)))
        if rules.get(page.located, "examples") and len(examples) < MIN_EXAMPLES:
            reason = f"has {len(examples)}; an intent needs at least {MIN_EXAMPLES} examples"
            faults.at(page.file, page.located, ("examples",), reason)
        for place, text in examples:
            where = f"{page.file}:{page.located.line(place)}"
            known = first.setdefault(rules.alike(text), where)
            if known != where:
                reason = f"has {text!r:.60} again: {known} has it already"
                faults.at(page.file, page.located, place, reason)


def read_replies(
    folder: Path, faults: Faults, known: Mapping[str, frozenset[str]] | None = None
) -> dict[str, str]:
    """key -> sentence; keys may be grouped (`share: {thanks: ...}` is `share.thanks`).

    `known` maps each key that the code says to the names of its places, where they are to be
    compared.
    """
    located = read_located(folder, REPLIES, faults)
    if located is None:
        return {}
    if not isinstance(located.value, dict):
        faults.add(REPLIES, 1, "must be a mapping of key to sentence")
        return {}
    for line, key in located.repeated:
        faults.add(REPLIES, line, f"{key} is given twice; keep one of the two")
    replies: dict[str, str] = {}
    for place, value in _leaves(located.value, ()):
        key = ".".join(str(step) for step in place)
        if not isinstance(value, str) or not value.strip():
            faults.at(REPLIES, located, place, "must be a sentence; put it in quotes")
        elif key in replies:
            faults.at(REPLIES, located, place, "is given twice; keep one of the two")
        else:
            replies[key] = value
            for reason in _sentence_faults(key, value, known):
                faults.at(REPLIES, located, place, reason)
    for key in sorted((known or {}).keys() - replies.keys()):
        faults.add(REPLIES, 0, f"{key} is missing: the bot says it")
    return replies


def _leaves(values: Mapping[str, object], at: Place) -> Iterator[tuple[Place, object]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*at, key))
        else:
            yield (*at, key), value


def _sentence_faults(
    key: str, text: str, known: Mapping[str, frozenset[str]] | None
) -> Iterator[str]:
    """Places for values are plain names in braces: `{title}`, nothing that reaches further."""
    hidden = BIDI.search(text)
    if hidden:
        yield f"has the invisible character U+{ord(hidden[0]):04X}"
    try:
        parsed = list(string.Formatter().parse(text))
    except ValueError as error:
        yield f"has a brace that does not fit ({error}); double it"
        return
    for _, name, form, conversion in parsed:
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            shown = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            yield f"has the place {{{shown}}}; use a plain name such as {{title}}"
        elif known is not None and key in known and name not in known[key]:
            yield f"has the place {{{name}}}, for which there is no value"
    if known is not None and key not in known:
        yield "is never said"


def read_routing(folder: Path, communities: frozenset[str] | None, faults: Faults) -> RoutingLines:
    """The router's lines; the folder may be absent. Communities are checked where given."""
    sharing: list[SharingLine] = []
    silent: list[str] = []
    urgent: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    for path in sorted((folder / _ROUTING).glob("*.yaml")):
        file = str(PurePosixPath(_ROUTING) / path.name)
        located = read_located(folder, file, faults)
        if located is None:
            continue
        if path.stem == "urgent":
            urgent = _urgent(file, located, faults)
            continue
        if path.stem not in {"sharing", "not_sharing"} or not isinstance(located.value, list):
            faults.add(
                file,
                1,
                "must be sharing.yaml, not_sharing.yaml or urgent.yaml",
            )
            continue
        for position, value in enumerate(located.value):
            if path.stem == "not_sharing" and isinstance(value, str) and value.strip():
                silent.append(value)
            elif path.stem == "sharing" and (line := _sharing(value)) is not None:
                sharing.append(line)
                unknown = set(line.communities) - (communities or set(line.communities))
                for id in sorted(unknown):
                    reason = f"has {id!r:.60}, not in communities.yaml"
                    faults.at(file, located, (position,), reason)
            else:
                faults.at(file, located, (position,), f"is no line for {path.stem}.yaml")
    return RoutingLines(tuple(sharing), tuple(silent), *urgent)


def _urgent(file: str, located: Located, faults: Faults) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of urgent.yaml: those of danger, and those on the same themes that are not."""
    value = located.value
    if not isinstance(value, dict) or set(value) != {"urgent", "not_urgent"}:
        faults.add(file, 1, "must have two lists: urgent and not_urgent")
        return (), ()
    found: dict[str, list[str]] = {"urgent": [], "not_urgent": []}
    for name, lines in found.items():
        for position, line in enumerate(value[name] if isinstance(value[name], list) else [None]):
            if isinstance(line, str) and line.strip():
                lines.append(line)
            else:
                faults.at(file, located, (name, position), "is no line of words")
    return tuple(found["urgent"]), tuple(found["not_urgent"])


def _sharing(value: Any) -> SharingLine | None:
    if not isinstance(value, dict) or set(value) != {"communities", "text"}:
        return None
    ids, text = value["communities"], value["text"]
    if not isinstance(text, str) or not text.strip() or not isinstance(ids, list) or not ids:
        return None
    if not all(isinstance(id, str) for id in ids):
        return None
    return SharingLine(text, tuple(ids))


def _raise(faults: Faults) -> None:
    if faults.found:
        raise ContentErrors(faults.in_order())
