import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startPlatform } from "@teilhabe/cli/replay/own-platform";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { type SecretVoter, secretVoter } from "@teilhabe/client/secret-vote";
import { readMe } from "@teilhabe/contracts/people/operations";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import { closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { readPublication } from "@teilhabe/contracts/voting/publication-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { type Artefact, filesIn, type Party, spelt } from "./artefacts.ts";
import type { Election } from "./attack.ts";

export type Plan = {
  /** Where the platform keeps its data. */
  readonly folder: string;
  readonly elections: number;
  readonly voters: number;
  /** Undefined: all vote in the order in which they got their credentials, which helps the attacker most. */
  readonly shuffle?: <Item>(items: readonly Item[]) => Item[];
};

/** Everything that is left of the elections, and who cast what. */
export type Aftermath = { readonly elections: readonly Election[]; readonly artefacts: readonly Artefact[] };

const PATIENCE_MS = 60_000;
const WITHIN_MS = 60_000;

/** Runs secret elections to their publication on a platform that logs and traces all it can, ends it, and takes everything that is left. */
export async function secretElections(plan: Plan): Promise<Aftermath> {
  const logs: Buffer[] = [];
  const traces = await traceSink();
  const settings = { LOG_LEVEL: "debug", OTEL_EXPORTER_OTLP_ENDPOINT: traces.url, OTEL_BSP_SCHEDULE_DELAY: "200" };
  const data = join(plan.folder, "data");
  const platform = await startPlatform({ data, settings, hear: (part) => logs.push(part) });
  const held: Held[] = [];
  try {
    for (let n = 0; n < plan.elections; n++) held.push(await holdElection(platform.url, data, plan, `election-${n}`));
  } finally {
    await platform.stop();
    await traces.stop();
  }
  const elections = held.map((one) => ({ persons: one.people.map((person) => personParty(data, one.ballot, person)), votes: one.votes }));
  const artefacts = [...filesIn(data), { name: "logs", bytes: Buffer.concat(logs) }, { name: "traces", bytes: Buffer.concat(traces.bodies) }];
  return { elections, artefacts };
}

type PersonKnown = { readonly id: string; readonly subject: string; readonly blinded: string };
type Held = { readonly ballot: string; readonly people: readonly PersonKnown[]; readonly votes: readonly Party[] };

async function holdElection(url: string, data: string, { voters, shuffle }: Plan, name: string): Promise<Held> {
  const client = (as: "citizen" | "staff", who: string) =>
    teilhabeClient({ url, patienceMs: PATIENCE_MS, token: mintToken(data, { as, name: who, ttlSeconds: 3_600 }) });
  const nobody = teilhabeClient({ url, patienceMs: PATIENCE_MS });
  const staff = client("staff", "office");
  const { id: ballot } = await staff.ask(draftBallot, { ...questionDraft, secrecy: "secret", opensAt: new Date().toISOString() });
  await staff.ask(openBallot, { ballot });
  await until(async () => (await nobody.ask(readBallot, { ballot })).stage === "open");

  const ready: { voter: SecretVoter; credential: string; number: number }[] = [];
  const people: PersonKnown[] = [];
  for (let number = 0; number < voters; number++) {
    const subject = `${name}-voter-${number}`;
    const citizen = watched(client("citizen", subject));
    const voter = await secretVoter(nobody, ballot);
    ready.push({ voter, credential: await voter.requestCredential(citizen.client), number });
    people.push({ id: (await citizen.client.ask(readMe, {})).person, subject, blinded: citizen.blinded() });
  }
  const votes: Party[] = [];
  for (const { voter, credential, number } of shuffle?.(ready) ?? ready) {
    const { receipt, nonce } = await voter.cast(nobody, { choice: { options: [number % 3 === 0 ? "no" : "yes"] }, credential });
    votes[number] = {
      key: spelt(voter.key),
      nonce: spelt(nonce),
      credential: spelt(Buffer.from(credential, "base64url").toString("hex")),
      leaf: spelt(receipt.leafHash),
      receipt: spelt(receipt.signature),
    };
  }
  await staff.ask(closeBallot, { ballot, reason: "All have voted." });
  await until(async () => (await nobody.ask(readPublication, { ballot }).catch(() => ({ published: false }))).published);
  return { ballot, people, votes };
}

/** A client that remembers the blinded message that it sent. */
function watched(client: Client): { readonly client: Client; blinded(): string } {
  let blinded = "";
  return {
    client: {
      ...client,
      ask(operation, input, options) {
        if (typeof input === "object" && input !== null && "blinded" in input) blinded = String(input.blinded);
        return client.ask(operation, input, options);
      },
    },
    blinded: () => blinded,
  };
}

/** The attacker holds the ballot's keys, too: they are not deleted before the objection period ends. */
function personParty(data: string, ballot: string, { id, subject, blinded }: PersonKnown): Party {
  const request = createHash("sha256").update(Buffer.from(blinded, "base64url")).digest("hex");
  const claim = createHmac("sha256", personKeyOf(data, ballot)).update(`teilhabe/claim/v1\n${id}`).digest("hex");
  return {
    person: [Buffer.from(id), Buffer.from(id.replaceAll("-", ""), "hex")],
    subject: [Buffer.from(`"${subject}"`), Buffer.from(subject)],
    request: spelt(request),
    blinded: spelt(Buffer.from(blinded, "base64url").toString("hex")),
    claim: spelt(claim),
  };
}

function personKeyOf(data: string, ballot: string): Buffer {
  const database = new DatabaseSync(join(data, "voting.db"), { readOnly: true });
  try {
    const row = database.prepare("SELECT state FROM admission WHERE id = ?").get(ballot);
    return Buffer.from((JSON.parse(String(row?.["state"])) as { personKey: string }).personKey, "base64url");
  } finally {
    database.close();
  }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const untilMs = Date.now() + WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > untilMs) throw new Error(`not within ${WITHIN_MS / 1_000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Takes the traces that a platform sends. */
export async function traceSink(): Promise<{ readonly url: string; readonly bodies: Buffer[]; stop(): Promise<void> }> {
  const bodies: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on("data", (part: Buffer) => bodies.push(part));
    request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
