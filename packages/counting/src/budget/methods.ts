import type { Method } from "../method.ts";

/** The methods of participatory budgeting: greedy, Equal Shares, Phragmén. */
export const budgetMethods: readonly Method[] = [];
