import { afterEach, describe, expect, test } from "@jest/globals";
import type { Asker } from "@teilhabe/contracts/asker";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { nobody, operator } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { people } from "./module.ts";

const { identify, readMe, updateMe, readNames, requestErasure, readErasure, listErasures, giveGrant, withdrawGrant, listGrants, listActs, exportMe } =
  peopleContract.operations;
const token = { issuer: "https://id.example.org", subject: "anna", name: "Anna Marker", language: "de", roles: ["staff", "offline_access"] };

let platform: Started;
afterEach(() => platform.stop());

async function signedIn(subject = "anna"): Promise<Asker & { by: string }> {
  const { person, grants } = await platform.done(identify, { ...token, subject });
  return { by: person, grants };
}

/** A person for whom nothing is in the way of giving grants. */
async function signedInOperator(): Promise<Asker> {
  const { person } = await platform.done(identify, { ...token, subject: "root", name: "Root", roles: ["operator"] });
  return { by: person, grants: ["operator"] };
}

describe("identifying", () => {
  test("makes one person of 50 first sights at once, and knows it afterwards", async () => {
    platform = await started([people]);
    const all = await Promise.all(Array.from({ length: 50 }, () => platform.done(identify, token)));
    expect(new Set(all.map((one) => one.person)).size).toBe(1);
    expect(await platform.done(identify, token)).toEqual(all[0]);
  });

  test("tells people of the same name at other issuers apart", async () => {
    platform = await started([people]);
    const one = await platform.done(identify, token);
    const two = await platform.done(identify, { ...token, issuer: "https://id.example.org/anna", subject: "" + "x" });
    const three = await platform.done(identify, { ...token, issuer: "https://other.example.org" });
    expect(new Set([one.person, two.person, three.person]).size).toBe(3);
  });

  test("keeps of a token's roles only those that mean something here", async () => {
    platform = await started([people]);
    expect(await platform.done(identify, token)).toEqual({ person: expect.any(String), grants: ["staff"], language: "de" });
  });

  test("does without a name or language that cannot be shown", async () => {
    platform = await started([people]);
    const { person, language } = await platform.done(identify, { ...token, name: "a\u0000b", language: "not a language" });
    expect(language).toBeUndefined();
    expect(await platform.done(readNames, { people: [person] })).toEqual({ people: [{ person }] });
  });

  test("is for other modules only", async () => {
    platform = await started([people]);
    expect(identify.access).toBe("service");
    expect(identify.http).toBeUndefined();
  });
});

describe("oneself", () => {
  test("is shown, renamed, and shown renamed to others", async () => {
    platform = await started([people]);
    const me = await signedIn();
    expect(await platform.done(readMe, {}, me)).toMatchObject({ person: me.by, name: "Anna Marker", language: "de", grants: ["staff"], version: 1 });
    expect(await platform.done(updateMe, { name: "A. M.", language: "en" }, me)).toEqual({ person: me.by, version: 2 });
    expect(await platform.done(readNames, { people: [me.by] })).toEqual({ people: [{ person: me.by, name: "A. M.", language: "en" }] });
    expect((await platform.events("people")).map((event) => event.type)).toEqual(["people.person-renamed.v1"]);
  });

  test("is not changed over somebody's newer change", async () => {
    platform = await started([people]);
    const me = await signedIn();
    await platform.done(updateMe, { name: "B" }, me);
    expect(await platform.ask(updateMe, { name: "C" }, { ...me, ifMatch: 1 })).toMatchObject({ refused: "version-mismatch", facts: { version: 2 } });
  });

  test("needs a token", async () => {
    platform = await started([people]);
    expect(await platform.ask(readMe, {}, nobody)).toMatchObject({ refused: "token-needed" });
  });
});

describe("grants", () => {
  test("are given, listed with who gave them and why, used at the next login, and withdrawn", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    const grant = { person: me.by, grant: "provider:0198c5a0-0000-7000-8000-000000000001" };
    await platform.done(giveGrant, { ...grant, reason: "Runs the practice." }, root);
    await platform.done(giveGrant, { ...grant, reason: "Again." }, root);
    expect((await platform.done(listGrants, { limit: 10 }, root)).items).toEqual([
      { ...grant, name: "Anna Marker", givenBy: root.by, givenAt: "2026-11-23T10:00:00.000Z", reason: "Runs the practice." },
    ]);
    expect((await platform.done(identify, token)).grants).toEqual(["staff", grant.grant]);

    await platform.done(withdrawGrant, grant, root);
    await platform.done(withdrawGrant, grant, root);
    expect((await platform.done(identify, token)).grants).toEqual(["staff"]);
    expect((await platform.done(listGrants, { limit: 10 }, root)).items).toEqual([]);
    expect((await platform.events("people")).filter((event) => event.type === "people.grants-changed.v1")).toHaveLength(2);
  });

  test("are given by operators only, and to people who exist", async () => {
    platform = await started([people]);
    const me = await signedIn();
    const grant = { person: me.by, grant: "operator", reason: "I want to." };
    expect(await platform.ask(giveGrant, grant, me)).toMatchObject({ refused: "grant-needed" });
    expect(await platform.ask(giveGrant, { ...grant, person: operator().by! }, operator())).toMatchObject({ refused: "person-not-found" });
    await expect(platform.ask(giveGrant, { ...grant, grant: "king" }, operator())).rejects.toThrow("grant");
  });

  test("given all at once are all there", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    const grants = Array.from({ length: 8 }, (_, n) => `moderator:consultation-${n}`);
    await Promise.all(grants.map((grant) => platform.done(giveGrant, { person: me.by, grant, reason: "r" }, root)));
    expect((await platform.done(identify, token)).grants.toSorted()).toEqual([...grants, "staff"].toSorted());
  });
});

describe("the audit list", () => {
  test("has every act with who, when, what and why, newest first, page by page", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    await platform.done(giveGrant, { person: me.by, grant: "staff", reason: "New here." }, root);
    await platform.advance(1_000);
    await platform.done(withdrawGrant, { person: me.by, grant: "staff" }, root);
    await platform.settle();

    const first = await platform.done(listActs, { limit: 1 }, root);
    expect(first.items).toMatchObject([
      { operation: "people.withdraw-grant", object: { person: me.by, grant: "staff" }, at: "2026-11-23T10:00:01.000Z" },
    ]);
    const second = await platform.done(listActs, { limit: 1, after: first.next }, root);
    expect(second).toMatchObject({
      items: [{ service: "people", person: root.by, name: "Root", operation: "people.give-grant", reason: "New here." }],
    });
    expect(second.next).toBeUndefined();
    expect((await platform.done(listActs, { operation: "people.give-grant", object: me.by, limit: 10 }, root)).items).toHaveLength(1);
    expect((await platform.done(listActs, { from: "2026-11-23T11:00:01+01:00", limit: 10 }, root)).items).toHaveLength(1);
    expect(await platform.ask(listActs, { limit: 1, after: "abc" }, root)).toMatchObject({ refused: "bad-cursor" });
  });

  test("is not kept for ever", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    const act = (grant: string) => platform.done(giveGrant, { person: me.by, grant, reason: "r" }, root);
    await act("staff");
    await platform.settle();
    await platform.advance(4 * 366 * 86_400_000);
    await act("partner");
    await platform.settle();
    await platform.advance(366 * 86_400_000);
    expect((await platform.done(listActs, { limit: 10 }, root)).items).toHaveLength(2);
    await platform.advance(32 * 86_400_000);
    expect((await platform.done(listActs, { limit: 10 }, root)).items.map((item) => item.object["grant"])).toEqual(["partner"]);
  });
});

describe("erasing", () => {
  test("makes oneself unknown at once; the next login is a new person", async () => {
    platform = await started([people]);
    const me = await signedIn();
    const { erasure } = await platform.done(requestErasure, {}, me);
    expect(await platform.ask(readMe, {}, me)).toMatchObject({ refused: "person-erased" });
    expect(await platform.ask(updateMe, { name: "x" }, me)).toMatchObject({ refused: "person-erased" });
    expect(await platform.done(readNames, { people: [me.by] })).toEqual({ people: [] });
    expect(await platform.done(requestErasure, {}, me)).toEqual({ erasure });
    expect((await signedIn()).by).not.toBe(me.by);
  });

  test("tells every service, and shows without a token how far it has come", async () => {
    platform = await started([people]);
    const me = await signedIn();
    const { erasure } = await platform.done(requestErasure, {}, me);
    const shown = await platform.done(readErasure, { erasure }, nobody);
    expect(shown).toMatchObject({ id: erasure, requestedBy: "self" });
    expect(shown.services.map((one) => one.service)).toContain("ideas");
    expect(JSON.stringify(shown)).not.toContain(me.by);
    expect((await platform.events("people")).at(-1)).toMatchObject({ type: "people.person-erased.v1", data: { person: me.by } });
  });

  test("of 50 requests at once is one erasure", async () => {
    platform = await started([people]);
    const me = await signedIn();
    const all = await Promise.all(Array.from({ length: 50 }, () => platform.done(requestErasure, {}, me)));
    expect(new Set(all.map((one) => one.erasure)).size).toBe(1);
    expect((await platform.events("people")).filter((event) => event.type === "people.person-erased.v1")).toHaveLength(1);
  });

  test("of somebody else is an operator's act", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    expect(await platform.ask(requestErasure, { person: root.by!, reason: "no" }, me)).toMatchObject({ refused: "grant-needed" });
    await platform.done(requestErasure, { person: me.by, reason: "By letter." }, root);
    await platform.settle();
    expect((await platform.done(listActs, { limit: 10 }, root)).items).toMatchObject([{ operation: "people.request-erasure", reason: "By letter." }]);
    expect((await platform.done(listErasures, { limit: 10 }, root)).items).toMatchObject([{ requestedBy: "operator" }]);
  });

  test("leaves neither name nor subject anywhere, and after a year no trace of itself", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    await platform.done(giveGrant, { person: me.by, grant: "staff", reason: "r" }, root);
    await platform.done(updateMe, { name: "Second Marker" }, { ...me, idempotency: { key: "k", fingerprint: "f" } });
    const { erasure } = await platform.done(requestErasure, {}, me);
    await platform.settle();
    expect(JSON.stringify(await platform.events("people"))).not.toContain("Marker");
    expect((await platform.done(listGrants, { limit: 10 }, root)).items).toEqual([]);

    await platform.advance(367 * 86_400_000);
    expect(await platform.ask(readErasure, { erasure }, nobody)).toMatchObject({ refused: "erasure-not-found" });
  });
});

describe("exporting", () => {
  test("gives what is kept here, and names who did not answer", async () => {
    platform = await started([people]);
    const root = await signedInOperator();
    const me = await signedIn();
    await platform.done(giveGrant, { person: me.by, grant: "staff", reason: "New here." }, root);
    await platform.settle();
    const mine = await platform.done(exportMe, {}, me);
    expect(mine.items[0]).toMatchObject({
      service: "people",
      data: { name: "Anna Marker", language: "de", grants: [{ grant: "staff", reason: "New here." }] },
    });
    expect(mine.items.find((item) => item.service === "ideas")).toEqual({ service: "ideas", unanswered: true });
    const roots = await platform.done(exportMe, {}, root);
    expect(roots.items[0]).toMatchObject({ data: { acts: [{ operation: "people.give-grant" }] } });
  });
});
