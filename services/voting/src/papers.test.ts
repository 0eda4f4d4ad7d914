import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { listRecords } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { abortBallot, closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { claimForPerson, enterPapers, readPaper } from "@teilhabe/contracts/voting/paper-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueCredential, readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { paperBatchKind } from "./domain/documents.ts";
import { voting } from "./module.ts";
import { draftFor, HOUR, nonceOf, openedBallot, vote } from "./testing.ts";

const [maria, jonas] = [staff("maria"), staff("jonas")];
const park = { options: ["park"] };
const trees = { options: ["trees"] };

let platform: Started;
beforeEach(async () => {
  platform = await started([voting, ballotBox]);
});
afterEach(() => platform.stop());

const claim = (ballot: string, identification: string, channel: "paper" | "assisted" = "paper") =>
  platform.ask(claimForPerson, { ballot, channel, identification }, maria);
const codeOf = async (answer: Promise<unknown>) => {
  const given = await answer;
  return isRefusal(given) ? given.refused : "none";
};
type Batch = Partial<SentTo<typeof enterPapers>>;
const enter = (ballot: string, by: ReturnType<typeof staff>, more: Batch = {}) =>
  platform.ask(enterPapers, { ballot, batch: "nord-1", origin: "paper", papers: [park, trees], ...more }, by);
const stageOf = async (ballot: string) => (await platform.done(readBallot, { ballot })).stage;

async function withClaims(names: readonly string[], channel: "paper" | "assisted" = "paper"): Promise<string> {
  const ballot = await openedBallot(platform);
  for (const name of names) expect(await codeOf(claim(ballot, personNamed(name), channel))).toBe("none");
  return ballot;
}

describe("claiming for a person", () => {
  test("50 at once over three channels are one", async () => {
    const ballot = await openedBallot(platform);
    const asked = Array.from({ length: 50 }, (_, n) => {
      if (n % 3 === 0) return codeOf(platform.ask(issueCredential, { ballot }, citizen("anna")));
      return codeOf(claim(ballot, personNamed("anna"), n % 3 === 1 ? "paper" : "assisted"));
    });
    const answers = new Set(await Promise.all(asked));
    expect(answers).toEqual(new Set(["none", "claimed-on-another-channel"]));
    const { sums } = await platform.done(readPaper, { ballot }, maria);
    const online = await codeOf(platform.ask(issueCredential, { ballot }, citizen("anna")));
    expect(sums.length + (online === "none" ? 1 : 0)).toBe(1);
  });

  test("finds people as the roll does, each once, with their districts", async () => {
    const draft = draftFor(platform, { eligibility: { roll: "code" } });
    const { id: ballot } = await platform.done(draftBallot, draft, maria);
    await platform.done(importRoll, { ballot, csv: "code;district\nABCD-1234;nord\nEFGH-5678;sued" }, maria);
    await platform.done(openBallot, { ballot }, maria);
    await platform.settle();
    expect(await platform.done(claimForPerson, { ballot, channel: "paper", identification: "abcd 1234" }, maria)).toMatchObject({ district: "nord" });
    expect(await codeOf(claim(ballot, "ABCD-1234", "assisted"))).toBe("claimed-on-another-channel");
    expect(await codeOf(claim(ballot, "ZZZZ-9999"))).toBe("not-on-the-roll");
    expect(await codeOf(platform.ask(issueCredential, { ballot, code: "ABCD1234" }, citizen("anna")))).toBe("already-claimed");
    expect(await codeOf(platform.ask(issueCredential, { ballot, code: "EFGH5678" }, citizen("ben")))).toBe("none");
    expect(await codeOf(claim(ballot, "EFGH5678"))).toBe("already-claimed");
  });
});

describe("entering papers", () => {
  test("needs two officers who say the same; then the batch is in the log, with its origin", async () => {
    const ballot = await withClaims(["anna", "ben"]);
    expect(await platform.done(enterPapers, { ballot, batch: "nord-1", origin: "paper", papers: [park, trees] }, maria)).toMatchObject({
      stage: "entered-once",
    });
    expect(await codeOf(enter(ballot, maria))).toBe("none");
    expect((await platform.done(readPaper, { ballot }, maria)).batches).toMatchObject([{ stage: "entered-once" }]);
    expect(await codeOf(enter(ballot, jonas, { papers: [park, park] }))).toBe("papers-differ");
    expect(await codeOf(enter(ballot, jonas))).toBe("none");
    await platform.settle();
    expect(await platform.done(readPaper, { ballot }, maria)).toMatchObject({
      sums: [{ origin: "paper", district: "all", claimed: 2, entered: 2 }],
      batches: [{ batch: "nord-1", stage: "confirmed", papers: 2, invalid: 0 }],
    });
    const { items } = await platform.done(listRecords, { ballot });
    expect(items.map(({ leaf }) => leaf)).toContainEqual(
      expect.objectContaining({ kind: "paper-batch", batch: "nord-1", origin: "paper", papers: 2 }),
    );
    expect(await codeOf(enter(ballot, maria))).toBe("none");
    expect(await codeOf(enter(ballot, maria, { papers: [trees, trees] }))).toBe("batch-confirmed");
  });

  test("is refused for more papers than claims, and for papers against the rules", async () => {
    const ballot = await withClaims(["anna"]);
    expect(await codeOf(enter(ballot, maria))).toBe("more-papers-than-claims");
    expect(await codeOf(enter(ballot, maria, { papers: [park], origin: "assisted" }))).toBe("more-papers-than-claims");
    expect(await codeOf(enter(ballot, maria, { papers: [{ options: ["park", "park"] }] }))).toBe("choice-invalid");
    expect(await codeOf(enter(ballot, maria, { papers: [{ options: ["nowhere"] }] }))).toBe("choice-invalid");
    expect(await codeOf(enter(ballot, citizen("ben"), { papers: [park] }))).toBe("grant-needed");
    expect((await platform.done(readPaper, { ballot }, maria)).batches).toEqual([]);
  });

  test("a ballot whose voting is over waits for its papers, then counts them with the others", async () => {
    const ballot = await withClaims(["anna", "ben", "cleo"], "assisted");
    expect(await vote(platform, ballot, "dora", trees)).toBe("seq 1");
    await platform.advance(3 * HOUR);
    expect(await stageOf(ballot)).toBe("closing");
    expect(await codeOf(claim(ballot, personNamed("emil")))).toBe("ballot-closed");
    const batch: Batch = { origin: "assisted", papers: [trees, park], invalid: 1 };
    for (const officer of [maria, jonas]) expect(await codeOf(enter(ballot, officer, batch))).toBe("none");
    await platform.settle();
    expect(await stageOf(ballot)).toBe("finished");
    expect(await platform.done(readResult, { ballot })).toMatchObject({ votes: 3 });
  });

  test("a ballot that is closed early takes no vote online while it waits for papers, without grace", async () => {
    const ballot = await withClaims(["anna"]);
    const { credential, key } = await platform.done(issueCredential, { ballot }, citizen("dora"));
    await platform.done(closeBallot, { ballot, reason: "Alle haben abgestimmt." }, maria);
    await platform.settle();
    await platform.advance(1_000);
    expect(await stageOf(ballot)).toBe("closing");
    expect(await codeOf(platform.ask(castVote, { ballot, credential, key, seq: 1, choice: park, nonce: nonceOf("dora") }))).toBe("ballot-closed");
    for (const officer of [maria, jonas]) expect(await codeOf(enter(ballot, officer, { papers: [], invalid: 1 }))).toBe("none");
    await platform.settle();
    expect(await stageOf(ballot)).toBe("finished");
  });

  test("every act of an officer is in the audit list, without the person who was claimed", async () => {
    const ballot = await withClaims(["anna", "ben"]);
    for (const officer of [maria, jonas]) await enter(ballot, officer);
    const acts = (await platform.events("voting")).filter(({ type }) => type === "voting.act-recorded.v1").map(({ data }) => data);
    const entered = acts.filter((act) => act["operation"] === "voting.enter-papers");
    expect(entered).toMatchObject([maria, jonas].map(({ by }) => ({ person: by, object: { ballot, batch: "nord-1" } })));
    expect(acts.filter((act) => act["operation"] === "voting.claim-for-person")).toHaveLength(2);
    expect(JSON.stringify(acts)).not.toContain(personNamed("anna"));
  });

  test.each(["sealed", "aborted"])("what only one officer entered is deleted when the box is %s", async (how) => {
    const ballot = await withClaims(["anna", "ben"]);
    await enter(ballot, maria, { batch: "left-over" });
    if (how === "aborted") await platform.done(abortBallot, { ballot, reason: "Ein Projekt stand doppelt auf dem Stimmzettel." }, maria);
    else for (const officer of [maria, jonas]) await enter(ballot, officer);
    const kept = async () => platform.modules[0]?.store?.load(paperBatchKind, `${ballot}:left-over`);
    expect(await kept()).toBeDefined();
    await platform.advance(3 * HOUR);
    expect(await stageOf(ballot)).toBe(how === "aborted" ? "aborted" : "finished");
    expect(await kept()).toBeUndefined();
  });

  test("bad input is refused and nothing of it is kept", async () => {
    const ballot = await withClaims(["anna", "ben"]);
    const { id: draft } = await platform.done(draftBallot, draftFor(platform), maria);
    expect(await codeOf(enter(draft, maria))).toBe("not-open-yet");
    expect(await codeOf(claim(draft, personNamed("anna")))).toBe("not-open-yet");
    expect(await codeOf(claim(ballot, "Anna Beispiel"))).toBe("not-on-the-roll");
    const fits = (more: object) => enterPapers.input.safeParse({ ballot, batch: "nord-1", origin: "paper", papers: [park], ...more }).success;
    expect(fits({})).toBe(true);
    const wrong = [
      { invalid: -1 },
      { invalid: 501 },
      { origin: "online" },
      { papers: [{ options: ["park\u200b"] }] },
      { papers: Array.from({ length: 501 }, () => park) },
    ];
    const names = ["", "Nord 1", "nörd", "a".repeat(65), "../x"].map((batch) => ({ batch }));
    for (const more of [...wrong, ...names]) expect(fits(more)).toBe(false);
    expect(await codeOf(enter(ballot, maria, { district: "nirgends" }))).toBe("more-papers-than-claims");
    expect(await codeOf(enter(ballot, citizen("maria", { grants: ["ballot-officer:another"] })))).toBe("grant-needed");
    expect(await platform.done(readPaper, { ballot }, maria)).toEqual({
      sums: [{ origin: "paper", district: "all", claimed: 2, entered: 0 }],
      batches: [],
    });
  });
});
