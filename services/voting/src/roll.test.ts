import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import type { Operation, SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { draftBallot, editBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { clearRoll, importRoll, readRoll } from "@teilhabe/contracts/voting/roll-operations";
import type { RollBy } from "@teilhabe/contracts/voting/shapes";
import { issueCredential } from "@teilhabe/contracts/voting/voter-operations";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { voting } from "./module.ts";
import { draftFor } from "./testing.ts";

let platform: Started;

beforeEach(async () => {
  platform = await started([voting, ballotBox]);
});
afterEach(() => platform.stop());

async function draftWith(roll: RollBy, districts?: string[]) {
  const eligibility = { roll, ...(districts !== undefined && { districts }) };
  return (await platform.done(draftBallot, draftFor(platform, { eligibility }), staff())).id;
}

async function open(ballot: string) {
  await platform.done(openBallot, { ballot }, staff());
  await platform.settle();
}

async function ask<O extends Operation>(operation: O, input: SentTo<O>, asker = staff()): Promise<string> {
  const answer = await platform.ask(operation, input, asker);
  return isRefusal(answer) ? answer.refused : "yes";
}

describe("a roll", () => {
  test("is imported in pages; who is on it stays once; a page of several commits is one act", async () => {
    const ballot = await draftWith("email");
    const page = `email\n${Array.from({ length: 2_500 }, (_, n) => `voter${n}@example.org`).join("\n")}\n`;
    expect(await platform.done(importRoll, { ballot, csv: page }, staff())).toEqual({ added: 2_500, known: 0 });
    expect(await platform.done(importRoll, { ballot, csv: page }, staff())).toEqual({ added: 0, known: 2_500 });
    expect(await platform.done(importRoll, { ballot, csv: "email\nVoter0@Example.org\nnew@example.org" }, staff())).toEqual({ added: 1, known: 1 });
    expect(await platform.done(readRoll, { ballot }, staff())).toEqual({ size: 2_501, districts: [] });
    const acts = (await platform.events("voting")).filter((event) => event.type === "voting.act-recorded.v1");
    expect(acts.filter((act) => act.data["operation"] === "voting.import-roll")).toHaveLength(3);
  });

  test("keeps nothing of the people on it but keyed hashes", async () => {
    const ballot = await draftWith("email");
    await platform.done(importRoll, { ballot, csv: "email\nmarker@example.org" }, staff());
    const [module] = platform.modules.filter((one) => one.name === "voting");
    expect(JSON.stringify(await platform.events("voting"))).not.toContain("marker");
    expect(await module?.store?.deadLetters({ limit: 10 })).toEqual([]);
  });

  test("admits by e-mail: whoever is on it, in any case, once", async () => {
    const ballot = await draftWith("email");
    expect(await ask(openBallot, { ballot })).toBe("roll-empty");
    await platform.done(importRoll, { ballot, csv: "email\nanna@example.org" }, staff());
    await open(ballot);
    expect(await ask(issueCredential, { ballot }, citizen("anna"))).toBe("email-unknown");
    expect(await ask(issueCredential, { ballot }, citizen("anna", { email: "ben@example.org" }))).toBe("not-on-the-roll");
    expect(await ask(issueCredential, { ballot }, citizen("anna", { email: "Anna@Example.org" }))).toBe("yes");
    expect(await ask(issueCredential, { ballot }, citizen("anna's other account", { email: "anna@example.org" }))).toBe("already-claimed");
    expect(await ask(issueCredential, { ballot }, citizen("anna"))).toBe("yes");
  });

  test("of two accounts that claim one entry at once, one gets it", async () => {
    const ballot = await draftWith("code");
    await platform.done(importRoll, { ballot, csv: "code\nABCD1234" }, staff());
    await open(ballot);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => ask(issueCredential, { ballot, code: "abcd-1234" }, citizen(`account ${n}`))),
    );
    expect(answers.filter((answer) => answer === "yes")).toHaveLength(1);
    expect(answers.filter((answer) => answer === "already-claimed")).toHaveLength(19);
  });

  test("admits by code and by person", async () => {
    const byCode = await draftWith("code");
    await platform.done(importRoll, { ballot: byCode, csv: "code\nABCD1234" }, staff());
    await open(byCode);
    expect(await ask(issueCredential, { ballot: byCode }, citizen("anna"))).toBe("code-needed");
    expect(await ask(issueCredential, { ballot: byCode, code: "!" }, citizen("anna"))).toBe("not-on-the-roll");
    const byPerson = await draftWith("person");
    await platform.done(importRoll, { ballot: byPerson, csv: `person\n${personNamed("anna")}` }, staff());
    await open(byPerson);
    expect(await ask(issueCredential, { ballot: byPerson }, citizen("anna"))).toBe("yes");
    expect(await ask(issueCredential, { ballot: byPerson }, citizen("ben"))).toBe("not-on-the-roll");
  });

  test("says the district, which goes before the one of the identity", async () => {
    const ballot = await draftWith("email", ["altstadt"]);
    await platform.done(importRoll, { ballot, csv: "email,district\na@example.org,altstadt\nb@example.org,nordstadt\nc@example.org," }, staff());
    expect(await platform.done(readRoll, { ballot }, staff())).toEqual({
      size: 3,
      districts: [
        { district: "altstadt", size: 1 },
        { district: "nordstadt", size: 1 },
      ],
    });
    await open(ballot);
    const may = (name: string, district: string) => ask(issueCredential, { ballot }, citizen(name, { email: `${name}@example.org`, district }));
    expect(await may("a", "nordstadt")).toBe("yes");
    expect(await may("b", "altstadt")).toBe("district-not-included");
    expect(await may("c", "altstadt")).toBe("yes");
  });

  test("is cleared at once and emptied in the background, also when it is long", async () => {
    const ballot = await draftWith("code");
    const codes = Array.from({ length: 1_200 }, (_, n) => `CODE${n + 10_000}`);
    await platform.done(importRoll, { ballot, csv: `code\n${codes.join("\n")}` }, staff());
    expect(await ask(editBallot, { ballot, ...draftFor(platform, { eligibility: { roll: "email" } }) })).toBe("roll-in-use");
    await platform.done(clearRoll, { ballot }, staff());
    expect(await platform.done(readRoll, { ballot }, staff())).toMatchObject({ size: 0 });
    await platform.done(editBallot, { ballot, ...draftFor(platform, { eligibility: { roll: "email" } }) }, staff());
    await platform.settle();
    expect(await platform.done(importRoll, { ballot, csv: "email\na@example.org" }, staff())).toEqual({ added: 1, known: 0 });
  });

  test("is frozen with the ballot, and not taken where there is none", async () => {
    const ballot = await draftWith("code");
    await platform.done(importRoll, { ballot, csv: "code\nABCD1234" }, staff());
    await open(ballot);
    expect(await ask(importRoll, { ballot, csv: "code\nABCD5678" })).toBe("roll-frozen");
    expect(await ask(clearRoll, { ballot })).toBe("roll-frozen");
    expect(await ask(importRoll, { ballot: await draftWith("none"), csv: "code\nABCD5678" })).toBe("roll-not-used");
  });

  test("that is damaged is refused whole, line by line", async () => {
    const ballot = await draftWith("email");
    expect(await platform.ask(importRoll, { ballot, csv: "email\na@example.org\nMARKER\n" }, staff())).toMatchObject({
      refused: "roll-damaged",
      errors: [{ pointer: "/csv", message: "line 3: column email: an e-mail address is expected" }],
    });
    expect(await platform.done(readRoll, { ballot }, staff())).toMatchObject({ size: 0 });
  });
});
