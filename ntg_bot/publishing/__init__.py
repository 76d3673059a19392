"""What leaves the chat: digests as mail, the export of the whole programme. Words come in ready;
nothing here reads the database, and nothing here knows cards.
"""
