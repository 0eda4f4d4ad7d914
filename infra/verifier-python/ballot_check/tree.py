"""The Merkle tree of RFC 6962, and its tiles (c2sp.org/tlog-tiles, height 8)."""

import hashlib
import re
from collections.abc import Iterator

TILE_WIDTH = 256


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """Keeps the roots of the complete subtrees only: as many as the size has bits."""

    def __init__(self) -> None:
        self.size = 0
        self.peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        node = leaf
        size = self.size
        while size % 2 == 1:
            node = node_hash(self.peaks.pop(), node)
            size //= 2
        self.peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


class Tiles:
    """Writes the tiles of a tree anew. `append` and `partial` give (path, bytes)."""

    def __init__(self) -> None:
        self.rows: list[list[bytes]] = []
        self.full: list[int] = []

    def append(self, node: bytes, level: int = 0) -> Iterator[tuple[str, bytes]]:
        if level == len(self.rows):
            self.rows.append([])
            self.full.append(0)
        row = self.rows[level]
        row.append(node)
        if len(row) < TILE_WIDTH:
            return
        yield tile_path(level, self.full[level], TILE_WIDTH), b"".join(row)
        self.full[level] += 1
        self.rows[level] = []
        while len(row) > 1:
            row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
        yield from self.append(row[0], level + 1)

    def partial(self) -> Iterator[tuple[str, bytes]]:
        for level, row in enumerate(self.rows):
            if row:
                yield tile_path(level, self.full[level], len(row)), b"".join(row)


def tile_path(level: int, index: int, width: int) -> str:
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    name = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + ("" if width == TILE_WIDTH else f".p/{width}")


def tile_paths(size: int) -> Iterator[tuple[int, str]]:
    """(level, path) of all tiles of a tree, level by level."""
    level, hashes = 0, size
    while hashes > 0:
        for index in range(-(-hashes // TILE_WIDTH)):
            yield level, tile_path(level, index, min(TILE_WIDTH, hashes - index * TILE_WIDTH))
        level, hashes = level + 1, hashes // TILE_WIDTH


def is_tile_path(path: str) -> bool:
    match = re.fullmatch(r"tile/([0-9]{1,2})/((?:x[0-9]{3}/){0,4}[0-9]{3})(?:\.p/([0-9]{1,3}))?", path)
    if not match:
        return False
    width = TILE_WIDTH if match[3] is None else int(match[3])
    return 1 <= width <= TILE_WIDTH and tile_path(int(match[1]), int(re.sub("[x/]", "", match[2])), width) == path
