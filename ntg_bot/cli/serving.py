"""`serve` and `chat`: the bot at work."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from enum import StrEnum
from typing import TYPE_CHECKING

import typer

from ntg_bot.cli.console import progress, read_settings, run, say, start_is_over
from ntg_bot.domain.errors import ConfigError, DeliveryError

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.platforms.base import Routes
    from ntg_bot.platforms.local import LocalPlatform
    from ntg_bot.platforms.slack.platform import SlackPlatform
    from ntg_bot.platforms.slack.settings import SlackSetup
    from ntg_bot.server.feeds import FeedRoutes
    from ntg_bot.server.metrics import MetricsRoutes
    from ntg_bot.services.ports import Installations
    from ntg_bot.settings import Settings


class ServeRole(StrEnum):
    """What a process does: everything, or only one side of the database."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


def serve(
    role: ServeRole = typer.Option(ServeRole.ALL, help="all, or only web or worker."),
    host: str = typer.Option("", help="The address to listen on; NTG_HOST by default."),
    port: int | None = typer.Option(
        None, min=0, max=65_535, help="The port to listen on; NTG_PORT by default."
    ),
) -> None:
    """Start the bot: the local workspace, the workers and the clock for digests."""
    settings = read_settings(quiet=False)
    if host:
        settings.host = host
    if port is not None:
        settings.port = port
    run(_serve(settings, role))


def chat() -> None:
    """Talk to the bot in this terminal."""
    settings = read_settings()
    run(_chat(settings))


async def _serve(settings: Settings, role: ServeRole) -> None:
    from ntg_bot.bootstrap import build
    from ntg_bot.platforms.local.loopback import require_loopback

    is_slack = settings.slack.is_on
    is_local = not is_slack if settings.local.enabled is None else settings.local.enabled
    if is_local and role is not ServeRole.WORKER:
        require_loopback(settings.host)
    stop = asyncio.Event()
    progress("Reading the knowledge base...")
    async with AsyncExitStack() as stack:
        application = await stack.enter_async_context(build(settings))
        start_is_over()
        # Only from here on is there anything in hand to finish.
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, stop.set)
        parts: list[Routes] = [_local(application)] if is_local else []
        slack: SlackPlatform | None = None
        if is_slack:
            slack = slack_platform(application, await _installations(application))
            stack.push_async_callback(slack.end)
            parts.append(slack)
        if role is ServeRole.WEB:
            await stack.enter_async_context(application.reading_along())
        else:
            await stack.enter_async_context(application.working(stop))
        if role is ServeRole.WORKER:
            say("The worker is at work. Stop it with Ctrl-C.")
        else:
            from ntg_bot.server import create_app, listening

            if settings.feeds.enabled:
                parts.append(_feeds(application))
            if settings.metrics.token.get_secret_value():
                parts.append(_metrics(application, slack))
            app = create_app(parts, application.database.check)
            address = await stack.enter_async_context(listening(app, settings.host, settings.port))
            _say_ready(application, address, is_local=is_local, is_slack=is_slack)
            if slack is not None:
                watch = asyncio.create_task(_until_deaf(slack, stop))
                stack.callback(watch.cancel)
        await stop.wait()
        progress("Stopping: finishing what is in hand...")
        if slack is not None and not slack.is_alive:
            raise DeliveryError(
                "Slack could not be reached over Socket Mode, five times in a row. This process "
                "ends, so that whatever watches over it starts it anew."
            )


def _feeds(application: Application) -> FeedRoutes:
    from ntg_bot.conversation.shelving import PublicShelf
    from ntg_bot.server.feeds import FeedRoutes

    shelf = PublicShelf(application.library, application.parts.catalogue, application.database.uow)
    return FeedRoutes(shelf, application.settings.feeds.address)


def _metrics(application: Application, slack: SlackPlatform | None) -> MetricsRoutes:
    from ntg_bot import __version__
    from ntg_bot.server.metrics import MetricsRoutes

    return MetricsRoutes(
        application.settings.metrics.token.get_secret_value().strip(),
        uow=application.database.uow,
        clock=application.clock,
        version=__version__,
        ticks=lambda: application.ticker.ages,
        broken=lambda: slack.broken if slack is not None else 0,
    )


def _local(application: Application) -> LocalPlatform:
    from ntg_bot.platforms.local import LocalPlatform

    platform = LocalPlatform(
        store=application.database.local_store,
        inbox=application.database.inbox,
        uow=application.database.uow,
        clock=application.clock,
        ids=application.ids,
        communities=application.library.taxonomy.communities,
        shelf=application.joined.materials,
        explain=application.parts.catalogue.explain,
    )
    application.platforms[platform.name] = platform
    return platform


def slack_platform(application: Application, installations: Installations | None) -> SlackPlatform:
    """The Slack platform over the application, one of its platforms from now on."""
    from ntg_bot.platforms.slack.platform import SlackPlatform

    platform = SlackPlatform(
        setup=slack_setup(application.settings),
        inbox=application.database.inbox,
        uow=application.database.uow,
        clock=application.clock,
        draw=application.joined.presenter.present,
        installations=installations,
    )
    application.platforms[platform.name] = platform
    return platform


def slack_setup(settings: Settings) -> SlackSetup:
    """What the Slack platform must be told, out of the settings."""
    from ntg_bot.platforms.slack.settings import Mode, SlackSetup

    chosen = settings.slack
    return SlackSetup(
        bot_token=chosen.bot_token.get_secret_value().strip(),
        mode=Mode(chosen.mode),
        signing_secret=chosen.signing_secret.get_secret_value().strip(),
        app_token=chosen.app_token.get_secret_value().strip(),
        api_base_url=chosen.api_base_url,
        new_blocks=chosen.new_blocks,
        timeout_seconds=chosen.timeout_seconds,
        lookup_delay_seconds=chosen.lookup_delay_seconds,
        client_id=chosen.client_id.strip(),
        client_secret=chosen.client_secret.get_secret_value().strip(),
    )


async def _installations(application: Application) -> Installations | None:
    """Workspaces that install the app themselves, where they may. Raises ConfigError for keys that
    do not open what is stored.
    """
    from ntg_bot.storage.keyring import WrongKey

    chosen = application.settings.slack
    if not chosen.is_installable:
        return None
    try:
        kept = application.database.installations(chosen.keys)
        await kept.all("slack")
    except WrongKey as error:
        raise ConfigError("NTG_SLACK__TOKEN_KEYS", str(error)) from None
    return kept


async def _until_deaf(slack: SlackPlatform, stop: asyncio.Event) -> None:
    """Stops the process when Slack's connection cannot be mended from here."""
    await slack.gave_up()
    stop.set()


def _say_ready(application: Application, address: str, *, is_local: bool, is_slack: bool) -> None:
    practices = len(application.library.practices())
    say(f"ntg-bot is ready, with {practices} practices.")
    if is_local:
        say(f"Open {address} in your browser to talk to it.")
    else:
        say(f"It listens on {address}")
    if is_slack:
        if application.settings.slack.mode == "socket":
            say("It is open to Slack over a connection of its own.")
        else:
            say(f"Slack reaches it at {address}slack/events, through your address on the web.")
        if application.settings.slack.is_installable:
            say(f"Workspaces install it at {address}slack/install, through the same address.")
    if application.settings.feeds.enabled:
        first = application.library.taxonomy.communities[0].id
        say(f"Digests can be read as feeds, such as {address}feeds/{first}.atom")
    if not application.uses_meaning:
        is_off = application.settings.semantic_model == "off"
        why = "is switched off" if is_off else "is not installed"
        say(f"It works on words alone: the sentence model {why}.")
    say("Stop it with Ctrl-C.")


async def _chat(settings: Settings) -> None:
    from ntg_bot.bootstrap import build
    from ntg_bot.platforms.console import ConsolePlatform

    stop = asyncio.Event()
    async with build(settings) as application:
        start_is_over()
        platform = ConsolePlatform(inbox=application.database.inbox, clock=application.clock)
        application.platforms[platform.name] = platform
        async with application.working(stop):
            await platform.run()
