"""Plain values to YAML text in the one form the shipped files have: block style, folded lines.

Long text becomes a folded block (`>-`), so that a curator never has to think about quoting;
short text stays on its line, quoted only where YAML would read it as something else. The same
value always gives the same bytes. Reading YAML is in `located.py`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

WIDTH = 100
_STEP = "  "
_BARE_START = re.compile(r"[^\W_]|[£€$(+]")
_READ_AS_SOMETHING_ELSE = re.compile(
    r"""(?x)
    ~ | null | true | false | yes | no | on | off | y | n         # YAML 1.1 and 1.2
    | [-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:e[-+]?\d+)?                 # numbers
    | [-+]?\.(?:inf|nan)
    | 0[xob][0-9a-f_]+
    | [-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.\d*)?                       # 1:1 is sixty-one in YAML 1.1
    | \d{4}-\d{1,2}-\d{1,2}.*                                     # dates
    """,
    re.IGNORECASE,
)


def mapping(values: Mapping[str, object], indent: str = "") -> str:
    """`values` as a YAML block mapping, one key after the other, ending in a line break.

    Values are None, bool, int, date, str, sequences and mappings of the same; anything else
    raises TypeError.
    """
    return "".join(_entry(f"{indent}{key}:", value, indent) for key, value in values.items())


def sequence(values: Sequence[object], indent: str = "") -> str:
    """`values` as a YAML block sequence, ending in a line break."""
    return "".join(_element(value, indent) for value in values)


def _entry(lead: str, value: object, indent: str) -> str:
    if isinstance(value, Mapping):
        return f"{lead}\n{mapping(value, indent + _STEP)}" if value else f"{lead} {{}}\n"
    if isinstance(value, (list, tuple)):
        return f"{lead}\n{sequence(value, indent + _STEP)}" if value else f"{lead} []\n"
    return f"{lead} {_scalar(value, len(lead) + 1, indent + _STEP)}\n"


def _element(value: object, indent: str) -> str:
    if isinstance(value, Mapping) and value:
        block = mapping(value, indent + _STEP)
        return f"{indent}- {block[len(indent) + len(_STEP) :]}"
    if isinstance(value, (list, tuple)) and value:
        block = sequence(value, indent + _STEP)
        return f"{indent}- {block[len(indent) + len(_STEP) :]}"
    return _entry(f"{indent}-", value, indent)


def _scalar(value: object, column: int, indent: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, date)):
        return str(value)
    if isinstance(value, str):
        return _text(str(value), column, indent)
    raise TypeError(f"cannot write {type(value).__name__} as YAML")


def _text(text: str, column: int, indent: str) -> str:
    lines = text.split("\n")
    if any(_needs_escape(line) for line in lines):
        return _escaped(text)
    if len(lines) > 1:
        if all(line == line.strip() for line in lines) and lines[0] and lines[-1]:
            return "|-\n" + "\n".join(f"{indent}{line}" if line else "" for line in lines)
        return _escaped(text)
    if text != text.strip() or not text:
        return _quoted(text)
    short = text if _is_bare(text) else _quoted(text)
    if column + len(short) <= WIDTH or "  " in text or " " not in text:
        return short
    return ">-\n" + "\n".join(f"{indent}{line}" for line in _folded(text, WIDTH - len(indent)))


def _folded(text: str, width: int) -> list[str]:
    """Lines of at most `width` characters broken at single spaces; longer words stay whole."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]


def _is_bare(text: str) -> bool:
    return (
        _BARE_START.match(text) is not None
        and ": " not in text
        and " #" not in text
        and not text.endswith(":")
        and _READ_AS_SOMETHING_ELSE.fullmatch(text) is None
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _needs_escape(line: str) -> bool:
    if line.isprintable():
        return False
    return any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
        for character in line
    )


def _escaped(text: str) -> str:
    """Double-quoted, with everything that a reader of the file could not see written out."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == "Zs"
        else _escape(ord(character))
        for character in quoted
    )


def _escape(point: int) -> str:
    return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
