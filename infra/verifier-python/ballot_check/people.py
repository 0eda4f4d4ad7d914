"""Who was admitted: the roll, the list of issued credentials, the papers."""

import hashlib
from collections import Counter

from .files import Ballot, lines, reading
from .problem import Malformed, NotVerified, require
from .shape import DAY, DISTRICT, HASH, a_list, count_in, object_with, text_in

ROLL_FORMAT = "teilhabe/roll/v1"
ISSUED = "issued.jsonl"
RECORDS = "log/records.jsonl"


def read_roll(value, ballot_id: str) -> list[dict]:
    members = object_with(value, ("ballotId", "districts", "format"))
    if members["format"] != ROLL_FORMAT or members["ballotId"] != ballot_id:
        raise Malformed(f"not “{ROLL_FORMAT}” of this ballot")
    rows = []
    for item in a_list(members["districts"]):
        row = object_with(item, ("assisted", "district", "eligible", "online", "paper"))
        for key in ("assisted", "online", "paper"):
            count_in(row, key)
        if row["eligible"] is not None:
            count_in(row, "eligible")
        text_in(row, "district", DISTRICT)
        if rows and rows[-1]["district"] >= row["district"]:
            raise Malformed("districts out of order")
        rows.append(row)
    return rows


def check_claims(roll: list[dict]) -> None:
    for row in roll:
        fits = row["eligible"] is None or row["online"] + row["paper"] + row["assisted"] <= row["eligible"]
        what = f"In the district “{row['district']}” more persons took part than were eligible."
        require(fits, "more-claims-than-eligible", "roll.json", what)


class Issued:
    """The signed list of issued credentials, read along with the votes: both are in the same order."""

    def __init__(self, ballot: Ballot):
        self.name = "request" if ballot.definition.secrecy == "secret" else "key"
        self.lines = lines(ballot.root, ISSUED)
        self.districts: Counter[str] = Counter()
        self.current: dict | None = None

    def advance(self) -> bool:
        where, value = next(self.lines, (None, None))
        if where is None:
            return False
        entry = reading("file-malformed", where, lambda: self.read(value))
        ascends = self.current is None or entry[self.name] > self.current[self.name]
        require(ascends, "issued-order-wrong", where, "Issued credentials are out of order, or one is there twice.")
        self.current = entry
        self.districts[entry["district"]] += 1
        return True

    def read(self, value) -> dict:
        secret = self.name == "request"
        entry = object_with(value, ("district", "request") if secret else ("district", "key", "validUntil"))
        text_in(entry, self.name, HASH if secret else None)
        text_in(entry, "district", DISTRICT)
        if not secret:
            text_in(entry, "validUntil", DAY)
        return entry

    def admit(self, vote: dict, where: str) -> None:
        if self.name == "request":
            return
        while self.current is None or self.current["key"] < vote["key"]:
            if not self.advance():
                break
        known = self.current is not None and self.current["key"] == vote["key"]
        require(known, "credential-unknown", where, "No credential was issued for this key.")
        until = self.current["validUntil"]
        require(vote["day"] <= until, "credential-expired", where, f"The credential for this key held until {until}; the vote is of {vote['day']}.")

    def finish(self, roll: list[dict]) -> int:
        while self.advance():
            pass
        claims = {row["district"]: row["online"] for row in roll}
        for district in [*claims, *self.districts]:
            what = (
                f"In the district “{district}” {self.districts[district]} credentials were issued, "
                f"but the roll has {claims.get(district, 0)} claims for voting online."
            )
            require(district in claims and claims[district] == self.districts[district], "issued-does-not-match-roll", ISSUED, what)
        return self.districts.total()


class Papers:
    """Compares the papers with their batches in the log, and the batches with the roll."""

    def __init__(self, batches: dict[str, dict]):
        self.batches = batches
        self.open: dict | None = None
        self.papers = 0
        self.digest = hashlib.sha256()
        self.seen: set[str] = set()
        self.counted = 0

    def paper(self, name: str, number: int, index: int, commitment: str, where: str) -> None:
        if self.open is None or self.open["batch"] != name:
            self.close()
            require(name in self.batches, "paper-batch-wrong", where, f"The log has no batch “{name}”.")
            self.open, self.papers, self.digest = self.batches[name], 0, hashlib.sha256()
            self.seen.add(name)
        self.papers += 1
        self.counted += 1
        in_place = number == self.papers and index == self.open["index"] + self.papers
        what = f"A paper of the batch “{name}” is missing before this one, or stands elsewhere in the log."
        require(in_place, "paper-batch-wrong", where, what)
        self.digest.update(bytes.fromhex(commitment))

    def close(self) -> None:
        if self.open is None:
            return
        same = self.papers == self.open["papers"] and self.digest.hexdigest() == self.open["commitments"]
        require(same, "paper-batch-wrong", RECORDS, f"The papers of the batch “{self.open['batch']}” are not those that were entered.")
        self.open = None

    def finish(self, roll: list[dict]) -> int:
        self.close()
        for name, batch in self.batches.items():
            require(batch["papers"] == 0 or name in self.seen, "paper-batch-wrong", RECORDS, f"The papers of the batch “{name}” are missing.")
        sums: Counter[tuple[str, str]] = Counter()
        for batch in self.batches.values():
            sums[batch["origin"], batch["district"]] += batch["papers"] + batch["invalid"]
        for row in roll:
            for origin in ("paper", "assisted"):
                papers = sums.pop((origin, row["district"]), 0)
                what = f"In the district “{row['district']}” there are {papers} papers ({origin}), but the roll has {row[origin]} claims."
                require(papers == row[origin], "paper-does-not-match-roll", RECORDS, what)
        for origin, district in sums:
            what = f"There are papers ({origin} {district}) of a district that the roll does not have."
            raise NotVerified("paper-does-not-match-roll", RECORDS, what)
        return self.counted
