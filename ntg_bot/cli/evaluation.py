"""`eval`: how good the answers are on labelled questions, and coefficients fitted anew.

Nothing is put to use by fitting: it writes a file, and a setting says whether it is read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from ntg_bot.cli.asking import band, read_lines, understand
from ntg_bot.cli.console import progress, say, say_json, with_application
from ntg_bot.cli.marking import Given, Label, Mark, figures
from ntg_bot.domain.errors import InvalidInput, UserError

if TYPE_CHECKING:
    from ntg_bot.bootstrap import Application
    from ntg_bot.domain.asking import Question
    from ntg_bot.retrieval.confidence import Coefficients, Observation
    from ntg_bot.retrieval.trials import Labelled, Trial
    from ntg_bot.retrieval.vectors import Encoder

SCORE = "score"
FOREIGN = ("out_of_scope", "greeting", "thanks")
"""intents whose examples no entry answers"""
LEAST_FEEDBACK = 20
FEEDBACK_STRENGTH = 20.0
"""how firmly the coefficients in force are held when feedback is fitted: about twenty presses of
one mind move them, one does not"""
_MOST_FEEDBACK = 5000


class ScoreByDefault(TyperGroup):
    """`eval FILE` is `eval score FILE`."""

    default_command = SCORE

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in self.get_help_option_names(ctx):
            args = [SCORE, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=ScoreByDefault,
    help="Score answers on labelled questions; fit confidence anew.",
    no_args_is_help=True,
)

AS_JSON = typer.Option(False, "--json", help="One JSON document.")


@app.command()
def score(
    file: Path = typer.Argument(
        help='Labelled questions: {"id", "text", "kind", "in_scope", "relevant": [ids]} a line; '
        "an empty `relevant` is a question that no entry answers, a kind that begins with "
        "`urgent` a message to be met with the safeguarding reply.",
        exists=True,
        dir_okay=False,
        readable=True,
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Ask every question of FILE by itself and count what came of it."""
    labels = read_labels(file)

    async def marked(application: Application) -> list[Mark]:
        marks = []
        for number, label in enumerate(labels, start=1):
            marks.append(Mark(label, _given(application, label.text)))
            if number % 50 == 0:
                progress(f"{number} of {len(labels)}")
        return marks

    found = figures(with_application(marked))
    if as_json:
        say_json(found)
    else:
        _say_figures(found)


@app.command()
def fit(
    file: Path | None = typer.Argument(
        None,
        help='Questions of your own: {"id", "text", "relevant": [ids]} a line, as for `score`.',
        exists=True,
        dir_okay=False,
        readable=True,
    ),
    out: Path = typer.Option(..., "--out", help="Where the coefficients go."),
    feedback: bool = typer.Option(
        False, "--feedback", help="From Helpful and Not helpful, starting at what is in force."
    ),
    as_json: bool = AS_JSON,
) -> None:
    """Fit how sure the bot is: asks the knowledge base its own questions, and those of FILE.

    Takes some minutes. Changes nothing by itself: NTG_COEFFICIENTS=OUT puts the file to use.
    """
    if not out.absolute().parent.is_dir():
        raise InvalidInput("out", f"There is no folder {out.parent}.", "Make it first.")
    if feedback and file is not None:
        raise InvalidInput("file", "--feedback goes without a file.", "Leave one of them out.")
    labels = read_labels(file) if file is not None else []

    async def fitted(application: Application) -> dict[str, Any]:
        if feedback:
            return await _from_feedback(application)
        return _from_trials(application, labels, file)

    document = with_application(fitted)
    try:
        out.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise InvalidInput(
            "out", f"{out} cannot be written ({error.strerror}).", "Name another file."
        ) from error
    if as_json:
        say_json(document)
        return
    for line in document["about"]:
        say(line)
    say(f"Written to {out}. Nothing has changed yet: NTG_COEFFICIENTS={out} puts it to use.")


def read_labels(path: Path) -> list[Label]:
    """The labelled questions of a file; raises InvalidInput with what is wrong."""
    plain = read_lines(path)  # refuses what is no object with id and text, with its line
    lines = path.read_text(encoding="utf-8-sig").split("\n")
    entries = [json.loads(line) for line in lines if line.strip()]
    labels = []
    for known, entry in zip(plain, entries, strict=True):
        relevant = entry.get("relevant")
        if not isinstance(relevant, (list, dict)) or not all(isinstance(i, str) for i in relevant):
            raise InvalidInput(
                "file",
                f"{path}: the question {known['id']} does not say which entries are relevant.",
                'Add "relevant": [ids of entries], or [] if no entry answers it.',
            )
        labels.append(
            Label(
                id=known["id"],
                text=known["text"],
                kind=str(entry.get("kind", "question")),
                in_scope=bool(entry.get("in_scope", bool(relevant))),
                relevant=frozenset(relevant),
            )
        )
    return labels


def _given(application: Application, text: str) -> Given:
    if not any(character.isalnum() for character in text):
        return Given("OTHER", ())
    understood, result = understand(application, text)
    return Given(band(understood, result), tuple(hit.id for hit in result.hits))


def _say_figures(found: dict[str, Any]) -> None:
    inside, outside, urgent = found["in_scope"], found["out_of_scope"], found["urgent"]
    if inside["questions"]:
        say(
            f"In scope, {inside['questions']}: first right {inside['first_right']:.3f}, "
            f"in the first three {inside['in_first_three']:.3f}; {_in_words(inside['bands'])}."
        )
    if outside["questions"]:
        say(
            f"Out of scope, {outside['questions']}: answered {outside['answered']:.3f}; "
            f"{_in_words(outside['bands'])}."
        )
    if urgent["messages"]:
        say(
            f"Urgent, {urgent['messages']}: caught {urgent['caught']:.3f}; "
            f"false alarms {urgent['false_alarms']}."
        )
    for kind, counted in found["kinds"].items():
        say(f"  {kind}: {counted['right']} of {counted['questions']} right")


def _in_words(bands: dict[str, int]) -> str:
    return ", ".join(f"{band} {count}" for band, count in bands.items() if count)


def _from_trials(
    application: Application, labels: Sequence[Label], file: Path | None
) -> dict[str, Any]:
    """Both sets fitted to trials; the one for vectors stays as it is where there are none."""
    from ntg_bot.bootstrap import load_encoder
    from ntg_bot.retrieval.confidence import (
        as_plain,
        balanced,
        fit,
        set_name,
        shipped,
        with_bars,
    )
    from ntg_bot.retrieval.trials import Labelled, trials

    asked = [
        Labelled(label.text, label.relevant)
        for label in labels
        if not label.is_urgent and (label.relevant or not label.in_scope)
    ]
    items, taxonomy = application.library.items, application.library.taxonomy
    drawn = list(trials(items, [*asked, *_foreign()], taxonomy))
    encoder = load_encoder(application.settings, application.vectors)
    document: dict[str, Any] = {"about": []}
    written = f", {len(asked)} questions of {file.name}" if file is not None else ""
    document["about"].append(
        f"Fitted by `ntg-bot eval fit`: {len(items)} entries asked their own questions{written}."
    )
    for with_vectors in (False, True):
        name = set_name(with_vectors)
        if with_vectors and encoder is None:
            document[name] = as_plain(shipped(with_vectors=True))
            document["about"].append("vectors: as shipped, for there is no sentence model here.")
            continue
        seen = _observed(application, drawn, encoder if with_vectors else None, name)
        found = with_bars(fit(balanced(seen)), seen)
        document[name] = as_plain(found)
        document["about"].append(f"{name}: {_told(found, seen)}")
    return document


def _foreign() -> list[Labelled]:
    """What people say to the bot that no entry answers, from the intents' examples."""
    from ntg_bot import content
    from ntg_bot.bootstrap import content_folder
    from ntg_bot.retrieval.trials import Labelled

    return [
        Labelled(example, frozenset())
        for intent in content.load_intents(content_folder("intents"))
        if intent.id in FOREIGN
        for example in intent.examples
    ]


def _observed(
    application: Application, drawn: Sequence[Trial], encoder: Encoder | None, name: str
) -> list[Observation]:
    from ntg_bot.retrieval import Engine
    from ntg_bot.retrieval.trials import NO_LISTS, Remembering, observations

    library = application.library
    remembering = Remembering(encoder) if encoder is not None else None
    seen: list[Observation] = []
    for number, trial in enumerate(drawn, start=1):
        taxonomy = NO_LISTS if trial.is_bare else library.taxonomy
        authorities = {} if trial.is_bare else library.authorities
        engine = Engine(taxonomy, authorities, remembering, application.vectors)
        seen += observations(trial, engine)
        progress(f"{name}: trial {number} of {len(drawn)}")
    return seen


def _told(found: Coefficients, seen: Sequence[Observation]) -> str:
    """What a fit rests on and how well it tells, in one sentence."""
    from ntg_bot.retrieval.confidence import separation

    right = [found.probability(one.seen) for one in seen if one.is_right]
    wrong = [found.probability(one.seen) for one in seen if not one.is_right]
    foreign = [found.probability(one.seen) for one in seen if one.is_foreign]
    return (
        f"{len(right)} first hits right, {len(wrong)} wrong ({len(foreign)} of them to questions "
        f"foreign to the base). A right one is put above a wrong one in "
        f"{separation(right, wrong):.3f} of all pairs, above a foreign one in "
        f"{separation(right, foreign):.3f}. ANSWER from {found.answer:.3f}, CLOSEST from "
        f"{found.closest:.3f}."
    )


async def _from_feedback(application: Application) -> dict[str, Any]:
    """The set in use refitted from feedback with the coefficients in force as prior."""
    from ntg_bot.bootstrap import load_coefficients
    from ntg_bot.retrieval.confidence import as_plain, fit, set_name

    settings, with_vectors = application.settings, application.uses_meaning
    prior = load_coefficients(settings, with_vectors=with_vectors)
    seen = _judged(application, await _rated(application))
    helpful = sum(one.is_right for one in seen)
    if len(seen) < LEAST_FEEDBACK or helpful in (0, len(seen)):
        raise UserError(
            f"There is too little feedback to fit from: {helpful} helpful and "
            f"{len(seen) - helpful} not, on answers that would be the same today.",
            f"It takes {LEAST_FEEDBACK} at least, some of each.",
        )
    name, other = set_name(with_vectors), set_name(not with_vectors)
    found = fit(seen, prior, FEEDBACK_STRENGTH)
    return {
        "about": [
            f"Fitted by `ntg-bot eval fit --feedback`: {name} from {helpful} helpful and "
            f"{len(seen) - helpful} unhelpful answers, starting at what was in force; {other} "
            "and the bars as they were."
        ],
        name: as_plain(found),
        other: as_plain(load_coefficients(settings, with_vectors=not with_vectors)),
    }


async def _rated(application: Application) -> list[tuple[Question, bool]]:
    """Questions of all workspaces with whether their answer was called helpful."""
    rated: list[tuple[Question, bool]] = []
    async with application.database.uow(read_only=True) as work:
        for workspace in await work.workspaces.all():
            for helpful in (True, False):
                pairs = await work.questions.rated(
                    workspace.id, helpful=helpful, limit=_MOST_FEEDBACK
                )
                rated += [(question, helpful) for question, _ in pairs]
    return rated


def _judged(application: Application, rated: Sequence[tuple[Question, bool]]) -> list[Observation]:
    """What the answers rested on, of those that begin with the same entry today."""
    from ntg_bot.bootstrap import load_encoder
    from ntg_bot.domain.asking import Audience
    from ntg_bot.retrieval import Engine
    from ntg_bot.retrieval.confidence import Observation

    library, vectors = application.library, application.vectors
    encoder = load_encoder(application.settings, vectors)
    engine = Engine(library.taxonomy, library.authorities, encoder, vectors)
    engine.replace(library.items)
    seen = []
    for question, helpful in rated:
        result = engine.search(question.text, audience=Audience(public_only=True), limit=1)
        shown = engine.evidence(question.text)
        is_same = bool(result.hits and question.hits) and (result.hits[0].id == question.hits[0].id)
        if shown is not None and is_same:
            seen.append(Observation(shown, helpful))
    return seen
