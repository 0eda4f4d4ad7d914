import { expect, test } from "@jest/globals";
import { type Bench, SIZES } from "./benches.ts";
import { figure } from "./figure.ts";
import { measureAll, tableOf } from "./report.ts";

const about = "a benchmark";
const benches: readonly (readonly [string, Bench])[] = [
  ["impossible", { group: "cluster", about, measure: () => Promise.reject(new Error("needs root | and the cpu controller")) }],
  ["possible", { group: "cluster", about, measure: async () => ({ figures: [figure("things", 7, "/s", { atLeast: 8 })], details: {} }) }],
];

test("what cannot be measured is told in its place, and everything else is measured", async () => {
  const said: string[] = [];
  const report = await measureAll(benches, SIZES, (line) => said.push(line));
  expect(report.benches["impossible"]).toMatchObject({ figures: [], failed: "needs root | and the cpu controller" });
  expect(said).toContain("impossible was not measured: needs root | and the cpu controller");
  expect(tableOf(report)).toContain(String.raw`| **impossible** | not measured: needs root \| and the cpu controller | | |`);
  expect(tableOf(report)).toContain("| **possible** | things | 7/s | at least 8: **missed** |");
});
