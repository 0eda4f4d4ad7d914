import { randomUUID } from "node:crypto";
import type { BallotRow, Collections, CountedRow, VoteRow } from "./mongo-collections.ts";
import type { KeptVote, Turnout } from "./vote-store.ts";

/** Votes named in one page of a manifest. */
const PAGE = 500;
const DURABLE = { writeConcern: { w: "majority", journal: true } } as const;

/**
 * Reads a sealed box once and writes down which votes are in it. A vote whose acceptor was under way at the seal may still arrive: it is in the box if and
 * only if it is in this manifest. Several replicas may read at once; the first one that finishes is believed.
 */
export async function complete(all: Collections, row: BallotRow): Promise<Turnout> {
  if (row.manifest !== null) return countsOf(row.manifest);
  const { _id: ballot } = row;
  const token = randomUUID();
  const counts = await writeManifest(all, ballot, token);
  const { modifiedCount } = await all.ballots.updateOne({ _id: ballot, manifest: null }, { $set: { manifest: { token, ...counts } } }, DURABLE);
  if (modifiedCount === 1) return counts;
  await all.counted.deleteMany({ _id: { $gt: `${token}:`, $lt: `${token};` } });
  const other = await all.ballots.findOne({ _id: ballot }, { readConcern: { level: "linearizable" } });
  if (other === null || other.manifest === null) throw new Error(`the manifest of ballot ${ballot} is gone`);
  return countsOf(other.manifest);
}

/** Is this vote, or a later one of its voter, among what was in the box at the seal? */
export async function isCounted(all: Collections, token: string, { ballot, key, seq }: KeptVote): Promise<boolean> {
  const id = `${ballot}:${key}:${String(seq).padStart(7, "0")}`;
  for await (const page of pagesFrom(all, token, id)) {
    const last = page.ids.find((counted) => counted >= id);
    if (last !== undefined) return last < `${ballot}:${key};`;
  }
  return false;
}

/** The manifest's pages in order, from the one in which this vote's id would be. */
export async function* pagesFrom({ counted }: Pick<Collections, "counted">, token: string, id = ""): AsyncGenerator<CountedRow> {
  const within = await counted
    .find({ _id: { $gt: `${token}:`, $lte: `${token}:${id}` } })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  yield* within;
  yield* counted.find({ _id: { $gt: `${token}:${id}`, $lt: `${token};` } }).sort({ _id: 1 });
}

async function writeManifest(all: Collections, ballot: string, token: string): Promise<Turnout> {
  const session = await all.ballots.conn.startSession({ causalConsistency: true });
  try {
    // The session's reads come after this write, which came after the seal: what got a receipt is seen.
    await all.ballots.updateOne({ _id: ballot }, { $set: { readBy: token } } as never, { session, ...DURABLE });
    const options = { session, readConcern: { level: "majority" } } as const;
    const rows = all.votes.find({ _id: { $gt: `${ballot}:`, $lt: `${ballot};` } }, { ...options, projection: { _id: 1, key: 1, filler: 1 } });
    return await writePages(all, token, rows.sort({ _id: 1 }));
  } finally {
    await session.endSession();
  }
}

async function writePages({ counted }: Collections, token: string, rows: AsyncIterable<Pick<VoteRow, "_id" | "key" | "filler">>): Promise<Turnout> {
  let page: string[] = [];
  let votes = 0;
  let voters = 0;
  let last: { readonly _id: string; readonly key: string } | undefined;
  const finish = async () => {
    const [first] = page;
    if (first === undefined) return;
    const row: CountedRow = { _id: `${token}:${first}`, first, last: page.at(-1) ?? first, ids: page };
    await counted.insertOne(row, DURABLE);
    page = [];
  };
  const take = async () => {
    if (last === undefined) return;
    voters += 1;
    page.push(last._id);
    if (page.length >= PAGE) await finish();
  };
  for await (const row of rows) {
    if (row.filler === true) continue;
    votes += 1;
    if (row.key !== last?.key) await take();
    last = row;
  }
  await take();
  await finish();
  return { votes, voters };
}

function countsOf({ votes, voters }: Turnout): Turnout {
  return { votes, voters };
}
