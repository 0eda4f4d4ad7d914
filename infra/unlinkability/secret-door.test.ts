import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { budgetDraft } from "@teilhabe/contracts/voting/examples";
import { draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { issueBlindCredential, readBallot, readDefinition } from "@teilhabe/contracts/voting/voter-operations";
import { secretDoorOf } from "@teilhabe/gateway/secret-door";
import { until } from "@teilhabe/platform/bus/bus-harness";
import type { Log } from "@teilhabe/platform/log";
import { startTracing } from "@teilhabe/platform/telemetry/tracing";
import { citizen, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { fromBase64Url, toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "@teilhabe/voting/module";
import { filesIn } from "./artefacts.ts";
import { traceSink } from "./secret-elections.ts";

const HOUR = 3_600_000;
const PARK = { options: ["park"] };
const ADDRESS = "203.0.113.77";
const TRACE = "0af7651916cd43dd8448eb211c80319c";
/** What a request could carry of its sender; none of it is needed. */
const CARRIED = {
  "x-forwarded-for": ADDRESS,
  traceparent: `00-${TRACE}-b7ad6b7169203331-01`,
  "user-agent": "agent-of-anna-5d1c",
  referer: "https://anna-9b2e.example/",
  "x-request-id": "request-of-anna-77aa",
  "accept-language": "x-anna-3c3c",
};
const IDENTIFYING = { authorization: "Bearer token-of-anna-e1e1", cookie: "session=cookie-of-anna-4f4f" };
const MARKS = ["203.0.113", TRACE, "b7ad6b7169203331", "of-anna", "anna-9b2e", "x-anna-3c3c"];

const folder = mkdtempSync(join(tmpdir(), "teilhabe-door-"));
const lines: string[] = [];
const answers: { readonly status: number; readonly text: string }[] = [];
let left: readonly { readonly name: string; readonly bytes: Buffer }[] = [];

function keptLog(): Log {
  const keep = (message: string, facts?: object) =>
    void lines.push(`${message} ${JSON.stringify(facts, (_key, value) => (value instanceof Error ? `${value.stack}` : value))}`);
  return { debug: keep, info: keep, warn: keep, error: keep };
}

async function votedSecretly(platform: Started): Promise<{ readonly ballot: string; readonly body: string }> {
  const now = Date.now();
  const times = { opensAt: new Date(now - HOUR).toISOString(), closesAt: new Date(now + HOUR).toISOString() };
  const { id: ballot } = await platform.done(draftBallot, { ...budgetDraft, ...times, secrecy: "secret", eligibility: { roll: "none" } }, staff());
  await platform.done(openBallot, { ballot }, staff());
  await until(async () => (await platform.done(readBallot, { ballot })).stage === "open");
  const { text } = await platform.done(readDefinition, { ballot });
  const { issuerKey } = JSON.parse(text) as { issuerKey: IssuerKey };
  const wallet = await openWallet(newVoterSecret(), { ballotId: ballot, definitionHash: sha256Hex(utf8(text)), issuer: issuerKey });
  const { blindSignature } = await platform.done(issueBlindCredential, { ballot, blinded: toBase64Url(wallet.blinded) }, citizen("anna"));
  const { ballotId: _, ...vote } = await wallet.signVote({
    seq: 1,
    choice: PARK,
    credential: await wallet.credentialOf(fromBase64Url(blindSignature)),
  });
  return { ballot, body: JSON.stringify({ ...vote, choice: PARK }) };
}

beforeAll(async () => {
  const traces = await traceSink();
  const stopTracing = await startTracing(traces.url, "teilhabe");
  let url = "";
  const door = secretDoorOf({
    listening: ({ port }) => {
      url = `http://127.0.0.1:${port}`;
    },
  });
  const settings = { DATABASE_URL: `sqlite:${folder}`, DOOR_PORT: "0", PROXY_HOPS: "1" };
  const platform = await started([voting, ballotBox, door], { realTime: true, settings, log: keptLog() });
  const { ballot, body } = await votedSecretly(platform);
  const send = async (path: string, more: Record<string, string> = {}, sent = body) => {
    const headers = { "content-type": "application/json", ...CARRIED, ...more };
    const response = await fetch(url + path, { method: "POST", body: sent, headers });
    answers.push({ status: response.status, text: `${JSON.stringify([...response.headers])} ${await response.text()}` });
  };
  const votes = `/v1/ballots/${ballot}/votes`;
  await send(votes);
  await send(votes, IDENTIFYING);
  await send(votes, {}, "{ not json");
  await send(votes, {}, body.replace('"seq":1', '"seq":0'));
  await send(votes, {}, body.replace(/"signature":"../, '"signature":"00'));
  await send("/v1/ballots/none/votes");
  await send("/v1/me");
  await platform.stop();
  await stopTracing();
  await traces.stop();
  left = [...filesIn(folder), { name: "traces", bytes: Buffer.concat(traces.bodies) }, { name: "logs", bytes: Buffer.from(lines.join("\n")) }];
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a vote that comes through the secret door with all that a browser sends is taken, and refused with a token or a cookie", () => {
  expect(answers.map(({ status }) => status)).toEqual([201, 400, 400, 400, 403, 400, 404]);
  expect(answers[1]?.text).toContain("identity-not-wanted");
});

test("nothing of a request's address, token, cookie, agent or trace is in a log, a span, a store or an answer", () => {
  expect(left.map(({ name }) => name)).toEqual(expect.arrayContaining(["voting.db", "ballot-box.db", "traces", "logs"]));
  expect(left.find(({ name }) => name === "traces")?.bytes.toString()).toContain("ballot-box.cast-vote");
  for (const { name, bytes } of left) for (const mark of MARKS) expect([name, mark, bytes.includes(mark)]).toEqual([name, mark, false]);
  for (const { text } of answers) for (const mark of MARKS) expect(text).not.toContain(mark);
});
