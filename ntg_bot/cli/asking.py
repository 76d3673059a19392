"""`ask` and `route`: one question for a person, or a file of them for an evaluation."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ntg_bot.cli.console import NOTHING_FOUND, progress, say, say_json, with_application
from ntg_bot.domain.errors import InvalidInput

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.conversation.understanding import Understood
    from ntg_bot.domain.asking import SearchResult

MOST_HITS = 10


def ask(
    question: str = typer.Argument("", help="What you would like to know, in your own words."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document (docs/ask.schema.json)."),
    jsonl: Path | None = typer.Option(
        None,
        "--jsonl",
        help='A file of questions, {"id", "text"} a line.',
        exists=True,
        dir_okay=False,
        readable=True,
    ),
    out: Path | None = typer.Option(None, "--out", help="Where the answers to --jsonl go."),
) -> None:
    """Ask what works. Exit code 3 when nobody knows yet."""
    if jsonl is not None:
        _answer_file(jsonl, out, _evaluated)
        return
    if not question.strip():
        raise InvalidInput(
            "question",
            "There is no question.",
            'Put it in quotation marks: ntg-bot ask "what works for persistent absence"',
        )
    if not _has_words(question):
        raise InvalidInput(
            "question", "I could not find any words in that.", "Ask in a few plain words."
        )
    words = _storable(question)
    found = with_application(lambda application: _ask_one(application, words, as_json))
    if not found:
        raise typer.Exit(NOTHING_FOUND)


def route(
    text: str = typer.Argument("", help="A post, in quotation marks."),
    as_json: bool = typer.Option(False, "--json", help="One JSON document."),
    jsonl: Path | None = typer.Option(
        None,
        "--jsonl",
        help='A file of posts, {"id", "text"} a line.',
        exists=True,
        dir_okay=False,
        readable=True,
    ),
    out: Path | None = typer.Option(None, "--out", help="Where the answers to --jsonl go."),
) -> None:
    """Say whether a post shares practice, and which communities it belongs to."""
    if jsonl is not None:
        _answer_file(jsonl, out, _routed)
        return
    if not text.strip():
        raise InvalidInput("text", "There is no post.", "Put it in quotation marks.")
    words = _storable(text)
    with_application(lambda application: _route_one(application, words, as_json))


def _answer_file(
    source: Path, out: Path | None, answer: Callable[[Application, str, str], dict[str, Any]]
) -> None:
    """One line of `out` for each of `source`, in the same order.

    `out` is written when all is answered: a fault on the way leaves what was there.
    """
    if out is None:
        raise InvalidInput("out", "--jsonl needs --out.", "Add --out FILE for the answers.")
    if not out.absolute().parent.is_dir():
        raise InvalidInput("out", f"There is no folder {out.parent}.", "Make it first.")
    entries = read_lines(source)

    async def answers(application: Application) -> list[str]:
        lines = []
        for number, entry in enumerate(entries, start=1):
            found = answer(application, entry["id"], entry["text"])
            lines.append(json.dumps(found, ensure_ascii=False) + "\n")
            if number % 50 == 0:
                progress(f"{number} of {len(entries)}")
        return lines

    lines = with_application(answers)
    try:
        out.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InvalidInput(
            "out", f"{out} cannot be written ({error.strerror}).", "Name another file."
        ) from error


def read_lines(path: Path) -> list[dict[str, str]]:
    """{"id", "text"} a line; raises InvalidInput with the line's number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput("jsonl", f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    lines = []
    # Not splitlines: a JSON string may hold U+2028, which that would take for the end of a line.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict) or not {"id", "text"} <= set(entry):
            raise InvalidInput(
                "jsonl",
                f"{path}, line {number} is not a JSON object with id and text.",
                'Write lines like {"id": "q1", "text": "what works for persistent absence"}.',
            )
        lines.append({name: _storable(str(entry[name])) for name in ("id", "text")})
    return lines


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _storable(text: str) -> str:
    """The text without halves of characters, which no file and no terminal takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


def understand(application: Application, text: str) -> tuple[Understood, SearchResult]:
    """What the message wants, and the hits for it whatever it wants. No context."""
    from ntg_bot.domain.asking import Audience

    audience = Audience(public_only=True)
    understood = application.joined.understanding.understand(text, audience=audience)
    result = understood.result or application.parts.retriever.search(
        text, audience=audience, limit=MOST_HITS
    )
    return understood, result


def band(understood: Understood, result: SearchResult) -> str:
    """ANSWER, CLOSEST or NONE for questions; URGENT; OTHER for what is no question."""
    from ntg_bot.conversation.understanding import QUESTIONS

    if understood.intent == "urgent":
        return "URGENT"
    if understood.intent == "out_of_scope":
        return "NONE"
    if understood.intent in QUESTIONS:
        return result.confidence.value
    return "OTHER"


def _evaluated(application: Application, id: str, text: str) -> dict[str, Any]:
    """A question by itself, as the line of an evaluation."""
    if not _has_words(text):
        return {"id": id, "intent": "out_of_scope", "confidence": "OTHER", "hits": []}
    understood, result = understand(application, text)
    return {
        "id": id,
        "intent": understood.intent,
        "confidence": band(understood, result),
        "hits": [
            {"id": hit.id, "kind": hit.kind.value, "score": round(hit.score, 6)}
            for hit in result.hits[:MOST_HITS]
        ],
    }


def _routed(application: Application, id: str, text: str) -> dict[str, Any]:
    """A post by itself, as the line of an evaluation."""
    routing = application.parts.communities.route(text)
    return {
        "id": id,
        "is_sharing": routing.is_sharing,
        "communities": [
            {"id": found.community, "score": round(found.score, 6)} for found in routing.communities
        ],
    }


async def _route_one(application: Application, text: str, as_json: bool) -> None:
    routing = application.parts.communities.route(text)
    if as_json:
        say_json(
            {
                "is_sharing": routing.is_sharing,
                "probability": round(routing.probability, 4),
                "communities": [
                    {
                        "id": found.community,
                        "score": round(found.score, 6),
                        "reasons": list(found.reasons),
                    }
                    for found in routing.communities
                ],
            }
        )
        return
    say("This shares practice." if routing.is_sharing else "This does not share practice.")
    for found in routing.communities[:3]:
        because = f" (because of: {', '.join(found.reasons)})" if found.reasons else ""
        say(f"- {application.library.community_name(found.community)}{because}")


async def _ask_one(application: Application, question: str, as_json: bool) -> bool:
    from ntg_bot.cli.answering import answer_cards, as_document

    understood, result = understand(application, question)
    confidence = band(understood, result)
    if as_json:
        say_json(as_document(application, question, understood, result, confidence))
    else:
        from rich.console import Console

        from ntg_bot.platforms.console.render import render_card

        console = Console()
        for card in await answer_cards(application, question, understood):
            console.print(render_card(card))
    return confidence != "NONE"
