import { budgetMethods } from "./budget/methods.ts";
import { choiceMethods } from "./choice/methods.ts";
import { ballotCount, type Election } from "./election.ts";
import { type Method, WrongUseError } from "./method.ts";
import type { Outcome, Parameters } from "./outcome.ts";
import { resolveParameters } from "./parameters.ts";
import { rankedMethods } from "./ranked/methods.ts";
import { type TieSettings, tieBreaking } from "./ties.ts";

/** Every method that can be counted: exactly this list is offered everywhere. */
export const methods: readonly Method[] = [...choiceMethods, ...rankedMethods, ...budgetMethods];

export type CountRequest = {
  readonly election: Election;
  readonly method: string;
  /** Only what differs from the defaults needs to be there. */
  readonly parameters?: Parameters;
  readonly ties?: TieSettings;
  /** Also work out what losers would have needed. */
  readonly explain?: boolean;
};

/** @throws WrongUseError naming all methods. */
export function methodById(id: string): Method {
  const method = methods.find((known) => known.id === id);
  if (method !== undefined) return method;
  throw new WrongUseError(
    `There is no method \`${id}\`.`,
    methods.map((known) => known.id),
  );
}

/**
 * Counts an election: the same request gives the same outcome, on any machine.
 * @throws WrongUseError for an unknown method or parameter, or if they do not fit each other or the election
 */
export function count(request: CountRequest): Outcome {
  const { election } = request;
  const method = methodById(request.method);
  const parameters = resolveParameters(method, election, request.parameters ?? {});
  const ties = tieBreaking(election.options, { ...(election.tieOrder && { order: election.tieOrder }), ...request.ties });
  const counted = method.count({ election, parameters, ties, explain: request.explain ?? false });
  const lots = ties.lots();
  return {
    method: method.id,
    version: method.version,
    parameters,
    ballots: ballotCount(election.ballots),
    ...counted,
    lots,
    notes: counted.notes ?? [],
  };
}
