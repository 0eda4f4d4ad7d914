import type { Connection } from "mongoose";
import { type BallotRow, type Collections, collectionsOf, type VoteRow } from "./mongo-collections.ts";
import { openingsOf, voteOf } from "./mongo-openings.ts";
import { complete, isCounted } from "./mongo-seal.ts";
import type { Keeping, KeptVote, OfferedVote, Turnout, VoteStore } from "./vote-store.ts";

const DUPLICATE_KEY = 11_000;
const DURABLE = { writeConcern: { w: "majority", journal: true } } as const;
const CURRENT = { readConcern: { level: "linearizable" }, maxTimeMS: 10_000 } as const;

/**
 * Votes in MongoDB: one clustered collection with `_id = ballot:key:seq` and no other index; `insertMany`, unordered, majority, journaled.
 * An acceptor inserts, then counts its group in the ballot's row: that write meets the seal, so it is after or before it, never beside it.
 */
export function mongoVoteStore(connection: Connection): VoteStore {
  const { ballots, votes, counted, prepare } = collectionsOf(connection);
  const all: Collections = { ballots, votes, counted };

  return {
    prepare,
    async keep(offered) {
      const kept = new Map<OfferedVote, Keeping>();
      for (const wave of waves(offered)) for (const [vote, keeping] of await keepWave(all, wave)) kept.set(vote, keeping);
      return offered.map((vote) => kept.get(vote) as Keeping);
    },
    async seal(ballot, atMs) {
      await ballots.updateOne({ _id: ballot, sealedMs: null }, { $set: { sealedMs: atMs } }, DURABLE);
      return complete(all, await rowOf(all, ballot));
    },
    async openings(ballot, after, limit) {
      const row = await rowOf(all, ballot);
      if (row.manifest === null) throw new Error(`the box of ballot ${ballot} is not sealed`);
      return openingsOf(all, ballot, row.manifest.token, after, limit);
    },
    async turnout(ballot): Promise<Turnout> {
      const { votes: count, voters, manifest } = await rowOf(all, ballot);
      return manifest === null ? { votes: count, voters } : { votes: manifest.votes, voters: manifest.voters };
    },
    async votesOf(key, limit) {
      const found: KeptVote[] = [];
      for await (const { _id: ballot } of ballots.find({}, { projection: { _id: 1 } }).sort({ _id: 1 })) {
        const rows = await votes
          .find({ _id: rangeOf(ballot, key), filler: { $exists: false } })
          .sort({ _id: 1 })
          .limit(limit - found.length)
          .toArray();
        found.push(...rows.map((row) => ({ ballot, ...voteOf(row) })));
        if (found.length >= limit) break;
      }
      return found;
    },
  };
}

/** Each wave has at most one vote of each voter, in the order given. */
function waves(offered: readonly OfferedVote[]): OfferedVote[][] {
  const made: OfferedVote[][] = [];
  const times = new Map<string, number>();
  for (const vote of offered) {
    const voter = `${vote.ballot}:${vote.key}`;
    const n = times.get(voter) ?? 0;
    times.set(voter, n + 1);
    const wave = made[n] ?? [];
    wave.push(vote);
    made[n] = wave;
  }
  return made;
}

async function keepWave(all: Collections, wave: readonly OfferedVote[]): Promise<Map<OfferedVote, Keeping>> {
  const kept = new Map<OfferedVote, Keeping>();
  const before = new Map<OfferedVote, number | undefined>();
  // A first vote needs no look-up: the index refuses it when its voter has voted, because a first vote with a higher seq leaves a filler at 1.
  for (const vote of wave) if (vote.seq === 1 && !vote.late) before.set(vote, undefined);
  await Promise.all(wave.filter((vote) => !before.has(vote)).map(async (vote) => before.set(vote, await latestSeq(all, vote))));
  const inserted = await insert(
    all,
    wave.filter((vote) => !vote.late && (before.get(vote) ?? 0) < vote.seq),
    before,
  );
  const open = await countIn(all, inserted, before);
  const isNew = (vote: OfferedVote) => inserted.has(vote) && open.has(vote.ballot);
  for (const vote of wave.filter(isNew)) kept.set(vote, { kept: "new", day: vote.day, newVoter: before.get(vote) === undefined });
  for (const [vote, keeping] of await recognise(
    all,
    wave.filter((vote) => !isNew(vote)),
  ))
    kept.set(vote, keeping);
  return kept;
}

/** What the collection says of votes that were not newly kept. First the votes are read, then the seals: what is found unsealed was there before any seal. */
async function recognise(all: Collections, wave: readonly OfferedVote[]): Promise<readonly (readonly [OfferedVote, Keeping])[]> {
  const there = await Promise.all(wave.map((vote) => all.votes.findOne({ _id: idOf(vote) }, CURRENT)));
  const rows = await rowsOf(
    all,
    wave.map((vote) => vote.ballot),
  );
  return Promise.all(wave.map(async (vote, n) => [vote, await recognised(all, rows.get(vote.ballot) as BallotRow, vote, there[n] ?? null)] as const));
}

async function latestSeq({ votes }: Collections, { ballot, key }: OfferedVote): Promise<number | undefined> {
  const [row] = await votes
    .find({ _id: rangeOf(ballot, key) })
    .sort({ _id: -1 })
    .limit(1)
    .toArray();
  return row?.filler === true ? undefined : row?.seq;
}

/** @returns those that are in the collection now and were not before */
async function insert({ votes }: Collections, wave: readonly OfferedVote[], before: ReadonlyMap<OfferedVote, number | undefined>) {
  if (wave.length === 0) return new Set<OfferedVote>();
  const jumped = wave.filter((vote) => vote.seq > 1 && before.get(vote) === undefined);
  const rows: VoteRow[] = [...wave.map(rowFor), ...jumped.map((vote) => ({ ...rowFor({ ...vote, seq: 1 }), filler: true as const }))];
  const refused = new Set<number>();
  try {
    await votes.insertMany(rows, { ordered: false, ...DURABLE });
  } catch (error) {
    for (const index of duplicatesOf(error)) refused.add(index);
  }
  return new Set(wave.filter((_, index) => !refused.has(index)));
}

/** @throws what was thrown, unless it only says that some rows were there already */
function duplicatesOf(error: unknown): readonly number[] {
  const { writeErrors, result } = error as { writeErrors?: unknown; result?: { getWriteConcernError?: () => unknown } };
  if (writeErrors === undefined || result?.getWriteConcernError?.() !== undefined) throw error;
  const failures = [writeErrors].flat() as { code: number; index: number }[];
  if (failures.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
  return failures.map(({ index }) => index);
}

/** Counts the inserted votes in their ballots' rows. @returns the ballots that had no seal when that was durable */
async function countIn({ ballots }: Collections, inserted: ReadonlySet<OfferedVote>, before: ReadonlyMap<OfferedVote, number | undefined>) {
  const sums = new Map<string, { votes: number; voters: number }>();
  for (const vote of inserted) {
    const sum = sums.get(vote.ballot) ?? { votes: 0, voters: 0 };
    sums.set(vote.ballot, { votes: sum.votes + 1, voters: sum.voters + (before.get(vote) === undefined ? 1 : 0) });
  }
  const open = new Set<string>();
  await Promise.all(
    [...sums].map(async ([ballot, sum]) => {
      const { matchedCount } = await ballots.updateOne({ _id: ballot, sealedMs: null }, { $inc: sum }, DURABLE);
      if (matchedCount === 1) open.add(ballot);
      else await rowOf({ ballots } as Collections, ballot);
    }),
  );
  return open;
}

async function recognised(all: Collections, row: BallotRow, vote: OfferedVote, there: VoteRow | null): Promise<Keeping> {
  const same = there !== null && there.filler !== true && there.choice === vote.choice && there.nonce === vote.nonce;
  if (row.sealedMs !== null) return afterSeal(all, row, vote, same ? there : undefined);
  if (same) return { kept: "again", day: there.day, newVoter: false };
  if (vote.late) return { kept: "closed" };
  return { kept: "stale", seq: (await latestSeq(all, vote)) ?? vote.seq };
}

async function afterSeal(all: Collections, row: BallotRow, vote: OfferedVote, there: VoteRow | undefined): Promise<Keeping> {
  if (there === undefined) return { kept: "closed" };
  if (row.manifest === null) return { kept: "unsettled" };
  return (await isCounted(all, row.manifest.token, vote)) ? { kept: "again", day: there.day, newVoter: false } : { kept: "closed" };
}

async function rowOf({ ballots }: Pick<Collections, "ballots">, ballot: string): Promise<BallotRow> {
  const row = await ballots.findOne({ _id: ballot }, CURRENT);
  if (row === null) throw new Error(`no room was prepared for the votes of ballot ${ballot}`);
  return row;
}

async function rowsOf(all: Collections, ballots: readonly string[]): Promise<ReadonlyMap<string, BallotRow>> {
  const distinct = [...new Set(ballots)];
  return new Map(await Promise.all(distinct.map(async (ballot) => [ballot, await rowOf(all, ballot)] as const)));
}

function idOf({ ballot, key, seq }: Pick<KeptVote, "ballot" | "key" | "seq">): string {
  return `${ballot}:${key}:${String(seq).padStart(7, "0")}`;
}

function rangeOf(ballot: string, key: string) {
  return { $gt: `${ballot}:${key}:`, $lt: `${ballot}:${key};` };
}

function rowFor(vote: OfferedVote): VoteRow {
  const { ballot, key, seq, choice, nonce, day } = vote;
  return { _id: idOf({ ballot, key, seq }), key, seq, choice, nonce, day };
}
