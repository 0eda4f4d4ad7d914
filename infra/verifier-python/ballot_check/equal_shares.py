"""The Method of Equal Shares in exact fractions (rule text: equalshares.net)."""

from collections.abc import Iterator
from fractions import Fraction

from .budget import BudgetElection, Greedy, cost_of, in_currency
from .definition import Definition
from .papers import Papers
from .ties import Ties

RUNS_MAX = 200_000


class Shares:
    """One election, run again and again with other endowments. Supporters of a project: (group, points); a group's voters have the same ballot."""

    def __init__(self, election: BudgetElection, names: list[str], by_cost: bool):
        self.election = election
        self.names = names
        self.by_cost = by_cost
        self.weights = [count for count, _ in election.papers]
        self.supporters = {name: [] for name in names}
        for group, (_, points) in enumerate(election.papers):
            for name, given in points.items():
                if name in self.supporters and given > 0:
                    self.supporters[name].append((group, given))

    def run(self, endowment: Fraction, ceiling: int, ties: Ties) -> tuple[list[str], bool]:
        """(what is bought, was more spent than `ceiling`)."""
        purses = [endowment] * len(self.weights)
        # The last known rating of each project: it can only get worse, so that most need not be looked at again.
        known = {name: Fraction(0) for name in self.names}
        bought: list[str] = []
        spent = 0
        while known:
            found = self.best(known, purses)
            if not found:
                break
            name = self.untied(found, ties)
            self.pay(name, self.price(name, purses), purses)
            del known[name]
            bought.append(name)
            spent += self.election.costs[name]
            if spent > ceiling:
                return bought, True
        return bought, False

    def best(self, known: dict[str, Fraction], purses: list[Fraction]) -> list[str]:
        """All projects with the best rating; `known` is brought up to date, and loses those that nobody can pay."""
        best: Fraction | None = None
        found: list[str] = []
        for name in sorted(known, key=known.__getitem__):
            if best is not None and known[name] > best:
                break
            price = self.price(name, purses)
            if price is None:
                del known[name]
                continue
            known[name] = rating = price / self.election.costs[name] if self.by_cost and self.election.costs[name] > 0 else price
            if best is None or rating < best:
                best, found = rating, []
            if rating == best:
                found.append(name)
        return found

    def price(self, name: str, purses: list[Fraction]) -> Fraction | None:
        """The smallest price of one point at which the supporters together pay the cost, each at most what is left; None if they cannot."""
        missing = Fraction(self.election.costs[name])
        if missing == 0:
            return missing
        supporters = [(purses[group] / given, purses[group], given, self.weights[group]) for group, given in self.supporters[name] if purses[group] > 0]
        supporters.sort(key=lambda supporter: supporter[0])
        points = sum(given * weight for _, _, given, weight in supporters)
        for reach, purse, given, weight in supporters:
            if missing <= reach * points:
                return missing / points
            missing -= purse * weight
            points -= given * weight
        return None

    def pay(self, name: str, price: Fraction, purses: list[Fraction]) -> None:
        for group, given in self.supporters[name]:
            purses[group] = max(Fraction(0), purses[group] - price * given)

    def untied(self, found: list[str], ties: Ties) -> str:
        costs, tally = self.election.costs, self.support
        cheapest = min(costs[name] for name in found)
        left = [name for name in found if costs[name] == cheapest]
        most = max(tally(name) for name in left)
        return ties.draw([name for name in left if tally(name) == most], "fund")

    def support(self, name: str) -> Fraction:
        return sum((self.weights[group] * given for group, given in self.supporters[name]), Fraction(0))


def equal_shares(definition: Definition, papers: Papers, parameters: dict, withdrawn: list[str], ties: Ties):
    """(tally, winners, spent, endowment, runs)."""
    election = BudgetElection(definition, papers, parameters, withdrawn)
    eligible = [name for name in election.eligible if passes_filter(election, name, parameters.get("prefilter", "none"))]
    shares = Shares(election, eligible, parameters.get("utility", "cost") == "cost")
    bought, endowment, runs, lots = completed(shares, parameters, ties)
    ties.lots |= lots
    if parameters.get("fill", "none") == "greedy":
        groups = election.by_votes([name for name in eligible if name not in bought])
        bought = bought + Greedy(election, election.budget - cost_of(election, bought), ties).run(groups)
    winners = preferred(election, bought, parameters.get("compare", "none"), ties)
    return election.tally, winners, cost_of(election, winners), in_currency(definition, endowment), runs


def passes_filter(election: BudgetElection, name: str, prefilter: str) -> bool:
    supporters = sum(count for count, points in election.papers if name in points)
    return prefilter == "none" or 3 * election.budget * supporters >= election.costs[name] * election.voters


def completed(shares: Shares, parameters: dict, ties: Ties):
    """(bought, endowment, runs, lots) of the run that decides."""
    election = shares.election
    voters = max(1, election.voters)
    if parameters.get("completion", "none") == "none":
        own = ties.fresh()
        bought, _ = shares.run(Fraction(election.budget, voters), election.budget, own)
        return bought, Fraction(election.budget, voters), 1, own.lots
    decided = None
    for runs, endowment in enumerate(endowments(election, voters), start=1):
        own = ties.fresh()
        bought, overspent = shares.run(Fraction(endowment), election.budget, own)
        if overspent and decided is not None:
            return *decided[:2], runs, decided[3]
        decided = (bought, Fraction(endowment), runs, own.lots)
        left = [name for name in shares.names if name not in bought]
        exhausted = all(election.costs[name] > election.budget - cost_of(election, bought) for name in left)
        if not left or (parameters.get("add1Stop", "overspend") == "exhaustive" and exhausted):
            return decided
    raise ValueError("Add1 does not come to an end.")


def endowments(election: BudgetElection, voters: int) -> Iterator[int]:
    """The voter's share rounded down to the currency's unit, then one unit more each time."""
    unit = 10**election.definition.decimals
    start = election.budget // (voters * unit) * unit
    return iter(range(start, start + RUNS_MAX * unit, unit))


def preferred(election: BudgetElection, bought: list[str], compare: str, ties: Ties) -> list[str]:
    if compare == "none":
        return bought
    rival = Greedy(election, election.budget, ties).run(election.by_votes(election.eligible))
    margin = 0
    for count, points in election.papers:
        ours, theirs = (satisfaction(election, points, winners, compare) for winners in (bought, rival))
        margin += count * ((ours > theirs) - (ours < theirs))
    return rival if margin < 0 else bought


def satisfaction(election: BudgetElection, points: dict, winners: list[str], compare: str) -> int:
    funded = [name for name in winners if name in points]
    if compare == "greedy-by-cost":
        return cost_of(election, funded)
    return min(len(funded), 1) if compare == "greedy-by-exclusion" else len(funded)
