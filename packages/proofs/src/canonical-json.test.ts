import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { MalformedError, utf8 } from "./bytes.ts";
import { canonicalText, JSON_DEPTH_MAX, parseCanonical } from "./canonical-json.ts";

describe("canonical JSON", () => {
  test("writes the example of RFC 8785, section 3.2.2", () => {
    const value = {
      numbers: [JSON.parse("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalText(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("sorts keys by UTF-16 code units (RFC 8785, section 3.2.3)", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    expect(Object.keys(JSON.parse(canonicalText(value)) as object)).toEqual(["1", "\r", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"]);
  });

  test.each([
    [Number.NaN],
    [Number.POSITIVE_INFINITY],
    [undefined],
    [{ a: undefined }],
    [[undefined]],
    ["\ud800"],
    [{ "\udc00": 1 }],
    [new Date(0)],
    [1n],
  ])("refuses what JSON cannot hold (case %#)", (value) => {
    expect(() => canonicalText(value)).toThrow(MalformedError);
  });

  test("refuses nesting that could exhaust the stack", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(() => parseCanonical(utf8(deep))).toThrow(MalformedError);
    expect(() => parseCanonical(utf8(`${"[".repeat(JSON_DEPTH_MAX + 1)}${"]".repeat(JSON_DEPTH_MAX + 1)}`))).toThrow(`deeper than ${JSON_DEPTH_MAX}`);
  });
});

describe("reading canonical JSON", () => {
  test.each([
    ['{"b":1,"a":2}'],
    ['{"a":1,"a":1}'],
    ['{ "a":1}'],
    ['{"a":1}\n'],
    ['"\\u0041"'],
    ['"\\/"'],
    ["1.0"],
    ["-0"],
    ["1e2"],
    ["0.50"],
    ["9007199254740993"],
    ['"\\ud800"'],
    ["\ufeff{}"],
    [""],
    ["{"],
    ["NaN"],
  ])("refuses %j", (text) => {
    expect(() => parseCanonical(utf8(text))).toThrow(MalformedError);
  });

  test("gives back every value that it wrote", () => {
    const values = fc
      .jsonValue({ maxDepth: 4 })
      .map((value) => JSON.parse(JSON.stringify(value, (_, item) => (typeof item === "number" ? Math.trunc(item % 1e9) + 0 : item))));
    fc.assert(
      fc.property(values, (value) => {
        fc.pre(!/\\u[dD][89a-fA-F]/.test(JSON.stringify(value)));
        expect(parseCanonical(utf8(canonicalText(value)))).toEqual(value);
      }),
    );
  });
});
