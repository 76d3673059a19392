"""What leaves the chat: digests as mail and feeds, calls, the export of the whole programme. Words
come in ready; nothing here reads the database, and nothing here knows cards.
"""
