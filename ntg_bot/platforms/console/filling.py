"""Forms in a terminal: asked field by field, each answer checked before the next question."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rich.console import Console
from rich.text import Text

from ntg_bot.conversation.cards import Field, Form
from ntg_bot.platforms.base import one_line, storable

CANCEL = "/cancel"
MAX_TEXT = 12_000

Ask = Callable[[str], Awaitable[str | None]]
"""shows a prompt and gives the line typed, or None at the end of input"""


async def fill_in(form: Form, ask: Ask, console: Console) -> dict[str, str] | None:
    """The values by field name, or None where the person cancelled or the input ended."""
    console.print(Text(f"{one_line(form.title)} (type {CANCEL} to stop)", style="bold"))
    values: dict[str, str] = {}
    for field in form.fields:
        value = await _value(field, ask, console)
        if value is None:
            console.print(Text("The form was not sent."))
            return None
        values[field.name] = value
    return values


async def _value(field: Field, ask: Ask, console: Console) -> str | None:
    """One field, asked again until its answer can be used."""
    _introduce(field, console)
    while True:
        typed = await (_lines(ask) if field.multiline and not field.options else ask("> "))
        if typed is None or typed.strip().lower() == CANCEL:
            return None
        answer = storable(typed).strip()
        if not answer and field.value:
            return field.value
        value, fault = _choose(field, answer) if field.options else _write(field, answer)
        if not fault:
            return value
        console.print(Text(fault, style="red"))


def _introduce(field: Field, console: Console) -> None:
    mark = "required" if field.required else "optional"
    console.print(Text(f"\n{one_line(field.label)} ({mark})", style="bold"))
    if field.error:
        console.print(Text(one_line(field.error), style="red"))
    if field.hint:
        console.print(Text(one_line(field.hint), style="dim"))
    heading = ""
    for number, option in enumerate(field.options, 1):
        if option.group and option.group != heading:
            console.print(Text(f"  {one_line(option.group)}", style="bold"))
        heading = option.group
        console.print(Text(f"  [{number}] {one_line(option.label)}"))
    if field.options and field.many:
        console.print(Text("Type the numbers you choose, with commas between.", style="dim"))
    elif field.multiline:
        console.print(Text("Finish with an empty line.", style="dim"))
    if field.value:
        console.print(Text(f"Press Enter to keep: {_shown(field)}", style="dim"))


def _shown(field: Field) -> str:
    """The value that is filled in, as people read it."""
    labels = {option.value: option.label for option in field.options}
    if labels:
        return ", ".join(one_line(labels.get(each, each)) for each in field.value.split(","))
    return one_line(field.value)


async def _lines(ask: Ask) -> str | None:
    """Lines up to an empty one; the end of input ends them too."""
    lines: list[str] = []
    while True:
        line = await ask("> ")
        if line is None:
            return "\n".join(lines) if lines else None
        if line.strip().lower() == CANCEL:
            return CANCEL
        if not line.strip():
            return "\n".join(lines)
        lines.append(line)


def _write(field: Field, answer: str) -> tuple[str, str]:
    """(value, fault)"""
    limit = field.max_length or MAX_TEXT
    if not answer and field.required:
        return "", "This one is needed. Write something."
    if len(answer) > limit:
        return "", f"That is {len(answer):,} characters; at most {limit:,} can be sent."
    return answer, ""


def _choose(field: Field, answer: str) -> tuple[str, str]:
    """(values joined by commas, fault)"""
    numbers = [part.strip() for part in answer.split(",") if part.strip()]
    if not numbers:
        return "", "This one is needed. Type a number." if field.required else ""
    if len(numbers) > 1 and not field.many:
        return "", "Only one can be chosen. Type one number."
    known = {str(number): option.value for number, option in enumerate(field.options, 1)}
    unknown = [number for number in numbers if number not in known]
    if unknown:
        return "", f"There is no “{one_line(unknown[0])}”. Type 1 to {len(known)}."
    return ",".join(dict.fromkeys(known[number] for number in numbers)), ""
