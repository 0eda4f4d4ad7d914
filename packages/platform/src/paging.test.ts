import { describe, expect, test } from "@jest/globals";
import { cursorOf, pageFrom, readCursor } from "./paging.ts";

describe("a cursor", () => {
  test("gives back the values that it was made of", () => {
    expect(readCursor(cursorOf(["newest", 1_763_892_000_000, "id-1"]), ["string", "number", "string"])).toEqual([
      "newest",
      1_763_892_000_000,
      "id-1",
    ]);
  });

  test.each([
    ["not JSON", "abc"],
    ["another list's", cursorOf(["id-1"])],
    ["of other kinds", cursorOf([1, "x"])],
    ["an object", Buffer.from('{"length":2}').toString("base64url")],
  ])("that is %s is none", (_what, cursor) => {
    expect(readCursor(cursor, ["string", "string"])).toBeUndefined();
  });
});

describe("a page", () => {
  const behind = (last: { id: string }) => cursorOf([last.id]);
  const items = ["a", "b", "c"].map((id) => ({ id }));

  test("has a next one when more was found than it holds", () => {
    expect(pageFrom(items, 2, behind)).toEqual({ items: [{ id: "a" }, { id: "b" }], next: cursorOf(["b"]) });
  });

  test("is the last one when everything fits", () => {
    expect(pageFrom(items, 3, behind)).toEqual({ items });
    expect(pageFrom([], 3, behind)).toEqual({ items: [] });
  });

  test("ends before its items are too long for a message, counted in bytes, but holds at least one", () => {
    const long = [{ id: "ä".repeat(100) }, { id: "ä".repeat(100) }];
    expect(pageFrom(long, 2, behind, 300)).toEqual({ items: [long[0]], next: behind(long[0]!) });
    expect(pageFrom(long, 2, behind, 10)).toEqual({ items: [long[0]], next: behind(long[0]!) });
    expect(pageFrom(long, 2, behind, 1_000)).toEqual({ items: long });
  });
});
