/** What every made-up ballot has. */
export function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error("The made-up ballot lacks what this manipulation needs.");
  return value;
}
