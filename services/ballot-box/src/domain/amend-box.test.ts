import { expect, test } from "@jest/globals";
import { amendBox } from "./amend-box.ts";
import type { Box } from "./box.ts";

const keys = { seed: "00", logKey: "key" };
const opened = { definitionHash: "h", macKey: "k", closesAtMs: 1_000, graceMs: 0, amendment: 2, withdrawn: [] };
const open: Box = { stage: "open", ...keys, opened };

test("an amendment moves the closing time and takes options out", () => {
  expect(amendBox(open, { amendment: 3, closesAtMs: 2_000, withdrawn: ["a"] })).toEqual({
    ...open,
    opened: { ...opened, amendment: 3, closesAtMs: 2_000, withdrawn: ["a"] },
  });
});

test("an amendment that comes late or twice changes nothing", () => {
  expect(amendBox(open, { amendment: 2, closesAtMs: 5_000, withdrawn: ["b"] })).toBe(open);
  expect(amendBox(open, { amendment: 1, closesAtMs: 5_000, withdrawn: ["b"] })).toBe(open);
});

test("a sealed box is not amended", () => {
  const sealed: Box = { stage: "sealed", ...keys, opened, votes: 1, voters: 1 };
  expect(amendBox(sealed, { amendment: 3, closesAtMs: 5_000, withdrawn: [] })).toBe(sealed);
});
