import type { DocumentKind } from "../rule.ts";

/**
 * A stored state as today's code knows it. A state that a newer release wrote comes as it is: releases write what the one before can read.
 * @throws Error when an upcaster is missing: a bug of the module
 */
export function upcast<State>(kind: DocumentKind<State>, schema: number, stored: unknown): State {
  let state = stored;
  for (let from = schema; from < kind.schema; from += 1) {
    const step = kind.upcasters?.[from];
    if (step === undefined) throw new Error(`${kind.name} has no upcaster from schema ${from} to ${from + 1}`);
    state = step(state);
  }
  return state as State;
}
