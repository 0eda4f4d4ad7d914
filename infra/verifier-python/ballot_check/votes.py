"""The opened votes: each as it was logged, allowed, signed; the last of each key counts."""

import bisect
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA384

from .canonical import canonical_bytes, from_base64url, from_hex
from .choices import InvalidChoice, read_choice
from .files import Ballot, lines, reading
from .log import BUCKET, CHECKPOINTS, RECORDS, Comparison, Log, Records, read_record, tile_leaves
from .people import Issued, Papers
from .problem import Malformed, NotVerified, require
from .shape import DAY, HASH, count_in, object_with, optional_text, text_in
from .tree import TILE_WIDTH, leaf_hash

SEQ_MAX = 1_000_000
PAPER_KEY = r"paper\.([a-z0-9-]{1,64})\.([0-9]{6})"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEYS = {"open": UUID, "confidential": HASH, "secret": HASH}
PSS = padding.PSS(mgf=padding.MGF1(SHA384()), salt_length=48)


@dataclass
class Openings:
    votes: int = 0
    counted: int = 0
    online: int = 0


class Voters:
    """How many keys had voted at each checkpoint, though votes come key by key."""

    def __init__(self, sizes: list[int]):
        self.sizes = sizes
        self.joined = [0] * (len(sizes) + 1)

    def book(self, earliest: int) -> None:
        self.joined[bisect.bisect_right(self.sizes, earliest)] += 1

    def compare(self, stated: list[int]) -> None:
        voters = 0
        for number, claimed in enumerate(stated):
            voters += self.joined[number]
            what = f"{voters} had voted by then, but this signed checkpoint says {claimed}."
            require(voters == claimed, "checkpoint-voters-wrong", f"{CHECKPOINTS} line {number + 1}", what)


def check_openings(
    ballot: Ballot, log: Log, records: Records, compared: Comparison, issued: Issued, papers: Papers, voters: Voters, count: Callable
) -> Openings:
    totals = Openings()
    before: dict | None = None
    choice = None
    earliest = 0
    for where, value in lines(ballot.root, *ballot.opening_paths):
        vote = reading("file-malformed", where, lambda: read_opening(value))
        require(vote["index"] < log.size, "opening-not-in-log", where, f"The log has only {log.size} entries.")
        require(vote["seq"] <= SEQ_MAX, "file-malformed", where, "A vote replaced so often does not exist.")
        compared.add(vote["index"], vote_leaf(ballot, vote), -1)
        next_choice = allowed(ballot, vote, where)
        check_order(before, vote, where)
        is_new = before is None or before["key"] != vote["key"]
        if is_new and before is not None:
            count(choice)
            voters.book(earliest)
        online = check_origin(ballot, vote, where, issued, papers)
        earliest = vote["index"] if is_new else min(earliest, vote["index"])
        totals.votes += 1
        totals.counted += is_new
        totals.online += is_new and online
        before, choice = vote, next_choice
    if before is not None:
        count(choice)
        voters.book(earliest)
    return totals


def read_opening(value) -> dict:
    members = object_with(value, ("choice", "index", "key", "nonce", "seq"), ("credential", "day", "signature"))
    optional_text(members, "day", DAY)
    optional_text(members, "credential")
    optional_text(members, "signature")
    count_in(members, "index", 1)
    count_in(members, "seq", 1)
    text_in(members, "key")
    text_in(members, "nonce", HASH)
    return members


def commitment(vote: dict) -> str:
    return hashlib.sha256(b"teilhabe/commitment/v1\n" + bytes.fromhex(vote["nonce"]) + canonical_bytes(vote["choice"])).hexdigest()


def vote_leaf(ballot: Ballot, vote: dict) -> bytes:
    leaf = {"ballotId": ballot.definition.ballot_id, "commitment": commitment(vote), "key": vote["key"], "kind": "vote", "seq": vote["seq"]}
    if "day" in vote:
        leaf["day"] = vote["day"]
    return leaf_hash(canonical_bytes(leaf))


def allowed(ballot: Ballot, vote: dict, where: str):
    try:
        return read_choice(vote["choice"], ballot.definition)
    except InvalidChoice as problem:
        raise NotVerified("choice-invalid", where, f"The rules do not allow this vote: {problem}.") from problem


def check_order(before: dict | None, vote: dict, where: str) -> None:
    if before is None:
        return
    here, there = (vote["key"], vote["seq"]), (before["key"], before["seq"])
    require(here != there, "vote-twice", where, "The same vote is there twice.")
    require(here > there, "opening-order-wrong", where, "Votes are not sorted by key and number.")


def check_origin(ballot: Ballot, vote: dict, where: str, issued: Issued, papers: Papers) -> bool:
    """True for a vote cast online."""
    if match := re.fullmatch(PAPER_KEY, vote["key"]):
        bare = not vote.keys() & {"day", "credential", "signature"} and vote["seq"] == 1
        require(bare, "file-malformed", where, "A paper has no day, credential, signature, and is not replaced.")
        papers.paper(match[1], int(match[2]), vote["index"], commitment(vote), where)
        return False
    is_secret = ballot.definition.secrecy == "secret"
    fits = re.fullmatch(KEYS[ballot.definition.secrecy], vote["key"]) is not None
    require(fits, "key-malformed", where, "This is not a key as voters of this ballot have it.")
    require(not is_secret or "day" not in vote, "file-malformed", where, "A secret vote has no day.")
    require(is_secret or "day" in vote, "file-malformed", where, "An online vote of this ballot has a day.")
    bare = is_secret or not vote.keys() & {"credential", "signature"}
    require(bare, "file-malformed", where, "A vote of this ballot has no credential or signature.")
    issued.admit(vote, where)
    if is_secret:
        check_signatures(ballot, vote, where)
    return True


def check_signatures(ballot: Ballot, vote: dict, where: str) -> None:
    definition = ballot.definition
    key = bytes.fromhex(vote["key"])
    message = b"teilhabe/issued-key/v1\n" + bytes.fromhex(ballot.definition_hash) + key
    issuer = definition.issuer
    good = holds(lambda: issuer.verify(from_base64url(vote.get("credential", "")), message, PSS, SHA384()))
    require(good, "credential-invalid", where, "This credential was not issued for this ballot and this key.")
    content = {"ballotId": definition.ballot_id, **{name: vote[name] for name in ("choice", "key", "nonce", "seq")}}
    message = b"teilhabe/vote/v1\n" + canonical_bytes(content)
    good = holds(lambda: Ed25519PublicKey.from_public_bytes(key).verify(from_hex(vote.get("signature", ""), 64), message))
    require(good, "vote-signature-wrong", where, "This vote is not signed by the voter's own key.")


def holds(verify: Callable) -> bool:
    try:
        verify()
        return True
    except (InvalidSignature, Malformed, ValueError):
        return False


def check_every_entry_once(ballot: Ballot, size: int, compared: Comparison) -> None:
    """Is each entry of the log published exactly once, as a record or an opened vote?"""
    bucket = compared.first_difference()
    if bucket is None:
        return
    first, end = bucket * BUCKET, (bucket + 1) * BUCKET
    left: dict[int, bytes] = {}
    for tile in range(first // TILE_WIDTH, -(-min(end, size) // TILE_WIDTH)):
        for at, leaf in enumerate(tile_leaves(ballot, tile, size)):
            left[tile * TILE_WIDTH + at] = leaf
    for index, leaf, where in published(ballot):
        if not first <= index < end:
            continue
        require(index in left, "opening-not-in-log", where, f"The log's entry {index} is published twice.")
        same = left.pop(index) == leaf
        require(same, "opening-does-not-fit", where, f"This is not what the log holds as entry {index}: it was changed after it was logged.")
    raise NotVerified("opening-missing", "openings", f"Nothing is published for the log's entry {min(left)}: it was left out.")


def published(ballot: Ballot):
    for where, value in lines(ballot.root, RECORDS):
        index, leaf = read_record(value, ballot.definition.ballot_id)
        yield index, leaf_hash(canonical_bytes(leaf)), where
    for where, value in lines(ballot.root, *ballot.opening_paths):
        vote = read_opening(value)
        yield vote["index"], vote_leaf(ballot, vote), where
