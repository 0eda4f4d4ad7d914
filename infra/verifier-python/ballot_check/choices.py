"""Is a choice allowed by the frozen rules? Every choice becomes ranks or points of option ids."""

from .definition import Definition
from .shape import is_integer

MARKED = ("approval", "choose-1")


class InvalidChoice(Exception):
    pass


def read_choice(choice, definition: Definition):
    """A list of ids, a list of lists of ids, or points by id, as the kind of paper has it."""
    kind = definition.paper["kind"]
    if kind in MARKED:
        return read_marked(only(choice, "options"), definition)
    if kind == "ordinal":
        return read_ranked(only(choice, "ranking"), definition)
    return read_points(only(choice, "points"), definition)


def only(choice, member: str):
    if not isinstance(choice, dict) or list(choice) != [member]:
        raise InvalidChoice(f"a choice on this paper has “{member}” and nothing else")
    return choice[member]


def read_marked(options, definition: Definition) -> list[str]:
    check_texts(options)
    check_options(options, definition)
    check(definition.paper["kind"] == "approval" or len(options) <= 1, "more than one option is marked")
    costs = {option.id: option.cost or 0 for option in definition.options}
    check_most(sum(costs[option] for option in options), definition, "maxSumCost", "the marked options cost too much")
    return options


def read_ranked(ranking, definition: Definition) -> list[list[str]]:
    check(isinstance(ranking, list), "the ranking is not a list")
    for rank in ranking:
        check_texts(rank)
    check(all(ranking), "a rank is empty")
    check(definition.paper["equalRanks"] or all(len(rank) == 1 for rank in ranking), "options are ranked equal")
    check_options([option for rank in ranking for option in rank], definition)
    return ranking


def read_points(points, definition: Definition) -> dict[str, int]:
    check(isinstance(points, dict) and all(is_integer(given) for given in points.values()), "not points by option")
    check_options(list(points), definition)
    least = 0 if definition.paper["kind"] == "scoring" else 1
    for given in points.values():
        check(given >= definition.paper.get("minPoints", least), "an option has too few points")
        check_most(given, definition, "maxPoints", "an option has too many points")
    total = sum(points.values())
    check(total >= definition.paper.get("minSumPoints", total), "too few points are given")
    check_most(total, definition, "maxSumPoints", "too many points are given")
    check_most(sum(given * given for given in points.values()), definition, "maxSumSquares", "the squares of the points are too many")
    return points


def check_options(ids: list[str], definition: Definition) -> None:
    known = {option.id for option in definition.options}
    check(all(option in known for option in ids), "an option that the ballot does not have")
    check(len(set(ids)) == len(ids), "an option is there twice")
    check(len(ids) >= definition.paper["minLength"], "too few options")
    check_most(len(ids), definition, "maxLength", "too many options")


def check_texts(value) -> None:
    check(isinstance(value, list) and all(isinstance(item, str) for item in value), "not a list of options")


def check_most(value: int, definition: Definition, limit: str, problem: str) -> None:
    check(value <= definition.paper.get(limit, value), problem)


def check(condition: bool, problem: str) -> None:
    if not condition:
        raise InvalidChoice(problem)
