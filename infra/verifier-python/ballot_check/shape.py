"""Reads published JSON strictly: a member too many is refused as well as one too few."""

import re

from .canonical import SAFE_INTEGER_MAX
from .problem import Malformed

HASH = r"[0-9a-f]{64}"
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DISTRICT = r"[a-z0-9][a-z0-9.-]{0,63}"


def an_object(value) -> dict:
    if not isinstance(value, dict):
        raise Malformed("not an object")
    return value


def object_with(value, required: tuple, optional: tuple = ()) -> dict:
    members = an_object(value)
    for key in required:
        if key not in members:
            raise Malformed(f"“{key}” is missing")
    for key in members:
        if key not in required and key not in optional:
            raise Malformed(f"“{key}” does not belong here")
    return members


def a_list(value) -> list:
    if not isinstance(value, list):
        raise Malformed("not a list")
    return value


def text_in(members: dict, key: str, pattern: str | None = None) -> str:
    value = members.get(key)
    if not isinstance(value, str) or (pattern is not None and not re.fullmatch(pattern, value)):
        raise Malformed(f"“{key}” is not what it must be")
    return value


def is_integer(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= SAFE_INTEGER_MAX


def count_in(members: dict, key: str, least: int = 0) -> int:
    value = members.get(key)
    if not is_integer(value) or value < least:
        raise Malformed(f"“{key}” is not an integer from {least}")
    return value


def optional_text(members: dict, key: str, pattern: str | None = None) -> str | None:
    return text_in(members, key, pattern) if key in members else None
