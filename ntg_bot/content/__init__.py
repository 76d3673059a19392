"""Reads, checks, syncs and writes back knowledge/ and intents/."""
