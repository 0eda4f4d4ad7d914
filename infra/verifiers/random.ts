/** Numbers that look random and are the same for the same seed, so that a failing test can be run again. */
export type Random = {
  /** From 0 up to, not including, `limit`. */
  readonly below: (limit: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** A few of the items, in their order. */
  readonly some: <Item>(items: readonly Item[], atLeast: number, atMost: number) => Item[];
  readonly shuffled: <Item>(items: readonly Item[]) => Item[];
  readonly hex: (bytes: number) => string;
};

/** mulberry32, a public-domain generator of 32-bit state. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const below = (limit: number) => Math.floor(next() * limit);
  function pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new Error("Nothing to pick from.");
    return items[below(items.length)] as Item;
  }
  function shuffled<Item>(items: readonly Item[]): Item[] {
    const left = [...items];
    return Array.from(items, () => left.splice(below(left.length), 1)[0] as Item);
  }

  return {
    below,
    pick,
    shuffled,
    some(items, atLeast, atMost) {
      const chosen = new Set(shuffled(items).slice(0, atLeast + below(atMost - atLeast + 1)));
      return items.filter((item) => chosen.has(item));
    },
    hex: (bytes) => Array.from({ length: 2 * bytes }, () => below(16).toString(16)).join(""),
  };
}
