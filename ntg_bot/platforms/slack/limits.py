"""Slack's published limits (docs.slack.dev, Block Kit and Web API references), in one place."""

from __future__ import annotations

BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
TEXT_IN_MESSAGE = 12_000
"""characters of all blocks of a message together; beyond about 13,000 Slack refuses it whole"""
FALLBACK_TEXT = 12_000
"""characters of `text`, the form for notifications and screen readers; Slack cuts at 40,000"""

HEADER = 150
CONTEXT = 3_000
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ACCESSIBILITY_LABEL = 75
ELEMENTS_IN_ACTIONS = 25
ACTION_ID = 255
BLOCK_ID = 255
ALT_TEXT = 2_000
URL = 3_000

VIEW_TITLE = 24
VIEW_SUBMIT = 24
PRIVATE_METADATA = 3_000
LABEL = 2_000
HINT = 2_000
INPUT_TEXT = 3_000
"""characters that a text field can hold"""
OPTION_TEXT = 75
OPTION_VALUE = 150
OPTIONS = 100
BOXES = 10
"""options that checkboxes and radio buttons can show; more go into a menu"""
