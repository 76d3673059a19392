"""The command line: one module a family of commands, every heavy import inside a command.

Exit codes: 0 done; 1 it failed; 2 the command was not understood; 3 nobody knows; 4 the content
has faults; 78 a setting is wrong; 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys

import typer

from ntg_bot import __version__
from ntg_bot.cli import (
    asking,
    audit,
    calls,
    carrying,
    checks,
    data,
    db,
    digest,
    doctor,
    editions,
    evaluation,
    gaps,
    hypotheses,
    kb,
    keys,
    materials,
    peers,
    programme,
    serving,
    showing,
    slack,
    stuck,
)
from ntg_bot.cli.console import FAILED, INTERRUPTED, WRONG_SETTING, in_words, say_error
from ntg_bot.domain.errors import ConfigError, NtgError, UserError

app = typer.Typer(
    name="ntg-bot",
    epilog="Exit codes: 0 done, 1 failed, 2 not understood, 3 nobody knows, 4 faults in the "
    "content, 78 a setting is wrong, 130 interrupted.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serving.serve)
app.command("chat")(serving.chat)
app.command("ask")(asking.ask)
app.command("route")(asking.route)
app.command("doctor")(doctor.doctor)
app.add_typer(evaluation.app, name="eval")
app.add_typer(kb.app, name="kb")
app.add_typer(digest.app, name="digest")
app.add_typer(checks.app, name="checks")
app.add_typer(hypotheses.app, name="hypotheses")
app.add_typer(peers.app, name="peers")
app.add_typer(db.app, name="db")
app.add_typer(showing.app, name="config")
app.add_typer(slack.app, name="slack")
app.add_typer(keys.app, name="keys")
app.add_typer(materials.app, name="material")
app.add_typer(data.app, name="data")
app.add_typer(gaps.app, name="gaps")
app.add_typer(audit.app, name="audit")
app.add_typer(calls.app, name="calls")
app.add_typer(editions.app, name="edition")
app.add_typer(programme.workshops, name="workshops")
app.command("timeline")(programme.timeline)
app.add_typer(programme.boards, name="boards")
app.add_typer(programme.register, name="register")
app.command("gap-map")(editions.gap_map)
app.command("export")(carrying.export)
app.command("import")(carrying.import_)
app.add_typer(stuck.dead, name="dead")
app.add_typer(stuck.uncertain, name="uncertain")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ntg-bot {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    """A community chatbot for people who need to know what works for vulnerable children."""


def main() -> None:
    """Runs the command line; a fault of ours or yours ends in one sentence, not a traceback."""
    # Read when numpy is first imported. A question is encoded in small products; threads for them
    # wait for each other by spinning, and on a busy machine take ten times as long as one alone.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.disable()  # until the start is over (console.start_is_over): an eighth of the time it takes
    try:
        try:
            app()
        except UserError as error:
            say_error(in_words(error))
            sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except ConfigError as error:
        say_error(str(error))
        sys.exit(WRONG_SETTING)
    except NtgError as error:
        say_error(str(error))
        sys.exit(FAILED)
