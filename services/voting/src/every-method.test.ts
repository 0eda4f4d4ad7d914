import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import type { Choice, PaperKind } from "@teilhabe/contracts/voting/choice";
import { ResultPublished } from "@teilhabe/contracts/voting/events";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { methods } from "@teilhabe/counting/methods";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { voting } from "./module.ts";
import { HOUR, openedBallot, vote } from "./testing.ts";

/** Everybody likes the park most, then the trees. */
const CHOICES: Readonly<Record<PaperKind, Choice>> = {
  approval: { options: ["park"] },
  "choose-1": { options: ["park"] },
  ordinal: { ranking: [["park"], ["trees"], ["library"]] },
  cumulative: { points: { park: 3, trees: 1 } },
  scoring: { points: { park: 5, trees: 2, library: 0 } },
};
const VOTERS = ["anna", "ben", "cem"];

describe("a ballot", () => {
  let platform: Started;

  beforeAll(async () => {
    platform = await started([voting, ballotBox]);
  });
  afterAll(() => platform.stop());

  const papersOf = methods.flatMap(({ id, ballots }) => ballots.flatMap((kind) => (kind === "matrix" ? [] : [[id, kind] as const])));

  test.each(papersOf)("by %s with %s papers is voted on, counted and explained", async (id, kind) => {
    const ballot = await openedBallot(platform, { method: { id, parameters: {} }, paper: { kind, minLength: 1 } });
    for (const name of VOTERS) expect(await vote(platform, ballot, name, CHOICES[kind])).toBe("seq 1");
    await platform.advance(3 * HOUR);
    const result = await platform.done(readResult, { ballot });
    expect(result.winners[0]?.option).toBe("park");
    expect(result).toMatchObject({ votes: VOTERS.length, method: id });
    expect(result.rounds).toBeGreaterThan(0);
    const events = await platform.events("voting");
    const said = events.find(({ type, subject }) => type === ResultPublished.type && subject === ballot);
    expect(said?.data).toMatchObject({ method: id, methodVersion: result.methodVersion, parameters: result.parameters });
    expect(Object.keys(result.parameters).length).toBeGreaterThan(0);
  });

  test("with a decision by hand says in its event what was decided, and leaves the typed reason to the definition", async () => {
    const overrides = [{ option: "library", decision: "leave-out" as const, reason: "Nicht auf städtischem Grund." }];
    const ballot = await openedBallot(platform, { method: { id: "greedy", parameters: { overrides } } });
    expect(await vote(platform, ballot, "dora", { options: ["park"] })).toBe("seq 1");
    await platform.advance(3 * HOUR);
    const events = await platform.events("voting");
    const said = events.find(({ type, subject }) => type === ResultPublished.type && subject === ballot);
    expect(said?.data["parameters"]).toEqual({ misfit: "skip", groups: "exclusive", overrides: [{ option: "library", decision: "leave-out" }] });
  });
});
