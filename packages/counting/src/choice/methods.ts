import type { Method } from "../method.ts";

/** The methods that add up: plurality, approval, score, points, quadratic. */
export const choiceMethods: readonly Method[] = [];
