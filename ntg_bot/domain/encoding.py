"""Frozen dataclasses to plain JSON values and back, checked against their type hints.

One codec serves inbox events, outbox facts and stored knowledge, so that a value read back is
equal to the value written. What a type does not name is refused when reading, and a missing field
takes its default: an older row stays readable after a field was added.
"""

from __future__ import annotations

import json
import re
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

TAG = "type"
T = TypeVar("T")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


class CannotDecode(ValueError):
    """The bytes are not what the type says; `where` is a path such as `hits[0].kind`."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where or 'value'}: {reason}")


_SCALARS = frozenset({str, int, float, bool, type(None)})
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _known(kind: type) -> dict[str, Any]:
    return {field.name: field for field in fields(kind)}


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    """The fields of a dataclass; None for any other type."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


def to_plain(value: object, *, tagged: bool = False) -> Any:
    """`value` as JSON-ready lists, dicts and scalars; `tagged` adds the class name to the top."""
    kind = type(value)
    if kind in _SCALARS:
        return value
    if (names := _names(cast(Any, kind))) is not None:
        plain: dict[str, Any] = {TAG: kind.__name__} if tagged else {}
        for name in names:
            item = getattr(value, name)
            plain[name] = item if type(item) in _SCALARS else to_plain(item)
        return plain
    if isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (tuple, list, frozenset)):
        items = sorted(value) if isinstance(value, frozenset) else value
        return [to_plain(item, tagged=is_dataclass(item)) for item in items]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    raise TypeError(f"cannot encode {type(value).__name__}")


def from_plain(kind: type[T], data: Any) -> T:
    """The value of `kind` that `data` describes; raises CannotDecode with the path of the fault."""
    return cast(T, _decode(kind, data, ""))


def dumps(value: object, *, tagged: bool = False) -> bytes:
    """Canonical UTF-8 JSON: sorted keys, no spaces; equal values give equal bytes.

    Half of a surrogate pair, which UTF-8 cannot hold, is written as U+FFFD.
    """
    text = _CANONICAL.encode(to_plain(value, tagged=tagged))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return _HALF_PAIR.sub("\ufffd", text).encode()


def loads(kind: type[T], data: bytes | str) -> T:
    """The inverse of `dumps`."""
    return from_plain(kind, _parsed(data))


def loads_tagged(kinds: Mapping[str, type[T]], data: bytes | str) -> T:
    """A value written with `tagged=True`, its class looked up among `kinds`."""
    plain = _parsed(data)
    tag = plain.get(TAG) if isinstance(plain, dict) else None
    if not isinstance(tag, str) or tag not in kinds:
        raise CannotDecode("", f"unknown type {tag!r:.60}")
    return from_plain(kinds[tag], plain)


def _parsed(data: bytes | str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise CannotDecode("", f"not JSON ({error})") from error


def _decode(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(kind), data, where)
    if origin is tuple:
        return _decode_tuple(get_args(kind), data, where)
    if origin is frozenset:
        return frozenset(_decode_tuple((get_args(kind)[0], ...), data, where))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(data, dict):
            raise CannotDecode(where, "not a mapping")
        of = get_args(kind)[1]
        return {key: _decode(of, item, f"{where}.{key}") for key, item in data.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        return _decode_dataclass(kind, data, where)
    return _decode_scalar(kind, data, where)


def _decode_scalar(kind: Any, data: Any, where: str) -> Any:
    if kind in (date, datetime) or (isinstance(kind, type) and issubclass(kind, Enum)):
        try:
            return kind.fromisoformat(data) if kind in (date, datetime) else kind(data)
        except (TypeError, ValueError) as error:
            raise CannotDecode(where, str(error)) from error
    if kind is type(None) and data is None:
        return None
    if kind is float and type(data) in (int, float):
        try:
            return float(data)
        except OverflowError as error:
            raise CannotDecode(where, str(error)) from error
    if kind is Any or kind is object:
        return data
    if kind in (str, int, bool) and type(data) is kind:
        return data
    raise CannotDecode(where, f"expected {getattr(kind, '__name__', kind)}, got {data!r:.60}")


def _decode_union(options: tuple[Any, ...], data: Any, where: str) -> Any:
    if data is None and type(None) in options:
        return None
    if isinstance(data, dict) and TAG in data:
        for option in options:
            if getattr(option, "__name__", "") == data[TAG]:
                return _decode(option, data, where)
        raise CannotDecode(where, f"unknown type {data[TAG]}")
    real = [option for option in options if option is not type(None)]
    if len(real) == 1:
        return _decode(real[0], data, where)
    for option in real:
        try:
            return _decode(option, data, where)
        except CannotDecode:
            continue
    raise CannotDecode(where, "fits none of the types it may have")


def _decode_tuple(of: tuple[Any, ...], data: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(data, list):
        raise CannotDecode(where, "not a list")
    if len(of) == 2 and of[1] is Ellipsis:
        return tuple(_decode(of[0], item, f"{where}[{n}]") for n, item in enumerate(data))
    if len(of) != len(data):
        raise CannotDecode(where, f"expected {len(of)} values, got {len(data)}")
    return tuple(
        _decode(kind, item, f"{where}[{n}]")
        for n, (kind, item) in enumerate(zip(of, data, strict=True))
    )


def _decode_dataclass(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise CannotDecode(where, "not a mapping")
    hints = _hints(kind)
    known = _known(kind)
    unknown = set(data) - set(known) - {TAG}
    if unknown:
        raise CannotDecode(where, f"unknown field {sorted(unknown)[0]}")
    values: dict[str, Any] = {}
    for name, field in known.items():
        path = f"{where}.{name}" if where else name
        if name in data:
            values[name] = _decode(hints[name], data[name], path)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise CannotDecode(path, "missing")
    return kind(**values)
