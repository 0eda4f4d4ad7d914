import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rankedElections } from "../../test/ranked-elections.ts";
import type { RankedBallot } from "../election.ts";
import { readCsv } from "./csv.ts";
import { readMarkedCsv, readRankedCsv, readScoredCsv, writeMarkedCsv, writeRankedCsv, writeScoredCsv } from "./csv-ballots.ts";
import { FormatError } from "./format-error.ts";

describe("CSV", () => {
  test("has quotes, doubled quotes, separators and line ends inside quotes, and empty lines", () => {
    expect(readCsv('a,"b,""c""\nd" , e\r\n\r\n,,\n"",f,', "x.csv")).toEqual([
      { cells: ["a", 'b,"c"\nd', "e"], line: 1 },
      { cells: ["", "f", ""], line: 5 },
    ]);
  });

  test.each([
    ["semicolons", "a;b,c;d"],
    ["tabs", "a\tb,c\td"],
  ])("is separated by %s when the first line has most of them", (_, text) => {
    expect(readCsv(text, "x.csv")).toEqual([{ cells: ["a", "b,c", "d"], line: 1 }]);
  });

  test("with a quote that is not closed is refused with its line", () => {
    expect(() => readCsv('a,b\n"c,d\ne', "x.csv")).toThrow(expect.objectContaining({ line: 2 }));
  });
});

describe("ranked ballots", () => {
  const text = "Anzahl;Park;Bad;Radweg\n12;1;2;3\n5;2;1;1\n1;;7;\n2;;;\n";

  test("give each option's rank, equal numbers are equal ranks", () => {
    const { options, ballots } = readRankedCsv(text, "x.csv");
    expect(options.map(({ id, name }) => [id, name])).toEqual([
      ["1", "Park"],
      ["2", "Bad"],
      ["3", "Radweg"],
    ]);
    expect(ballots.papers).toEqual([
      { count: 12, ranking: [[0], [1], [2]] },
      { count: 5, ranking: [[1, 2], [0]] },
      { count: 1, ranking: [[1]] },
      { count: 2, ranking: [] },
    ]);
  });

  test("are one for each row without a first column of counts", () => {
    expect(readRankedCsv("Park,Bad\n2,1\n1,\n", "x.csv").ballots.papers).toEqual([
      { count: 1, ranking: [[1], [0]] },
      { count: 1, ranking: [[0]] },
    ]);
  });

  test.each([
    ["nothing", "", 1, /expected a heading/],
    ["no ballots", "Park,Bad\n", 1, /no ballots follow/],
    ["a row that is too short", "Park,Bad\n1,2\n1\n", 3, /expected 2 cells as in the heading, found 1/],
    ["a word for a rank", "Park,Bad\nfirst,2\n", 2, /expected a rank \(1 is best\) or nothing, found `first`/],
    ["a rank 0", "Park,Bad\n0,2\n", 2, /expected a rank/],
    ["no papers", "count,Park\n0,1\n", 2, /expected the number of papers, found `0`/],
  ])("are refused with their line: %s", (_, damaged, line, reason) => {
    const read = () => readRankedCsv(damaged, "bad.csv");
    expect(read).toThrow(FormatError);
    expect(read).toThrow(expect.objectContaining({ file: "bad.csv", line, reason: expect.stringMatching(reason) }));
  });

  test("are written as they are read", () => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const read = readRankedCsv(writeRankedCsv(election), "written.csv");
        const inOrder = ({ count, ranking }: RankedBallot) => ({ count, ranking: ranking.map((rank) => rank.toSorted((a, b) => a - b)) });
        expect(read.ballots.papers).toEqual(election.ballots.papers.map(inOrder));
      }),
    );
    const { options } = readRankedCsv(writeRankedCsv({ ...readRankedCsv(text, "x.csv"), options: [{ id: "1", name: 'Park, "neu"' }] }), "w.csv");
    expect(options).toEqual([{ id: "1", name: 'Park, "neu"' }]);
  });
});

describe("scored ballots", () => {
  const text = "count,Park,Bad,Radweg\n3,5,0,\n1,,,2\n";

  test("give points, and nothing for an empty cell", () => {
    expect(readScoredCsv(text, "x.csv").ballots).toEqual({
      kind: "scoring",
      pointDecimals: 0,
      papers: [
        { count: 3, chosen: [0, 1], points: [5, 0] },
        { count: 1, chosen: [2], points: [2] },
      ],
    });
  });

  test("are written as they are read", () => {
    expect(writeScoredCsv(readScoredCsv(text, "x.csv"))).toBe(text);
  });

  test("are refused with a score that is not a whole number", () => {
    expect(() => readScoredCsv("Park\n2.5\n", "x.csv")).toThrow("x.csv, line 2: expected a score from 0 or nothing, found `2.5`");
  });
});

describe("ballots with marks", () => {
  test("mark with 1 or x, and do not with 0 or nothing", () => {
    const { ballots } = readMarkedCsv("count;Park;Bad\n3;x;0\n2;1;X\n1;;\n", "x.csv");
    expect(ballots).toEqual({
      kind: "approval",
      papers: [
        { count: 3, chosen: [0] },
        { count: 2, chosen: [0, 1] },
        { count: 1, chosen: [] },
      ],
    });
  });

  test("are written as they are read", () => {
    const text = "count,Park,Bad\n3,1,\n2,1,1\n1,,\n";
    expect(writeMarkedCsv(readMarkedCsv(text, "x.csv"))).toBe(text);
  });

  test("are refused with anything else in a cell", () => {
    expect(() => readMarkedCsv("Park,Bad\n1,2\n", "x.csv")).toThrow("x.csv, line 2: expected a mark (1 or x) or none (0 or nothing), found `2`");
  });
});
