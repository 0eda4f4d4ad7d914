"""Methods that add up: the best scores win, if they pass every bar."""

from fractions import Fraction

from .definition import Definition
from .papers import Papers, sums
from .ties import Ties

ELECTING = ("plurality", "approval")
CHOICE_METHODS = (*ELECTING, "score", "points", "quadratic")


def scores_of(definition: Definition, papers: Papers, parameters: dict):
    """(score by option, voters that count, voters that marked something)."""
    counted = [(count, points) for count, points in first_choices(definition, papers) if is_valid(definition.method, points, parameters)]
    voters = sum(count for count, _ in counted)
    marking = sum(count for count, points in counted if points)
    scores = sums(definition, counted)
    if definition.method == "score" and parameters.get("missing", "zero") == "ignored":
        scores = means(scores, counted, max(1, parameters.get("minRatings", 1)))
    return scores, voters, marking


def first_choices(definition: Definition, papers: Papers):
    if definition.method != "plurality" or definition.paper["kind"] != "ordinal":
        return papers.points()
    firsts = []
    for (_, ranks), count in papers.choices.items():
        rank = ranks[0] if ranks else ()
        firsts.append((count, {option: Fraction(1) for option in rank}))
    return firsts


def is_valid(method: str, points: dict, parameters: dict) -> bool:
    given = list(points.values())
    if method == "plurality":
        return len(given) <= 1
    if method == "points":
        return sum(given) <= parameters.get("pointsPerBallot", sum(given)) and all(each <= parameters.get("pointsPerOption", each) for each in given)
    if method == "quadratic":
        cost = sum(each * each for each in given)
        return cost <= parameters.get("credits", cost)
    return True


def means(scores: dict, counted, least: int) -> dict:
    ratings = {option: 0 for option in scores}
    for count, points in counted:
        for option in points:
            ratings[option] += count
    return {option: score / ratings[option] if ratings[option] >= least else Fraction(0) for option, score in scores.items()}


def elect(definition: Definition, papers: Papers, parameters: dict, withdrawn: list[str], ties: Ties):
    """(tally, winners) of plurality and approval."""
    scores, voters, marking = scores_of(definition, papers, parameters)
    reached = voters >= parameters.get("quorum", 0)
    base = voters if parameters.get("abstentions") == "counted" else marking
    passing = [option for option in scores if reached and passes(definition, scores, option, base, parameters) and option not in withdrawn]
    winners: list[str] = []
    while passing and len(winners) < parameters.get("seats", definition.seats or 1):
        best = max(scores[option] for option in passing)
        drawn = ties.draw([option for option in passing if scores[option] == best], "elect")
        winners.append(drawn)
        passing.remove(drawn)
    return scores, winners


def passes(definition: Definition, scores: dict, option: str, base: int, parameters: dict) -> bool:
    score = scores[option]
    none = parameters.get("none")
    return (
        score > 0
        and score >= parameters.get("threshold", definition.min_score or 0)
        and score >= Fraction(str(parameters.get("minShare", 0))) * base
        and (parameters.get("majority") != "absolute" or 2 * score > base)
        and (none is None or score > scores[none])
    )
