import { expect, test } from "@jest/globals";
import { readOptions, UsageError } from "./options.ts";

test("the cluster's options have defaults", () => {
  expect(readOptions([])).toEqual({ replicas: 1, data: "./cluster-data", nodes: 1, kafka: true, help: false });
  expect(readOptions(["--replicas", "3", "--data", "x", "--nodes", "3", "--no-kafka"])).toEqual({
    replicas: 3,
    data: "x",
    nodes: 3,
    kafka: false,
    help: false,
  });
});

test.each([[["--replicas", "0"]], [["--replicas", "two"]], [["--nodes", "2"]], [["--data", ""]], [["--what"]], [["stray"]]])(
  "wrong use is told: %j",
  (args) => {
    expect(() => readOptions(args)).toThrow(UsageError);
  },
);
