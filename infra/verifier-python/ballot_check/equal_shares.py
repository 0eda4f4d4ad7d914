"""The Method of Equal Shares (rule text: equalshares.net): endowment, completion, comparison. One run is in shares.py."""

from collections.abc import Iterator
from fractions import Fraction

from .budget import BudgetElection, Greedy, cost_of, in_currency
from .definition import Definition
from .papers import Papers
from .shares import Shares
from .ties import Ties

RUNS_MAX = 200_000


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
