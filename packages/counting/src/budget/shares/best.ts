import { compareRationals, leastOf, type Rational, ZERO } from "../../rational.ts";
import type { Ties } from "../../ties.ts";
import type { Exact } from "./exact.ts";
import type { Project } from "./instance.ts";
import type { State } from "./state.ts";

/** A project whose price is known to lie between `low` and `high`, both times its factor: the smallest wins the round. */
export type Contender = { readonly project: number; readonly price: number; readonly low: number; readonly high: number; exact?: Rational };

/** The contender with the smallest price; if several have exactly the same: lower cost, then more votes, then drawn. */
export function best(state: State, exact: Exact, found: readonly Contender[], ties: Ties): Contender {
  const [first, ...others] = found;
  if (first === undefined) throw new RangeError("a round without contenders has no winner");
  if (others.length === 0) return first;
  state.exactComparisons += others.length;
  const values = found.map((contender) => ({ contender, value: utilityPrice(state, exact, contender) }));
  const least = values.reduce((a, b) => (compareRationals(b.value, a.value) < 0 ? b : a));
  const tied = values.filter(({ value }) => compareRationals(value, least.value) === 0).map(({ contender }) => contender);
  return untied(state, tied, ties) ?? first;
}

function utilityPrice(state: State, exact: Exact, contender: Contender): Rational {
  contender.exact ??= exact.priceOf(contender.project, contender.price) ?? ZERO;
  const cost = state.instance.projects[contender.project]?.cost ?? 0n;
  if (!state.instance.byCost || cost === 0n) return contender.exact;
  return { num: contender.exact.num, den: contender.exact.den * cost };
}

function untied(state: State, tied: readonly Contender[], ties: Ties): Contender | undefined {
  const projects = tied.map((contender) => state.instance.projects[contender.project]).filter((project) => project !== undefined);
  const cheapest = leastBy(projects, (project) => project.cost);
  const left = leastBy(cheapest, (project) => -project.support);
  const drawn = ties.draw(
    left.map((project) => project.option),
    "fund",
  );
  return tied.find((contender) => state.instance.projects[contender.project]?.option === drawn);
}

function leastBy(projects: readonly Project[], value: (project: Project) => bigint | number): Project[] {
  const least = leastOf(projects.map(value));
  return projects.filter((project) => value(project) === least);
}
