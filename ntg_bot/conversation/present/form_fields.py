"""Fields of forms: label and hint from the catalogue, what was typed, and what to mend."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from ntg_bot.conversation.cards import Field, Option
from ntg_bot.conversation.facts.replies import Reply
from ntg_bot.conversation.present import words


class Typed(Protocol):
    """Facts of a form: what was typed before, and the fault at one of its fields."""

    @property
    def typed(self) -> Mapping[str, str]: ...

    @property
    def error_field(self) -> str: ...

    @property
    def error(self) -> Reply | None: ...


class FormFields:
    """Of one family: a field has the key `family.name` in the catalogue, its hint `_hint` more."""

    def __init__(self, say: Callable[..., str], family: str) -> None:
        self._say = say
        self._family = family

    def field(
        self,
        said: Typed,
        name: str,
        most: int = 0,
        *,
        required: bool = True,
        multiline: bool = False,
        options: tuple[Option, ...] = (),
        many: bool = False,
        otherwise: str = "",
    ) -> Field:
        """`most` is in characters, 0 for no limit; `otherwise` fills a field not typed yet."""
        key = self._family + "." + name
        error = said.error if said.error_field == name else None
        return Field(
            name=name,
            label=self._say(key),
            hint=self._say(key + "_hint"),
            value=said.typed.get(name, otherwise),
            required=required,
            multiline=multiline,
            max_length=most,
            options=options,
            many=many,
            error=words.fault(self._say, error),
        )
