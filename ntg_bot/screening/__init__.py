"""Safeguarding screening: finds what may identify a child or family in a text. A library, no I/O.

`screener` asks the rules in turn: `numbers` and `details` (identifiers), `people` (names, over the
words of `words`, with the lists of `lists` and the cues of `cues`), `groups` (who can be known
without a name), `disclosures` (for the safeguarding route). They read the text as `letters` writes
it. What is found is domain.screening's; nothing here decides what happens to the text.
"""

from ntg_bot.screening.screener import Screener

__all__ = ["Screener"]
