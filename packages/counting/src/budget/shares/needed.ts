import type { SharesCount } from "../equal-shares-rounds.ts";
import type { Needed } from "../rounds.ts";

export function sharesNeeded(_count: SharesCount): Map<string, Needed> {
  return new Map();
}
