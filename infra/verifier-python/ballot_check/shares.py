"""One run of Equal Shares, exact: floating point only sets aside what cannot matter; whatever is close is decided in fractions."""

from fractions import Fraction

from .budget import BudgetElection
from .ties import Ties

# Purses come from at most some hundred subtractions, so that they are much more precise than this part of the endowment.
CLOSE = 1e-9
# Ratings farther apart than this factor cannot be equal.
APART = 1 + 1e-6


class Shares:
    """An election, run again and again with other endowments. Voters with the same ballot are one group."""

    def __init__(self, election: BudgetElection, names: list[str], by_cost: bool):
        self.election = election
        self.names = names
        self.by_cost = by_cost
        self.weights = [count for count, _ in election.papers]
        self.points = [{name: given for name, given in points.items() if given > 0} for _, points in election.papers]
        self.supporters: dict[str, list[tuple[int, float]]] = {name: [] for name in names}
        for group, points in enumerate(self.points):
            for name in points.keys() & self.supporters.keys():
                self.supporters[name].append((group, float(points[name])))

    def run(self, endowment: Fraction, ceiling: int, ties: Ties) -> tuple[list[str], bool]:
        """(what is bought, was more spent than `ceiling`)."""
        purses = Purses(self, endowment)
        # The last known rating of each project: it can only get worse, so that most need not be looked at again.
        known = {name: 0.0 for name in self.names}
        bought: list[str] = []
        spent = 0
        while found := self.best(known, purses):
            name = self.untied(found, ties)
            purses.pay(name)
            del known[name]
            bought.append(name)
            spent += self.election.costs[name]
            if spent > ceiling:
                return bought, True
        return bought, False

    def best(self, known: dict[str, float], purses: "Purses") -> list[str]:
        """All projects with the best rating; `known` is brought up to date, and loses those that nobody can pay."""
        limit = float("inf")
        close: list[str] = []
        for name in sorted(known, key=known.__getitem__):
            if known[name] > limit * APART:
                break
            price = purses.about_price(name)
            if price is None:
                del known[name]
                continue
            cost = self.election.costs[name]
            known[name] = rating = price / cost if self.by_cost and cost > 0 else price
            limit = min(limit, rating)
            close.append(name)
        close = [name for name in close if known[name] <= limit * APART]
        if len(close) <= 1:
            return close
        ratings = {name: self.rating(name, purses) for name in close}
        least = min(ratings.values())
        return [name for name in close if ratings[name] == least]

    def rating(self, name: str, purses: "Purses") -> Fraction:
        price, cost = purses.price(name), self.election.costs[name]
        return price / cost if self.by_cost and cost > 0 else price

    def untied(self, found: list[str], ties: Ties) -> str:
        """Lower cost, then more votes, then a lot."""
        cheapest = min(self.election.costs[name] for name in found)
        left = [name for name in found if self.election.costs[name] == cheapest]
        most = max(self.support(name) for name in left)
        return ties.draw([name for name in left if self.support(name) == most], "fund")

    def support(self, name: str) -> float:
        return sum(self.weights[group] * given for group, given in self.supporters[name])


class Purses:
    """What each group's voters have left: about, and exactly where it is asked for."""

    def __init__(self, shares: Shares, endowment: Fraction):
        self.shares = shares
        self.endowment = endowment
        self.about = [float(endowment)] * len(shares.weights)
        self.close = float(endowment) * CLOSE
        self.empty = [endowment == 0] * len(shares.weights)
        self.prices: dict[str, Fraction] = {}

    def exact(self, group: int) -> Fraction:
        if self.empty[group]:
            return Fraction(0)
        points = self.shares.points[group]
        return self.endowment - sum((self.prices[name] * given for name, given in points.items() if name in self.prices), Fraction(0))

    def about_price(self, name: str) -> float | None:
        """The smallest price of one point at which the supporters together pay the cost, each at most what is left; None if they cannot."""
        missing = float(self.shares.election.costs[name])
        if missing == 0:
            return 0.0
        about, weights, empty = self.about, self.shares.weights, self.empty
        supporters = [(about[group] / given, about[group] * weights[group], given * weights[group]) for group, given in self.shares.supporters[name] if not empty[group]]
        money = sum(purse for _, purse, _ in supporters)
        if abs(money - missing) <= CLOSE * (money + missing):
            exact = self.price(name)
            return None if exact is None else float(exact)
        if money < missing:
            return None
        supporters.sort()
        points = sum(given for _, _, given in supporters)
        for reach, purse, given in supporters:
            if missing <= reach * points:
                break
            missing -= purse
            points -= given
        return missing / points

    def price(self, name: str) -> Fraction | None:
        """As `about_price`, exactly."""
        missing = Fraction(self.shares.election.costs[name])
        if missing == 0:
            return missing
        weights = self.shares.weights
        groups = [group for group, _ in self.shares.supporters[name] if not self.empty[group]]
        supporters = [(self.exact(group), self.shares.points[group][name], weights[group]) for group in groups]
        supporters.sort(key=lambda supporter: supporter[0] / supporter[1])
        points = sum(given * weight for _, given, weight in supporters)
        for purse, given, weight in supporters:
            if missing * given <= purse * points:
                return missing / points
            missing -= purse * weight
            points -= given * weight
        return None

    def pay(self, name: str) -> None:
        price = self.price_with_few_fractions(name)
        about = float(price)
        for group, given in self.shares.supporters[name]:
            if self.empty[group]:
                continue
            left = self.about[group] - about * given
            if left <= self.close and self.exact(group) <= price * self.shares.points[group][name]:
                self.empty[group] = True
                left = 0.0
            self.about[group] = left
        self.prices[name] = price

    def price_with_few_fractions(self, name: str) -> Fraction:
        """Splits supporters by the price that is about right; if somebody is too close to it to tell, everything is computed in fractions."""
        about = self.about_price(name) or 0.0
        poor, rich, points = [], 0, Fraction(0)
        for group, given in self.shares.supporters[name]:
            if self.empty[group]:
                continue
            left = self.about[group] - about * given
            if abs(left) <= self.close:
                return self.price(name)
            if left < 0:
                poor.append(group)
            else:
                points += self.shares.points[group][name] * self.shares.weights[group]
                rich += 1
        return (self.shares.election.costs[name] - self.money(poor)) / points if rich else self.price(name)

    def money(self, groups: list[int]) -> Fraction:
        """What these groups have left together: one multiplication for each project bought, not for each group."""
        voters = sum(self.shares.weights[group] for group in groups)
        paid = dict.fromkeys(self.prices, Fraction(0))
        for group in groups:
            for name, given in self.shares.points[group].items():
                if name in paid:
                    paid[name] += given * self.shares.weights[group]
        return voters * self.endowment - sum((self.prices[name] * points for name, points in paid.items()), Fraction(0))
