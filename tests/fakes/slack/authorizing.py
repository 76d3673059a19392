"""Installing the app, as the stand-in plays it: the page that asks for leave, and the token for it.

An admin who opens the page presses Allow, for the workspace named in `chooses`, or Cancel.
"""

from __future__ import annotations

from urllib.parse import urlencode

from aiohttp import web

from tests.fakes.slack.api import WebApi
from tests.fakes.slack.workspace import APP, BOT_USER, CLIENT_ID, CLIENT_SECRET, TEAM, Json


class Authorizing:
    """OAuth v2 of Slack, strict on client, code and scopes."""

    def __init__(self, apis: dict[str, WebApi]) -> None:
        self._apis = apis
        self._codes: dict[str, tuple[str, list[str]]] = {}
        self._refresh: dict[str, str] = {}
        self._made = 0
        self.redirect_url = ""
        """the one that the app's settings name"""
        self.chooses = TEAM
        self.allows = True
        self.rotates = False
        """tokens end after twelve hours and are exchanged"""
        self.refreshed = 0
        self.fault: Json | None = None
        """what the next exchange answers instead"""

    async def authorize(self, request: web.Request) -> web.Response:
        if request.query.get("client_id") != CLIENT_ID:
            return web.Response(status=400, text="Invalid client_id parameter")
        state = request.query["state"]
        if not self.allows:
            raise web.HTTPFound(self._back(error="access_denied", state=state))
        self._made += 1
        code = f"code-{self._made}-{self.chooses}"
        self._codes[code] = (self.chooses, request.query["scope"].split(","))
        raise web.HTTPFound(self._back(code=code, state=state))

    def _back(self, **query: str) -> str:
        return f"{self.redirect_url}?{urlencode(query)}"

    async def access(self, request: web.Request) -> web.Response:
        if request.content_type != "application/x-www-form-urlencoded":
            return web.json_response({"ok": False, "error": "invalid_form_data"})
        form = await request.post()
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return web.json_response({"ok": False, "error": "bad_client_secret"})
        if self.fault is not None:
            fault, self.fault = self.fault, None
            return web.json_response(fault)
        if form.get("grant_type") == "refresh_token":
            team = self._refresh.pop(str(form.get("refresh_token")), "")
            if not team:
                return web.json_response({"ok": False, "error": "invalid_refresh_token"})
            self.refreshed += 1
            workspace = self._apis[team].workspace
            workspace.former.add(workspace.token)
            return web.json_response(self._granted(team, sorted(self._scopes(team))))
        team, scopes = self._codes.pop(str(form.get("code")), ("", []))
        if not team:
            return web.json_response({"ok": False, "error": "invalid_code"})
        self._apis[team].workspace.scopes = set(scopes)
        return web.json_response(self._granted(team, scopes))

    def _scopes(self, team: str) -> set[str]:
        return self._apis[team].workspace.scopes or set()

    def _granted(self, team: str, scopes: list[str]) -> Json:
        self._made += 1
        workspace = self._apis[team].workspace
        workspace.token = f"xoxb-{team}-{self._made}-installed"
        granted: Json = {
            "ok": True,
            "access_token": workspace.token,
            "token_type": "bot",
            "scope": ",".join(scopes),
            "bot_user_id": BOT_USER,
            "app_id": APP,
            "team": {"id": team, "name": workspace.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": "U-ADMIN"},
        }
        if self.rotates:
            refresh = f"xoxe-1-{team}-{self._made}"
            self._refresh[refresh] = team
            granted |= {"expires_in": 43_200, "refresh_token": refresh}
        return granted
