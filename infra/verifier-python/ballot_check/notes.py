"""C2SP signed notes and checkpoints."""

import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .canonical import from_base64, text_of
from .problem import Malformed

NOTE_CHARACTERS_MAX = 1_000_000
SIGNATURES_MAX = 16
COUNT = r"0|[1-9][0-9]{0,15}"


@dataclass(frozen=True)
class Key:
    """A key that notes are checked with."""

    name: str
    key_id: bytes
    public: Ed25519PublicKey

    def signed(self, message: bytes, signature: bytes) -> bool:
        try:
            self.public.verify(signature, message)
            return True
        except InvalidSignature:
            return False


def read_key(text: str) -> Key:
    """`name+hex key id+base64(0x01 ‖ public key)`."""
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    if not re.fullmatch(r"[^\s+]{1,200}", name) or not re.fullmatch(r"[0-9a-f]{8}", key_id):
        raise Malformed("not a verifier key")
    key = from_base64(encoded, 33)
    if key[0] != 1 or hashlib.sha256(name.encode() + b"\n" + key).hexdigest()[:8] != key_id:
        raise Malformed("not an Ed25519 verifier key whose id fits")
    return Key(name, bytes.fromhex(key_id), Ed25519PublicKey.from_public_bytes(key[1:]))


def open_note(data: bytes, key: Key) -> tuple[str | None, str]:
    """The text of a note that `key` signed, or None and why not."""
    try:
        text, signatures = parse_note(data)
    except Malformed:
        return None, "malformed"
    ours = [signature for name, key_id, signature in signatures if name == key.name and key_id == key.key_id]
    if not ours:
        return None, "no-signature-by-this-key"
    if not all(key.signed(text.encode(), signature) for signature in ours):
        return None, "signature-wrong"
    return text, ""


def parse_note(data: bytes):
    whole = text_of(data)
    if len(whole) > NOTE_CHARACTERS_MAX or re.search(r"[\x00-\x09\x0b-\x1f]", whole):
        raise Malformed("a note too long or with control characters")
    cut = whole.rfind("\n\n")
    if cut < 0 or not whole.endswith("\n") or cut + 2 == len(whole):
        raise Malformed("a note without signatures")
    lines = whole[cut + 2 : -1].split("\n")
    if len(lines) > SIGNATURES_MAX:
        raise Malformed("too many signatures")
    return whole[: cut + 1], [parse_signature(line) for line in lines]


def parse_signature(line: str):
    match = re.fullmatch(r"\u2014 ([^\s+]{1,200}) (\S+)", line)
    if not match:
        raise Malformed("not a signature line")
    data = from_base64(match[2])
    if len(data) <= 4:
        raise Malformed("a signature line without a signature")
    return match[1], data[:4], data[4:]


@dataclass(frozen=True)
class Checkpoint:
    origin: str
    size: int
    root: bytes
    voters: int


def parse_checkpoint(text: str) -> Checkpoint:
    lines = text.split("\n")
    if len(lines) != 5 or lines[4] != "" or not re.fullmatch(r"[^\s+]{1,200}", lines[0]) or not lines[3].startswith("voters "):
        raise Malformed("a checkpoint has four lines: origin, size, root, voters")
    return Checkpoint(lines[0], plain_number(lines[1]), from_base64(lines[2], 32), plain_number(lines[3][len("voters ") :]))


def plain_number(text: str) -> int:
    if not re.fullmatch(COUNT, text) or int(text) > 2**53 - 1:
        raise Malformed("not a plain decimal")
    return int(text)
