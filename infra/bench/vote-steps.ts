import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newNonce } from "@teilhabe/client/vote";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { embeddedHub } from "@teilhabe/platform/bus/embedded-bus";
import { realWorld } from "@teilhabe/platform/clock";
import { LOCAL_AUDIENCE, mintToken } from "@teilhabe/platform/http/local-issuer";
import { openSqliteStore } from "@teilhabe/platform/store/open-sqlite";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { newCredentialKey, openCredential, sealCredential } from "@teilhabe/proofs/credential";
import { leafHashOf, leafOfWritten } from "@teilhabe/proofs/sealed-vote";
import { checkChoice, paperRulesOf } from "../../services/ballot-box/src/domain/check-choice.ts";
import { logKeysFor, receiptSigner } from "../../services/ballot-box/src/receipts.ts";
import { signing } from "../../services/ballot-box/src/signing.ts";
import { sqliteVoteStore } from "../../services/ballot-box/src/votes/vote-store.sqlite.ts";
import { localVerifier } from "../../services/gateway/src/auth/verifier.ts";

/** Microseconds for one vote; what votes of a group share, as a commit, is divided among them. */
export type StepCost = { readonly step: string; readonly us: number };

const TIMES = 2_000;
const GROUP = 100;
const HASH = "0".repeat(64);
const ballot = realWorld().newId();
const choice = { options: ["option-1", "option-2", "option-3"] };

/** What each step of a vote costs by itself, one after the other in this process, with the functions that the services use. */
export async function stepCosts(issuerFolder: string): Promise<readonly StepCost[]> {
  const day = new Date().toISOString().slice(0, 10);
  const key = randomBytes(32).toString("hex");
  const macKey = newCredentialKey();
  const credential = sealCredential({ definitionHash: HASH, key, expiresAt: 4_000_000_000 }, macKey);
  const body = JSON.stringify({ ballot, credential, key, seq: 1, choice, nonce: newNonce() });
  const vote = castVote.input.parse(JSON.parse(body));
  const token = mintToken(issuerFolder, { as: "citizen", name: "cost" });
  const verifier = localVerifier(issuerFolder, LOCAL_AUDIENCE, Date.now);
  const rules = paperRulesOf({
    paper: { kind: "approval", minLength: 1, maxLength: 5 },
    options: Array.from({ length: 20 }, (_, n) => ({ id: `option-${n + 1}`, title: "", cost: 1 })),
  });
  const receipts = signing();
  const sign = receiptSigner(logKeysFor("http://127.0.0.1", ballot, randomBytes(32)), receipts);
  const leaf = () => leafHashOf(leafOfWritten({ ...vote, ballotId: ballot, choice: canonicalText(choice) }, day));
  const promise = { ballotId: ballot, definitionHash: HASH, leafHash: leaf(), includeBy: new Date().toISOString() };
  const steps = [
    await cost("making a token (the client's side)", () => mintToken(issuerFolder, { as: "citizen", name: "cost" })),
    await cost("verifying a token (once, then remembered; a vote has none)", () => verifier.verify(token)),
    await cost("parsing the body and checking it against the contract", () => castVote.input.safeParse(JSON.parse(body))),
    await busCost(body),
    await cost("the credential's MAC", () => openCredential(credential, macKey, { definitionHash: HASH, nowSeconds: Date.now() / 1_000 })),
    await cost("the paper's rules, and the choice in canonical form", () => [checkChoice(rules, [], choice), canonicalText(choice)]),
    await cost("the leaf's hash", leaf),
    await cost(
      `signing the receipt (on a thread beside), in groups of ${GROUP}`,
      () => Promise.all(Array.from({ length: GROUP }, () => sign(promise))),
      GROUP,
    ),
    await commitCost(day),
  ];
  await receipts.close();
  return steps;
}

async function cost(step: string, work: () => unknown, votes = 1): Promise<StepCost> {
  const times = Math.ceil(TIMES / votes);
  for (let n = 0; n < times / 4; n += 1) await work(); // compiled before it is timed
  const began = performance.now();
  for (let n = 0; n < times; n += 1) await work();
  return { step, us: ((performance.now() - began) * 1_000) / (times * votes) };
}

async function busCost(body: string): Promise<StepCost> {
  const hub = embeddedHub();
  const box = await hub.busFor({ module: "ballot-box", asks: [], hears: [] });
  const gateway = await hub.busFor({ module: "gateway", asks: [castVote.name], hears: [] });
  await box.serve(async (question) => ({ body: question.body }));
  const question = { operation: castVote.name, asker: { by: undefined, grants: [] }, body };
  const asked = await cost(
    "ask and answer over the embedded bus",
    () => Promise.all(Array.from({ length: GROUP }, () => gateway.ask(question))),
    GROUP,
  );
  await gateway.close();
  await box.close();
  return asked;
}

async function commitCost(day: string): Promise<StepCost> {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-steps-"));
  const opened = openSqliteStore({ file: join(folder, "box.db"), module: "ballot-box", documents: [], world: realWorld() });
  const votes = sqliteVoteStore(opened.database);
  await votes.prepare(ballot);
  const random = () => randomBytes(32).toString("hex");
  const group = () =>
    Array.from({ length: GROUP }, () => ({ ballot, key: random(), seq: 1, choice: canonicalText(choice), nonce: random(), day, late: false }));
  const committed = await cost(`the durable commit, in groups of ${GROUP}`, () => votes.keep(group()), GROUP);
  opened.close();
  rmSync(folder, { recursive: true });
  return committed;
}
