"""The result: counted again, and compared with what was published."""

from fractions import Fraction

from .budget import greedy, in_currency
from .canonical import number_text
from .definition import Definition
from .elect import CHOICE_METHODS, ELECTING, elect, scores_of
from .equal_shares import equal_shares
from .papers import PAIRWISE, STV, Papers, duels_won, first_preferences, sums
from .problem import Malformed, require
from .shape import an_object, count_in, object_with, text_in
from .ties import Ties

RESULT = "result.json"
RESULT_FORMAT = "teilhabe/result/v1"
# The version of each method whose rules are written down here; of most only the tally.
KNOWN = (*CHOICE_METHODS, *STV, *PAIRWISE, "greedy", "equal-shares", "phragmen")
VERSION = "1.0.0"
NEWER = {"phragmen": "1.1.0"}
SHARES = ("minShare",)
RELATIVE_ERROR = Fraction(1, 10**9)
# First preferences are published with five decimals at most.
ROUNDED = Fraction(1, 10**5)


def read_result(value) -> dict:
    members = object_with(value, ("ballotId", "checkpoint", "counted", "explain", "format", "outcome", "status"), ("seed",))
    checkpoint = object_with(members["checkpoint"], ("root", "size"))
    count_in(checkpoint, "size")
    text_in(checkpoint, "root")
    text_in(members, "ballotId")
    text_in(members, "status", "finished|aborted")
    count_in(members, "counted")
    if members["format"] != RESULT_FORMAT or not isinstance(members["explain"], bool):
        raise Malformed(f"not “{RESULT_FORMAT}”")
    if (members["outcome"] is None) != (members["status"] == "aborted"):
        raise Malformed("a ballot is aborted exactly when it has no outcome")
    if members["outcome"] is not None:
        an_object(members["outcome"])
    if "seed" in members:
        text_in(members, "seed")
    return members


def check_result(definition: Definition, papers: Papers, withdrawn: list[str], result: dict) -> bool:
    """True if winners were checked, too; False where only the tally could be."""
    outcome = result["outcome"]
    seed = result.get("seed")
    fits = (definition.lot == "seed") == (seed is not None)
    require(fits, "result-wrong", RESULT, "The rules and the result disagree on whether there is a seed for the lot.")
    known = definition.method in KNOWN and definition.version == NEWER.get(definition.method, VERSION)
    require(known, "result-wrong", RESULT, f"This program does not know version {definition.version} of “{definition.method}”.")
    ties = Ties(definition, seed)
    counted = recount(definition, papers, withdrawn, ties)
    check_tally(counted["tally"], outcome.get("tally"), ROUNDED if definition.method in STV else Fraction(0))
    if "winners" in counted:
        require(lots_of(outcome.get("lots")) == ties.lots, "lots-wrong", RESULT, "The lots that were drawn are not those that the rules and the seed give.")
        same = counted["winners"] == outcome.get("winners")
        require(same, "winners-wrong", RESULT, "The votes have other winners than the result says.")
    winners = outcome.get("winners")
    require(isinstance(winners, list) and all(isinstance(name, str) for name in winners), "winners-wrong", RESULT, "The winners are not a list of options.")
    plain = {"method": definition.method, "version": definition.version, "ballots": papers.voters}
    same = all(outcome.get(part) == value for part, value in plain.items())
    require(same, "result-wrong", RESULT, "Method, version or number of ballots of the result are not those of this ballot.")
    for part in ("spent", "endowment", "runs"):
        fits = part not in counted or is_alike(counted[part], outcome.get(part))
        require(fits, "result-wrong", RESULT, f"“{part}” of the result is not what a recount gives.")
    return "winners" in counted


def recount(definition: Definition, papers: Papers, withdrawn: list[str], ties: Ties) -> dict:
    method = definition.method
    parameters = {name: Fraction(value) if name in SHARES else value for name, value in definition.parameters.items()}
    if method in ELECTING:
        tally, winners = elect(definition, papers, parameters, withdrawn, ties)
        return {"tally": tally, "winners": winners}
    if method in CHOICE_METHODS:
        return {"tally": scores_of(definition, papers, parameters)[0]}
    if method == "greedy":
        tally, winners, spent = greedy(definition, papers, parameters, withdrawn, ties)
        return {"tally": tally, "winners": winners, "spent": in_currency(definition, spent)}
    if method == "equal-shares":
        tally, winners, spent, endowment, runs = equal_shares(definition, papers, parameters, withdrawn, ties)
        return {"tally": tally, "winners": winners, "spent": in_currency(definition, spent), "endowment": endowment, "runs": runs}
    if method in STV:
        return {"tally": first_preferences(definition, papers, withdrawn)}
    if method in PAIRWISE:
        return {"tally": duels_won(definition, papers, withdrawn)}
    least = parameters.get("minLength", 0)
    return {"tally": sums(definition, [paper for paper in papers.points() if len(paper[1]) >= least])}


def check_tally(ours: dict[str, Fraction], published, rounded: Fraction) -> None:
    fits = isinstance(published, dict) and published.keys() == ours.keys() and all(is_alike(ours[name], published[name], rounded) for name in ours)
    require(fits, "tally-wrong", RESULT, "The sums of the votes are not those of the result.")


def lots_of(published) -> set[tuple] | None:
    try:
        return {(lot["purpose"], tuple(lot["tied"]), lot["drawn"], lot["by"]) for lot in published}
    except (TypeError, KeyError):
        return None


def is_alike(exact, published, rounded: Fraction = Fraction(0)) -> bool:
    """Published numbers are doubles, and may differ in their last digits; some were rounded before."""
    if isinstance(published, bool) or not isinstance(published, (int, float)):
        return False
    value = Fraction(number_text(published))
    return abs(value - exact) <= max(rounded, RELATIVE_ERROR * max(abs(value), abs(exact)))
