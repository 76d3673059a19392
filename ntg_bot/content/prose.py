"""The Markdown of FAQ answers: paragraphs and `- ` bullets, folded in the file, one line inside.

A file is pleasant to edit when its lines are short; a card wants each paragraph and each bullet
whole. `unfold(fold(text)) == text` for text that `unfold` gave.
"""

from __future__ import annotations

WIDTH = 100
_BULLET = "- "


def fold(answer: str) -> str:
    """`answer` with every line broken to at most 100 columns, bullets indented below their dash."""
    return "\n".join(_folded(line) for line in unfold(answer).split("\n"))


def unfold(text: str) -> str:
    """`text` with each paragraph and each bullet on one line.

    A blank line stays one blank line; bullets that follow each other stay next to each other.
    """
    lines: list[str] = []
    for raw in text.replace("\r\n", "\n").split("\n"):
        line = " ".join(raw.split())
        if not line or line.startswith(_BULLET) or not lines or not lines[-1]:
            if line or (lines and lines[-1]):
                lines.append(line)
        else:
            lines[-1] = f"{lines[-1]} {line}"
    return "\n".join(lines).strip("\n")


def _folded(line: str) -> str:
    hang = "  " if line.startswith(_BULLET) else ""
    rows: list[str] = []
    row = ""
    for word in line.split(" "):
        # A row must not begin with a dash: it would be read back as a bullet.
        if row and word != "-" and len(row) + 1 + len(word) > WIDTH:
            rows.append(row)
            row = hang + word
        else:
            row = f"{row} {word}" if row else word
    return "\n".join([*rows, row])
