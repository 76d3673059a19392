"""One process takes events in, another answers them; PostgreSQL between the two."""

from __future__ import annotations

from pathlib import Path

import aiohttp
from sqlalchemy import make_url

from tests.cli.running import Shell
from tests.fakes.slack.sender import People, send_http
from tests.fakes.slack.server import StandIn
from tests.fakes.slack.workspace import BOT_TOKEN, SECRET
from tests.homes import Prepared
from tests.postgresql import Databases
from tests.scenarios.slack.test_serve import At, answer, serving


async def test_what_a_web_process_takes_in_a_worker_process_answers(
    tmp_path: Path, postgresql: Databases, prepared: Prepared
) -> None:
    url = make_url(postgresql.empty()).set(drivername="postgres")
    address_of_database = url.render_as_string(hide_password=False)
    shell = Shell(tmp_path, tmp_path / "home")
    prepared.copy(shell.home)
    async with StandIn().serving() as stand_in, aiohttp.ClientSession() as session:
        settings = {
            "NTG_DATABASE_URL": address_of_database,
            "NTG_SLACK__MODE": "http",
            "NTG_SLACK__BOT_TOKEN": BOT_TOKEN,
            "NTG_SLACK__SIGNING_SECRET": SECRET,
            "NTG_SLACK__API_BASE_URL": stand_in.api_url,
        }
        assert shell.run("db", "upgrade", **settings).code == 0
        people = People(stand_in)
        direct = stand_in.workspace.direct(stand_in.workspace.person("olu")).id
        asked = people.says("olu", direct, "what helps with school attendance?")
        async with serving(shell, "--role", "web", **settings) as web:
            client = At(session, web.rstrip("/"))
            event = people.message_event(asked)
            assert (await send_http(client, "events_api", event)).status == 200
            assert stand_in.workspace.said(direct) == [], "a web process answers nothing"
            async with serving(shell, "--role", "worker", **settings):
                assert "attendance" in (await answer(stand_in.workspace, direct)).casefold()
        assert len(stand_in.workspace.said(direct)) == 1
    postgresql.drop(address_of_database)
