/** A fraction of BigInts; `den` is positive. Not always in lowest terms. */
export type Rational = { readonly num: bigint; readonly den: bigint };

export const ZERO: Rational = { num: 0n, den: 1n };

/** Negative, zero or positive as a is smaller than, equal to or greater than b. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** In lowest terms. */
export function reduced({ num, den }: Rational): Rational {
  const divisor = gcd(num < 0n ? -num : num, den);
  return divisor <= 1n ? { num, den } : { num: num / divisor, den: den / divisor };
}

export function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

const QUOTIENT_BITS = 64;

/** The double nearest to the fraction, off by at most one unit in the last place. */
export function rationalToNumber({ num, den }: Rational): number {
  if (num < 0n) return -rationalToNumber({ num: -num, den });
  const shift = bitLength(den) - bitLength(num) + QUOTIENT_BITS;
  const quotient = shift >= 0 ? (num << BigInt(shift)) / den : num / (den << BigInt(-shift));
  return Number(quotient) * 2 ** -shift;
}

function bitLength(value: bigint): number {
  return value.toString(16).length * 4;
}

/** The smallest of at least one value; `Math.min` for BigInts too. */
export function leastOf<Value extends bigint | number>(values: readonly Value[]): Value {
  const [first, ...others] = values;
  if (first === undefined) throw new RangeError("nothing has no smallest value");
  let least = first;
  for (const value of others) if (value < least) least = value;
  return least;
}
