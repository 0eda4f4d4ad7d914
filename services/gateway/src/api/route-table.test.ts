import { describe, expect, test } from "@jest/globals";
import { routeTable } from "./route-table.ts";

function tableOf(...patterns: string[]) {
  const table = routeTable<string>();
  for (const pattern of patterns) table.add("GET", pattern, pattern);
  return (path: string) => {
    const found = table.find(path);
    return found === undefined ? undefined : [found.methods.get("GET"), ...found.parameters];
  };
}

describe("a path", () => {
  const find = tableOf("/a/{one}", "/a/fixed", "/a/{one}/log", "/a/{one}/log/tile/{+tile}", "/a/{one}/log/tile/of/{two}");

  test("leads to the fixed segment before the one in braces, and to that before one that takes the rest", () => {
    expect(find("/a/fixed")).toEqual(["/a/fixed"]);
    expect(find("/a/b")).toEqual(["/a/{one}", "b"]);
    expect(find("/a/b/log/tile/of/c")).toEqual(["/a/{one}/log/tile/of/{two}", "b", "c"]);
  });

  test("gives all segments that are left to a parameter with a plus", () => {
    expect(find("/a/b/log/tile/0/x001/234.p/7")).toEqual(["/a/{one}/log/tile/{+tile}", "b", "0/x001/234.p/7"]);
    expect(find("/a/b/log/tile/of/c/d")).toEqual(["/a/{one}/log/tile/{+tile}", "b", "of/c/d"]);
    expect(find("/a/b/log/tile/")).toBeUndefined();
    expect(find("/a/b/log/tile")).toBeUndefined();
  });

  test("that nothing matches leads nowhere", () => {
    expect(find("/a//log")).toBeUndefined();
    expect(find("/b")).toBeUndefined();
  });
});
