import { describe, expect, test } from "@jest/globals";
import { realJson, testOnRealElections } from "../../test/shared-data.ts";
import { FormatError } from "./format-error.ts";
import { readMatrix, writeMatrix } from "./matrix.ts";

const text = '{"names": ["A", "B"],\n "matrix": [[0, 3],\n [2, 0]], "source": "x"}';

describe("a pairwise matrix", () => {
  test("gives options by position, and who was preferred how often", () => {
    expect(readMatrix(text, "m.json")).toEqual({
      options: [
        { id: "1", name: "A" },
        { id: "2", name: "B" },
      ],
      ballots: {
        kind: "matrix",
        wins: [
          [0, 3],
          [2, 0],
        ],
      },
    });
  });

  test("may have anything on its diagonal", () => {
    expect(readMatrix('{"names":["A","B"],"matrix":[[null,3],[2,"-"]]}', "m.json")).toEqual(readMatrix(text, "m.json"));
  });

  test("may be the only one in a file of matrices by name", () => {
    expect(readMatrix(`{"a case": ${text}}`, "m.json")).toEqual(readMatrix(text, "m.json"));
  });

  test.each([
    ["broken JSON", '{"names": ["A"],\n"matrix": [[0]\n', 3, /not JSON/],
    ["a word in a row", '{"names": ["A"],\n"matrix":\n[[x]]\n}', 3, /not JSON/],
    ["a comma that is missing", '{"names": ["A"]\n"matrix":\n[[0]]\n}', 2, /not JSON/],
    ["a list of cases", '{"a": {"names": [], "matrix": []}, "b": {}}', 1, /expected one object .* found: a, b/],
    ["no object", "17", 1, /found: 17/],
    ["null", "null", 1, /found: null/],
    ["a row too few", '{"names":["A","B"],"matrix":[[0,3]]}', 1, /2 names and 1 rows/],
    ["no options", '{"names":[],"matrix":[]}', 1, /0 names and 0 rows/],
    ["a row that is too short", '{"names":["A","B"],"matrix":[[0,3],[2]]}', 1, /row 2 of the matrix must have 2 numbers/],
    ["a negative number", '{"names":["A","B"],"matrix":[[0,-3],[2,0]]}', 1, /row 1, column 2 .* found -3/],
    ["half a paper", '{"names":["A","B"],"matrix":[[0,3],[2.5,0]]}', 1, /row 2, column 1 .* found 2.5/],
    ["a number as text", '{"names":["A","B"],"matrix":[[0,"3"],[2,0]]}', 1, /row 1, column 2 .* found "3"/],
  ])("is refused: %s", (_, damaged, line, reason) => {
    const read = () => readMatrix(damaged, "bad.json");
    expect(read).toThrow(FormatError);
    expect(read).toThrow(expect.objectContaining({ file: "bad.json", line, reason: expect.stringMatching(reason) }));
  });

  testOnRealElections("is written as it is read", () => {
    for (const matrix of Object.values(realJson<Record<string, object>>("ranked_matrices.json"))) {
      const election = readMatrix(JSON.stringify(matrix), "m.json");
      expect(readMatrix(writeMatrix(election), "written.json")).toEqual(election);
    }
  });
});
