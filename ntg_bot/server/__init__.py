"""One web application out of the routes that platforms offer, and a way to run it until told."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from ntg_bot.domain.errors import ConfigError, StorageError
from ntg_bot.platforms.base import Routes

SHUTDOWN_SECONDS = 5.0
"""how long requests in flight may take to end"""


def create_app(parts: Sequence[Routes], ready: Callable[[], Awaitable[None]]) -> web.Application:
    """The application; `ready` raises StorageError while the database cannot be written.

    A part with `is_alive` that is false cannot mend itself: the process wants to be started anew.
    """

    async def live(_: web.Request) -> web.Response:
        dead = [part.name for part in parts if not getattr(part, "is_alive", True)]
        if dead:
            return web.json_response({"live": False, "dead": dead}, status=503)
        return web.json_response({"live": True})

    async def readiness(_: web.Request) -> web.Response:
        try:
            await ready()
        except StorageError as error:
            return web.json_response({"ready": False, "reason": str(error)}, status=503)
        return web.json_response({"ready": True})

    app = web.Application()
    app.add_routes([web.get("/live", live), web.get("/ready", readiness)])
    for part in parts:
        app.add_routes(part.routes())

    async def start(_: web.Application) -> None:
        for part in parts:
            await part.start()

    async def close(_: web.Application) -> None:
        for part in parts:
            await part.close()

    app.on_startup.append(start)
    app.on_shutdown.append(close)
    return app


@asynccontextmanager
async def listening(app: web.Application, host: str, port: int) -> AsyncIterator[str]:
    """Serves `app`; gives its address. Raises ConfigError where the port cannot be had."""
    runner = web.AppRunner(app, shutdown_timeout=SHUTDOWN_SECONDS, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            raise _refused(error, host, port) from error
        bound = runner.addresses[0][1]
        shown = f"[{host}]" if ":" in host else host
        yield f"http://{shown}:{bound}/"
    finally:
        await runner.cleanup()


def _refused(error: OSError, host: str, port: int) -> ConfigError:
    if error.errno == errno.EADDRINUSE:
        return ConfigError(
            "NTG_PORT",
            f"port {port} is in use by another program. Stop that program, or choose another "
            f"port, for example: NTG_PORT={port + 1} make run",
        )
    if error.errno == errno.EACCES:
        return ConfigError(
            "NTG_PORT", f"this user may not use port {port}. Choose one above 1023, such as 8080."
        )
    return ConfigError("NTG_HOST", f"cannot listen on {host}: {error.strerror or error}.")
