import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "teilhabe-count-"));

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function teilhabe(...args: readonly string[]): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "count", ...args], { encoding: "utf8" });
  return { status, out: stdout, err: stderr.trim() };
}

const blt = write("ward.blt", "3, 2\n333 1 2 0\n200 2 0\n100 3 0\n0\nCastor\nPollux\nHelen\n");
const soi = write("capital.soi", "# NUMBER ALTERNATIVES: 4\n42: 1,2,3,4\n26: 2,3,4,1\n15: 3,4,2,1\n17: 4,3,2,1\n");
const matrix = write("debian.json", '{"names": ["A", "B", "C"], "matrix": [[0, 3, 2], [2, 0, 4], [3, 1, 0]]}');

describe("teilhabe count", () => {
  test.each([
    ["scottish-stv", "212.00000"],
    ["wigm-prf", "211.0001"],
    ["meek-prf", "211.000000001"],
  ])("counts a .blt file by %s, with the seats that it names", (method, quota) => {
    const { status, out } = teilhabe(blt, "--method", method);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ method, parameters: { seats: 2 }, ballots: 633, winners: ["1", "2"], quota, lots: [] });
  });

  test("counts a .soi file, with as many seats as asked for, and tells the rounds", () => {
    const { status, out } = teilhabe(soi, "--method", "schulze", "--seats", "2", "--explain");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ winners: ["2", "3"], rounds: expect.arrayContaining([expect.objectContaining({ kind: "place" })]) });
    expect(JSON.parse(teilhabe(soi, "--method", "irv").out)).toMatchObject({ winners: ["4"], tally: { "1": 42, "2": 26, "3": 15, "4": 17 } });
  });

  test("counts a pairwise matrix, and lists the lot that it needed", () => {
    const { status, out } = teilhabe(matrix, "--matrix", "--method", "ranked-pairs");
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ winners: ["1"], lots: [{ purpose: "order", tied: ["1", "2", "3"] }, { purpose: "order" }] });
  });

  test.each([
    [
      "a damaged paper",
      [write("bad.blt", "3 2\n4 1 9 0\n0\nA\nB\nC\n"), "--method", "irv"],
      /bad\.blt, line 2: `9` is not an option; options are 1 to 3/,
    ],
    ["other seats than the file's", [blt, "--method", "scottish-stv", "--seats", "3"], /has 2 seats, not 3\. What fits: --seats 2/],
    ["two winners of a run-off", [soi, "--method", "irv", "--seats", "2"], /What fits: --seats 1 to 1/],
    ["a matrix for a method that needs papers", [matrix, "--matrix", "--method", "meek-prf"], /`meek-prf` cannot count `matrix` ballots/],
    ["a matrix without its flag", [matrix, "--method", "schulze"], /--matrix/],
    ["a parameter of another method", [soi, "--method", "schulze", "--utility", "cost"], /`schulze` has no parameter `--utility`/],
  ])("refuses %s with exit code 2 and one line that says what fits", (_, args, reason) => {
    const { status, out, err } = teilhabe(...args);
    expect({ status, out, lines: err.split("\n").length }).toEqual({ status: 2, out: "", lines: 1 });
    expect(err).toMatch(reason);
  });
});
