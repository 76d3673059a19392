"""Slack's own types as JSON Schemas, where CI has made them (.ci/slack-types/make).

On a person's machine they are not there, and what is checked with them is checked without.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

FILE = "SLACK_SCHEMAS"
"""names the environment variable that names the file"""


def fault_of_type(kind: str, value: Any) -> str:
    """Why `value` is no `Message` ({"blocks": [...]}) or no `Window`; empty where it is one."""
    for validator in _validators(kind):
        fault = best_match(validator.iter_errors(value))
        if fault is not None:
            return f"{'/'.join(map(str, fault.absolute_path))}: {fault.message[:500]}"
    return ""


@cache
def _validators(kind: str) -> tuple[Draft7Validator, ...]:
    file = os.environ.get(FILE)
    if not file:
        return ()
    schema = json.loads(Path(file).read_text(encoding="utf-8"))
    return (Draft7Validator({**schema, "$ref": f"#/definitions/{kind}"}),)
