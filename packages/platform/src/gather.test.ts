import { expect, test } from "@jest/globals";
import { GROUP_MAX, GROUPS_AT_ONCE_MAX, gathering, WAITING_MAX } from "./gather.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what is handed in during one turn goes together, and each gets its own result", async () => {
  const groups: (readonly number[])[] = [];
  const handIn = gathering(async (items: readonly number[]) => {
    groups.push(items);
    return items.map((item) => item * 2);
  });
  expect(await Promise.all([1, 2, 3].map(handIn))).toEqual([2, 4, 6]);
  expect(groups).toEqual([[1, 2, 3]]);
});

test("groups have a largest size, and only so many are on their way", async () => {
  const release: (() => void)[] = [];
  const sizes: number[] = [];
  const handIn = gathering(async (items: readonly number[]) => {
    sizes.push(items.length);
    await new Promise<void>((resolve) => release.push(resolve));
    return items;
  });
  const all = Array.from({ length: GROUP_MAX * (GROUPS_AT_ONCE_MAX + 1) }, (_, index) => handIn(index));
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(sizes).toEqual(Array.from({ length: GROUPS_AT_ONCE_MAX }, () => GROUP_MAX));
  while (release.length > 0) {
    release.shift()?.();
    await turn();
    await turn();
  }
  expect(await Promise.all(all)).toHaveLength(GROUP_MAX * (GROUPS_AT_ONCE_MAX + 1));
});

test("more than can wait are sent away", async () => {
  const handIn = gathering(async (items: readonly number[]) => items);
  const taken = Array.from({ length: WAITING_MAX }, (_, index) => handIn(index));
  expect(handIn(-1)).toBeUndefined();
  await Promise.all(taken);
  expect(await handIn(7)).toBe(7);
});

test("a group that fails fails for all of it, and for nobody else", async () => {
  let first = true;
  const handIn = gathering(async (items: readonly number[]) => {
    if (!first) return items;
    first = false;
    throw new Error("disk");
  });
  expect(await Promise.allSettled([handIn(1), handIn(2)])).toMatchObject([{ status: "rejected" }, { status: "rejected" }]);
  expect(await handIn(3)).toBe(3);
});

test("as few groups as told are on their way: what is handed in meanwhile goes together", async () => {
  const groups: (readonly number[])[] = [];
  const handIn = gathering(async (items: readonly number[]) => {
    groups.push(items);
    await turn();
    await turn();
    return items;
  }, 1);
  const first = handIn(1);
  await turn();
  const rest = [2, 3, 4].map(handIn);
  expect(await Promise.all([first, ...rest])).toEqual([1, 2, 3, 4]);
  expect(groups).toEqual([[1], [2, 3, 4]]);
});
