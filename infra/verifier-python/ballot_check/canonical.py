"""Canonical JSON (RFC 8785) and strict spellings of bytes."""

import base64
import json
import math
import re
from decimal import Decimal

from .problem import Malformed

DEPTH_MAX = 64
SAFE_INTEGER_MAX = 2**53 - 1


def text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("not valid UTF-8") from error


def parse_canonical(data: bytes):
    """The value of bytes that must be canonical already."""
    text = text_of(data)
    value = parse_json(text)
    if canonical_text(value) != text:
        raise Malformed("not canonical JSON (RFC 8785)")
    return value


def parse_json(text: str):
    def refuse(name: str):
        raise Malformed(f"not JSON: {name}")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error


def canonical_text(value, depth_left: int = DEPTH_MAX) -> str:
    if depth_left == 0:
        raise Malformed(f"JSON nested deeper than {DEPTH_MAX}")
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical_text(item, depth_left - 1) for item in value) + "]"
    # RFC 8785 sorts by UTF-16 code units.
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{quoted(key)}:{canonical_text(value[key], depth_left - 1)}" for key in keys) + "}"


def canonical_bytes(value) -> bytes:
    return canonical_text(value).encode("utf-8")


def quoted(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Malformed("a lone surrogate in a string") from error
    return json.dumps(text, ensure_ascii=False)


def number_text(number) -> str:
    """As ECMAScript's Number::toString writes it."""
    if isinstance(number, int):
        if abs(number) <= SAFE_INTEGER_MAX:
            return str(number)
        try:
            number = float(number)
        except OverflowError as error:
            raise Malformed("a number too large") from error
    if not math.isfinite(number):
        raise Malformed("a number too large")
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    point = len(digits) + exponent
    return ("-" if sign else "") + placed(text, point)


def placed(digits: str, point: int) -> str:
    """Digits with the decimal point after `point` of them."""
    if len(digits) <= point <= 21:
        return digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return digits[:point] + "." + digits[point:]
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    exponent = point - 1
    mantissa = digits if len(digits) == 1 else digits[0] + "." + digits[1:]
    return f"{mantissa}e{'+' if exponent > 0 else '-'}{abs(exponent)}"


def from_hex(text: str, length: int) -> bytes:
    if not re.fullmatch(r"[0-9a-f]*", text) or len(text) != 2 * length:
        raise Malformed(f"not {length} bytes in lower-case hex")
    return bytes.fromhex(text)


def from_base64(text: str, length: int | None = None) -> bytes:
    return strict(text, length, base64.b64encode, lambda: base64.b64decode(text, validate=True))


def from_base64url(text: str, length: int | None = None) -> bytes:
    def unpadded(data: bytes) -> bytes:
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    return strict(text, length, unpadded, lambda: base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def strict(text: str, length: int | None, encode, decode) -> bytes:
    try:
        data = decode()
    except ValueError as error:
        raise Malformed("not base64") from error
    if encode(data).decode("ascii") != text:
        raise Malformed("not canonical base64")
    if length is not None and len(data) != length:
        raise Malformed(f"{len(data)} bytes long, not {length}")
    return data
