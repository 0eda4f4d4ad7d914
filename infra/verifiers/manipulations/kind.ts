import { utf8 } from "@teilhabe/proofs/bytes";
import type { Reason } from "@teilhabe/proofs/folder/problem";
import { filesOf, type MadeUpBallot } from "../made-up-ballot.ts";
import type { Random } from "../random.ts";
import { listAnew } from "./files-tampering.ts";

/** Which made-up election is tampered with. */
export type Base = "confidential" | "secret" | "lot" | "large";
type Files = Map<string, Uint8Array>;
type Receipts = readonly { readonly name: string; readonly bytes: Uint8Array }[];

/** What a verifier is given in the end. */
export type Tampered = { readonly files: Files; readonly receipts?: Receipts; readonly expectedDefinition?: string };

/** One kind of manipulation, by those who run the ballot and hold its keys, or by anyone who can change files. */
export type Manipulation = {
  readonly name: string;
  readonly base: Base;
  readonly reason: Reason;
  readonly tamper: (ballot: MadeUpBallot, random: Random) => Promise<Tampered>;
};

/** With all keys: the made-up ballot is changed, then published and signed as if nothing had happened. */
export function insider(name: string, base: Base, reason: Reason, change: (ballot: MadeUpBallot, random: Random) => void): Manipulation {
  return {
    name,
    base,
    reason,
    async tamper(ballot, random) {
      change(ballot, random);
      return { files: await filesOf(ballot) };
    },
  };
}

/** Without keys: published files are changed. */
export function outsider(
  name: string,
  reason: Reason,
  change: (files: Files, random: Random, ballot: MadeUpBallot) => void,
  base: Base = "confidential",
): Manipulation {
  return {
    name,
    base,
    reason,
    async tamper(ballot, random) {
      const files = await filesOf(ballot);
      change(files, random, ballot);
      return { files };
    },
  };
}

/** With the authority's key: published files are changed and listed anew. */
export function relisted(
  name: string,
  reason: Reason,
  change: (files: Files, random: Random, ballot: MadeUpBallot) => void,
  base: Base = "confidential",
): Manipulation {
  const andList = (files: Files, random: Random, ballot: MadeUpBallot) => {
    change(files, random, ballot);
    listAnew(files, ballot);
  };
  return outsider(name, reason, andList, base);
}

export function receiptKind(name: string, reason: Reason, tamper: (ballot: MadeUpBallot, random: Random) => unknown): Manipulation {
  return {
    name,
    base: "confidential",
    reason,
    async tamper(ballot, random) {
      const receipt = tamper(ballot, random);
      return { files: await filesOf(ballot), receipts: [{ name: "receipt.json", bytes: utf8(JSON.stringify(receipt)) }] };
    },
  };
}
