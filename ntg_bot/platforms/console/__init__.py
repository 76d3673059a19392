"""The terminal: the same bot, one person, typed lines."""

from ntg_bot.platforms.console.platform import ConsolePlatform

__all__ = ["ConsolePlatform"]
