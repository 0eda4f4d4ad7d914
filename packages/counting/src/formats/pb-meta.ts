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
  const amount = decimalOf(text);
  if (amount === undefined) throw new FormatError(file, line, `${what} is \`${text.trim()}\`; expected a number as 1000 or 12.5`);
  if (amount.units < 0n) throw new FormatError(file, line, `${what} is negative: ${text.trim()}`);
  return amount;
}

/** A number that META may have. @throws FormatError if it is there and no number */
export function numberIn(file: string, meta: PbMeta, key: string): number | undefined {
  const entry = meta.get(key);
  if (entry === undefined || entry.value === "") return undefined;
  const number = decimalOf(entry.value);
  if (number === undefined) throw new FormatError(file, entry.line, `${key} is \`${entry.value}\`; expected a number`);
  return Number(number.units) / 10 ** number.digits;
}

/** Largest number of decimals of several amounts, so that all are whole numbers in one unit. */
export function commonDigits(amounts: readonly Decimal[]): number {
  return amounts.reduce((most, amount) => Math.max(most, amount.digits), 0);
}

/** Money in the unit of its election. */
export function moneyOf(amount: Decimal, decimals: number): Money {
  return amount.units * 10n ** BigInt(decimals - amount.digits);
}
