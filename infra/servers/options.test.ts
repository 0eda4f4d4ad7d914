import { describe, expect, test } from "@jest/globals";
import { readOptions, UsageError } from "./options.ts";

describe("the command line", () => {
  test("starts all three and stays, when nothing is said", () => {
    expect(readOptions([])).toEqual({ mode: "stay", kinds: ["nats", "mongodb", "kafka"], nodes: 1, data: undefined, command: [] });
  });

  test("takes a choice of servers, a set of three and a folder", () => {
    const read = readOptions(["--only", "nats,mongo", "--nodes", "3", "--data", "/tmp/d"]);
    expect(read).toMatchObject({ kinds: ["nats", "mongodb"], nodes: 3, data: "/tmp/d" });
  });

  test("keeps the options of the command that it runs", () => {
    expect(readOptions(["--run", "--", "npm", "test", "--only", "x"])).toMatchObject({ mode: "run", command: ["npm", "test", "--only", "x"] });
  });

  test.each([
    [["--only", "redis"], /"redis"/],
    [["--nodes", "2"], /1 or 3/],
    [["--run"], /after --/],
    [["npm", "test"], /--run/],
    [["--fetch", "--run", "--", "x"], /exclude/],
    [["--data", ""], /folder/],
    [["--what"], /--what/],
  ])("refuses %j and says why", (args, reason) => {
    expect(() => readOptions(args)).toThrow(UsageError);
    expect(() => readOptions(args)).toThrow(reason);
  });
});
