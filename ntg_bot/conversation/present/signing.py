"""Who signed something off: board by board, with the last day and the names that are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ntg_bot.conversation.present import words
from ntg_bot.domain.meetings import Signature


def signed_lines(
    say: Callable[..., str], signed: Sequence[tuple[str, Signature]]
) -> tuple[str, ...]:
    """A sentence for each board; whoever was forgotten is counted and not named."""
    boards: dict[str, list[Signature]] = {}
    for board, signature in signed:
        boards.setdefault(board, []).append(signature)
    lines: list[str] = []
    for board, signatures in boards.items():
        names = [each.name for each in signatures if each.name]
        gone = len(signatures) - len(names)
        if gone:
            names.append(say("board.gone", count=gone))
        day = words.day(max(each.at for each in signatures).date())
        lines.append(say("board.signed_line", board=board, day=day, names=words.listed(names)))
    return tuple(lines)
