"""ntg-bot: a community chatbot for people who need to know what works for vulnerable children."""

__version__ = "0.1.0"
