import type { GregoryRule } from "./gregory.ts";
import type { Papers } from "./papers.ts";

const SCOTTISH_UNIT = 100_000n;
const WIGM_UNIT = 10_000n;
/** Decimals shown where equal ranks make IRV count fractions. */
const FRACTION_DIGITS = 6;

/**
 * The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52: quota of whole papers (46), surpluses above it go
 * largest first (48, 49), transfer values of five decimals without remainder (48), ties by earlier stages and then by lot (49, 51).
 */
export const scottishRule: GregoryRule = {
  unit: SCOTTISH_UNIT,
  digits: 5,
  quota: (valid, seats) => (valid / BigInt(seats + 1) + 1n) * SCOTTISH_UNIT,
  transfersNothing: false,
  looksBack: true,
};

/**
 * The Reference WIGM Rule of the Proportional Representation Foundation (prfound.org/resources/reference/reference-wigm-rule), without its optional defeat of
 * sure losers: four decimals, quota of papers divided by seats plus one, plus 0.0001; all ties by lot.
 */
export const wigmRule: GregoryRule = {
  unit: WIGM_UNIT,
  digits: 4,
  quota: (valid, seats) => (valid * WIGM_UNIT) / BigInt(seats + 1) + 1n,
  transfersNothing: true,
  looksBack: false,
};

/**
 * Instant run-off: the Scottish rule for one seat, whose quota is more than half of the papers. Papers that rank options equal are divided exactly: the unit is so small that dividing among the
 * most options that any paper ranks equal, again and again as they are excluded, leaves no remainder.
 */
export function irvRule({ papers }: Papers): GregoryRule {
  let most = 1;
  for (const { ranking } of papers) for (const rank of ranking) most = Math.max(most, rank.length);
  let unit = 1n;
  for (let factor = 2n; factor <= BigInt(most); factor++) unit *= factor;
  return {
    unit,
    digits: unit === 1n ? 0 : FRACTION_DIGITS,
    quota: (valid) => (valid * unit) / 2n + 1n,
    transfersNothing: false,
    looksBack: true,
  };
}
