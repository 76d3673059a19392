"""Chat-facing and platform-neutral: events in, intents, router, cards out, courier."""
