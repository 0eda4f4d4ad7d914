"""Participatory budgeting: greedy."""

from fractions import Fraction

from .definition import Definition
from .papers import Papers, sums
from .ties import Ties


class BudgetElection:
    """Papers that are long enough, their tally, and who may win."""

    def __init__(self, definition: Definition, papers: Papers, parameters: dict, withdrawn: list[str]):
        least = parameters.get("minLength", 0)
        self.definition = definition
        self.papers = [(count, points) for count, points in papers.points() if len(points) >= least]
        self.voters = sum(count for count, _ in self.papers)
        self.tally = sums(definition, self.papers)
        self.costs = {option.id: option.cost or 0 for option in definition.options}
        self.groups = {option.id: option.group for option in definition.options}
        self.budget = definition.budget or 0
        own = definition.min_score or 0
        threshold = parameters.get("threshold", own if definition.method == "greedy" else 0)
        self.eligible = [name for name, score in self.tally.items() if name not in withdrawn and score > 0 and score >= threshold]

    def by_votes(self, names: list[str]) -> list[list[str]]:
        """Most votes first, then lower cost; what is equal in both is together."""
        groups: dict[tuple, list[str]] = {}
        for name in names:
            groups.setdefault((-self.tally[name], self.costs[name]), []).append(name)
        return [groups[key] for key in sorted(groups)]


class Greedy:
    """Goes through groups of equal options; a group's order is drawn only if one of it can be funded."""

    def __init__(self, election: BudgetElection, budget: int, ties: Ties, misfit: str = "skip", exclusive: bool = False):
        self.election, self.left, self.ties = election, budget, ties
        self.misfit, self.exclusive = misfit, exclusive
        self.winners: list[str] = []
        self.taken: set[str] = set()
        self.stopped = False

    def run(self, groups: list[list[str]], overrides=()) -> list[str]:
        by_hand = {override["option"] for override in overrides}
        for override in overrides:
            if override["decision"] == "fund":
                self.fund(override["option"])
        for group in groups:
            is_open = any(name not in by_hand and self.is_welcome(name) and self.fits(name) for name in group)
            for name in self.ties.order(group, "order") if is_open else group:
                if name not in by_hand:
                    self.consider(name)
        return self.winners

    def is_welcome(self, name: str) -> bool:
        return not self.stopped and not (self.exclusive and self.election.groups[name] in self.taken)

    def fits(self, name: str) -> bool:
        return self.election.costs[name] <= self.left

    def consider(self, name: str) -> None:
        if not self.is_welcome(name):
            return
        if self.fits(name):
            self.fund(name)
        elif self.misfit == "stop":
            self.stopped = True

    def fund(self, name: str) -> None:
        self.winners.append(name)
        self.left -= self.election.costs[name]
        if self.election.groups[name] is not None:
            self.taken.add(self.election.groups[name])


def greedy(definition: Definition, papers: Papers, parameters: dict, withdrawn: list[str], ties: Ties):
    """(tally, winners, spent)."""
    election = BudgetElection(definition, papers, parameters, withdrawn)
    exclusive = parameters.get("groups", "exclusive") == "exclusive"
    rule = Greedy(election, election.budget, ties, parameters.get("misfit", "skip"), exclusive)
    winners = rule.run(election.by_votes(election.eligible), parameters.get("overrides", []))
    return election.tally, winners, cost_of(election, winners)


def cost_of(election: BudgetElection, winners: list[str]) -> int:
    return sum(election.costs[name] for name in winners)


def in_currency(definition: Definition, amount: int | Fraction) -> Fraction:
    return Fraction(amount, 1) / 10**definition.decimals
