/** Figures in explanations are floating point; sums in another order differ in their last digits. */
const RELATIVE_ERROR = 1e-9;

/** Are two JSON values the same, but for the last digits of numbers? Members that are `undefined` count as absent. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return Math.abs(a - b) <= RELATIVE_ERROR * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => isAlike(item, b[i]));
  if (!isObject(a) || !isObject(b)) return a === b;

  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isAlike(a[key], b[key]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
