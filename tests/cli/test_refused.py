"""What cannot be done is said on the command line in the words it has in a chat."""

from __future__ import annotations

from ntg_bot.cli.console import in_words
from ntg_bot.domain.errors import NotFound
from tests.cli.running import Shell

FAILED = 1


def test_a_command_that_cannot_be_done_ends_with_the_bot_s_own_sentence(shell: Shell) -> None:
    said = shell.run("dead", "retry", "m9").refused(FAILED)
    assert (
        said == "ntg-bot: Nothing that is waiting for a decision is called m9. List them again.\n"
    )


def test_a_refusal_with_words_of_its_own_keeps_them() -> None:
    assert in_words(NotFound("There is no such file.", "Name one.")) == (
        "There is no such file. Name one."
    )
