"""A voter's receipt: of this ballot, signed by its box, and kept?"""

from .canonical import canonical_bytes, parse_json, text_of
from .files import Ballot, reading
from .log import Log
from .problem import require
from .shape import HASH, object_with, text_in

BYTES_MAX = 16_384
PARTS = ("ballotId", "definitionHash", "includeBy", "leafHash")


def read_receipts(files: list[tuple[str, bytes]]) -> list[tuple[str, dict]]:
    return [(name, reading("receipt-malformed", name, lambda data=data: read_receipt(data))) for name, data in files]


def read_receipt(data: bytes) -> dict:
    receipt = object_with(parse_json(text_of(data)), (*PARTS, "signature"))
    text_in(receipt, "ballotId")
    text_in(receipt, "includeBy")
    text_in(receipt, "definitionHash", HASH)
    text_in(receipt, "leafHash", HASH)
    text_in(receipt, "signature", "[0-9a-f]{128}")
    return receipt


def check_receipts(ballot: Ballot, receipts: list[tuple[str, dict]], log: Log) -> None:
    for name, receipt in receipts:
        same = receipt["ballotId"] == ballot.definition.ballot_id and receipt["definitionHash"] == ballot.definition_hash
        require(same, "receipt-of-another-ballot", name, "This receipt is of another ballot, or of other rules.")
        message = b"teilhabe/receipt/v1\n" + canonical_bytes({part: receipt[part] for part in PARTS})
        genuine = ballot.definition.log.signed(message, bytes.fromhex(receipt["signature"]))
        require(genuine, "receipt-forged", name, "This receipt is not signed by the ballot box.")
        kept = bytes.fromhex(receipt["leafHash"]) in log.found
        what = "The ballot box promised this vote would be in the log, but it is not there. Keep the receipt: it proves the broken promise."
        require(kept, "receipt-not-in-log", name, what)
