"""Ties that a method leaves open: fixed rules, then the lot from a public seed, or the smaller id."""

import hashlib
from collections.abc import Iterable

from .definition import Definition


class Ties:
    def __init__(self, definition: Definition, seed: str | None):
        self.definition = definition
        self.seed = seed
        self.options = {option.id: (position, option) for position, option in enumerate(definition.options)}
        self.lots: set[tuple] = set()

    def fresh(self) -> "Ties":
        return Ties(self.definition, self.seed)

    def draw(self, tied: Iterable[str], purpose: str) -> str:
        tied = list(tied)
        left = tied
        for rule in self.definition.tie_rules:
            left = self.favoured(left, rule)
        drawn = min(left, key=self.lot_key)
        if len(tied) > 1:
            by = "fixed-rule" if len(left) == 1 else "seed" if self.seed is not None else "option-id"
            self.lots.add((purpose, tuple(sorted(tied)), drawn, by))
        return drawn

    def order(self, tied: Iterable[str], purpose: str) -> list[str]:
        left = list(tied)
        drawn = []
        while left:
            drawn.append(self.draw(left, purpose))
            left.remove(drawn[-1])
        return drawn

    def favoured(self, tied: list[str], rule: str) -> list[str]:
        """The rules known here name who is favoured; none of the methods counted here excludes."""
        values = {name: self.rank(name, rule) for name in tied}
        if None in values.values():
            return tied
        least = min(values.values())
        return [name for name in tied if values[name] == least]

    def rank(self, name: str, rule: str) -> int | None:
        position, option = self.options[name]
        if rule == "listed-first":
            return position
        if rule == "higher-cost":
            return -(option.cost or 0)
        return option.cost

    def lot_key(self, name: str) -> str:
        if self.seed is None:
            return name
        return hashlib.sha256((self.seed + self.definition.ballot_id + name).encode()).hexdigest()
