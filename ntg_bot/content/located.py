"""YAML text to plain values that remember their line, refusing what a content file has no use for.

YAML 1.2: `no` is text and `010` is ten. Aliases, anchors, tags, directives, several documents,
nesting deeper than 20 and files over 1 MiB are refused as they are met, so that a small file cannot
become a large value. Nothing here knows what the values mean.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 20
MAX_LINE = 20_000
"""characters: longer lines are no text that a person edits, and cost the parser quadratic time"""
MAX_VALUES = 20_000
"""scalars, lists and mappings of one file: some two seconds of parsing"""

Step = str | int
Place = tuple[Step, ...]
"""where in a value: keys and list positions, such as `("sources", 0, "title")`"""

_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,18}|[0-9]{1,18}(?:\.[0-9]{0,18})?)(?:[eE][-+]?[0-9]{1,3})?")
_READ_OTHERWISE = re.compile(
    "[\t\r\x85\u2028\u2029\ufeff]|^(?:---|\\.\\.\\.)|[|>][-+0-9]*(?:#| *\\n *\\n)", re.MULTILINE
)
"""what the library's two parsers do not take for the same"""
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unreadable(Exception):
    """A file that cannot be read as YAML of our kind. `line` counts from 1, 0 is the whole file."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Located:
    """A value, the line of each of its keys and list items, and keys that were given twice."""

    value: object
    lines: Mapping[Place, int]
    repeated: tuple[tuple[int, str], ...] = ()
    """(line, key) of each repeated key; the first value counts"""

    def line(self, place: Place) -> int:
        """The line of `place`, or of the nearest thing around it that is there."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_text(path: Path) -> str:
    """The file's text with `\\n` line ends; raises Unreadable for size or encoding."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(0, "is larger than 1 MiB; split it or shorten it")
        raw = path.read_bytes()
    except OSError as error:
        raise Unreadable(0, f"cannot be read: {error.strerror}") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "is not UTF-8 text; save the file as UTF-8") from error
    return text.replace("\r\n", "\n")


def split_front_matter(text: str) -> tuple[str, str]:
    """The YAML between the two `---` lines, and the body below; the YAML starts on line 2."""
    if not text.startswith("---\n"):
        raise Unreadable(1, "must begin with a line of three dashes (---)")
    end = 3 if text.startswith("---\n---\n") else text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        raise Unreadable(1, "has no second line of three dashes (---) to end the front matter")
    return text[4 : end + 1], text[end + 5 :].strip("\n")


def parse(text: str, first_line: int = 1) -> Located:
    """`text` as one value; raises Unreadable at the first thing that cannot be read.

    `first_line` is the number of the file's line on which `text` starts.
    """
    if len(text) > MAX_BYTES:
        raise Unreadable(0, "is larger than 1 MiB; split it or shorten it")
    for number, row in enumerate(text.split("\n"), first_line):
        if len(row) > MAX_LINE:
            raise Unreadable(number, f"has a line of more than {MAX_LINE} characters")
    quick = _quickly(text, first_line)
    return _carefully(text, first_line) if quick is None else quick


def _quickly(text: str, first_line: int) -> Located | None:
    """Good text, read by the library's parser in C (if it is there) in a tenth of the time; None
    for text with any fault, which the parser in Python words and places better.
    """
    if _READ_OTHERWISE.search(text):
        return None
    builder = _Builder(first_line)
    try:
        for event in YAML(typ="safe").parse(text):
            builder.take(event)
        return builder.done()
    except (YAMLError, Unreadable, UnicodeEncodeError):
        return None


def _carefully(text: str, first_line: int) -> Located:
    """By the parser in Python; raises Unreadable with the line where a person would mend it."""
    builder = _Builder(first_line)
    quoted: ScalarEvent | None = None
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            quoted = event if isinstance(event, ScalarEvent) and event.style in ("'", '"') else None
            builder.take(event)
    except ReaderError as error:
        at = text.count("\n", 0, int(error.position)) + first_line
        raise Unreadable(at, "has a character that YAML does not allow") from error
    except MarkedYAMLError as error:
        raise _where_to_mend(error, quoted, first_line) from error
    except YAMLError as error:
        raise Unreadable(first_line, f"is not valid YAML: {error}") from error
    return builder.done()


def _where_to_mend(
    error: MarkedYAMLError, quoted: ScalarEvent | None, first_line: int
) -> Unreadable:
    """The line where a person would mend the file, which may be above the one YAML trips over."""
    mark = error.problem_mark or error.context_mark
    stumbled = first_line + (int(mark.line) if mark is not None else 0)
    if quoted is not None:
        opened, closed = (first_line + int(m.line) for m in (quoted.start_mark, quoted.end_mark))
        if opened < closed == stumbled:
            # A quote that was forgotten ends at the next one, however far below.
            reason = f"the quote that opens here closes on line {closed} only"
            return Unreadable(opened, f"is not valid YAML: {reason}")
    reason = f"is not valid YAML: {error.problem or error.context}"
    # What was opened and never closed is mended where it was opened.
    if error.context_mark is not None and re.search("quoted|flow", error.context or ""):
        return Unreadable(first_line + int(error.context_mark.line), reason)
    return Unreadable(stumbled, reason)


@dataclass
class _Open:
    """A collection being read; `key` is the mapping key whose value comes next."""

    value: dict[str, object] | list[object]
    place: Place
    key: str | None = None
    skip: bool = False
    """the value that comes next belongs to a repeated key"""


@dataclass
class _Builder:
    """Builds the value event by event, with a stack instead of recursion."""

    first_line: int
    lines: dict[Place, int] = field(default_factory=dict)
    repeated: list[tuple[int, str]] = field(default_factory=list)
    stack: list[_Open] = field(default_factory=list)
    root: object = None
    documents: int = 0
    values: int = 0
    anchor: tuple[int, str] | None = None

    def done(self) -> Located:
        if self.anchor is not None:
            line, name = self.anchor
            raise Unreadable(line, f"uses a YAML anchor (&{name:.40}); remove it")
        return Located(self.root, self.lines, tuple(self.repeated))

    def take(self, event: Event) -> None:
        line = self.first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, (StreamStartEvent, StreamEndEvent, DocumentEndEvent)):
            return
        if isinstance(event, DocumentStartEvent):
            self._document(event, line)
            return
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.stack.pop()
            return
        if isinstance(event, AliasEvent):
            raise Unreadable(line, f"uses a YAML alias (*{event.anchor:.40}); write the value out")
        if not isinstance(event, (ScalarEvent, MappingStartEvent, SequenceStartEvent)):
            raise Unreadable(line, f"holds something unknown to us ({type(event).__name__})")
        self._count(event, line)
        if isinstance(event, ScalarEvent):
            self._scalar(event, line)
        else:
            self._open({} if isinstance(event, MappingStartEvent) else [], line)

    def _count(
        self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent, line: int
    ) -> None:
        if event.anchor is not None and self.anchor is None:
            # Harmless without an alias, and the alias is the better line to name.
            self.anchor = (line, str(event.anchor))
        if event.tag is not None:
            raise Unreadable(line, f"uses a YAML tag ({event.tag!s:.40}); remove it")
        self.values += 1
        if self.values > MAX_VALUES:
            raise Unreadable(line, f"holds more than {MAX_VALUES} values; split the file")

    def _document(self, event: DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if event.version is not None or event.tags:
            raise Unreadable(line, "has a YAML directive (%); remove it")
        if self.documents > 1:
            raise Unreadable(line, "holds more than one YAML document")

    def _open(self, value: dict[str, object] | list[object], line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(line, f"is nested more than {MAX_DEPTH} deep")
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            raise Unreadable(line, "has a list or mapping as a key")
        place = self._put(value, line)
        self.stack.append(_Open(value, place))

    def _scalar(self, event: ScalarEvent, line: int) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            top.key = str(event.value)
            top.skip = top.key in top.value
            if top.skip:
                self.repeated.append((line, top.key))
            else:
                self.lines[(*top.place, top.key)] = line
            return
        plain = isinstance(event.implicit, tuple) and bool(event.implicit[0])
        self._put(_resolved(str(event.value)) if plain else str(event.value), line)

    def _put(self, value: object, line: int) -> Place:
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        top = self.stack[-1]
        if isinstance(top.value, list):
            place = (*top.place, len(top.value))
            top.value.append(value)
            self.lines[place] = line
            return place
        key, top.key = top.key or "", None
        if top.skip:
            # What hangs below a repeated key is read, for its own faults, and dropped.
            return (*top.place, key, -1)
        top.value[key] = value
        return (*top.place, key)


def _resolved(text: str) -> object:
    """A plain scalar by the YAML 1.2 core schema, and ISO dates as dates."""
    if text in _NULL:
        return None
    if text in _BOOLS:
        return _BOOLS[text]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
