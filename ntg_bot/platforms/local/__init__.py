"""The local workspace: team chat in the browser, on this machine only, no account needed."""

from ntg_bot.platforms.local.loopback import require_loopback
from ntg_bot.platforms.local.platform import LocalPlatform

__all__ = ["LocalPlatform", "require_loopback"]
