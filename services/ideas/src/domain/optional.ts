/** The fields that have a value: absent ones are absent, not undefined. */
export function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** A change of one field: absent keeps the old value, null takes it away. */
export function changed<Value>(old: Value | undefined, change: Value | null | undefined): Value | undefined {
  return change === undefined ? old : (change ?? undefined);
}
