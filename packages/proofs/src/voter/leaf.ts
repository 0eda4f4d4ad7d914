import { type Bytes, concat, toHex } from "../bytes.ts";
import { canonicalText, type Json } from "../canonical-json.ts";
import { commitmentInput, type VoteLeaf, voteLeafBytes } from "../vote.ts";
import { sha256 } from "./webcrypto.ts";

/** As `commitmentOf` of `sealed-vote.ts`, in the browser. */
export async function commitmentOf(choice: Json, nonce: string): Promise<string> {
  return toHex(await sha256(commitmentInput(canonicalText(choice), nonce)));
}

/** As `leafHashOf` of `sealed-vote.ts`, in the browser. */
export async function leafHashOf(leaf: VoteLeaf): Promise<string> {
  return toHex(await leafHash(voteLeafBytes(leaf)));
}

/** RFC 6962 leaf hash. */
export function leafHash(data: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(0), data));
}

/** RFC 6962 inner node. */
export function nodeHash(left: Bytes, right: Bytes): Promise<Bytes> {
  return sha256(concat(Uint8Array.of(1), left, right));
}
