import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { freshConnection } from "@teilhabe/client/fresh-connection";
import { secretVoter } from "@teilhabe/client/secret-vote";
import { allContracts } from "@teilhabe/contracts/all";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { gatewayTo } from "@teilhabe/gateway/module";
import { secretDoorOf } from "@teilhabe/gateway/secret-door";
import { people } from "@teilhabe/people/module";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { type LocalToken, mintToken } from "@teilhabe/platform/http/local-issuer";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { voting } from "@teilhabe/voting/module";

const HOUR = 3_600_000;
const park = { options: ["park"] };

let folder: string;
let platform: Started;
let url = "";
let doorUrl = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-secret-"));
  const at = (to: (port: number) => void) => (address: { readonly port: number }) => to(address.port);
  const gateway = gatewayTo({
    contracts: allContracts,
    listening: at((port) => {
      url = `http://127.0.0.1:${port}`;
    }),
  });
  const door = secretDoorOf({
    listening: at((port) => {
      doorUrl = `http://127.0.0.1:${port}`;
    }),
  });
  const settings = { DATABASE_URL: `sqlite:${folder}`, DOOR_PORT: "0" };
  platform = await started([people, voting, ballotBox, door, gateway], { realTime: true, settings });
});
afterEach(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

function as(role: LocalToken["as"], name: string): Client {
  return teilhabeClient({ url, token: mintToken(folder, { as: role, name }) });
}

/** @returns an open secret ballot, once its log has begun */
async function secretBallot(): Promise<string> {
  const now = Date.now();
  const opens = { opensAt: new Date(now - HOUR).toISOString(), closesAt: new Date(now + HOUR).toISOString() };
  const { consultation: _, ...draft } = budgetDraft;
  const { id: ballot } = await as("staff", "Maria").ask(draftBallot, { ...draft, ...opens, secrecy: "secret", eligibility: { roll: "none" } });
  await as("staff", "Maria").ask(openBallot, { ballot });
  await until(async () => (await nobody().ask(readBallot, { ballot })).stage === "open");
  return ballot;
}

const nobody = () => teilhabeClient({ url });
const door = () => teilhabeClient({ url: doorUrl, fetch: freshConnection });
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "none",
    (error: { code?: string }) => error.code,
  );

describe("a secret vote", () => {
  test("is cast through the door with a credential that was got before, and counted", async () => {
    const ballot = await secretBallot();
    const anna = await secretVoter(nobody(), ballot);
    const credential = await anna.requestCredential(as("citizen", "Anna"));
    const cast = await anna.cast(door(), { choice: park, credential });
    expect(cast).toMatchObject({ ballot, key: anna.key, seq: 1, receipt: { definitionHash: anna.definitionHash } });
    expect(await anna.cast(door(), { choice: park, credential })).toEqual(cast);

    await as("staff", "Maria").ask(closeBallot, { ballot, reason: "Alle haben abgestimmt." });
    await until(async () => (await nobody().ask(readBallot, { ballot })).stage === "finished");
    expect(await anna.isLogged(nobody(), { choice: park })).toBe(true);
    expect(await anna.isLogged(nobody(), { choice: { options: ["trees"] } })).toBe(false);
    expect(await nobody().ask(readResult, { ballot })).toMatchObject({ votes: 1, winners: [{ option: "park" }] });
  });

  test("can be changed on another device with the recovery code, and not without it", async () => {
    const ballot = await secretBallot();
    const first = await secretVoter(nobody(), ballot);
    await first.cast(door(), { choice: park, credential: await first.requestCredential(as("citizen", "Anna")) });

    const again = await secretVoter(nobody(), ballot, first.recoveryCode.toLowerCase().replaceAll("-", " "));
    const credential = await again.requestCredential(as("citizen", "Anna"));
    expect(await again.cast(door(), { choice: { options: ["trees"] }, credential, seq: 2 })).toMatchObject({ key: first.key, seq: 2 });
    const other = await secretVoter(nobody(), ballot);
    expect(await codeOf(other.requestCredential(as("citizen", "Anna")))).toBe("credential-already-issued");
  });

  test("is not believed to be in the box when the receipt is for another vote, though genuine", async () => {
    const ballot = await secretBallot();
    const [anna, ben] = [await secretVoter(nobody(), ballot), await secretVoter(nobody(), ballot)];
    const { receipt } = await ben.cast(door(), { choice: park, credential: await ben.requestCredential(as("citizen", "Ben")) });
    const credential = await anna.requestCredential(as("citizen", "Anna"));
    const lying = teilhabeClient({
      url: doorUrl,
      fetch: async (input, init) => {
        const answer = await freshConnection(input, init);
        return Response.json({ ...((await answer.json()) as object), receipt }, { status: answer.status });
      },
    });
    await expect(anna.cast(lying, { choice: park, credential })).rejects.toThrow("another vote");
  });

  test("is not taken with somebody else's credential, nor from whoever says who they are", async () => {
    const ballot = await secretBallot();
    const [anna, ben] = [await secretVoter(nobody(), ballot), await secretVoter(nobody(), ballot)];
    const credential = await anna.requestCredential(as("citizen", "Anna"));
    expect(await codeOf(ben.cast(door(), { choice: park, credential }))).toBe("credential-refused");
    await expect(anna.cast(as("citizen", "Anna"), { choice: park, credential })).rejects.toThrow("without a token");
    const another = await secretVoter(nobody(), await secretBallot());
    expect(await codeOf(another.cast(door(), { choice: park, credential }))).toBe("credential-refused");
  });

  test("is not begun under a definition that another log holds: the issuer's key could be of the voter alone", async () => {
    const [ballot, other] = [await secretBallot(), await secretBallot()];
    const lying = teilhabeClient({
      url,
      fetch: (input, init) => fetch(String(input).includes("/definition") ? String(input) : String(input).replace(ballot, other), init),
    });
    await expect(secretVoter(lying, ballot)).rejects.toThrow(/checkpoint|log/);
  });
});
