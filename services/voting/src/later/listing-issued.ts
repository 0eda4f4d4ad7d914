import type { TaskHandler } from "@teilhabe/platform/module";
import { put } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import { textOf, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { listedFile } from "@teilhabe/proofs/folder/hashed-file";
import { issuedLine } from "@teilhabe/proofs/folder/vouched";
import { isOver } from "../domain/ballot.ts";
import { ballotKind, publishedPartKind } from "../domain/documents.ts";
import { partId } from "../domain/published-documents.ts";
import type { ClaimSizes } from "../domain/roll-figures.ts";
import { type IssuedList, signedRoll } from "../domain/sign-roll.ts";
import { FIRST_PAGE, type ListingPage, listIssuedTask, signRollTask } from "../domain/tasks.ts";
import { authorityOf, type Context, definitionTextOf, type OnBallot } from "./on-ballot.ts";

/** So many lines make a part that fits into a message. */
const LINES_PER_PART = 300;
/** A claim that is under way is committed or lost within this time. */
const ANEW_AFTER_MS = 2_000;
const ROUNDS_MAX = 10;

/** Writes a page of the list of issued credentials; the roll is signed after the last one. */
export function listIssued({ ports: queries }: Context): TaskHandler<OnBallot & ListingPage> {
  return async (desk, { ballot, page, after, round }, { atMs }) => {
    const issued = await queries.issued(ballot, after, LINES_PER_PART);
    const last = issued.at(-1);
    if (last === undefined && page > 0) return { tasks: [signRollTask(ballot, page, round, atMs)], answer: undefined };
    await desk.load(publishedPartKind, partId(ballot, "issued.jsonl", page)); // written again in a later round
    const text = issued.map((credential) => `${canonicalText(issuedLine(credential))}\n`).join("");
    const next =
      last === undefined ? signRollTask(ballot, 1, round, atMs) : listIssuedTask(ballot, { page: page + 1, after: last.name, round }, atMs);
    return { writes: [put(publishedPartKind, partId(ballot, "issued.jsonl", page), { text })], tasks: [next], answer: undefined };
  };
}

/** Vouches for what was issued, and for the figures of the roll: before a vote is opened by anybody. */
export function signRoll({ ports: queries, store }: Context): TaskHandler<OnBallot & { parts: number; round: number }> {
  return async (desk, { ballot: id, parts, round }, asked) => {
    const ballot = await desk.load(ballotKind, id);
    if (ballot === undefined || !isOver(ballot.state)) return undefined;
    const listed = new Map<string, number>();
    const issued: IssuedList = { ...(await listedFile("issued.jsonl", countingLines(partsOf(store, id, parts), listed))), parts };
    const claims = await queries.claimSizes(id);
    if (!sameOnline(listed, claims)) return listedAnew(id, round, asked.atMs);
    const { draft, rollGeneration } = ballot.state;
    const roll = draft.eligibility.roll === "none" ? undefined : await queries.rollSizes(`${id}:${rollGeneration}`);
    const documents = { issued, claims, roll, definition: await definitionTextOf(desk, id) };
    return signedRoll({ ...ballot, state: ballot.state }, { ...documents, authority: await authorityOf(desk, id) }, asked);
  };
}

/** Who asked just before the end may be claimed while the list is written. A list that never agrees is a bug, and an operator sees it. */
function listedAnew(ballot: string, round: number, nowMs: number) {
  if (round >= ROUNDS_MAX) throw new Error(`the list of issued credentials of ballot ${ballot} does not match the claims`);
  return { tasks: [listIssuedTask(ballot, { ...FIRST_PAGE, round: round + 1 }, nowMs + ANEW_AFTER_MS)], answer: undefined };
}

/** Was a credential issued for everybody who is claimed online, in every district? */
function sameOnline(listed: ReadonlyMap<string, number>, claims: ClaimSizes): boolean {
  const online = claims.filter(({ channel }) => channel === "online");
  return online.length === listed.size && online.every(({ district, size }) => listed.get(district) === size);
}

async function* countingLines(parts: AsyncIterable<Uint8Array>, byDistrict: Map<string, number>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    for (const line of textOf(part).split("\n").slice(0, -1)) {
      const { district } = JSON.parse(line) as { district: string };
      byDistrict.set(district, (byDistrict.get(district) ?? 0) + 1);
    }
    yield part;
  }
}

async function* partsOf(store: Store, ballot: string, parts: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < parts; n++) {
    const part = await store.load(publishedPartKind, partId(ballot, "issued.jsonl", n));
    if (part === undefined) throw new Error(`part ${n} of the issued list of ballot ${ballot} is gone`);
    yield utf8(part.state.text);
  }
}
