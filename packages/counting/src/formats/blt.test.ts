import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { rankedElections } from "../../test/ranked-elections.ts";
import { realBytes, realFiles, testOnRealElections } from "../../test/shared-data.ts";
import { readBlt, writeBlt } from "./blt.ts";
import { FormatError } from "./format-error.ts";

const small = ["3 2", "4 1 2 0", "2 3 0", "0", '"Castor"', '"Pollux"', '"Helen"', '"Heroes"'];

function read(lines: readonly string[]) {
  return readBlt(lines.join("\n"), "heroes.blt");
}

describe("a .blt file", () => {
  test("gives options, seats, papers and title", () => {
    expect(read(small)).toEqual({
      title: "Heroes",
      election: {
        seats: 2,
        options: [
          { id: "1", name: "Castor" },
          { id: "2", name: "Pollux" },
          { id: "3", name: "Helen" },
        ],
        ballots: {
          kind: "ordinal",
          papers: [
            { count: 4, ranking: [[0], [1]] },
            { count: 2, ranking: [[2]] },
          ],
        },
      },
    });
  });

  test("may have equal ranks, skipped ranks, blank papers and papers with an id in place of a count", () => {
    const { election } = read(["3 2", "1 1=3 2 0", "1 2 = 3 - 1 0", "5 0", "(K17) 3 0", ...small.slice(3)]);
    expect(election.ballots.papers).toEqual([
      { count: 1, ranking: [[0, 2], [1]] },
      { count: 1, ranking: [[1, 2], [0]] },
      { count: 5, ranking: [] },
      { count: 1, ranking: [[2]] },
    ]);
  });

  test("names withdrawn options as negative numbers or in brackets, and an order for ties", () => {
    const { election } = read(["3 1", "-2 -3", "[withdrawn 1]", "[tie 3 2 1 ]", ...small.slice(1)]);
    expect(election).toMatchObject({ withdrawn: [0, 1, 2], tieOrder: ["3", "2", "1"] });
  });

  test("may use nicknames on the papers", () => {
    const { election } = read(["3 2", "[nick C P H]", "4 C P 0", "2 H 0", ...small.slice(3)]);
    expect(election.ballots).toEqual(read(small).election.ballots);
  });

  test.each([
    ["commas and a carriage return", "3, 2\r\n4,1,2,0,\r\n2 3 0,\r\n0,\r\nCastor,\r\nPollux,\r\nHelen,\r\nHeroes,"],
    ["tabs and empty lines", "\n3\t2\n\n4\t1\t2\t0\n2 3 0\n0\n\nCastor\nPollux\n\nHelen\nHeroes\n\n"],
    ["comments", '# from 2007\n3 2 # three for two\n4 1 2 0 # four\n2 3 0\n0 # end\n"Castor" # first\n"Pollux"\n# last\n"Helen"\n"Heroes"'],
    ["a byte order mark", "\uFEFF3 2\n4 1 2 0\n2 3 0\n0\nCastor\nPollux\nHelen\nHeroes"],
    [
      "names that kept PrefLib's heading",
      "3 2\n4 1 2 0\n2 3 0\n0\n# ALTERNATIVE NAME 1: Castor\n# ALTERNATIVE NAME 2: Pollux\n# ALTERNATIVE NAME 3: Helen\nHeroes",
    ],
    ["remarks after the title", [...small, "First Prefs", " 4 0 2", "Quota 2"].join("\n")],
  ])("is read with %s", (_, text) => {
    expect(readBlt(text, "odd.blt")).toEqual(read(small));
  });

  test.each([
    ["plain", "Geva BLACKETT (Ind)", "Geva BLACKETT (Ind)"],
    ["with wide gaps", "Kevin   FERGUSON        (TUSC)", "Kevin FERGUSON (TUSC)"],
    ["in quotes", '"Geva BLACKETT"', "Geva BLACKETT"],
    ["in two quoted parts", '"Geva BLACKETT" "Independent"', 'Geva BLACKETT "Independent"'],
    ["in quotes inside quotes", '"Geva BLACKETT ""Independent"""', 'Geva BLACKETT "Independent"'],
    ["in quotes inside quotes twice", '"""Geva BLACKETT"" ""Independent"" "', 'Geva BLACKETT "Independent"'],
    ["in doubled quotes", '""Geva BLACKETT""', "Geva BLACKETT"],
    ["with a quote that is not closed", '"Geva BLACKETT', "Geva BLACKETT"],
    ["with an apostrophe", '"William O\'Rourke"', "William O'Rourke"],
    ["empty", '""', ""],
  ])("has names %s", (_, line, name) => {
    expect(read([...small.slice(0, 4), line, ...small.slice(5)]).election.options[0]).toEqual({ id: "1", name });
  });

  test("may lack a title", () => {
    expect(read(small.slice(0, 7)).title).toBe("");
  });

  test.each([
    ["UTF-8", Buffer.from("Göttinger Straße", "utf8")],
    ["latin-1", Buffer.from("Göttinger Straße", "latin1")],
    ["UTF-16 with its mark", Buffer.from("\uFEFFGöttinger Straße", "utf16le").subarray(2)],
  ])("is read in %s", (name, title) => {
    const wide = name.startsWith("UTF-16");
    const head = Buffer.from(`${wide ? "\uFEFF" : ""}1 1\n1 1 0\n0\nA\n`, wide ? "utf16le" : "ascii");
    expect(readBlt(Buffer.concat([head, title]), "x.blt").title).toBe("Göttinger Straße");
  });
});

describe("a damaged .blt file is refused with its line", () => {
  const cases: [string, string[], number, RegExp][] = [
    ["nothing", [""], 1, /no line with the numbers of options and seats/],
    ["a header without seats", ["3", ...small.slice(1)], 1, /expected the numbers of options and seats, found `3`/],
    ["words for numbers", ["three two", ...small.slice(1)], 1, /expected the numbers/],
    ["more seats than options", ["3 4", ...small.slice(1)], 1, /4 seats for 3 options/],
    ["a number of options beyond reason", ["4000000000 2", ...small.slice(1)], 1, /1 to 10000 can be counted/],
    ["an option that does not exist", ["3 2", "4 1 7 0", ...small.slice(2)], 2, /`7` is not an option; options are 1 to 3/],
    ["a word on a paper", ["3 2", "4 1 2 0", "2 Helen 0", ...small.slice(3)], 3, /`Helen` is not an option/],
    ["a paper without its end", ["3 2", "4 1 2", ...small.slice(2)], 2, /must end in 0/],
    ["an option twice on a paper", ["3 2", "4 1 2 1 0", ...small.slice(2)], 2, /option 1 is ranked twice/],
    ["a count that is no number", ["3 2", "x 1 2 0", ...small.slice(2)], 2, /expected the number of papers/],
    ["a count of half papers", ["3 2", "1.5 1 2 0", ...small.slice(2)], 2, /whole number from 1, found `1.5`/],
    ["an unknown bracket", ["3 2", "[ties 1]", ...small.slice(1)], 2, /`\[ties\]` is unknown/],
    ["an end before the papers' end", small.slice(0, 3), 3, /ends before the line `0`/],
    ["an end among the names", small.slice(0, 6), 6, /ends after 2 of 3 names/],
  ];

  test.each(cases)("%s", (_, lines, line, reason) => {
    const error = caught(() => read(lines));
    expect(error).toBeInstanceOf(FormatError);
    expect(error).toMatchObject({ file: "heroes.blt", line, reason: expect.stringMatching(reason) });
    expect((error as FormatError).message).toBe(`heroes.blt, line ${line}: ${(error as FormatError).reason}`);
  });

  test("whatever it contains, with no other error", () => {
    const tokens = fc.constantFrom(
      "0",
      "1",
      "2",
      "3",
      "-",
      "-1",
      "=",
      "1=2",
      "[",
      "]",
      "[tie",
      '"',
      "#",
      "A",
      "\n",
      "\n",
      " ",
      " ",
      ",",
      "\u0000",
      "9e9",
    );
    fc.assert(fc.property(fc.array(tokens, { maxLength: 40 }), (parts) => survives(`3 2\n${parts.join("")}`)));
  });

  testOnRealElections("cut off anywhere, a real file is refused or was complete", () => {
    const bytes = realBytes("stv/perth_kinross_2016_by_election_ward9.blt");
    for (let end = 0; end < bytes.length; end += 7) survives(bytes.subarray(0, end));
  });
});

describe("writing", () => {
  testOnRealElections("is the inverse of reading, for all real files", () => {
    for (const path of ["stv", "stv_mini"].flatMap((folder) => realFiles(folder).map((file) => `${folder}/${file}`))) {
      const file = readBlt(realBytes(path), path);
      expect([path, isDeepStrictEqual(readBlt(writeBlt(file), "written.blt"), file)]).toEqual([path, true]);
    }
  });

  test("is the inverse of reading, for any papers", () => {
    fc.assert(
      fc.property(rankedElections(true), (election) => {
        const file = readBlt(writeBlt({ title: "Zwei Plätze", election: { ...election, seats: 2, withdrawn: [1] } }), "written.blt");
        expect(file.election.ballots).toEqual(election.ballots);
        expect(readBlt(writeBlt(file), "again.blt")).toEqual(file);
      }),
    );
  });

  test("keeps names with quotes, commas and signs", () => {
    const names = ['Projekt "Neu"', '"Grün" statt Grau', "Straße, Platz", "#1 Park", "  Café ", "-2", "0"];
    const options = names.map((name, index) => ({ id: String(index + 1), name }));
    const written = writeBlt({
      title: 'Das "Viertel"',
      election: { options, seats: 1, ballots: { kind: "ordinal", papers: [{ count: 1, ranking: [[0]] }] } },
    });
    const { title, election } = readBlt(written, "written.blt");
    expect(title).toBe('Das "Viertel"');
    expect(election.options.map(({ name }) => name)).toEqual(names.map((name) => name.trim()));
  });

  test("is refused without seats", () => {
    const { seats, ...election } = read(small).election;
    expect(seats).toBe(2);
    expect(() => writeBlt({ title: "", election })).toThrow("a .blt file names its seats");
  });
});

function caught(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

function survives(input: Uint8Array | string): void {
  const result = caught(() => readBlt(input, "cut.blt"));
  if (result instanceof Error) expect(result).toBeInstanceOf(FormatError);
}
