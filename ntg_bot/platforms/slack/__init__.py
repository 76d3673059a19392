"""Slack: its Web API, its events over HTTP or Socket Mode, and cards as Block Kit.

Nothing is imported here, so that the manifest can be printed without loading Slack's libraries.
"""
