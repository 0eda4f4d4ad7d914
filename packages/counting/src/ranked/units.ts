/** Votes are whole numbers of `1/unit` of a paper. `digits` are the decimals that are shown. */
export type Units = { readonly unit: bigint; readonly digits: number };

/** A number of units as a decimal text, cut off after `digits`. */
export function decimal(value: bigint, { unit, digits }: Units): string {
  const scaled = (value * 10n ** BigInt(digits)) / unit;
  if (digits === 0) return String(scaled);
  const text = String(scaled).padStart(digits + 1, "0");
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Sum of big integers. */
export function total(values: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
}
