import { describe, expect, test } from "@jest/globals";
import { readRollCsv } from "./roll-csv.ts";

describe("a page of the roll", () => {
  test("may have commas or semicolons, quotes, a byte order mark, empty lines, a district", () => {
    expect(readRollCsv('\ufeffEmail;District\n"Anna@Example.org";altstadt\n\nben@example.org;\n', "email")).toEqual({
      lines: [{ identification: "anna@example.org", district: "altstadt" }, { identification: "ben@example.org" }],
    });
    expect(readRollCsv("code\r\nabcd-1234\r\n ABCD 5678 \r\n", "code")).toEqual({
      lines: [{ identification: "ABCD1234" }, { identification: "ABCD5678" }],
    });
  });

  test("holds each person once", () => {
    expect(readRollCsv("email\na@b.de\nA@B.de\n", "email")).toEqual({ lines: [{ identification: "a@b.de" }] });
  });

  test("is refused whole, with the line of each fault, which tells nothing of the person", () => {
    const csv =
      "person,district\n0198c5a0-0000-7000-8000-000000000001,altstadt\nAnna Beispiel,altstadt\n0198c5a0-0000-7000-8000-000000000002,Alt Stadt\nx\n";
    const faulty = readRollCsv(csv, "person");
    expect(faulty).toEqual({
      faults: [
        { line: 3, message: "column person: a person's id is expected" },
        { line: 4, message: "column district: a code is expected, such as altstadt" },
        { line: 5, message: "1 values, the header has 2" },
      ],
    });
    expect(JSON.stringify(faulty)).not.toContain("Anna");
  });

  test.each([
    ["email\n", "a page without persons is an empty one", { lines: [] }],
    ["name;email\nx;a@b.de", "another column", { faults: [{ line: 1, message: expect.stringContaining("only the columns email and district") }] }],
    ["code\nABCDEF", "another identification", { faults: [{ line: 1, message: expect.stringContaining("needs a column email") }] }],
    ["email;email\na@b.de;a@b.de", "a column twice", { faults: [{ line: 1, message: "a column is named twice" }] }],
    ['email\n"a@b.de\nc@d.de', "damaged quotes", { faults: [{ line: expect.any(Number), message: "the quotes are damaged" }] }],
  ])("%j: %s", (csv, _, expected) => {
    expect(readRollCsv(csv, "email")).toEqual(expected);
  });

  test("names at most 20 faults", () => {
    const read = readRollCsv(`email\n${"x\n".repeat(100)}`, "email");
    expect("faults" in read && read.faults).toHaveLength(20);
  });
});
