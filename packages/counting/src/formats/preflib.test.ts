import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rankedElections } from "../../test/ranked-elections.ts";
import { realBytes, realFiles, testOnRealElections } from "../../test/shared-data.ts";
import { FormatError } from "./format-error.ts";
import { readPrefLib, writePrefLib } from "./preflib.ts";

const today = [
  "# FILE NAME: 00001-00000001.toi",
  "# TITLE: Where to meet: a vote",
  "# DATA TYPE: toi",
  "# NUMBER ALTERNATIVES: 4",
  "# NUMBER VOTERS: 9",
  "# NUMBER UNIQUE ORDERS: 4",
  "# ALTERNATIVE NAME 1: Memphis",
  "# ALTERNATIVE NAME 2: Nashville, TN",
  "# ALTERNATIVE NAME 3: Write-in: other",
  "# ALTERNATIVE NAME 4: Knoxville",
  "4: 1,2,3,4",
  "3: {2,3},1",
  "1: 4",
  "1: {1, 4}",
];

const before2022 = ["4", "1,Memphis", "2,Nashville, TN", '3,"Write-in: other"', "4,Knoxville", "9,9,4", "4,1,2,3,4", "3,{2,3},1", "1,4", "1,{1,4}"];

describe("a PrefLib file", () => {
  const options = ["Memphis", "Nashville, TN", "Write-in: other", "Knoxville"].map((name, index) => ({ id: String(index + 1), name }));
  const papers = [
    { count: 4, ranking: [[0], [1], [2], [3]] },
    { count: 3, ranking: [[1, 2], [0]] },
    { count: 1, ranking: [[3]] },
    { count: 1, ranking: [[0, 3]] },
  ];

  test("of today's form gives title, options and papers with ties", () => {
    const file = readPrefLib(today.join("\r\n"), "x.toi");
    expect(file).toEqual({ title: "Where to meet: a vote", election: { options, ballots: { kind: "ordinal", papers } } });
  });

  test("of the form before 2022 gives the same, without a title", () => {
    expect(readPrefLib(before2022.join("\n"), "old.toi")).toEqual({ title: "", election: { options, ballots: { kind: "ordinal", papers } } });
  });

  test("may leave names, numbers and orders out", () => {
    const file = readPrefLib("# NUMBER ALTERNATIVES: 2\n3: 2\n1: {}\n2:\n", "x.soi");
    expect(file.election.options.map(({ name }) => name)).toEqual(["1", "2"]);
    expect(file.election.ballots.papers).toEqual([
      { count: 3, ranking: [[1]] },
      { count: 1, ranking: [] },
      { count: 2, ranking: [] },
    ]);
  });

  test.each([
    ["no orders", ["# NUMBER ALTERNATIVES: 2"], 1, /no orders/],
    ["no number of options", ["# TITLE: x", "1: 1"], 1, /expected `# NUMBER ALTERNATIVES: n`/],
    ["data that are not orders", ["# DATA TYPE: wmd", "# NUMBER ALTERNATIVES: 2", "1: 1"], 1, /`wmd` are not orders/],
    ["an option that does not exist", [...today.slice(0, 11), "3: 2,5"], 12, /5 is not an option; options are 1 to 4/],
    ["an option twice", [...today.slice(0, 11), "3: {2,3},2"], 12, /option 2 is ranked twice/],
    ["a brace that is not closed", [...today.slice(0, 11), "3: {2,3,1"], 12, /expected `count: 1,\{2,3\}`/],
    ["a line without a count", [...today.slice(0, 11), "2,3,1"], 12, /expected `count: 1,\{2,3\}`/],
    ["a word for a count", [...today.slice(0, 11), "x: 2"], 12, /expected a whole number, found `x`/],
    ["missing lines", today.slice(0, 13), 13, /9 voters are announced, the orders add up to 8/],
    ["missing names before 2022", ["4", "1,Memphis", "3,Nashville"], 3, /expected `2,name`/],
    ["an end among the names before 2022", ["4", "1,Memphis", "2,Nashville"], 3, /ends after 2 of 4 names/],
  ])("is refused with its line: %s", (_, lines, line, reason) => {
    const read = () => readPrefLib(lines.join("\n"), "bad.soi");
    expect(read).toThrow(FormatError);
    expect(read).toThrow(expect.objectContaining({ file: "bad.soi", line, reason: expect.stringMatching(reason) }));
  });
});

describe("writing", () => {
  testOnRealElections("is the inverse of reading, for all real files", () => {
    for (const name of realFiles("ranked")) {
      const file = readPrefLib(realBytes(`ranked/${name}`), name);
      expect([name, readPrefLib(writePrefLib(file), "written.soi")]).toEqual([name, file]);
    }
  });

  test("is the inverse of reading, for any papers, and names the kind of orders", () => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const text = writePrefLib({ title: "Ein Titel", election });
        const tied = election.ballots.papers.some(({ ranking }) => ranking.some((rank) => rank.length > 1));
        expect(text).toContain(`# DATA TYPE: ${tied ? "to" : "so"}`);
        expect(readPrefLib(text, "written").election.ballots).toEqual(election.ballots);
      }),
    );
  });

  test("is refused when an option was withdrawn", () => {
    const { election } = readPrefLib(today.join("\n"), "x.toi");
    expect(() => writePrefLib({ title: "", election: { ...election, withdrawn: [1] } })).toThrow("cannot name withdrawn options");
  });
});
