import type { Money } from "@teilhabe/contracts/shapes";

/** Currencies whose minor unit is not a hundredth (ISO 4217, those that are in use). */
const DECIMALS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"].map((c) => [c, 0]),
  ),
  ...Object.fromEntries(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((c) => [c, 3])),
};

/** How many decimal digits the minor unit of a currency has. */
export function decimalsOf(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** The one currency of all amounts; undefined when there is none, `mixed` when there are several. */
export function currencyOf(amounts: readonly (Money | undefined)[]): { readonly currency?: string; readonly mixed: boolean } {
  const currencies = new Set(amounts.flatMap((money) => (money === undefined ? [] : [money.currency])));
  const [currency] = currencies;
  return { ...(currency !== undefined && { currency }), mixed: currencies.size > 1 };
}
