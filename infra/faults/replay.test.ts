import { expect, test } from "@jest/globals";
import type { Report } from "@teilhabe/cli/replay/report";
import { SERVICES } from "./plain-faults.ts";
import { differencesOf } from "./replay.ts";

const report = { votesAccepted: 3, votesCounted: 3, winners: ["a", "b"], ideas: 5 } as unknown as Report;
const killed = ["NATS", "MongoDB's primary", ...SERVICES];

test("three replays that say the same have no differences", () => {
  expect(differencesOf({ votes: 3 }, { embedded: report, cluster: report, underFaults: report }, killed)).toEqual([]);
});

test.each([
  ["a vote that was not accepted", { votesAccepted: 2 }],
  ["a vote that was not counted", { votesCounted: 2 }],
  ["a vote that was counted twice", { votesCounted: 4 }],
  ["other winners", { winners: ["a"] }],
  ["an idea that is there twice", { ideas: 6 }],
])("finds %s", (_what, other) => {
  const reports = { embedded: report, cluster: report, underFaults: { ...report, ...other } };
  expect(differencesOf({ votes: 3 }, reports, killed)).toHaveLength(1);
});

test("a replay that was over before every part was killed proves nothing", () => {
  expect(differencesOf({ votes: 3 }, { embedded: report, cluster: report, underFaults: report }, killed.slice(1))).toHaveLength(1);
});
