import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { methodById } from "@teilhabe/counting/methods";
import type { Json } from "@teilhabe/proofs/canonical-json";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { folderInMemory } from "./folder-in-memory.ts";
import { filesOf, type MadeUpBallot, type MadeUpOptions, madeUpBallot, settle } from "./made-up-ballot.ts";
import { pythonForTests, verifyManyWithPython } from "./python.ts";
import type { Random } from "./random.ts";
import { scratchFolder } from "./stored.ts";

/** More elections by hand: `RECOUNT_SEEDS=50 npm test -- infra/verifiers/recount`. */
// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const SEEDS = Array.from({ length: Number(process.env["RECOUNT_SEEDS"] ?? 1) }, (_, i) => 31 + i);
const { python, note } = await pythonForTests();
const second = python === undefined ? undefined : verifyManyWithPython(python);
const scratch = scratchFolder();
afterAll(() => {
  second?.stop();
  scratch.remove();
});

type Choose = (random: Random, ids: readonly string[]) => Json;
type Election = Omit<MadeUpOptions, "seed" | "secrecy"> & { readonly winners: "checked" | "not checked" };

const approve: Choose = (random, ids) => ({ options: random.some(ids, 0, 4) });
const chooseOne: Choose = (random, ids) => ({ options: random.some(ids, 0, 1) });
const rank: Choose = (random, ids) => ({
  ranking: random
    .shuffled(ids)
    .slice(0, 1 + random.below(4))
    .map((id) => [id]),
});
const rankEqual: Choose = (random, ids) => {
  const [a = "", b = "", c = "", d = ""] = random.shuffled(ids);
  return { ranking: random.pick([[[a, b], [c]], [[a], [b, c], [d]], [[a]], [[a, b, c], [d]]]) };
};
const points: Choose = (random, ids) => ({ points: Object.fromEntries(random.some(ids, 1, 4).map((id) => [id, 1 + random.below(3)])) });

const papers = {
  approval: { paper: { kind: "approval", minLength: 0 }, choiceOf: approve },
  one: { paper: { kind: "choose-1", minLength: 0 }, choiceOf: chooseOne },
  ordinal: { paper: { kind: "ordinal", minLength: 1 }, choiceOf: rank },
  equal: { paper: { kind: "ordinal", minLength: 1, equalRanks: true }, choiceOf: rankEqual },
  cumulative: { paper: { kind: "cumulative", minLength: 1, maxSumPoints: 12 }, choiceOf: points },
  scoring: { paper: { kind: "scoring", minLength: 1, maxPoints: 3 }, choiceOf: points },
} as const;

function election(name: string, kind: keyof typeof papers, id: string, parameters: { [key: string]: Json }, more: Partial<Election> = {}) {
  const winners = ["plurality", "approval", "greedy", "equal-shares"].includes(id) ? "checked" : "not checked";
  const made: Election = {
    voters: 25,
    paperBatches: [3],
    options: projects,
    budget: 60,
    method: { id, version: methodById(id).version, parameters },
    winners,
    ...papers[kind],
    ...more,
  };
  return [name, made] as const;
}

const projects = [
  { id: "bench", cost: 12, group: "small" },
  { id: "library", cost: 40 },
  { id: "park", cost: 25, group: "green" },
  { id: "trees", cost: 25, group: "green" },
  { id: "wifi", cost: 8, group: "small" },
  { id: "zoo", cost: 8 },
];

const elections: readonly (readonly [string, Election])[] = [
  election("plurality with a lot", "one", "plurality", { seats: 2 }, { lotSeed: "seed" }),
  election("plurality of first ranks, with a quorum", "ordinal", "plurality", { seats: 1, quorum: 5, minShare: "0.1" }),
  election("approval with an absolute majority", "approval", "approval", { seats: 3, majority: "absolute", abstentions: "counted" }),
  election("approval with 'none of these'", "approval", "approval", { seats: 4, none: "wifi", threshold: 3 }),
  election("a quorum that is missed", "approval", "approval", { seats: 2, quorum: 1_000 }),
  election("score", "scoring", "score", { seats: 2, missing: "ignored", minRatings: 2 }),
  election("points by rank, some equal", "equal", "points", { seats: 2 }),
  election("quadratic, with papers that cost too much", "cumulative", "quadratic", { seats: 2, credits: 12 }),
  election("greedy that stops", "approval", "greedy", { misfit: "stop", groups: "ignored" }),
  election("greedy with groups, a threshold and decisions by hand", "approval", "greedy", {
    misfit: "skip",
    groups: "exclusive",
    threshold: 2,
    overrides: [
      { option: "zoo", decision: "fund", reason: "Der Rat hat es beschlossen." },
      { option: "park", decision: "leave-out", reason: "Das Grundstück ist verkauft." },
    ],
  }),
  election("greedy with equal ranks", "equal", "greedy", { misfit: "skip", groups: "ignored" }, { lotSeed: "another seed" }),
  election("Equal Shares", "approval", "equal-shares", { utility: "cost", completion: "none" }),
  election(
    "Equal Shares by cardinality, filled greedily",
    "approval",
    "equal-shares",
    { utility: "cardinality", fill: "greedy" },
    {
      lotSeed: "s",
    },
  ),
  election("Equal Shares with Add1, compared with greedy", "approval", "equal-shares", {
    completion: "add1",
    add1Stop: "overspend",
    compare: "greedy",
    minLength: 1,
  }),
  election("Equal Shares with Add1 until exhaustion, pre-filtered", "cumulative", "equal-shares", {
    completion: "add1",
    add1Stop: "exhaustive",
    prefilter: "one-third",
    threshold: 2,
  }),
  election("Equal Shares of ranks, compared by exclusion", "equal", "equal-shares", {
    completion: "add1",
    compare: "greedy-by-exclusion",
    fill: "greedy",
  }),
  election("Phragmén", "approval", "phragmen", { minLength: 1 }),
  election("instant run-off", "equal", "irv", {}),
  election("Scottish STV", "ordinal", "scottish-stv", { seats: 2 }),
  election("Meek STV", "equal", "meek-prf", { seats: 2 }),
  election("Schulze", "equal", "schulze", { seats: 1 }),
  election("ranked pairs", "ordinal", "ranked-pairs", { seats: 1 }),
];

describe.each(elections)("%s", (_, made) => {
  const withPython = python === undefined ? test.skip : test;
  withPython(`is counted alike by both verifiers${note}`, async () => {
    for (const seed of SEEDS) await verifiedByBoth(await madeUpBallot({ ...made, seed, secrecy: "confidential" }), made.winners);
  });
});

describe("what happened to a ballot after its opening", () => {
  const options = { seed: 5, secrecy: "confidential", voters: 30 } as const;

  test("a withdrawn option cannot win, and its votes count for the others", async () => {
    const ballot = await madeUpBallot(options);
    amendment(ballot, { kind: "option-withdrawn", at: "2026-11-21T09:00:00Z", option: "park", reason: "Das Grundstück ist verkauft." });
    settle(ballot);
    expect(ballot.result.outcome?.["winners"]).not.toContain("park");
    await verifiedByBoth(ballot, "checked");
  });

  test("an aborted ballot is published without its votes", async () => {
    const ballot = await madeUpBallot({ ...options, paperBatches: [2] });
    amendment(ballot, { kind: "aborted", at: "2026-11-21T09:00:00Z", reason: "Der Stimmzettel war falsch." });
    settle(ballot);
    ballot.openings = [];
    ballot.result = { ...ballot.result, status: "aborted", counted: 0, outcome: null };
    await verifiedByBoth(ballot, undefined);
  });
});

function amendment(ballot: MadeUpBallot, change: { readonly [key: string]: Json }): void {
  ballot.leaves.push({ amendment: change, ballotId: ballot.result.ballotId, kind: "amendment" });
}

async function verifiedByBoth(ballot: MadeUpBallot, winners: Election["winners"] | undefined): Promise<void> {
  const files = await filesOf(ballot);
  await verifyBallot({ folder: folderInMemory(files), recount: recountOf, report: () => undefined });
  if (second === undefined) return;
  const { exitCode, stdout, stderr } = await second.verify([scratch.store(files)]);
  expect([exitCode, stderr, stdout]).toEqual([0, "", expect.stringContaining("\nVERIFIED.")]);
  if (winners !== undefined) expect(stdout.includes("winners not checked")).toBe(winners === "not checked");
}
