"""Buttons that stand on many cards, with the same words on each.

What a screen reader says has the title in it: there may be several on one card.
"""

from __future__ import annotations

from ntg_bot.conversation.cards import Button, Style
from ntg_bot.conversation.present.words import Say


def how_button(say: Say, practice_id: str, title: str, label: str = "") -> Button:
    """How a practice works; `label` is what the button reads where it stands on its own."""
    says = say("button.how_says", title=title)
    return Button(label or say("button.how"), "practice.how", practice_id, says=says)


def tried_button(say: Say, practice_id: str, title: str) -> Button:
    """Who has tried a practice."""
    says = say("button.tried_says", title=title)
    return Button(say("button.tried"), "practice.tried", practice_id, says=says)


def named_button(
    say: Say, action: str, value: str = "", title: str = "", *, style: Style = Style.PLAIN
) -> Button:
    """A button whose label stands in the catalogue under its action."""
    text = say(f"button.{action.replace('.', '_')}")
    return Button(text, action, value, style, f"{text}: {title}" if title else "")
