import { beforeEach, describe, expect, test } from "@jest/globals";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { readSettings } from "@teilhabe/platform/config";
import type { Ask } from "@teilhabe/platform/module";
import { personNamed } from "@teilhabe/platform/testing/askers";
import { type TestWorld, testWorld } from "@teilhabe/platform/testing/test-world";
import { IssuerUnreachable } from "./discovery.ts";
import { type Identities, type Identity, makeIdentities } from "./identities.ts";
import { BadToken, type Verifier } from "./verifier.ts";

let world: TestWorld;
let asked: number;
let verified: number;
let peopleIsDown: boolean;
let grants: readonly string[];
let identities: Identities;

/** A token is its subject; it is good for ten minutes. */
const verifier: Verifier = {
  async verify(token) {
    verified += 1;
    if (token === "bad") throw new BadToken("The token is not valid.");
    if (token === "unknowable") throw new IssuerUnreachable("down");
    return { iss: "https://id.example", sub: token, exp: world.nowMs() / 1_000 + 600 };
  },
  waitsFor: () => undefined,
};
const ask = (async (_operation: unknown, { subject }: { subject: string }) => {
  asked += 1;
  if (peopleIsDown) throw new NoAnswer("people.identify", "timeout");
  return { person: personNamed(subject), grants };
}) as unknown as Ask;

beforeEach(() => {
  world = testWorld();
  [asked, verified, peopleIsDown, grants] = [0, 0, false, []];
  identities = makeIdentities({ verifier, ask, world, settings: readSettings({}) });
});

const of = async (token: string) => (await identities.of(token)) as Identity;

describe("an identity", () => {
  test("is established once, however many ask at once", async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => of("anna")));
    expect(new Set(all.map(({ asker }) => asker.by))).toEqual(new Set([personNamed("anna")]));
    await of("anna");
    expect([verified, asked]).toEqual([1, 1]);
  });

  test("is asked for again after a while, without verifying the token again", async () => {
    await of("anna");
    grants = ["staff"];
    world.advance(29_000);
    expect((await of("anna")).asker.grants).toEqual([]);
    world.advance(2_000);
    expect((await of("anna")).asker.grants).toEqual(["staff"]);
    expect([verified, asked]).toEqual([1, 2]);
  });

  test("is asked for at once after a change of this person, or of anybody", async () => {
    await of("anna");
    await of("bert");
    identities.changed(personNamed("anna"));
    await of("anna");
    await of("bert");
    expect(asked).toBe(3);
    identities.changed(undefined);
    await of("bert");
    expect(asked).toBe(4);
  });

  test("holds for some minutes while people does not answer, and no longer", async () => {
    await of("anna");
    peopleIsDown = true;
    world.advance(60_000);
    for (let again = 0; again < 3; again++) expect((await of("anna")).asker.by).toBe(personNamed("anna"));
    expect(asked).toBe(2);
    await expect(of("bert")).rejects.toThrow(NoAnswer);
    world.advance(300_000);
    await expect(of("anna")).rejects.toThrow(NoAnswer);
  });

  test("does not outlive its token", async () => {
    await of("anna");
    world.advance(601_000);
    await of("anna");
    expect(verified).toBe(2);
  });

  test("is refused for a bad token, and not known while the issuer is down", async () => {
    expect(await identities.of("bad")).toEqual({ refused: "token-invalid", detail: "The token is not valid." });
    expect(await identities.of("a".repeat(8_193))).toMatchObject({ refused: "token-invalid" });
    await expect(of("unknowable")).rejects.toThrow(IssuerUnreachable);
    expect(asked).toBe(0);
  });
});
