"""Is the folder whole, and is every file the one that the authority listed?"""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .canonical import parse_canonical, text_of
from .definition import Definition, read_definition
from .notes import open_note
from .problem import Malformed, NotVerified, require
from .shape import HASH, a_list, count_in, object_with, text_in
from .tree import is_tile_path

DOCUMENT_BYTES_MAX = 64 * 1024 * 1024
LINE_BYTES_MAX = 262_144
CHUNK_BYTES = 1024 * 1024
DEPTH_MAX = 12
FOLDER_FORMAT = "teilhabe/ballot-folder/v1"
PATH = r"(?:[a-z0-9][a-z0-9.]*/)*[A-Za-z0-9][A-Za-z0-9.]*"
FIXED_FILES = (
    "README.txt",
    "definition.json",
    "issued.jsonl",
    "issued.note",
    "log/checkpoints.jsonl",
    "log/records.jsonl",
    "result.json",
    "result.note",
    "roll.json",
    "roll.note",
)


@dataclass(frozen=True)
class Ballot:
    """A published ballot whose files and definition hold."""

    root: str
    definition: Definition
    definition_hash: str
    hashes: dict[str, str]

    @property
    def opening_paths(self) -> list[str]:
        return [path for path in self.hashes if path.startswith("openings/")]


def read_whole(root: str, path: str) -> bytes:
    with open(os.path.join(root, path), "rb") as file:
        data = file.read(DOCUMENT_BYTES_MAX + 1)
    require(len(data) <= DOCUMENT_BYTES_MAX, "file-malformed", path, f"This file is longer than {DOCUMENT_BYTES_MAX} bytes.")
    return data


def reading(reason: str, where: str, read):
    try:
        return read()
    except Malformed as error:
        raise NotVerified(reason, where, f"Malformed: {error}.") from error


def document(root: str, path: str, read):
    data = read_whole(root, path)
    return reading("file-malformed", path, lambda: read(parse_canonical(data)))


def lines(root: str, *paths: str) -> Iterator[tuple[str, object]]:
    """(where, value) of each line of canonical JSON; one line is held at a time."""
    for path in paths:
        with open(os.path.join(root, path), "rb") as file:
            number = 0
            while line := file.readline(LINE_BYTES_MAX + 2):
                number += 1
                where = f"{path} line {number}"
                require(len(line.rstrip(b"\n")) <= LINE_BYTES_MAX, "file-malformed", where, f"This line is longer than {LINE_BYTES_MAX} bytes.")
                require(line.endswith(b"\n"), "file-malformed", where, "The last line is cut off: it does not end with a newline.")
                yield where, reading("file-malformed", where, lambda: parse_canonical(line[:-1]))


def check_files(root: str, expected_definition: str | None) -> Ballot:
    present = set(listed(root, "", DEPTH_MAX))
    require({"manifest.json", "manifest.note"} <= present, "manifest-missing", "manifest.json", "The folder has no manifest.json with manifest.note.")
    manifest_bytes = read_whole(root, "manifest.json")
    ballot_id, definition_hash, files = reading("manifest-malformed", "manifest.json", lambda: read_manifest(parse_canonical(manifest_bytes)))
    check_presence(present, files)
    check_names(files)
    definition = check_definition(root, files, ballot_id, definition_hash, expected_definition)
    ballot = Ballot(root, definition, definition_hash, {path: sha256 for path, (_, sha256) in files.items()})
    check_vouching(ballot, "manifest.json", "manifest", hashlib.sha256(manifest_bytes).hexdigest(), "manifest-signature-wrong")
    for path, (size, sha256) in files.items():
        check_content(root, path, size, sha256)
    reading("file-malformed", "README.txt", lambda: text_of(read_whole(root, "README.txt")))
    return ballot


def listed(root: str, prefix: str, depth_left: int) -> Iterator[str]:
    with os.scandir(os.path.join(root, prefix)) as entries:
        for entry in entries:
            path = prefix + entry.name
            is_folder = entry.is_dir(follow_symlinks=False) and depth_left > 0
            if is_folder:
                yield from listed(root, path + "/", depth_left - 1)
                continue
            require(entry.is_file(follow_symlinks=False), "file-unlisted", path, "This is not a plain file.")
            yield path


def read_manifest(value) -> tuple[str, str, dict]:
    members = object_with(value, ("ballotId", "definitionHash", "files", "format"))
    if members["format"] != FOLDER_FORMAT:
        raise Malformed(f"the format is not “{FOLDER_FORMAT}”")
    files: dict[str, tuple[int, str]] = {}
    before = ""
    for item in a_list(members["files"]):
        file = object_with(item, ("path", "sha256", "size"))
        path = text_in(file, "path", PATH)
        if path <= before:
            raise Malformed(f"“{path}” is not in order, or listed twice")
        files[path] = (count_in(file, "size"), text_in(file, "sha256", HASH))
        before = path
    return text_in(members, "ballotId"), text_in(members, "definitionHash", HASH), files


def check_presence(present: set[str], files: dict) -> None:
    for path in files:
        require(path in present, "file-missing", path, "The manifest lists this file, but it is not there.")
    for path in sorted(present - files.keys() - {"manifest.json", "manifest.note"}):
        raise NotVerified("file-unlisted", path, "This file is there, but the manifest does not list it.")


def check_names(files: dict) -> None:
    for path in FIXED_FILES:
        require(path in files, "file-missing", path, "A published ballot has this file, but the manifest does not list it.")
    for path in files:
        is_tile = path.startswith("log/") and is_tile_path(path[len("log/") :])
        is_openings = re.fullmatch(r"openings/[0-9]{6}\.jsonl", path) is not None
        require(is_tile or is_openings or path in FIXED_FILES, "file-unexpected", path, "A published ballot has no file of this name.")
    for number, path in enumerate(path for path in files if path.startswith("openings/")):
        expected = f"openings/{number:06}.jsonl"
        require(path == expected, "file-missing", expected, "A file of openings is missing.")


def check_definition(root: str, files: dict, ballot_id: str, definition_hash: str, expected: str | None) -> Definition:
    path = "definition.json"
    size, sha256 = files[path]
    check_content(root, path, size, sha256)
    require(sha256 == definition_hash, "manifest-malformed", "manifest.json", "The manifest names another definition than the one in the folder.")
    fits = expected is None or expected == definition_hash
    require(fits, "definition-not-expected", path, f"These are other rules than the expected ones: their fingerprint is {definition_hash}.")
    value = document(root, path, lambda value: value)
    definition = reading("definition-malformed", path, lambda: read_definition(value))
    require(definition.ballot_id == ballot_id, "manifest-malformed", "manifest.json", "The manifest is of another ballot than the definition.")
    return definition


def check_content(root: str, path: str, size: int, sha256: str) -> None:
    digest = hashlib.sha256()
    length = 0
    with open(os.path.join(root, path), "rb") as file:
        while (chunk := file.read(CHUNK_BYTES)) and length <= size:
            digest.update(chunk)
            length += len(chunk)
    fits = length == size and digest.hexdigest() == sha256
    require(fits, "file-changed", path, "This file is not the one that the manifest lists: size or SHA-256 differ.")


def check_vouching(ballot: Ballot, path: str, kind: str, sha256: str, reason: str) -> None:
    """Did the authority sign exactly this document?"""
    note_path = path.rsplit(".", 1)[0] + ".note"
    text, why = open_note(read_whole(ballot.root, note_path), ballot.definition.authority)
    require(text is not None, reason, note_path, f"{path} is not signed by the ballot's authority ({why}).")
    expected = f"teilhabe/{kind}/v1\n{ballot.definition.ballot_id}\n{sha256}\n"
    require(text == expected, reason, note_path, f"The signature beside {path} is for another document.")
