"""Forms of cards as accessible HTML: labels, hints and errors tied to their inputs."""

from __future__ import annotations

from html import escape
from itertools import groupby

from ntg_bot.conversation.cards import Field, Form
from ntg_bot.platforms.base import clean, one_line


def form_html(form: Form, uid: str) -> str:
    """The form as HTML; every id inside begins with `uid`.

    The page's script sends it: without one, `method="dialog"` keeps a browser from leaving.
    """
    fields = "".join(_field(field, f"{uid}-{index}") for index, field in enumerate(form.fields))
    return (
        f'<form class="card-form" method="dialog" novalidate aria-labelledby="{uid}-title"'
        f' data-action="{_text(form.action)}" data-value="{_text(form.value)}">'
        f'<h3 id="{uid}-title">{_line(form.title)}</h3>'
        f'<div class="form-fault" id="{uid}-fault" role="alert" tabindex="-1" hidden></div>'
        f"{fields}"
        f'<div class="actions"><button type="submit" class="button primary">{_line(form.submit)}'
        "</button></div></form>"
    )


def _field(field: Field, uid: str) -> str:
    return _choice(field, uid) if field.options else _input(field, uid)


def _input(field: Field, uid: str) -> str:
    """One line or several of text, its value kept as typed."""
    limit = f' data-max="{field.max_length}"' if field.max_length else ""
    attributes = (
        f'id="{uid}" name="{_text(field.name)}"{_described(field, uid)}{limit}'
        f"{' required' if field.required else ''}"
    )
    value = _text(field.value)
    control = (
        f'<textarea rows="4" {attributes}>\n{value}</textarea>'
        if field.multiline
        else f'<input type="text" autocomplete="off" {attributes} value="{value}">'
    )
    return (
        f'<div class="field{" wrong" if field.error else ""}" data-label="{_line(field.label)}">'
        f'<label for="{uid}">{_label(field)}</label>{_notes(field, uid)}{control}</div>'
    )


def _choice(field: Field, uid: str) -> str:
    """Radio buttons, or checkboxes where several may be chosen."""
    kind = "checkbox" if field.many else "radio"
    chosen = set(field.value.split(",")) if field.many else {field.value}
    drawn = [
        f'<div class="option"><input type="{kind}" id="{uid}-{index}" name="{_text(field.name)}"'
        f' value="{_text(option.value)}"{" checked" if option.value in chosen else ""}'
        f"{' required' if field.required and not field.many else ''}>"
        f'<label for="{uid}-{index}">{_line(option.label)}</label></div>'
        for index, option in enumerate(field.options)
    ]
    groups = [
        (heading, "".join(drawn[index] for index, _ in group))
        for heading, group in groupby(enumerate(field.options), lambda each: each[1].group)
    ]
    many = " many" if len(field.options) > 6 else ""
    needed = " data-required" if field.required else ""
    return (
        f'<fieldset class="field{" wrong" if field.error else ""}" id="{uid}"'
        f' data-label="{_line(field.label)}"{needed}{_described(field, uid)}>'
        f"<legend>{_label(field)}</legend>{_notes(field, uid)}"
        + "".join(
            _group(heading, f'<div class="options{many}">{options}</div>', f"{uid}-g{number}")
            for number, (heading, options) in enumerate(groups)
        )
        + "</fieldset>"
    )


def _group(heading: str, options: str, uid: str) -> str:
    """Options under their heading, which a screen reader says with the first of them."""
    if not heading:
        return options
    return (
        f'<div role="group" aria-labelledby="{uid}"><p class="group" id="{uid}">'
        f"{_line(heading)}</p>{options}</div>"
    )


def _label(field: Field) -> str:
    mark = "required" if field.required else "optional"
    return f'{_line(field.label)} <span class="{mark}">({mark})</span>'


def _hint(field: Field) -> str:
    """The hint, with the limit in words where there is one."""
    limit = f"Up to {field.max_length:,} characters." if field.max_length else ""
    choose = "Choose all that apply." if field.options and field.many and not field.hint else ""
    hint = one_line(field.hint)
    if hint and hint[-1] not in ".!?:":
        hint += "."
    return " ".join(part for part in (hint, choose, limit) if part)


def _notes(field: Field, uid: str) -> str:
    """Hint and error; the error's place is always there, so that the page can fill it."""
    hint = _hint(field)
    shown = f'<p class="hint" id="{uid}-hint">{_text(hint)}</p>' if hint else ""
    error = _line(field.error)
    hidden = "" if error else " hidden"
    return f'{shown}<p class="error" id="{uid}-error"{hidden}>{error}</p>'


def _described(field: Field, uid: str) -> str:
    ids = [f"{uid}-hint"] if _hint(field) else []
    ids.append(f"{uid}-error")
    invalid = ' aria-invalid="true"' if field.error and not field.options else ""
    return f' aria-describedby="{" ".join(ids)}"{invalid}'


def _text(words: str) -> str:
    return escape(clean(words), quote=True)


def _line(words: str) -> str:
    return escape(one_line(words), quote=True)
