import type { Method } from "../method.ts";

/** The methods for ranked ballots. */
export const rankedMethods: readonly Method[] = [];
