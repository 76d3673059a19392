"""`keys`: the keys under which workspaces' tokens are kept."""

from __future__ import annotations

import typer

from ntg_bot.cli.console import read_settings, run, say
from ntg_bot.domain.errors import ConfigError

app = typer.Typer(help="The keys under which workspaces' tokens are kept.", no_args_is_help=True)


@app.command()
def new() -> None:
    """Print a new key, for NTG_SLACK__TOKEN_KEYS. It is kept nowhere else."""
    from ntg_bot.storage.keyring import new_key

    say(new_key())


@app.command()
def rotate() -> None:
    """Seal every stored token anew with the first key of NTG_SLACK__TOKEN_KEYS.

    Put a new key in front of the old one, run this, restart the bot, then take the old key away.
    """
    from ntg_bot import storage
    from ntg_bot.bootstrap import RandomIds, SystemClock
    from ntg_bot.storage.keyring import WrongKey

    settings = read_settings()
    keys = settings.slack.keys
    if not keys:
        raise ConfigError(
            "NTG_SLACK__TOKEN_KEYS", "is not set. Make a key with `ntg-bot keys new`."
        )

    async def seal() -> int:
        clock, ids = SystemClock(), RandomIds()
        async with storage.open_database(settings.database, clock=clock, ids=ids) as database:
            return await database.installations(keys).seal_again()

    try:
        count = run(seal())
    except WrongKey as error:
        raise ConfigError("NTG_SLACK__TOKEN_KEYS", str(error)) from None
    whose = "one workspace" if count == 1 else f"{count} workspaces"
    say(f"The tokens of {whose} are sealed with the first key.")
    if len(keys) > 1:
        say("Once every process of the bot has this key, the others can be taken away.")
