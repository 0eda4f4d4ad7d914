/** More than so many wait, and the next one is sent away. */
export const WAITING_MAX = 10_000;
/** At most so many go together. */
export const GROUP_MAX = 500;
/** So many groups are on their way at the same time, unless told otherwise. */
export const GROUPS_AT_ONCE_MAX = 4;

/** Hands in one item; undefined: too many wait already, and nothing was done. */
export type HandIn<Item, Result> = (item: Item) => Promise<Result> | undefined;

type Waiting<Item, Result> = {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Gathers what is handed in during one turn of the event loop, and what waits while groups are on their way, into one call.
 * @param together answers in the order given; what it throws reaches all of its group
 */
export function gathering<Item, Result>(
  together: (items: readonly Item[]) => Promise<readonly Result[]>,
  groupsAtOnceMax = GROUPS_AT_ONCE_MAX,
): HandIn<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let scheduled = false;

  function schedule(): void {
    if (scheduled || waiting.length === 0 || underWay >= groupsAtOnceMax) return;
    scheduled = true;
    setImmediate(send);
  }

  function send(): void {
    scheduled = false;
    const group = waiting.slice(0, GROUP_MAX);
    waiting = waiting.slice(GROUP_MAX);
    underWay += 1;
    void settle(group).finally(() => {
      underWay -= 1;
      schedule();
    });
    schedule();
  }

  async function settle(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await together(group.map(({ item }) => item));
      group.forEach(({ resolve }, index) => {
        resolve(results[index] as Result);
      });
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  return (item) => {
    if (waiting.length >= WAITING_MAX) return undefined;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    waiting.push({ item, resolve, reject });
    schedule();
    return promise;
  };
}
