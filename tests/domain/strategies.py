"""Values of every type that travels as JSON, drawn from the types' own hints."""

from __future__ import annotations

from hypothesis import strategies as st

from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessagePosted,
)
from ntg_bot.conversation.facts import KINDS, Said
from ntg_bot.domain.knowledge import Example, Faq, Item, Organisation, Practice

# Whole characters of any script, controls and emoji included; halves of surrogate pairs are not
# text and have a test of their own.
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)

st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, st.floats(allow_nan=False))

SAID: st.SearchStrategy[Said] = st.one_of(*(st.from_type(kind) for kind in KINDS.values()))
EVENTS: st.SearchStrategy[Event] = st.one_of(
    *(st.from_type(kind) for kind in (MessagePosted, CommandGiven, ButtonPressed, FormSubmitted))
)
ITEMS: st.SearchStrategy[Item] = st.one_of(
    *(st.from_type(kind) for kind in (Practice, Example, Faq, Organisation))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.just("type"), inner, max_size=3)
    ),
    max_leaves=8,
)
