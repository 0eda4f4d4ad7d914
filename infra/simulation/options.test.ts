import { expect, test } from "@jest/globals";
import { readOptions, UsageError } from "./options.ts";

test("200 seeds from the first on, unless something else is said", () => {
  expect(readOptions([])).toEqual({ from: 1, count: 200, logs: false, help: false });
  expect(readOptions(["--seeds", "5", "--from", "9", "--log"])).toEqual({ from: 9, count: 5, logs: true, help: false });
  expect(readOptions(["--seed", "7"])).toEqual({ from: 7, count: 1, logs: false, help: false });
  expect(readOptions(["--help"]).help).toBe(true);
});

test.each([[["--seeds", "many"]], [["--seeds", "0"]], [["--seed", "1.5"]], [["--sed", "1"]], [["7"]]])("%j is refused as wrong use", (args) => {
  expect(() => readOptions(args)).toThrow(UsageError);
});
