"""What each ballot paper gives to each option, and the tallies of all methods."""

from collections import Counter
from fractions import Fraction

from .definition import Definition

# Decimals to which a rule truncates the part of a paper that ranks several options first; instant run-off divides exactly.
STV = {"irv": None, "scottish-stv": 5, "wigm-prf": 4, "meek-prf": 9}
PAIRWISE = ("schulze", "ranked-pairs")


class Papers:
    """Identical choices are kept once, with their number."""

    def __init__(self, definition: Definition):
        self.definition = definition
        self.choices: Counter = Counter()

    def add(self, choice) -> None:
        self.choices[frozen(choice)] += 1

    @property
    def voters(self) -> int:
        return self.choices.total()

    def points(self) -> list[tuple[int, dict[str, Fraction]]]:
        """(number of voters, points by option); a ranking of k options gives k, k-1, …, 1, equal ranks share what their places would have got."""
        return [(count, points_of(choice)) for choice, count in self.choices.items()]


def frozen(choice):
    """A hashable form that keeps what matters."""
    if isinstance(choice, dict):
        return ("points", tuple(sorted(choice.items())))
    if choice and isinstance(choice[0], list):
        return ("ranks", tuple(tuple(sorted(rank)) for rank in choice))
    return ("marks", tuple(sorted(choice)))


def points_of(choice) -> dict[str, Fraction]:
    kind, value = choice
    if kind == "points":
        return {option: Fraction(given) for option, given in value}
    if kind == "marks":
        return {option: Fraction(1) for option in value}
    left = sum(len(rank) for rank in value)
    points = {}
    for rank in value:
        for option in rank:
            points[option] = Fraction(2 * left - len(rank) + 1, 2)
        left -= len(rank)
    return points


def ranks_of(choice) -> list[tuple[str, ...]]:
    kind, value = choice
    return [tuple([option]) for option in value] if kind == "marks" else list(value)


def sums(definition: Definition, papers) -> dict[str, Fraction]:
    tally = {option.id: Fraction(0) for option in definition.options}
    for count, points in papers:
        for option, given in points.items():
            tally[option] += count * given
    return tally


def first_preferences(definition: Definition, papers: Papers, withdrawn: list[str]) -> dict[str, Fraction]:
    standing = {option.id for option in definition.options} - set(withdrawn)
    tally = {option: Fraction(0) for option in standing}
    for choice, count in papers.choices.items():
        ranks = [[option for option in rank if option in standing] for rank in ranks_of(choice)]
        first = next((rank for rank in ranks if rank), [])
        # Everybody first says as much as nobody.
        if first and (len(first) < len(standing) or len(first) == 1):
            for option in first:
                tally[option] += count * part_of_paper(len(first), STV[definition.method])
    return tally


def part_of_paper(options: int, decimals: int | None) -> Fraction:
    return Fraction(1, options) if decimals is None else Fraction(10**decimals // options, 10**decimals)


def duels_won(definition: Definition, papers: Papers, withdrawn: list[str]) -> dict[str, Fraction]:
    standing = [option.id for option in definition.options if option.id not in withdrawn]
    prefer: Counter = Counter()
    for choice, count in papers.choices.items():
        below = set(standing)
        for rank in ranks_of(choice):
            below -= set(rank)
            for option in rank:
                for other in below:
                    prefer[option, other] += count
    return {a: Fraction(sum(prefer[a, b] > prefer[b, a] for b in standing if b != a)) for a in standing}
