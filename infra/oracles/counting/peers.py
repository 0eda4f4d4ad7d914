"""Counts elections by pabutools and pref_voting. Stdin: {"budget": [...], "ranked": [...]}; stdout: the same shape with results.

Ties are broken as ours are without a seed: Equal Shares and Phragmen by lower cost, then more votes, then the smaller id. Add1 is a loop
here around one run of pabutools, because its own has one stop rule only.
"""

import json
import sys

from pabutools.election import ApprovalBallot, ApprovalProfile, Cardinality_Sat, Cost_Sat, Instance, Project
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares, sequential_phragmen
from pabutools.tiebreaking import TieBreakingRule
from pref_voting.iterative_methods import instant_runoff_put
from pref_voting.margin_based_methods import beat_path, ranked_pairs
from pref_voting.profiles_with_ties import ProfileWithTies


def budget_results(election):
    costs, budget, votes = election["costs"], election["budget"], election["votes"]
    ids = [f"p{index}" for index in range(len(costs))]
    supporters = [sum(index in vote for vote in votes) for index in range(len(costs))]
    place = {name: (costs[i], -supporters[i], i) for i, name in enumerate(ids)}
    ordered = sorted(ids, key=place.get)
    ties = TieBreakingRule(lambda _instance, _profile, project: ordered.index(project.name))

    def made(limit):
        projects = [Project(ids[i], cost=costs[i]) for i in range(len(costs)) if supporters[i] > 0]
        named = {project.name: project for project in projects}
        instance = Instance(projects, budget_limit=limit)
        return instance, ApprovalProfile([ApprovalBallot([named[ids[i]] for i in vote]) for vote in votes], instance=instance)

    def names(projects):
        return sorted(project.name for project in projects)

    def shares(limit, sat):
        instance, profile = made(limit)
        return names(method_of_equal_shares(instance, profile, sat_class=sat, tie_breaking=ties))

    def cost(winners):
        return sum(costs[ids.index(name)] for name in winners)

    def add1(sat, exhaustive):
        voters = len(votes)
        endowment = budget // voters
        winners = shares(endowment * voters, sat)
        possible = [name for i, name in enumerate(ids) if supporters[i] > 0]
        while True:
            left = [name for name in possible if name not in winners]
            if not left or (exhaustive and all(cost([name]) > budget - cost(winners) for name in left)):
                return winners
            endowment += 1
            following = shares(endowment * voters, sat)
            if cost(following) > budget:
                return winners
            winners = following

    instance, profile = made(budget)
    greedy = names(greedy_utilitarian_welfare(instance, profile, sat_class=Cost_Sat, tie_breaking=ties))
    result = {"greedy": greedy, "phragmen": names(sequential_phragmen(instance, profile, tie_breaking=ties))}
    for name, sat in (("cost", Cost_Sat), ("cardinality", Cardinality_Sat)):
        result[f"equal-shares {name}"] = shares(budget, sat)
        result[f"equal-shares {name} add1 exhaustive"] = add1(sat, True)
        result[f"equal-shares {name} add1 overspend"] = add1(sat, False)
    return result


def ranked_results(election):
    rankings = [{option: rank for rank, tier in enumerate(paper) for option in tier} for paper in election["papers"]]
    profile = ProfileWithTies(rankings, candidates=list(range(election["options"])))
    profile.use_extended_strict_preference()
    result = {"schulze": beat_path(profile, strength_function=profile.support), "ranked-pairs": ranked_pairs(profile, algorithm="from_stacks")}
    if election["strict"]:
        result["irv"] = instant_runoff_put(profile)
    return {rule: [int(option) for option in winners] for rule, winners in result.items()}


given = json.load(sys.stdin)
json.dump({"budget": [budget_results(one) for one in given["budget"]], "ranked": [ranked_results(one) for one in given["ranked"]]}, sys.stdout)
