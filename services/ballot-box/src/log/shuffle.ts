/** All orders are equally likely (Fisher and Yates); numbers are drawn without bias. @param random cryptographically random bytes */
export function shuffled<Item>(items: readonly Item[], random: (size: number) => Uint8Array): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = below(last + 1, random);
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}

const RANGE = 2 ** 32;

function below(limit: number, random: (size: number) => Uint8Array): number {
  const fair = RANGE - (RANGE % limit);
  for (;;) {
    const drawn = Buffer.from(random(4)).readUInt32BE();
    if (drawn < fair) return drawn % limit;
  }
}
