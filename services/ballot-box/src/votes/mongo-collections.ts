import type { Connection } from "mongoose";
import type { Turnout } from "./vote-store.ts";

const NAMESPACE_EXISTS = 48;

/** `_id` is the ballot. `votes` and `voters` count while it is open; exact is what the manifest says, once the box is sealed and read. */
export type BallotRow = Turnout & {
  readonly _id: string;
  readonly sealedMs: number | null;
  readonly manifest: ({ readonly token: string } & Turnout) | null;
};

/** `_id` is `ballot:key:seq`. A filler holds seq 1 for a voter who began with a higher one, and is no vote. */
export type VoteRow = {
  readonly _id: string;
  readonly key: string;
  readonly seq: number;
  readonly choice: string;
  readonly nonce: string;
  readonly day: string;
  readonly filler?: true;
};

/** Part of a manifest: which votes are the last ones of their voters in a sealed box. `_id` is `token:first`. */
export type CountedRow = { readonly _id: string; readonly first: string; readonly last: string; readonly ids: readonly string[] };

export type Collections = {
  readonly ballots: ReturnType<typeof typed<BallotRow>>;
  readonly votes: ReturnType<typeof typed<VoteRow>>;
  readonly counted: ReturnType<typeof typed<CountedRow>>;
};

export function collectionsOf(connection: Connection): Collections & { prepare(ballot: string): Promise<void> } {
  const ballots = typed<BallotRow>(connection, "vote-ballots");
  let made: Promise<void> | undefined;
  return {
    ballots,
    votes: typed<VoteRow>(connection, "votes"),
    counted: typed<CountedRow>(connection, "votes-counted"),
    async prepare(ballot) {
      made ??= makeClustered(connection);
      await made.catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      const empty = { sealedMs: null, votes: 0, voters: 0, manifest: null };
      await ballots.updateOne({ _id: ballot }, { $setOnInsert: empty }, { upsert: true, writeConcern: { w: "majority", journal: true } });
    },
  };
}

function typed<Row extends { readonly _id: string }>(connection: Connection, name: string) {
  return connection.collection<Row>(name);
}

/** Rows of a clustered collection are the index itself: in the random order of the keys, none of arrival. */
async function makeClustered(connection: Connection): Promise<void> {
  try {
    await connection.createCollection("votes", { clusteredIndex: { key: { _id: 1 }, unique: true } });
  } catch (error) {
    if ((error as { code?: number }).code !== NAMESPACE_EXISTS) throw error;
  }
}
