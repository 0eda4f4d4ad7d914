import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { amendBox, listOpenings, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { defineContract } from "@teilhabe/contracts/contract";
import { draftBallot, openBallot, withdrawOption } from "@teilhabe/contracts/voting/officer-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { defineModule } from "@teilhabe/platform/module";
import { staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { newNoteKeys } from "@teilhabe/proofs/note-keys";
import { voting } from "../module.ts";
import { draftFor, HOUR } from "../testing.ts";

const MINUTE = 60_000;
const { verifierKey: logKey } = newNoteKeys("city.example/log");

/** A box that has the effect of each question, but loses the answer to the first two of each kind. */
function forgetfulBox() {
  const asked: Record<string, number> = {};
  const definitions = new Set<string>();
  const amendments: number[] = [];
  const state = { voters: 1 };
  const answer = <Answer>(operation: string, given: Answer): Answer => {
    asked[operation] = (asked[operation] ?? 0) + 1;
    if (asked[operation] <= 2) throw new Error("the answer is lost");
    return given;
  };
  const opening = { index: 1, key: "ab".repeat(32), seq: 1, choice: '{"options":["park"]}', nonce: "cd".repeat(32), day: "2026-11-23" };
  const module = defineModule({
    name: "ballot-box",
    contract: defineContract({
      service: "ballot-box",
      description: "Forgets.",
      operations: { prepareBox, openBox, amendBox, sealBox, listOpenings },
      events: {},
    }),
    asks: [readBoxKey],
    start: () => ({
      operations: {
        prepareBox: () => answer("prepare", { logKey }),
        openBox: ({ definitionHash }) => {
          definitions.add(definitionHash);
          return answer("open", {});
        },
        amendBox: ({ amendments: told }) => {
          amendments.push(told.length);
          return answer("amend", {});
        },
        sealBox: () => answer("seal", { votes: state.voters, voters: state.voters }),
        listOpenings: () => answer("openings", { openings: [opening] }),
      },
    }),
  });
  return Object.assign(state, { module, definitions, amendments });
}

let platform: Started;
let box: ReturnType<typeof forgetfulBox>;

beforeEach(async () => {
  box = forgetfulBox();
  platform = await started([voting, box.module]);
});
afterEach(() => platform.stop());

test("every step is repeated until the box has answered, has one effect, and nothing is said too early", async () => {
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
  const stage = async () => (await platform.done(readBallot, { ballot })).stage;
  expect(await stage()).toBe("opening");
  expect((await platform.events("voting")).filter((event) => event.type === "voting.ballot-opened.v1")).toEqual([]);
  for (let tries = 0; tries < 6; tries++) await platform.advance(MINUTE);
  expect(await stage()).toBe("open");
  expect(box.definitions.size).toBe(1);

  await platform.done(withdrawOption, { ballot, option: "trees", reason: "Das Grundstück wurde verkauft." }, staff());
  for (let tries = 0; tries < 4; tries++) await platform.advance(MINUTE);
  expect(box.amendments).toEqual([1, 1, 1]);

  await platform.advance(2 * HOUR);
  expect(await stage()).toBe("closing");
  for (let tries = 0; tries < 8; tries++) await platform.advance(MINUTE);
  expect(await platform.done(readResult, { ballot })).toMatchObject({ votes: 1, winners: [{ option: "park" }] });
  const published = (await platform.events("voting")).map((event) => event.type).filter((type) => !type.includes("act-recorded"));
  expect(published.map((type) => type.split(".")[1])).toEqual(["ballot-opened", "ballot-amended", "ballot-closed", "result-published"]);
});

test("a box that gives other votes than it sealed is never counted: an operator sees it", async () => {
  box.voters = 2;
  const { id: ballot } = await platform.done(draftBallot, draftFor(platform), staff());
  await platform.done(openBallot, { ballot }, staff());
  for (let hours = 0; hours < 30; hours++) await platform.advance(HOUR);
  expect((await platform.done(readBallot, { ballot })).stage).toBe("counting");
  const [voting] = platform.modules;
  expect(await voting?.store?.deadLetters({ limit: 10 })).toMatchObject([
    { kind: "count", error: expect.stringContaining("gave 1 votes of 2 voters") },
  ]);
});
