import type { Amendment } from "@teilhabe/contracts/voting/shapes";
import { concat, fromHex } from "@teilhabe/proofs/bytes";
import type { Json } from "@teilhabe/proofs/canonical-json";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { commitmentOf } from "@teilhabe/proofs/sealed-vote";

/** An entry of the log that is not a vote; docs/ballot-format.md, section 3. */
export type RecordLeaf = { readonly kind: string; readonly ballotId: string; readonly [member: string]: Json };

/** Entry 0 of every log. */
export function definitionRecord(ballotId: string, definitionHash: string): RecordLeaf {
  return { ballotId, definitionHash, kind: "definition" };
}

export function amendmentRecord(ballotId: string, { kind, at, reason, closesAt, option }: Amendment): RecordLeaf {
  const amendment = { kind, at, reason, ...(closesAt !== undefined && { closesAt }), ...(option !== undefined && { option }) };
  return { ballotId, kind: "amendment", amendment };
}

/** @param at when it was noticed @param text for the public */
export function incidentRecord(ballotId: string, incident: "restored-from-backup", at: string, text: string): RecordLeaf {
  return { at, ballotId, incident, kind: "incident", text };
}

export type Batch = {
  readonly batch: string;
  readonly origin: "paper" | "assisted";
  readonly district: string;
  readonly invalid: number;
  readonly papers: readonly { readonly choice: Json; readonly nonce: string }[];
};

export function batchRecord(ballotId: string, { batch, origin, district, invalid, papers }: Batch): RecordLeaf {
  const commitments = sha256Hex(concat(...papers.map(({ choice, nonce }) => fromHex(commitmentOf(choice, nonce)))));
  return { ballotId, batch, commitments, district, invalid, kind: "paper-batch", origin, papers: papers.length };
}

/** @param number from 1, in the order of the batch */
export function paperKey(batch: string, number: number): string {
  return `paper.${batch}.${String(number).padStart(6, "0")}`;
}
