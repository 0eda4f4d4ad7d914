import { expect, test } from "@jest/globals";
import { randomFrom } from "../simulation/random.ts";
import { allFaults, dealt, faultsNamed } from "./deck.ts";
import { readOptions, UsageError } from "./options.ts";

test("the options have defaults; the seed comes from the clock", () => {
  expect(readOptions([], 77)).toEqual({ mode: "run", seed: 77, minutes: undefined, only: [], data: undefined, from: undefined });
  const args = ["--seed", "5", "--minutes", "0.5", "--only", "NATS,relay", "--data", "x"];
  expect(readOptions(args, 77)).toEqual({ mode: "run", seed: 5, minutes: 0.5, only: ["NATS", "relay"], data: "x", from: undefined });
});

test("the cluster may begin as an earlier release", () => {
  expect(readOptions(["--seed", "5", "--from", "../old"], 77)).toMatchObject({ mode: "run", from: "../old" });
});

test("an election is replayed by its file", () => {
  expect(readOptions(["replay", "a.pb"], 0)).toEqual({ mode: "replay", file: "a.pb", data: undefined });
});

test.each([
  [["--seed", "x"]],
  [["--seed", "-1"]],
  [["--minutes", ""]],
  [["--data", ""]],
  [["--from", ""]],
  [["--what"]],
  [["stray"]],
  [["replay"]],
  [["replay", "a", "b"]],
])("wrong use is told: %j", (args) => {
  expect(() => readOptions(args, 0)).toThrow(UsageError);
});

test("a fault that there is not is told", () => {
  expect(() => faultsNamed(["power loss"])).toThrow(RangeError);
  expect(faultsNamed(["NATS: killed"])).toHaveLength(1);
});

test("the same seed deals the same faults, each once before any comes again, never two of one part together", () => {
  const hands = (seed: number) => {
    const dealer = dealt(allFaults, randomFrom(seed));
    const dealtOut: (readonly { name: string; part: string }[])[] = [];
    while (dealtOut.flat().length < allFaults.length) dealtOut.push(dealer.next().value);
    return dealtOut;
  };
  const names = (seed: number) => hands(seed).map((hand) => hand.map(({ name }) => name));
  expect(names(3)).toEqual(names(3));
  expect(names(3)).not.toEqual(names(4));
  expect(new Set(names(3).flat()).size).toBe(allFaults.length);
  const together = hands(3).filter((hand) => hand.length > 1);
  expect(together.length).toBeGreaterThan(0);
  expect(together.every((hand) => new Set(hand.map(({ part }) => part)).size === hand.length)).toBe(true);
});
