import type { Collections, VoteRow } from "./mongo-collections.ts";
import { pagesFrom } from "./mongo-seal.ts";
import type { OpenedVote } from "./vote-store.ts";

/**
 * The last vote of each voter as the manifest names them, in the order of the keys.
 * @param cursor a row's id without the ballot, which whoever goes on names anyway: the contract has room for so much
 */
export async function openingsOf(all: Collections, ballot: string, token: string, cursor: string | undefined, limit: number): Promise<OpenedVote[]> {
  const after = cursor === undefined ? undefined : `${ballot}:${cursor}`;
  const opened: OpenedVote[] = [];
  for await (const page of pagesFrom(all, token, after)) {
    const counted = new Set(page.ids);
    for await (const row of all.votes.find({ _id: { $gte: page.first, $lte: page.last } }).sort({ _id: 1 })) {
      if (!counted.has(row._id) || (after !== undefined && row._id <= after)) continue;
      opened.push({ ...voteOf(row), cursor: row._id.slice(ballot.length + 1) });
      if (opened.length >= limit) return opened;
    }
  }
  return opened;
}

export function voteOf({ key, seq, choice, nonce, day }: VoteRow) {
  return { key, seq, choice, nonce, day };
}
