import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Ballots, Election } from "@teilhabe/counting/election";
import { type Method, WrongUseError } from "@teilhabe/counting/method";
import { methodById } from "@teilhabe/counting/methods";
import type { Parameters } from "@teilhabe/counting/outcome";
import { resolveParameters } from "@teilhabe/counting/parameters";

/** What of a definition makes the election, whether frozen or still a draft. */
export type ElectionRules = Pick<Definition, "options" | "paper" | "seats" | "minScore" | "budget" | "decimals">;

/** The election with these ballots. @param withdrawn ids of options that can no longer win */
export function electionOf(rules: ElectionRules, ballots: Ballots, withdrawn: readonly string[] = []): Election {
  const { options, seats, minScore, budget, decimals } = rules;
  return {
    options: options.map(({ id, title, cost, group }) => ({
      ...{ id, name: title },
      ...(cost !== undefined && { cost: BigInt(cost) }),
      ...(group !== undefined && { group }),
    })),
    ballots,
    ...(budget !== undefined && { budget: BigInt(budget) }),
    ...(decimals !== undefined && { decimals }),
    ...(minScore !== undefined && { minScore }),
    ...(seats !== undefined && { seats }),
    ...(withdrawn.length > 0 && { withdrawn: options.flatMap(({ id }, position) => (withdrawn.includes(id) ? [position] : [])) }),
  };
}

/** No ballots at all, of the paper's kind. */
export function noBallots(kind: Definition["paper"]["kind"]): Ballots {
  if (kind === "ordinal") return { kind, papers: [] };
  if (kind === "cumulative" || kind === "scoring") return { kind, papers: [], pointDecimals: 0 };
  return { kind, papers: [] };
}

/**
 * The method with every parameter, or what does not fit.
 * @param given what differs from the defaults
 */
export function methodFor(
  rules: ElectionRules,
  choice: { readonly id: string; readonly parameters: Parameters },
): { readonly method: Method; readonly parameters: Parameters } | { readonly misfit: string } {
  try {
    const method = methodById(choice.id);
    const resolved = resolveParameters(method, electionOf(rules, noBallots(rules.paper.kind)), choice.parameters);
    return { method, parameters: resolved };
  } catch (error) {
    if (error instanceof WrongUseError) return { misfit: error.message };
    throw error;
  }
}
