"""`slack`: what a workspace's admin needs to make the Slack app."""

from __future__ import annotations

import typer

from ntg_bot.cli.console import say_json
from ntg_bot.domain.errors import InvalidInput

app = typer.Typer(help="The Slack app: its manifest.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The Slack app."""


@app.command()
def manifest(
    socket: bool = typer.Option(
        False, "--socket", help="For Socket Mode: no address on the web is needed."
    ),
    url: str = typer.Option("", help="The bot's own https address on the web."),
    listening: bool = typer.Option(
        False, "--listening", help="Also read the channels the bot is in; ask your admin first."
    ),
) -> None:
    """Print the app's manifest as JSON, to paste into api.slack.com/apps."""
    from ntg_bot.platforms.slack.manifest import Tier
    from ntg_bot.platforms.slack.manifest import manifest as made

    if url and socket:
        raise InvalidInput("url", "With --socket there is no address.", "Leave one of them out.")
    if url and not url.startswith("https://"):
        raise InvalidInput(
            "url",
            "Slack takes an https:// address only.",
            "Write one like https://bot.example.org.",
        )
    say_json(made(url=url, socket=socket, tier=Tier.LISTENING if listening else Tier.BASE))
