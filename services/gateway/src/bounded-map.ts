/** A map that forgets its oldest entry when it is full. */
export type BoundedMap<Value> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Deletes every entry that the predicate names. */
  deleteWhere(forget: (value: Value) => boolean): void;
  readonly size: number;
};

export function boundedMap<Value>(max: number): BoundedMap<Value> {
  const entries = new Map<string, Value>();
  return {
    get: (key) => entries.get(key),
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= max) return;
      const oldest = entries.keys().next();
      if (oldest.done === false) entries.delete(oldest.value);
    },
    delete: (key) => void entries.delete(key),
    deleteWhere(forget) {
      for (const [key, value] of entries) if (forget(value)) entries.delete(key);
    },
    get size() {
      return entries.size;
    },
  };
}
