"""Tables as CSV that a spreadsheet opens without carrying out anything that somebody wrote.

A cell that a spreadsheet could take for a formula gets an apostrophe in front, and so does one
that begins with an apostrophe: taking one away gives the words back exactly.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

BYTE_ORDER_MARK = "\ufeff"
"""by which spreadsheets know UTF-8"""
_LIVE = frozenset("=+-@\t\r\n|%＝＋－＠'")  # noqa: RUF001


def safe(text: str) -> str:
    """`text` as a cell that is nothing but text."""
    return f"'{text}" if text.lstrip(" \u00a0\u3000\u200b\ufeff\0")[:1] in _LIVE and text else text


def original(cell: str) -> str:
    """What `safe` was given."""
    return cell[1:] if cell.startswith("'") else cell


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A whole CSV file, every cell quoted, lines ended as RFC 4180 has it."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe(column) for column in columns])
    for row in rows:
        writer.writerow([safe(_text(value)) for value in row])
    return out.getvalue()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
