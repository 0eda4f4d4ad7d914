import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { BadInput } from "../faults.ts";
import { countCommand } from "./count.ts";

const PB = `META
key;value
num_votes;4
budget;100
vote_type;approval
rule;greedy-no-skip
currency;EUR
PROJECTS
project_id;cost;name
1;60;Bench
2;50;Tree
3;30;Pond
VOTES
voter_id;vote
a;1,2
b;1,3
c;1
d;2
`;
const BLT = '3 1\n4 1 2 0\n3 2 0\n2 3 2 0\n0\n"Ann"\n"Bob"\n"Cem"\n"A ward"\n';

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-count-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function saved(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function counted(...args: string[]): Promise<Record<string, unknown>> {
  let printed = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += text;
    return true;
  });
  try {
    await countCommand().exitOverride().parseAsync(args, { from: "user" });
  } finally {
    write.mockRestore();
  }
  return JSON.parse(printed);
}

async function refused(...args: string[]): Promise<string> {
  const error: unknown = await counted(...args).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(BadInput);
  return error instanceof Error ? error.message : "";
}

describe("teilhabe count", () => {
  test("counts a .pb file by a method, and prints what was counted and how", async () => {
    const path = saved("city.pb", PB);
    expect(await counted(path, "--method", "greedy")).toEqual({
      file: path,
      method: "greedy",
      version: "1.0.0",
      parameters: { misfit: "skip", groups: "exclusive" },
      ballots: 4,
      winners: ["1", "3"],
      tally: { 1: 3, 2: 2, 3: 1 },
      spent: 90,
      lots: [],
    });
  });

  test("counts as the file declares", async () => {
    expect(await counted(saved("city.pb", PB), "--as-declared")).toMatchObject({ method: "greedy", parameters: { misfit: "stop" }, winners: ["1"] });
    const shares = PB.replace("greedy-no-skip", "EqualShares/Add1-comparison");
    expect(await counted(saved("shares.pb", shares), "--as-declared")).toMatchObject({
      parameters: { utility: "cost", completion: "add1", add1Stop: "overspend", compare: "greedy" },
      winners: ["1", "3"],
      endowment: expect.any(Number),
      runs: expect.any(Number),
    });
    const exclusive = PB.replace("greedy-no-skip", "greedy-exclusive");
    expect(await counted(saved("exclusive.pb", exclusive), "--as-declared")).toMatchObject({
      winners: ["1", "3"],
      note: expect.stringContaining("no groups"),
    });
  });

  test("refuses a rule that the file only describes, with the reason", async () => {
    for (const [rule, reason] of [
      ["greedy-custom", /its own, told only in its comment/],
      ["unknown", /its rule is unknown/],
      ["lottery", /`lottery` is not known here/],
    ] as const) {
      expect(await refused(saved("custom.pb", PB.replace("greedy-no-skip", rule)), "--as-declared")).toMatch(reason);
    }
  });

  test("unzips, whatever the name says", async () => {
    for (const name of ["city.pb.gz", "zipped.pb"]) {
      expect(await counted(saved(name, gzipSync(PB)), "--method", "phragmen")).toMatchObject({ winners: ["1"] });
    }
    expect(await refused(saved("cut.pb.gz", gzipSync(PB).subarray(0, 60)), "--method", "greedy")).toMatch(/^cut\.pb\.gz, line \d+: damaged gzip/);
  });

  test("counts ranked ballots and matrices", async () => {
    const blt = saved("ward.blt", BLT);
    expect(await counted(blt, "--method", "irv")).toMatchObject({ winners: ["2"], ballots: 9, tally: { 1: 4, 2: 3, 3: 2 } });
    expect(await counted(blt, "--method", "scottish-stv")).toMatchObject({ winners: ["2"], quota: "5.00000", parameters: { seats: 1 } });
    expect(await refused(blt, "--method", "schulze", "--seats", "2")).toBe("The election has 1 seats, not 2. What fits: --seats 1");
    const matrix = saved(
      "pairs.json",
      JSON.stringify({
        names: ["A", "B"],
        matrix: [
          [0, 3],
          [5, 0],
        ],
      }),
    );
    expect(await counted(matrix, "--matrix", "--method", "ranked-pairs")).toMatchObject({ winners: ["2"] });
    expect(await refused(matrix, "--method", "schulze")).toMatch(/count it with --matrix/);
  });

  test("explains with rounds, and with sentences where a language is given", async () => {
    const outcome = await counted(saved("city.pb", PB), "--method", "greedy", "--explain", "--language", "de");
    expect(outcome["rounds"]).toContainEqual({
      kind: "left-out",
      option: "2",
      cost: 50,
      tally: 2,
      reason: "does-not-fit",
      limit: 40,
      needed: { votes: 1, cost: 40 },
    });
    expect(outcome["text"]).toContain("„Bench“ wird gefördert: 3 Stimmen, Kosten 60 EUR. Übrig bleiben 40 EUR.");
    expect(await refused(saved("city.pb", PB), "--method", "greedy", "--language", "de")).toBe("--language needs --explain");
  });

  test("draws lots by the smaller id, or from the seed and the ballot's id", async () => {
    const even = saved("even.pb", PB.replace("c;1\n", "c;\n"));
    expect(await counted(even, "--method", "approval")).toMatchObject({ winners: ["1"], lots: [{ tied: ["1", "2"], drawn: "1", by: "option-id" }] });
    const digest = (id: string) => createHash("sha256").update(`dicetown${id}`).digest("hex");
    const drawn = digest("1") < digest("2") ? "1" : "2";
    const seeded = await counted(even, "--method", "approval", "--seed", "dice", "--ballot", "town");
    expect(seeded).toMatchObject({ winners: [drawn], lots: [{ drawn, by: "seed" }] });
  });

  test("takes decisions by hand", async () => {
    const outcome = await counted(
      saved("city.pb", PB),
      "--method",
      "greedy",
      "--overrides",
      "2=fund:council: 12/2026",
      "--overrides",
      "1=leave-out:not our land",
    );
    expect(outcome).toMatchObject({
      winners: ["2", "3"],
      parameters: { overrides: [{ reason: "council: 12/2026" }, { option: "1", decision: "leave-out" }] },
    });
  });

  test("says file, line and reason of a damaged file", async () => {
    expect(await refused(saved("odd.pb", PB.replace("c;1", "c;9")), "--method", "greedy")).toBe(
      "odd.pb, line 17: the vote names project `9`, which is not in PROJECTS",
    );
    const cut = saved("short.pb", PB.replace("d;2\n", ""));
    expect(await refused(cut, "--method", "greedy")).toMatch(/^short\.pb, line 17: the file ends after 3 of the 4 votes/);
    expect(await counted(cut, "--method", "greedy", "--incomplete")).toMatchObject({ ballots: 3, note: "META says num_votes 4, the file has 3" });
  });

  test("says where the file publishes other votes than its ballots give", async () => {
    const published = PB.replace("cost;name", "cost;votes").replace("60;Bench", "60;3").replace("50;Tree", "50;9").replace("30;Pond", "30;1");
    const { note } = await counted(saved("published.pb", published), "--method", "greedy");
    expect(note).toBe("the file publishes other votes than its ballots give: 2 9, counted 2");
  });

  test("reads a file whose letters are not UTF-8, and says so", async () => {
    const latin1 = Buffer.from(PB.replace("Bench", "Bänke"), "latin1");
    expect(await counted(saved("latin1.pb", latin1), "--method", "greedy")).toMatchObject({
      winners: ["1", "3"],
      note: expect.stringContaining("not UTF-8"),
    });
  });

  test("reads letters and ids of other encodings as they are", async () => {
    const odd = PB.replaceAll("1;60", "Ä;60").replaceAll("2;50", "Ö;50").replace("a;1,2", "a;Ä,Ö").replace("b;1,3", "b;Ä,3").replace("c;1", "c;Ä");
    const text = odd.replace("d;2", "d;Ö");
    const expected = { winners: ["Ä", "3"], tally: { Ä: 3, Ö: 2, 3: 1 } };
    expect(await counted(saved("latin1.pb", Buffer.from(text, "latin1")), "--method", "greedy")).toMatchObject(expected);
    expect(await counted(saved("wide.pb", Buffer.from(`\uFEFF${text}`, "utf16le")), "--method", "greedy")).toMatchObject(expected);
  });

  test("takes the cells of a .csv for marks, points or ranks, as the method needs them", async () => {
    const path = saved("votes.csv", "count,Ann,Bob\n3,1,\n1,,1\n");
    expect(await counted(path, "--method", "approval")).toMatchObject({ ballots: 4, winners: ["1"], tally: { 1: 3, 2: 1 } });
    const points = saved("points.csv", "Ann,Bob\n5,3\n1,4\n");
    for (const method of ["points", "score", "quadratic"]) {
      expect(await counted(points, "--method", method)).toMatchObject({ winners: ["2"], tally: { 1: 6, 2: 7 } });
    }
    expect(await counted(saved("ranks.csv", "Ann,Bob\n2,1\n1,\n1,2\n"), "--method", "irv")).toMatchObject({ winners: ["1"] });
  });

  test.each([
    [["--method", "greedy", "--utility", "cost"], "`greedy` has no parameter `--utility`. What fits: --misfit skip|stop;"],
    [["--method", "equal-shares", "--add1-stop", "exhaustive"], "needs `--completion` add1"],
    [["--method", "equal-shares", "--utility", "happiness"], "`--utility` cannot be `happiness`. What fits: --utility cost|cardinality"],
    [["--method", "schulze"], "`schulze` cannot count `approval` ballots. What fits: ballots ordinal, matrix"],
    [["--method", "best"], "There is no method `best`. What fits: plurality;"],
    [["--method", "approval", "--seats", "two"], "--seats two: expected a number. What fits: --seats 1 to 10000"],
    [["--method", "greedy", "--overrides", "1=fund:x", "--overrides", "1=fund:y"], '`--overrides` cannot be `[{"option":"1"'],
    [["--method", "greedy", "--incomplete", "--matrix"], "--incomplete is for files that announce their number of votes"],
    [["--method", "greedy", "--overrides", "1=maybe"], "expected id=fund:reason"],
    [["--as-declared", "--method", "greedy"], "--as-declared takes method and parameters from the file"],
    [[], "--method is missing"],
  ])("refuses wrong use with what fits: %j", async (args, reason) => {
    expect(await refused(saved("city.pb", PB), ...args)).toContain(reason);
  });

  test("names what is no election", async () => {
    expect(await refused(join(folder, "none.pb"), "--method", "greedy")).toMatch(/there is no such file/);
    expect(await refused(folder, "--method", "greedy")).toMatch(/expected one of \.pb, \.blt/);
    expect(await refused(saved("ward.blt", BLT), "--as-declared")).toMatch(/--as-declared needs a \.pb file/);
  });
});
