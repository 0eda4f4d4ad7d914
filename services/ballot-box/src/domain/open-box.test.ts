import { expect, test } from "@jest/globals";
import type { Box } from "./box.ts";
import { openBox } from "./open-box.ts";

const keys = { seed: "00", logKey: "key" };
const opened = { definitionHash: "h1", macKey: "k", closesAtMs: 1_000, graceMs: 0, amendment: 0, withdrawn: [] };

test("a prepared box opens and keeps its keys", () => {
  expect(openBox({ stage: "prepared", ...keys }, opened)).toEqual({ stage: "open", ...keys, opened });
});

test("opening again under the same definition changes nothing, not even what amendments brought", () => {
  const amended: Box = { stage: "open", ...keys, opened: { ...opened, amendment: 1, closesAtMs: 9_000 } };
  expect(openBox(amended, opened)).toBe(amended);
});

test("another definition is refused, and so is a box that was sealed unopened or never prepared", () => {
  expect(openBox({ stage: "open", ...keys, opened }, { ...opened, definitionHash: "h2" })).toMatchObject({ refused: "another-definition" });
  expect(openBox({ stage: "sealed", ...keys, votes: 0, voters: 0 }, opened)).toMatchObject({ refused: "another-definition" });
  expect(openBox(undefined, opened)).toMatchObject({ refused: "box-not-prepared" });
});
