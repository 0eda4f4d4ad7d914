import { describe, expect, test } from "@jest/globals";
import { testWorld } from "@teilhabe/platform/testing/test-world";
import { networkOf } from "./network.ts";
import { makeQuotas } from "./quotas.ts";

describe("a quota", () => {
  test("counts each caller on its own and begins anew with the next minute", () => {
    const world = testWorld();
    const quotas = makeQuotas(world);
    expect([quotas.spend("anna", 2), quotas.spend("anna", 2)].map(({ exceeded, remaining }) => [exceeded, remaining])).toEqual([
      [false, 1],
      [false, 0],
    ]);
    const third = quotas.spend("anna", 2);
    expect([third.exceeded, third.remaining]).toEqual([true, 0]);
    expect(quotas.spend("bert", 2).exceeded).toBe(false);
    world.advance(third.resetS * 1_000);
    expect(quotas.spend("anna", 2).exceeded).toBe(false);
  });

  test("holds for many callers in bounded memory", () => {
    const quotas = makeQuotas(testWorld());
    for (let index = 0; index < 200_000; index++) quotas.spend(`caller ${index}`, 1);
    expect(quotas.spend("caller 7", 1).exceeded).toBe(true);
    expect([quotas.spend("new", 1).exceeded, quotas.spend("newer", 1).exceeded]).toEqual([false, true]);
  });
});

test.each([
  ["203.0.113.7", "203.0.113"],
  ["::ffff:203.0.113.7", "203.0.113"],
  ["2001:db8:1:2::7", "2001:db8:1"],
  ["2001:DB8:0001:ffff:0:0:0:1", "2001:db8:1"],
  ["2001:db8::1", "2001:db8:0"],
  ["::1", "0:0:0"],
  ["fe80::1%eth0", "fe80:0:0"],
  [undefined, "unknown"],
  ["nonsense", "unknown"],
])("the network of %s is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
