#!/usr/bin/env python3
"""Checks a published ballot from its files alone: python3 verify.py DIR [--receipt FILE] [--definition SHA256].

Needs Python 3.11 and the package `cryptography`. Exit codes: 0 verified, 1 not verified (the first thing wrong is told), 2 wrong use.
"""

import argparse
import os
import re
import sys

try:
    import cryptography  # noqa: F401
except ImportError:
    sys.stderr.write("verify.py: the package “cryptography” is missing; install it with: python3 -m pip install cryptography\n")
    sys.exit(2)

from ballot_check.files import Ballot, check_files, check_vouching, document
from ballot_check.log import Comparison, Log, Records, check_log, check_records
from ballot_check.papers import Papers as VotePapers
from ballot_check.people import Issued, Papers, check_claims, read_roll
from ballot_check.problem import NotVerified, require
from ballot_check.receipts import BYTES_MAX, check_receipts, read_receipts
from ballot_check.result import check_result, read_result
from ballot_check.votes import Openings, Voters, check_every_entry_once, check_openings

RECEIPTS_MAX = 1_000


def main(words: list[str]) -> int:
    arguments = read_arguments(words)
    try:
        check(arguments.folder, receipt_files(arguments), arguments.definition)
    except NotVerified as problem:
        print(f"NOT VERIFIED: {problem.reason} in {problem.where}. {problem.what}")
        return 1
    print("VERIFIED. Everything that these files can show is right.")
    return 0


def read_arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="verify.py", description="Checks a published ballot from its files alone.")
    parser.add_argument("folder", help="the folder of the published ballot, with manifest.json")
    parser.add_argument("--receipt", action="append", default=[], help="also check that the vote of this receipt is in the log")
    parser.add_argument("--definition", help="the fingerprint of the rules (SHA-256) as you know it from elsewhere")
    arguments = parser.parse_args(words)
    if not os.path.isdir(arguments.folder):
        parser.error(f"{arguments.folder}: there is no such folder; give the folder of a published ballot")
    if arguments.definition is not None and not re.fullmatch("[0-9a-f]{64}", arguments.definition):
        parser.error("--definition: give a SHA-256 as 64 lower-case hex digits")
    if len(arguments.receipt) > RECEIPTS_MAX:
        parser.error(f"--receipt: give at most {RECEIPTS_MAX} files")
    for name in arguments.receipt:
        if not os.path.isfile(name) or os.path.getsize(name) > BYTES_MAX:
            parser.error(f"--receipt {name}: there is no such file, or it is longer than {BYTES_MAX} bytes")
    return arguments


def receipt_files(arguments: argparse.Namespace) -> list[tuple[str, bytes]]:
    files = []
    for name in arguments.receipt:
        with open(name, "rb") as file:
            files.append((name, file.read()))
    return files


def check(root: str, receipt_bytes: list[tuple[str, bytes]], expected_definition: str | None) -> None:
    receipts = read_receipts(receipt_bytes)
    ballot = check_files(root, expected_definition)
    roll, result = check_documents(ballot)
    print(f"Files: all {len(ballot.hashes)} files are there, complete, and signed by the ballot's authority. Ballot: “{ballot.definition.title}”.")
    print(f"       Fingerprint of its rules: {ballot.definition_hash}. Compare it with the one made public at opening.")

    compared = Comparison()
    records = check_records(ballot, compared)
    log = check_log(ballot, result["checkpoint"], compared, {bytes.fromhex(receipt["leafHash"]) for _, receipt in receipts})
    print(f"Log: the ballot box only ever added entries: {log.size}, from the frozen rules to the last vote. {len(log.sizes)} signed checkpoints fit.")
    for incident in records.incidents:
        print(f"     Incident: {incident}")
    check_votes(ballot, log, records, compared, roll, result)
    if receipts:
        check_receipts(ballot, receipts, log)
        print(f"Receipts: {len(receipts)} genuine, and the votes are in the log.")


def check_documents(ballot: Ballot) -> tuple[list[dict], dict]:
    for path, kind in (("roll.json", "roll"), ("issued.jsonl", "issued"), ("result.json", "result")):
        check_vouching(ballot, path, kind, ballot.hashes[path], f"{kind}-signature-wrong")
    roll = document(ballot.root, "roll.json", lambda value: read_roll(value, ballot.definition.ballot_id))
    result = document(ballot.root, "result.json", read_result)
    require(result["ballotId"] == ballot.definition.ballot_id, "file-malformed", "result.json", "This is the result of another ballot.")
    check_claims(roll)
    return roll, result


def check_votes(ballot: Ballot, log: Log, records: Records, compared: Comparison, roll: list[dict], result: dict) -> None:
    issued, papers, voters, counted = Issued(ballot), Papers(records.batches), Voters(log.sizes), VotePapers(ballot.definition)
    openings = check_openings(ballot, log, records, compared, issued, papers, voters, counted.add)
    # An aborted ballot is published without its votes: they were never counted, and stay hidden.
    silent = result["status"] == "aborted" and records.aborted and openings.votes == 0
    if not silent:
        check_every_entry_once(ballot, log.size, compared)
        voters.compare(log.voters)
    print(f"Votes: {openings.votes} opened, each exactly as it was logged and allowed by the rules. Of each voter only the last one counts: {openings.counted}.")
    credentials = issued.finish(roll)
    what = f"{openings.online} keys voted, but only {credentials} credentials were issued."
    require(openings.online <= credentials, "more-keys-than-issued", "openings", what)
    on_paper = 0 if silent else papers.finish(roll)
    print(f"Voters: {credentials} credentials were issued, {openings.online} voted online, {on_paper} on paper. Nobody is counted twice; papers match the roll.")
    report_result(ballot, records, openings, counted, result)


def report_result(ballot: Ballot, records: Records, openings: Openings, counted: VotePapers, result: dict) -> None:
    aborted = result["status"] == "aborted"
    what = "The log and the result disagree on whether the ballot was aborted."
    require(aborted == records.aborted, "result-wrong", "result.json", what)
    if aborted:
        print("Result: the ballot was aborted; there is none.")
        return
    what = f"{openings.counted} voters' votes are published, but the result says {result['counted']}."
    require(result["counted"] == openings.counted, "counted-wrong", "result.json", what)
    winners_checked = check_result(ballot.definition, counted, records.withdrawn, result)
    names = ", ".join(result["outcome"]["winners"]) or "none"
    told = f"the same winners: {names}" if winners_checked else f"winners not checked (this program cannot count “{ballot.definition.method}”)"
    print(f"Result: counted again from the votes in this folder: the same tally, {told}. The explanation round by round was not checked.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
