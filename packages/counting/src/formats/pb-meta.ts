import { type Decimal, decimalOf } from "../decimal.ts";
import type { BallotKind, Money } from "../election.ts";
import { FormatError } from "./format-error.ts";

/** META of a `.pb` file: keys in lower case. */
export type PbMeta = ReadonlyMap<string, { readonly value: string; readonly line: number }>;

/** The kinds of ballots that a `.pb` file can hold. */
export type PbBallotKind = Exclude<BallotKind, "matrix">;
const KINDS: readonly PbBallotKind[] = ["approval", "choose-1", "ordinal", "cumulative", "scoring"];

/** Collects META rows. @throws FormatError for a key that comes twice with different values. */
export function metaReader(file: string): { add(key: string, value: string, line: number): void; meta: PbMeta } {
  const meta = new Map<string, { value: string; line: number }>();
  return {
    meta,
    add(key, value, line) {
      const name = key.trim().toLowerCase();
      const text = value.trim();
      const before = meta.get(name);
      if (before !== undefined && before.value !== text) {
        throw new FormatError(file, line, `META names ${name} twice: \`${before.value}\` in line ${before.line}, \`${text}\` here`);
      }
      meta.set(name, { value: text, line });
    },
  };
}

/** @throws FormatError if it is missing or none of the known ones */
export function ballotKindIn(file: string, meta: PbMeta, line: number): PbBallotKind {
  const entry = meta.get("vote_type");
  const fits = `expected one of ${KINDS.join(", ")}`;
  if (entry === undefined) throw new FormatError(file, line, `META has no vote_type; ${fits}`);
  const kind = KINDS.find((known) => known === entry.value.toLowerCase());
  if (kind === undefined) throw new FormatError(file, entry.line, `vote_type is \`${entry.value}\`; ${fits}`);
  return kind;
}

/** @throws FormatError if it is missing, negative or no number */
export function budgetIn(file: string, meta: PbMeta, line: number): Decimal {
  const entry = meta.get("budget");
  if (entry === undefined) throw new FormatError(file, line, "META has no budget");
  return amountIn(file, entry.value, entry.line, "budget");
}

/** An amount of money, zero or more. @throws FormatError */
export function amountIn(file: string, text: string, line: number, what: string): Decimal {
  const amount = decimalIn(file, text, line, what);
  if (amount.units < 0n) throw new FormatError(file, line, `${what} is negative: ${text.trim()}`);
  return amount;
}

/** A number that META may have. @throws FormatError if it is there and no number */
export function numberIn(file: string, meta: PbMeta, key: string): number | undefined {
  const entry = meta.get(key);
  if (entry === undefined || entry.value === "") return undefined;
  const { units, digits } = decimalIn(file, entry.value, entry.line, key);
  return Number(units) / 10 ** digits;
}

/** A number that META may have and that no count needs; what is written there, if it is no number. */
export function numberOrText(meta: PbMeta, key: string): number | string | undefined {
  const text = meta.get(key)?.value ?? "";
  if (text === "") return undefined;
  const number = decimalOf(ungrouped(text));
  return number === undefined ? text : Number(number.units) / 10 ** number.digits;
}

/** A thousand or one? Nothing in the file says it. */
const AMBIGUOUS = /^[+-]?\d{1,3},\d{3}$/;

function decimalIn(file: string, text: string, line: number, what: string): Decimal {
  const trimmed = text.trim();
  const number = AMBIGUOUS.test(trimmed) ? undefined : decimalOf(ungrouped(trimmed));
  if (number !== undefined) return number;
  const doubt = AMBIGUOUS.test(trimmed) ? "the comma may stand before decimals or between thousands; " : "";
  throw new FormatError(file, line, `${what} is \`${trimmed}\`; ${doubt}expected a number as 1000 or 12.5`);
}

/** `1 000 000` and `1'000` without what separates the thousands. */
function ungrouped(text: string): string {
  return /^[+-]?\d{1,3}([ \u00A0\u202F'’]\d{3})+([.,]\d*)?$/.test(text) ? text.replace(/[ \u00A0\u202F'’]/g, "") : text;
}

/** Largest number of decimals of several amounts, so that all are whole numbers in one unit. */
export function commonDigits(amounts: readonly Decimal[]): number {
  return amounts.reduce((most, amount) => Math.max(most, amount.digits), 0);
}

/** Money in the unit of its election. */
export function moneyOf(amount: Decimal, decimals: number): Money {
  return amount.units * 10n ** BigInt(decimals - amount.digits);
}
