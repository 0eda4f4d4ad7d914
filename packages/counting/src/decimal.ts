/** A decimal number exactly: `units / 10^digits`, without trailing zeros behind the point. */
export type Decimal = { readonly units: bigint; readonly digits: number };

/** More digits than any real amount has; what is longer is taken for a damaged file. */
const DIGITS_MAX = 30;

/**
 * Reads `1000`, `1000.0`, `12,5`, `1e6` exactly: point or comma before the decimals, no separators of thousands.
 * @returns undefined for anything else, also for more than 30 digits
 */
export function decimalOf(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d*)(?:[.,](\d*))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "" || whole.length + fraction.length > DIGITS_MAX) return undefined;
  const units = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return trimmed(units, fraction.length - Number(exponent));
}

function trimmed(units: bigint, digits: number): Decimal {
  if (digits < 0) return { units: units * 10n ** BigInt(-digits), digits: 0 };
  let [left, places] = [units, digits];
  while (places > 0 && left % 10n === 0n) [left, places] = [left / 10n, places - 1];
  return { units: left, digits: places };
}

/** The same number in units of `10^-digits`; `digits` must be at least the number's own. */
export function inUnits(decimal: Decimal, digits: number): bigint {
  return decimal.units * 10n ** BigInt(digits - decimal.digits);
}
