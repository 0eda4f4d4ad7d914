import { type Bytes, fromHex } from "@teilhabe/proofs/bytes";
import { canonicalBytes, canonicalText } from "@teilhabe/proofs/canonical-json";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { nodesFromTiles, type TileEdge, tileWriter } from "@teilhabe/proofs/merkle/tiles";
import { rootOf } from "@teilhabe/proofs/merkle/tree";
import type { RecordLeaf } from "../domain/records.ts";
import { type KeptVote, leafHashOfVote } from "../votes/vote-store.ts";
import type { Growth, LogHead, LogView, PendingVote } from "./log-store.ts";

/** What is to be appended, in its order. */
export type NewEntry = { readonly vote: PendingVote } | { readonly paper: KeptVote } | { readonly record: RecordLeaf; readonly name?: string };

/** The log with more entries: where each one goes, the tiles that change, the new head. Pure. */
export function grow({ head, edge }: Pick<LogView, "head" | "edge">, entries: readonly NewEntry[], final = false): Growth {
  const writer = tileWriter(edge);
  const placed: { votes: Growth["votes"][number][]; papers: Growth["papers"][number][]; records: Growth["records"][number][] } = {
    votes: [],
    papers: [],
    records: [],
  };
  const newKeys = new Set<string>();
  const full = entries.flatMap((entry, n) => {
    const index = head.size + n;
    if ("record" in entry) {
      const { record, name } = entry;
      placed.records.push({ index, kind: record.kind, leaf: canonicalText(record), ...(name !== undefined && { name }) });
      return writer.append(leafHash(canonicalBytes(record)));
    }
    const vote = "vote" in entry ? entry.vote : entry.paper;
    if ("vote" in entry) placed.votes.push({ key: vote.key, seq: vote.seq, index });
    else placed.papers.push({ ...entry.paper, index });
    if (!("vote" in entry) || !entry.vote.known) newKeys.add(vote.key);
    return writer.append(fromHex("vote" in entry ? entry.vote.leafHash : leafHashOfVote(entry.paper)));
  });
  const after: LogHead = {
    version: head.version + 1,
    size: head.size + entries.length,
    votes: head.votes + placed.votes.length + placed.papers.length,
    voters: head.voters + newKeys.size,
    final,
  };
  return { head: after, ...placed, tiles: [...full, ...writer.partialTiles()] };
}

/** RFC 6962 root over the whole log; all it needs stands at the right edge. */
export function rootAt(edge: TileEdge): Bytes {
  const atEdge = nodesFromTiles(edge.size, ({ level }) => edge.partial[level] ?? new Uint8Array(0));
  return Uint8Array.from(rootOf(edge.size, atEdge));
}
