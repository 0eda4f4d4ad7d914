"""The log of the ballot box: its records, its tree, its checkpoints."""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from .canonical import canonical_bytes, from_base64
from .files import Ballot, lines, read_whole, reading
from .notes import Checkpoint, open_note, parse_checkpoint
from .problem import Malformed, NotVerified, require
from .shape import DISTRICT, HASH, an_object, count_in, object_with, text_in
from .tree import TILE_WIDTH, Tiles, Tree, leaf_hash, tile_path, tile_paths

BUCKET = 8_192
RECORDS = "log/records.jsonl"
PAPERS_PER_BATCH_MAX = 500
RECORDS_MAX = 1_000_000
CHECKPOINTS_MAX = 2_000_000
CHECKPOINTS = "log/checkpoints.jsonl"
HASH_BYTES = 32


class Comparison:
    """Compares the log with what was published about it, though both come in different orders: sums of tags under a key that nobody knew before."""

    def __init__(self) -> None:
        self.key = secrets.token_bytes(32)
        self.differences: dict[int, int] = {}

    def add(self, index: int, leaf: bytes, sign: int) -> None:
        tag = hmac.digest(self.key, b"%d:" % index + leaf, "sha256")
        bucket = index // BUCKET
        self.differences[bucket] = self.differences.get(bucket, 0) + sign * int.from_bytes(tag[:16], "big")

    def first_difference(self) -> int | None:
        return min((bucket for bucket, difference in self.differences.items() if difference != 0), default=None)


@dataclass
class Records:
    batches: dict[str, dict] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    amendments: int = 0
    aborted: bool = False
    incidents: list[str] = field(default_factory=list)


@dataclass
class Log:
    size: int
    sizes: list[int] = field(default_factory=list)
    voters: list[int] = field(default_factory=list)
    found: set[bytes] = field(default_factory=set)


def check_records(ballot: Ballot, compared: Comparison) -> Records:
    records = Records()
    last = -1
    for number, (where, value) in enumerate(lines(ballot.root, RECORDS)):
        index, leaf = reading("record-wrong", where, lambda: read_record(value, ballot.definition.ballot_id))
        require(index > last and number < RECORDS_MAX, "record-wrong", where, "Records are not in the order of the log, or too many.")
        keep(records, index, leaf, where)
        is_definition = leaf["kind"] == "definition" and leaf["definitionHash"] == ballot.definition_hash
        fits = (index == 0) == is_definition
        require(fits, "definition-not-in-log", where, "The log does not begin with the definition in the folder, or has it elsewhere.")
        compared.add(index, leaf_hash(canonical_bytes(leaf)), -1)
        last = index
    require(last >= 0, "definition-not-in-log", RECORDS, "The log does not begin with the ballot's definition.")
    return records


def read_record(value, ballot_id: str) -> tuple[int, dict]:
    members = object_with(value, ("index", "leaf"))
    leaf = an_object(members["leaf"])
    if leaf.get("ballotId") != ballot_id:
        raise Malformed("a record of another ballot")
    kind = leaf.get("kind")
    if kind == "definition":
        object_with(leaf, ("ballotId", "definitionHash", "kind"))
        text_in(leaf, "definitionHash", HASH)
    elif kind == "amendment":
        object_with(leaf, ("amendment", "ballotId", "kind"))
        an_object(leaf["amendment"])
    elif kind == "incident":
        object_with(leaf, ("at", "ballotId", "incident", "kind", "text"))
        text_in(leaf, "at")
        text_in(leaf, "text")
        text_in(leaf, "incident", r"[a-z][a-z0-9-]{0,63}")
    elif kind == "paper-batch":
        check_batch(leaf)
    else:
        raise Malformed("a record of an unknown kind")
    return count_in(members, "index"), leaf


def check_batch(leaf: dict) -> None:
    object_with(leaf, ("ballotId", "batch", "commitments", "district", "invalid", "kind", "origin", "papers"))
    if count_in(leaf, "papers") > PAPERS_PER_BATCH_MAX:
        raise Malformed(f"more than {PAPERS_PER_BATCH_MAX} papers in a batch")
    count_in(leaf, "invalid")
    text_in(leaf, "batch", r"[a-z0-9-]{1,64}")
    text_in(leaf, "origin", "paper|assisted")
    text_in(leaf, "district", DISTRICT)
    text_in(leaf, "commitments", HASH)


def keep(records: Records, index: int, leaf: dict, where: str) -> None:
    if leaf["kind"] == "paper-batch":
        require(leaf["batch"] not in records.batches, "record-wrong", where, f"The batch “{leaf['batch']}” is there twice.")
        records.batches[leaf["batch"]] = {**leaf, "index": index}
    if leaf["kind"] == "incident":
        records.incidents.append(f"{leaf['at']}: {leaf['text']}")
    if leaf["kind"] == "amendment":
        records.amendments += 1
        what = leaf["amendment"].get("kind")
        records.aborted = records.aborted or what == "aborted"
        if what == "option-withdrawn":
            records.withdrawn.append(reading("record-wrong", RECORDS, lambda: text_in(leaf["amendment"], "option")))


def check_log(ballot: Ballot, checkpoint: dict, compared: Comparison, wanted: set[bytes]) -> Log:
    """Grows the tree anew from its lowest tiles, and compares every checkpoint and every tile on the way."""
    log = Log(checkpoint["size"])
    check_tile_names(ballot, log.size)
    tree = Tree()
    leaves = leaves_of(ballot, log.size)
    last = None
    for where, value in lines(ballot.root, CHECKPOINTS):
        note = reading("checkpoint-malformed", where, lambda: text_in(object_with(value, ("note",)), "note"))
        last = next_checkpoint(ballot, note, last, log, where)
        while tree.size < last.size:
            leaf = next(leaves)
            compared.add(tree.size, leaf, 1)
            if leaf in wanted:
                log.found.add(leaf)
            tree.append(leaf)
        fits = tree.root() == last.root
        what = f"The log's first {last.size} entries have the root {tree.root().hex()[:12]}…, but this signed checkpoint says {last.root.hex()[:12]}…."
        require(fits, "checkpoint-root-wrong", where, what)
        log.sizes.append(last.size)
        log.voters.append(last.voters)
    root = reading("file-malformed", "result.json", lambda: from_base64(checkpoint["root"], HASH_BYTES))
    counted = last is not None and last.size == log.size and last.root == root
    require(counted, "log-not-as-counted", "result.json", "The result is not counted from the log as the last checkpoint has it.")
    next(leaves, None)
    return log


def next_checkpoint(ballot: Ballot, note: str, before: Checkpoint | None, log: Log, where: str) -> Checkpoint:
    text, why = open_note(note.encode(), ballot.definition.log)
    require(text is not None, "checkpoint-signature-wrong", where, f"This checkpoint is not signed by the ballot box ({why}).")
    checkpoint = reading("checkpoint-malformed", where, lambda: parse_checkpoint(text))
    same = checkpoint.origin == ballot.definition.log.name
    require(same, "checkpoint-signature-wrong", where, "This checkpoint is of another log.")
    size, voters = (before.size, before.voters) if before else (0, 0)
    grows = checkpoint.size > size and voters <= checkpoint.voters <= checkpoint.size
    require(grows, "checkpoint-order-wrong", where, "Checkpoints do not grow from one to the next.")
    signed = f"The ballot box signed {checkpoint.size} entries, but the result is counted from {log.size}."
    require(checkpoint.size <= log.size, "log-not-as-counted", where, signed)
    require(len(log.sizes) < CHECKPOINTS_MAX, "checkpoint-order-wrong", where, f"There are more than {CHECKPOINTS_MAX} checkpoints.")
    return checkpoint


def check_tile_names(ballot: Ballot, size: int) -> None:
    enough = size <= len(ballot.hashes) * TILE_WIDTH
    require(enough, "file-missing", "log/tile", f"The folder has not the tiles of a log of {size} entries.")
    expected = {f"log/{path}" for _, path in tile_paths(size)}
    present = {path for path in ballot.hashes if path.startswith("log/tile/")}
    for path in sorted(present - expected):
        raise NotVerified("file-unexpected", path, f"A log of {size} entries has no such tile.")
    for path in sorted(expected - present):
        raise NotVerified("file-missing", path, f"A log of {size} entries has this tile, but the manifest does not list it.")


def leaves_of(ballot: Ballot, size: int) -> Iterator[bytes]:
    tiles = Tiles()

    def compare(path: str, data: bytes) -> None:
        same = ballot.hashes[f"log/{path}"] == hashlib.sha256(data).hexdigest()
        require(same, "tile-wrong", f"log/{path}", "This tile does not follow from the tiles below it.")

    for index in range(-(-size // TILE_WIDTH)):
        for leaf in tile_leaves(ballot, index, size):
            for path, data in tiles.append(leaf):
                compare(path, data)
            yield leaf
    for path, data in tiles.partial():
        compare(path, data)


def tile_leaves(ballot: Ballot, index: int, size: int) -> list[bytes]:
    """The leaf hashes of one of the lowest tiles."""
    width = min(TILE_WIDTH, size - index * TILE_WIDTH)
    path = f"log/{tile_path(0, index, width)}"
    data = read_whole(ballot.root, path)
    require(len(data) == width * HASH_BYTES, "tile-wrong", path, f"This tile has {len(data)} bytes, not {width * HASH_BYTES}.")
    return [data[i : i + HASH_BYTES] for i in range(0, len(data), HASH_BYTES)]
