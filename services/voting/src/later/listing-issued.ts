import type { TaskHandler } from "@teilhabe/platform/module";
import { put } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import { utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { listedFile } from "@teilhabe/proofs/folder/hashed-file";
import { issuedLine } from "@teilhabe/proofs/folder/vouched";
import { isOver } from "../domain/ballot.ts";
import { ballotKind, publishedPartKind } from "../domain/documents.ts";
import { partId } from "../domain/published-documents.ts";
import { type IssuedList, signedRoll } from "../domain/sign-roll.ts";
import { listIssuedTask, signRollTask } from "../domain/tasks.ts";
import { authorityOf, type Context, definitionTextOf, type OnBallot } from "./on-ballot.ts";

/** So many lines make a part that fits into a message. */
const LINES_PER_PART = 300;

/** Writes a page of the list of issued credentials; the roll is signed after the last one. */
export function listIssued({ ports: queries }: Context): TaskHandler<OnBallot & { page: number; after: string }> {
  return async (_desk, { ballot, page, after }, { atMs }) => {
    const issued = await queries.issued(ballot, after, LINES_PER_PART);
    const last = issued.at(-1);
    if (last === undefined && page > 0) return { tasks: [signRollTask(ballot, page, atMs)], answer: undefined };
    const text = issued.map((credential) => `${canonicalText(issuedLine(credential))}\n`).join("");
    const next = last === undefined ? signRollTask(ballot, 1, atMs) : listIssuedTask(ballot, page + 1, atMs, last.name);
    return { writes: [put(publishedPartKind, partId(ballot, "issued.jsonl", page), { text })], tasks: [next], answer: undefined };
  };
}

/** Vouches for what was issued, and for the figures of the roll: before a vote is opened by anybody. */
export function signRoll({ ports: queries, store }: Context): TaskHandler<OnBallot & { parts: number }> {
  return async (desk, { ballot: id, parts }, asked) => {
    const ballot = await desk.load(ballotKind, id);
    if (ballot === undefined || !isOver(ballot.state)) return undefined;
    const issued: IssuedList = { ...(await listedFile("issued.jsonl", partsOf(store, id, parts))), parts };
    const { draft, rollGeneration } = ballot.state;
    const roll = draft.eligibility.roll === "none" ? undefined : await queries.rollSizes(`${id}:${rollGeneration}`);
    const documents = { issued, claims: await queries.claimSizes(id), roll, definition: await definitionTextOf(desk, id) };
    return signedRoll({ ...ballot, state: ballot.state }, { ...documents, authority: await authorityOf(desk, id) }, asked);
  };
}

async function* partsOf(store: Store, ballot: string, parts: number): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < parts; n++) {
    const part = await store.load(publishedPartKind, partId(ballot, "issued.jsonl", n));
    if (part === undefined) throw new Error(`part ${n} of the issued list of ballot ${ballot} is gone`);
    yield utf8(part.state.text);
  }
}
