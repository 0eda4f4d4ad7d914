import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { Problem } from "@teilhabe/client/problem";
import { readPublication } from "@teilhabe/contracts/voting/publication-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { type Export, type Exported, exportBallot } from "../export/export-ballot.ts";
import { AnswerIsNo } from "../faults.ts";
import { castVotes } from "./cast-votes.ts";
import type { ElectionFile } from "./election-file.ts";
import { type Follower, followBySse, followByWebhook } from "./followers.ts";
import { inboxOf } from "./inbox.ts";
import { compare, projectIds, type Report } from "./report.ts";
import { closeStaged, openStaged, type Secrecy, stageElection } from "./stage-election.ts";
import { type Door, namedVoters, secretVoters, type Voters } from "./voters.ts";

export type Replay = {
  readonly url: string;
  /** Where the local issuer of the platform keeps its key. */
  readonly data: string;
  readonly concurrency: number;
  readonly secrecy: Secrecy;
  /** Origin of the secret door; the gateway unless given. */
  readonly secretUrl?: string;
  /** Where the published ballot is exported to; nowhere unless given. */
  readonly folder?: string;
  readonly progress: (line: string) => void;
};

/** A platform that goes away is waited for so long. */
const PATIENCE_MS = 60_000;
const RESULT_WITHIN_MS = 120_000;
const READERS_WITHIN_MS = 60_000;
const TOKEN_SECONDS = 6 * 3_600;

/** Takes a real election through a running gateway, from ideas to result, followed by SSE, a webhook and an inbox. */
export async function replay(file: ElectionFile, options: Replay): Promise<Report> {
  const { url, data, progress } = options;
  const run = Date.now().toString(36); // voters of one run are not those of another
  const as = (role: "citizen" | "staff" | "partner", name: string) => mintToken(data, { as: role, name, ttlSeconds: TOKEN_SECONDS });
  const client = (token?: string) => teilhabeClient({ url, patienceMs: PATIENCE_MS, ...(token !== undefined && { token }) });
  const staff = client(as("staff", "replay"));
  const nobody = client();
  const webhook = await followByWebhook(client(as("partner", "replay"))); // first, so that it is told whatever the other reader is
  const followers = typeof webhook === "string" ? [] : [webhook];
  try {
    const sse = await followBySse(nobody);
    followers.push(sse);
    progress(`${file.pb.projects.length} projects come in as ideas …`);
    const staged = await stageElection(staff, file, options.secrecy);
    const inbox = await inboxOf(client(as("citizen", `replay-${run}-reader`)), staged.ballot);
    await openStaged(staff, staged.ballot);
    const { ballot } = staged;
    const door: Door = { url, ballot, patienceMs: PATIENCE_MS, tokenOf: (voter) => as("citizen", `replay-${run}-${voter}`) };
    const cast = await castVotes({
      voters: await votersOf(file, door, options),
      choices: file.choices(),
      concurrency: options.concurrency,
      progress: (accepted) => progress(`${accepted} of ${file.votes} votes are in the box`),
    });
    progress("closing and counting …");
    await closeStaged(staff, staged.ballot);
    const result = await untilResult(nobody, staged.ballot);
    const winners = projectIds(
      file,
      result.winners.map((winner) => winner.option),
    );
    const missing = await untilRead(sse, webhook, staged.ballot);
    const notes = [...(staged.rule.note === undefined ? [] : [staged.rule.note]), ...file.pb.notes, ...cast.refusals, ...missing];
    if (typeof webhook === "string") notes.push(webhook);
    return {
      file: file.name,
      ballot: staged.ballot,
      secrecy: options.secrecy,
      ideas: staged.ideas.size,
      votesInFile: file.votes,
      votesAccepted: cast.accepted,
      votesRefused: cast.refused,
      votesCounted: result.votes,
      votesPerSecond: cast.perSecond,
      latencyMsP50: cast.msP50,
      latencyMsP99: cast.msP99,
      publicEventsBySse: sse.seen.size,
      publicEventsByWebhook: typeof webhook === "string" ? 0 : webhook.seen.size,
      noticesDelivered: await inbox.delivered("voting.result-published.v1"),
      winners,
      exported:
        options.folder === undefined ? null : await exportedWhenPublished(nobody, { ballot: staged.ballot, folder: options.folder, progress }),
      ...compare(file, winners, notes),
    };
  } finally {
    for (const follower of followers) await follower.stop();
  }
}

function votersOf(file: ElectionFile, door: Door, { secrecy, secretUrl, concurrency, progress }: Replay): Voters | Promise<Voters> {
  if (secrecy !== "secret") return namedVoters(door);
  const issuing = { voters: file.votes, concurrency, progress: (issued: number) => progress(`${issued} of ${file.votes} credentials are issued`) };
  return secretVoters({ ...door, ...(secretUrl !== undefined && { secretUrl }) }, issuing);
}

async function untilResult(client: Client, ballot: string) {
  const untilMs = Date.now() + RESULT_WITHIN_MS;
  for (;;) {
    try {
      return await client.ask(readResult, { ballot });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "no-result-yet") throw error;
      if (Date.now() > untilMs) throw new AnswerIsNo(`the ballot has no result ${RESULT_WITHIN_MS / 1_000} s after closing`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Publication follows the result by itself. */
async function exportedWhenPublished(client: Client, request: Export): Promise<Exported> {
  const untilMs = Date.now() + RESULT_WITHIN_MS;
  while (!(await client.ask(readPublication, { ballot: request.ballot })).published) {
    if (Date.now() > untilMs) throw new AnswerIsNo(`the ballot is not published ${RESULT_WITHIN_MS / 1_000} s after its result`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return exportBallot(client, request);
}

/** Waits for the event of the published ballot by SSE, and for all that came by SSE to come by webhook too. @returns what is missing, in words */
async function untilRead(sse: Follower, webhook: Follower | string, ballot: string): Promise<string[]> {
  const seconds = READERS_WITHIN_MS / 1_000;
  if (!(await inTime(() => sse.has("voting.ballot-published.v1", ballot))))
    return [`the event of the published ballot did not come by SSE within ${seconds} s`];
  if (typeof webhook === "string" || (await inTime(() => webhook.seen.isSupersetOf(sse.seen)))) return [];
  return [`${sse.seen.difference(webhook.seen).size} public events did not come by webhook within ${seconds} s`];
}

/** @returns whether it became true within `READERS_WITHIN_MS` */
async function inTime(isTrue: () => boolean): Promise<boolean> {
  const untilMs = Date.now() + READERS_WITHIN_MS;
  while (!isTrue()) {
    if (Date.now() > untilMs) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}
