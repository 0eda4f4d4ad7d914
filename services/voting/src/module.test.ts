import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { castVote, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import type { Operation, SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import {
  abortBallot,
  closeBallot,
  discardBallot,
  draftBallot,
  editBallot,
  extendBallot,
  openBallot,
  setLotSeed,
  withdrawOpening,
  withdrawOption,
} from "@teilhabe/contracts/voting/officer-operations";
import { listRounds, readExplanation, readResult } from "@teilhabe/contracts/voting/result-operations";
import { readPersonData } from "@teilhabe/contracts/voting/service-operations";
import {
  issueCredential,
  listBallots,
  listMethods,
  readBallot,
  readDefinition,
  readMyRight,
  readRules,
} from "@teilhabe/contracts/voting/voter-operations";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { parseCanonical } from "@teilhabe/proofs/canonical-json";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { voting } from "./module.ts";
import { DAY, draftFor, HOUR, nonceOf, openedBallot, vote } from "./testing.ts";

const reason = "Der Server war am Sonntag nicht erreichbar.";

let platform: Started;

beforeEach(async () => {
  platform = await started([voting, ballotBox]);
});
afterEach(() => platform.stop());

const anyone = citizen("anyone");
const stageOf = async (ballot: string) => (await platform.done(readBallot, { ballot }, staff())).stage;

async function refusalOf<O extends Operation>(operation: O, input: SentTo<O>, asker = staff()): Promise<string | undefined> {
  const answer = await platform.ask(operation, input, asker);
  return isRefusal(answer) ? answer.refused : undefined;
}

async function types(service = "voting") {
  return (await platform.events(service))
    .map((event) => event.type.replace(`${service}.`, "").replace(".v1", ""))
    .filter((type) => type !== "act-recorded");
}

describe("a ballot", () => {
  test("is drafted, opened, voted on, closed by time, counted and published", async () => {
    const ballot = await openedBallot(platform);
    expect(await vote(platform, ballot, "anna", { options: ["park", "trees"] })).toBe("seq 1");
    expect(await vote(platform, ballot, "ben", { options: ["trees"] })).toBe("seq 1");
    expect(await vote(platform, ballot, "ben", { options: ["park"] }, 2)).toBe("seq 2");
    expect(await vote(platform, ballot, "cem", { options: ["library"] })).toBe("seq 1");
    expect(await refusalOf(readResult, { ballot })).toBe("no-result-yet");
    await platform.advance(2 * HOUR + 31_000);

    const result = await platform.done(readResult, { ballot });
    expect(result.winners.map(({ option }) => option)).toEqual(["park", "trees"]);
    expect(result).toMatchObject({ ballot, votes: 3, method: "greedy", currency: "EUR", spent: 42_000 });
    expect(result.tally).toEqual(
      expect.arrayContaining([
        { option: "park", tally: 2 },
        { option: "library", tally: 1 },
        { option: "trees", tally: 1 },
      ]),
    );
    expect(await platform.done(readBallot, { ballot })).toMatchObject({ stage: "finished", votes: 4, voters: 3 });
    expect(await types()).toEqual(["ballot-opened", "ballot-closed", "result-published", "ballot-published"]);
    const published = (await platform.events("voting")).find((event) => event.type === "voting.result-published.v1");
    expect(published?.data).toMatchObject({ ballot, winners: ["park", "trees"], votes: 3, link: `/v1/ballots/${ballot}/result` });
    expect(published?.data).toMatchObject({ method: "greedy", methodVersion: "1.0.0", parameters: { misfit: "skip", groups: "exclusive" } });
  });

  test("is frozen at opening: its definition is canonical, named by its hash, and has every parameter", async () => {
    const ballot = await openedBallot(platform, { method: { id: "greedy", parameters: { threshold: 2 } } });
    const { text } = await platform.done(readDefinition, { ballot });
    const bytes = new TextEncoder().encode(text);
    expect((await platform.done(readBallot, { ballot })).definitionHash).toBe(sha256Hex(bytes));
    expect(parseCanonical(bytes)).toMatchObject({
      format: "teilhabe/definition/v1",
      ballot,
      method: { id: "greedy", parameters: { groups: "exclusive", misfit: "skip", threshold: 2 } },
      decimals: 2,
      logKey: expect.stringContaining(`/v1/ballots/${ballot}/log`),
    });
    expect(await refusalOf(editBallot, { ballot, ...draftFor(platform) })).toBe("not-a-draft");
  });

  test("that opens later is scheduled, public, and opens by time; until then it can become a draft again", async () => {
    const later = { opensAt: "2026-11-24T10:00:00.000Z", closesAt: "2026-11-25T10:00:00.000Z" };
    const { id: ballot } = await platform.done(draftBallot, draftFor(platform, later), staff());
    expect(await refusalOf(readBallot, { ballot }, anyone)).toBe("ballot-not-found");
    await platform.done(openBallot, { ballot }, staff());
    await platform.done(withdrawOpening, { ballot }, staff());
    await platform.done(editBallot, { ballot, ...draftFor(platform, { ...later, title: "Neu" }) }, staff());
    await platform.done(openBallot, { ballot }, staff());
    expect(await platform.done(readBallot, { ballot }, anyone)).toMatchObject({ stage: "scheduled", title: "Neu" });
    expect(await vote(platform, ballot, "anna", { options: ["park"] })).toBe("not-open-yet");
    await platform.advance(DAY);
    expect(await stageOf(ballot)).toBe("open");
    expect(await vote(platform, ballot, "anna", { options: ["park"] })).toBe("seq 1");
    expect(await types()).toEqual(["ballot-scheduled", "opening-withdrawn", "ballot-scheduled", "ballot-opened"]);
  });

  test("is closed early by staff, at once and publicly", async () => {
    const ballot = await openedBallot(platform);
    await vote(platform, ballot, "anna", { options: ["park"] });
    await platform.done(closeBallot, { ballot, reason }, staff());
    expect(await vote(platform, ballot, "ben", { options: ["park"] })).toBe("ballot-closed");
    await platform.settle();
    const read = await platform.done(readBallot, { ballot });
    expect(read).toMatchObject({ stage: "finished", voters: 1, amendments: [{ kind: "closed-early", reason }] });
    expect(await types()).toEqual(["ballot-opened", "ballot-amended", "ballot-closed", "result-published", "ballot-published"]);
  });

  test("without a single vote has a result too", async () => {
    const ballot = await openedBallot(platform);
    await platform.advance(3 * HOUR);
    expect(await platform.done(readResult, { ballot })).toMatchObject({ votes: 0, winners: [] });
  });
});

describe("an amendment", () => {
  test("extends: the box takes votes until the new time, and the old closing time closes nothing", async () => {
    const ballot = await openedBallot(platform);
    const closesAt = new Date(platform.world.nowMs() + 5 * HOUR).toISOString();
    await platform.done(extendBallot, { ballot, closesAt, reason }, staff());
    await platform.settle();
    await platform.advance(4 * HOUR);
    expect(await stageOf(ballot)).toBe("open");
    expect(await vote(platform, ballot, "anna", { options: ["park"] })).toBe("seq 1");
    await platform.advance(2 * HOUR);
    expect(await stageOf(ballot)).toBe("finished");
    expect(await refusalOf(extendBallot, { ballot, closesAt, reason })).toBe("not-open");
  });

  test("takes an option out: it cannot win, votes for it count for the others", async () => {
    const ballot = await openedBallot(platform);
    await vote(platform, ballot, "anna", { options: ["park", "trees"] });
    await platform.done(withdrawOption, { ballot, option: "park", reason }, staff());
    expect(await refusalOf(withdrawOption, { ballot, option: "park", reason })).toBe("option-withdrawn");
    expect(await refusalOf(withdrawOption, { ballot, option: "zoo", reason })).toBe("option-not-found");
    await platform.settle();
    await platform.advance(2_000);
    expect(await vote(platform, ballot, "ben", { options: ["park"] })).toBe("choice-invalid");
    await platform.advance(3 * HOUR);
    const result = await platform.done(readResult, { ballot });
    expect(result.winners.map(({ option }) => option)).toEqual(["trees"]);
    expect(result.withdrawn).toEqual(["park"]);
    expect(await platform.done(readBallot, { ballot })).toMatchObject({
      withdrawn: ["park"],
      amendments: [{ kind: "option-withdrawn", option: "park", reason }],
    });
  });

  test("aborts: the box is sealed, nothing is counted, nobody gets a result", async () => {
    const ballot = await openedBallot(platform);
    await vote(platform, ballot, "anna", { options: ["park"] });
    await platform.done(abortBallot, { ballot, reason }, staff());
    await platform.advance(3 * HOUR);
    expect(await stageOf(ballot)).toBe("aborted");
    expect(await platform.done(readTurnout, { ballot })).toMatchObject({ sealed: true, voters: 1 });
    expect(await refusalOf(readResult, { ballot })).toBe("ballot-aborted");
    expect(await refusalOf(closeBallot, { ballot, reason })).toBe("not-open");
    expect(await types()).toEqual(["ballot-opened", "ballot-amended", "ballot-published"]);
  });
});

describe("a lot", () => {
  test("is drawn from a seed that is entered after the seal; counting waits for it", async () => {
    const ties = { rules: [], lot: "seed", seedFrom: "Lottozahlen vom 28. November 2026" } as const;
    const ballot = await openedBallot(platform, { ties: { ...ties, rules: [] }, seats: 1, budget: { amount: 3_000_000, currency: "EUR" } });
    expect(await refusalOf(setLotSeed, { ballot, seed: "1 2 3" })).toBe("no-seed-awaited");
    await platform.advance(3 * HOUR);
    expect(await stageOf(ballot)).toBe("counting");
    await platform.done(setLotSeed, { ballot, seed: "4 8 15 16 23 42" }, staff());
    await platform.settle();
    expect(await platform.done(readResult, { ballot })).toMatchObject({ seed: "4 8 15 16 23 42" });
    expect(await refusalOf(setLotSeed, { ballot, seed: "1 2 3" })).toBe("no-seed-awaited");
  });
});

describe("a credential", () => {
  test("repeated within a minute is the same; later it is another one, and the person is told", async () => {
    const ballot = await openedBallot(platform);
    const first = await platform.done(issueCredential, { ballot }, citizen("anna"));
    await platform.advance(30_000);
    expect(await platform.done(issueCredential, { ballot }, citizen("anna"))).toEqual(first);
    await platform.advance(31_000);
    const second = await platform.done(issueCredential, { ballot }, citizen("anna"));
    expect(second).not.toEqual(first);
    expect(second.key).toBe(first.key);
    const told = (await platform.events("voting")).filter((event) => event.type === "voting.credential-reissued.v1");
    expect(told.map((event) => event.data)).toEqual([{ ballot, person: personNamed("anna"), at: "2026-11-23T10:01:01.000Z" }]);
  });

  test("expires after ten minutes at the box", async () => {
    const ballot = await openedBallot(platform);
    const { credential, key } = await platform.done(issueCredential, { ballot }, citizen("anna"));
    await platform.advance(601_000);
    const cast = { ballot, credential, key, seq: 1, choice: { options: ["park"] }, nonce: nonceOf("x") };
    expect(await refusalOf(castVote, cast)).toBe("credential-expired");
  });

  test("of 50 asked for at once claims once and is one", async () => {
    const ballot = await openedBallot(platform);
    const issued = await Promise.all(Array.from({ length: 50 }, () => platform.done(issueCredential, { ballot }, citizen("anna"))));
    expect(new Set(issued.map(({ credential }) => credential)).size).toBe(1);
    expect((await platform.events("voting")).filter((event) => event.type === "voting.credential-reissued.v1")).toEqual([]);
  });

  test("of another ballot is refused by the box, and no key says who it is", async () => {
    const [one, other] = [await openedBallot(platform), await openedBallot(platform)];
    const right = await platform.done(issueCredential, { ballot: one }, citizen("anna"));
    const there = await platform.done(issueCredential, { ballot: other }, citizen("anna"));
    expect(right.key).not.toBe(there.key);
    const cast = { ballot: other, credential: right.credential, key: right.key, seq: 1, choice: { options: ["park"] }, nonce: nonceOf("x") };
    expect(await refusalOf(castVote, cast)).toBe("credential-refused");
  });

  test("in an open ballot is for the person's own id", async () => {
    const ballot = await openedBallot(platform, { secrecy: "open" });
    expect((await platform.done(issueCredential, { ballot }, citizen("anna"))).key).toBe(personNamed("anna"));
  });

  test("is refused to whoever may not vote, and so says one's own right", async () => {
    const eligibility = { minimumAssurance: 2, minimumAge: 16, maximumAge: 25, districts: ["altstadt"] };
    const ballot = await openedBallot(platform, { eligibility });
    const fits = { assurance: 2, birthDate: "2005-01-01", district: "altstadt" };
    const because = async (more: Parameters<typeof citizen>[1]) => {
      const right = await platform.done(readMyRight, { ballot }, citizen("anna", more));
      const refusal = await refusalOf(issueCredential, { ballot }, citizen("anna", more));
      if (refusal !== undefined) expect(right).toEqual({ mayVote: false, because: refusal, claimed: false });
      return right.because;
    };
    const { birthDate: _, ...ageless } = fits;
    expect(await because({})).toBe("assurance-too-low");
    expect(await because(ageless)).toBe("age-unknown");
    expect(await because({ ...fits, birthDate: "2010-11-24" })).toBe("too-young");
    expect(await because({ ...fits, birthDate: "2000-11-23" })).toBe("too-old");
    expect(await because({ ...fits, district: "nordstadt" })).toBe("district-not-included");
    expect(await because({ ...fits, birthDate: "2010-11-23" })).toBeUndefined();
    expect(await platform.done(readMyRight, { ballot }, citizen("anna", fits))).toEqual({ mayVote: true, claimed: true, channel: "online" });
  });
});

describe("drafts", () => {
  test("that make no sense are refused with everything that does not fit", async () => {
    const draft = draftFor(platform, { seats: 9, closesAt: "2026-11-23T09:00:00.000Z", paper: { kind: "choose-1", maxPoints: 3, maxLength: 2 } });
    expect(await platform.ask(draftBallot, draft, staff())).toMatchObject({
      refused: "draft-senseless",
      errors: [{ pointer: "/seats" }, { pointer: "/paper/maxLength" }, { pointer: "/paper/maxPoints" }, { pointer: "/closesAt" }],
    });
    const misfit = draftFor(platform, { method: { id: "schulze", parameters: {} } });
    expect(await platform.ask(draftBallot, misfit, staff())).toMatchObject({ refused: "draft-senseless", errors: [{ pointer: "/method" }] });
  });

  test("are seen, edited and thrown away by those who run the ballot only", async () => {
    const [consultation, other] = ["0198c5a0-0000-7000-8000-0000000000c1", "0198c5a0-0000-7000-8000-0000000000c2"];
    const officer = citizen("olga", { grants: [`ballot-officer:${consultation}`] });
    const { id: ballot } = await platform.done(draftBallot, { ...questionDraft, consultation }, officer);
    expect(await refusalOf(draftBallot, { ...questionDraft, consultation: other }, officer)).toBe("grant-needed");
    expect(await refusalOf(draftBallot, questionDraft, officer)).toBe("grant-needed");
    const stranger = citizen("egon", { grants: [`ballot-officer:${other}`] });
    expect(await refusalOf(readBallot, { ballot }, stranger)).toBe("ballot-not-found");
    expect(await refusalOf(discardBallot, { ballot }, stranger)).toBe("ballot-not-found");
    expect((await platform.done(listBallots, { stage: "draft", consultation }, officer)).items).toHaveLength(1);
    expect((await platform.done(listBallots, { stage: "draft", consultation }, stranger)).items).toEqual([]);
    expect((await platform.done(listBallots, {}, staff())).items).toEqual([]);
    await platform.done(discardBallot, { ballot }, officer);
    expect(await refusalOf(readBallot, { ballot }, officer)).toBe("ballot-not-found");
  });

  test("are edited from the version that was read", async () => {
    const { id: ballot, version } = await platform.done(draftBallot, draftFor(platform), staff());
    await platform.done(editBallot, { ballot, ...draftFor(platform) }, { ...staff(), ifMatch: version });
    expect(await refusalOf(editBallot, { ballot, ...draftFor(platform) }, { ...staff(), ifMatch: version })).toBe("version-mismatch");
  });
});

test("ballots are listed page by page, those that open last first", async () => {
  for (const day of [24, 26, 25]) {
    const { id } = await platform.done(
      draftBallot,
      draftFor(platform, { opensAt: `2026-11-${day}T10:00:00Z`, closesAt: "2026-12-24T10:00:00Z" }),
      staff(),
    );
    await platform.done(openBallot, { ballot: id }, staff());
  }
  const first = await platform.done(listBallots, { limit: 2 });
  const second = await platform.done(listBallots, { limit: 2, after: first.next });
  expect([...first.items, ...second.items].map((item) => item.opensAt.slice(8, 10))).toEqual(["26", "25", "24"]);
  expect(second.next).toBeUndefined();
  expect(await refusalOf(listBallots, { after: "nonsense" })).toBe("invalid-input");
});

test("every method of the registry is offered, and the rules of a ballot can be read in three languages", async () => {
  const { items } = await platform.done(listMethods, {});
  expect(items.map((method) => method.id)).toEqual(
    expect.arrayContaining(["plurality", "approval", "greedy", "equal-shares", "phragmen", "scottish-stv", "schulze"]),
  );
  const ballot = await openedBallot(platform);
  const { texts } = await platform.done(readRules, { ballot });
  expect(JSON.stringify(texts.de)).toContain("höchstens 3 von 3");
  expect(JSON.stringify(texts["de-x-leicht"])).toContain("Ihre letzte Stimme zählt.");
  expect(JSON.stringify(texts.en)).toContain("at least 1 and at most 3 of 3");
});

test("a result is explained round by round, as data and in words", async () => {
  const ballot = await openedBallot(platform);
  await vote(platform, ballot, "anna", { options: ["park", "library"] });
  await platform.advance(3 * HOUR);
  const { rounds } = await platform.done(readResult, { ballot });
  const first = await platform.done(listRounds, { ballot, limit: 2 });
  const second = await platform.done(listRounds, { ballot, limit: 2, after: first.next });
  expect(first.items).toHaveLength(2);
  expect(first.items.length + second.items.length).toBe(rounds);
  expect(first.items[0]).toMatchObject({ kind: "budget", budget: 50_000 });
  for (const [language, word] of [
    ["de", "Mehr Bänke im Stadtpark"],
    ["de-x-leicht", "Mehr Bänke im Stadtpark"],
    ["en", "EUR"],
  ] as const) {
    const { lines, more } = await platform.done(readExplanation, { ballot, language });
    expect(lines.join("\n")).toContain(word);
    expect(more).toBe(false);
  }
  expect(await refusalOf(listRounds, { ballot, after: "nonsense" })).toBe("invalid-input");
});

test("after the objection period nothing leads from votes to persons any more", async () => {
  const ballot = await openedBallot(platform);
  await vote(platform, ballot, "anna", { options: ["park"] });
  await platform.advance(3 * HOUR);
  const { data } = await platform.done(readPersonData, { person: personNamed("anna") });
  expect(data).toEqual({ participations: [{ ballot, channel: "online", since: "2026-11-23T10:00:00.000Z" }] });
  await platform.advance(31 * DAY);
  expect((await platform.done(readPersonData, { person: personNamed("anna") })).data).toEqual({ participations: [] });
  expect(await refusalOf(issueCredential, { ballot }, citizen("anna"))).toBe("ballot-not-found");
  expect((await platform.done(readResult, { ballot })).votes).toBe(1);
  expect((await platform.done(listRounds, { ballot })).items.length).toBeGreaterThan(0);
});

test("public events name no person, no key and no choice, and carry no text that was typed", async () => {
  const ballot = await openedBallot(platform);
  await vote(platform, ballot, "anna", { options: ["library"] });
  await platform.done(extendBallot, { ballot, closesAt: "2026-11-23T13:00:00.000Z", reason: "MARKER" }, staff());
  await platform.settle();
  const events = [...(await platform.events("voting")), ...(await platform.events("ballot-box"))].filter(
    (event) => !event.type.includes("act-recorded"),
  );
  const text = JSON.stringify(events);
  for (const secret of [personNamed("anna"), "library", "MARKER", "Bürgerhaushalt"]) expect(text).not.toContain(secret);
});
