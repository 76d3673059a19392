"""Rules and classifier together, taught by this project's own lines, on messages not among them.

The first split was written before the lines and the bars were tuned, the second before their last
tuning, the third and fourth before their writer had seen any rule; what was missed when each was
first seen is in docs/matching-classifiers.md. Words alone: an installation without the model.
"""

import asyncio
import json
from pathlib import Path

import pytest

from ntg_bot import content
from ntg_bot.bootstrap import build
from ntg_bot.conversation.understanding import Understanding
from ntg_bot.settings import Settings
from tests import homes

ROOT = Path(__file__).parents[2]
LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "urgent_unseen.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def understanding(
    prepared: homes.Prepared, tmp_path_factory: pytest.TempPathFactory
) -> Understanding:
    """What the bot has learnt of what is shipped, on words alone; trained once for all tests."""
    home = tmp_path_factory.mktemp("words-alone") / "home"
    prepared.copy(home)
    settings = Settings(home=home, semantic_model="off", database_url="")

    async def read() -> Understanding:
        async with build(settings) as application:
            return application.joined.understanding

    return asyncio.run(read())


SPLITS = ("first", "second", "third", "fourth")


def of(*, urgent: bool, splits: tuple[str, ...] = SPLITS) -> list[str]:
    return [x["text"] for x in LINES if x["split"] in splits and x["urgent"] is urgent]


def test_no_message_of_somebody_in_danger_is_missed(understanding: Understanding) -> None:
    assert len(of(urgent=True)) >= 170
    assert [text for text in of(urgent=True) if not understanding.is_urgent(text)] == []


def test_hardly_a_grave_but_calm_message_raises_an_alarm(understanding: Understanding) -> None:
    calm = of(urgent=False, splits=("first",))
    assert len(calm) >= 120
    assert sum(map(understanding.is_urgent, calm)) <= 0.02 * len(calm)
    all_of_them = of(urgent=False)
    assert len(all_of_them) >= 250
    assert sum(map(understanding.is_urgent, all_of_them)) <= 0.03 * len(all_of_them)
    asking = of(urgent=False, splits=("third", "fourth"))
    assert [text for text in asking if understanding.is_urgent(text)] == []


def test_no_line_measured_is_a_line_taught() -> None:
    taught = content.load_routing(ROOT / "intents")
    examples = {e for i in content.load_intents(ROOT / "intents") for e in i.examples}
    known = {text.casefold() for text in (*taught.urgent, *taught.not_urgent, *examples)}
    assert [x["text"] for x in LINES if x["text"].casefold() in known] == []


@pytest.mark.parametrize(
    "text",
    [
        "what helps children who self-harm",
        "evidence on domestic abuse support",
        "suicide",
        "knife crime",
        "what support helps a pupil who was stabbed last year",
        "support in hospital when a young person has been stabbed, any evidence",
    ],
)
def test_grave_questions_get_an_answer_not_an_alarm(
    understanding: Understanding, text: str
) -> None:
    assert not understanding.is_urgent(text)


@pytest.mark.parametrize(
    "text",
    [
        "she has just told me her uncle rapes her, what works",
        "we can't find Amira, she was in the toilet queue",
        "whats the quickest way to die",
        "i've been saving up paracetamol",
        "S0S",
    ],
)
def test_somebody_in_danger_gets_an_alarm(understanding: Understanding, text: str) -> None:
    assert understanding.is_urgent(text)
