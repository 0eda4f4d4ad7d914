import { amendBox, type castVote, listOpenings, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { defineContract } from "@teilhabe/contracts/contract";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Paper } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { defineModule } from "@teilhabe/platform/module";
import type { Started } from "@teilhabe/platform/testing/started";
import { toBase64Url } from "@teilhabe/proofs/bytes";
import { canonicalText } from "@teilhabe/proofs/canonical-json";
import { sealCredential } from "@teilhabe/proofs/credential";
import { sha256Hex } from "@teilhabe/proofs/hash";

export const BALLOT = "0198c5a0-0000-7000-8000-0000000000b1";
const MAC_KEY = Buffer.alloc(32, 7);
const utf8 = new TextEncoder();

/** Stands in for `voting`: gives the one key. */
export const keyGiver = defineModule({
  name: "voting",
  contract: defineContract({ service: "voting", description: "Gives one key.", operations: { readBoxKey }, events: {} }),
  start: () => ({ operations: { readBoxKey: async () => ({ key: toBase64Url(MAC_KEY) }) } }),
});

export type TestBox = {
  readonly logKey: string;
  readonly definitionHash: string;
  /** A vote of voter n, ready to be sent. */
  vote(n: number, more?: Partial<SentTo<typeof castVote>>): SentTo<typeof castVote>;
  credential(key: string, expiresAt?: number): string;
  amend(amendment: number, closesAt: string, withdrawn?: string[]): Promise<void>;
  seal(): Promise<{ votes: number; voters: number }>;
  /** Keys, seqs and choices of all openings, page by page. */
  openings(): Promise<{ key: string; seq: number; choice: string }[]>;
};

export function keyOf(n: number): string {
  return sha256Hex(utf8.encode(`voter ${n}`));
}

/** Prepares and opens a box as `voting` would. */
export async function openedBox(platform: Started, paper: Partial<Paper> & Pick<Paper, "kind"> = { kind: "approval" }): Promise<TestBox> {
  const { logKey } = await platform.done(prepareBox, { ballot: BALLOT });
  const text = canonicalText(definitionWith(logKey, { minLength: 1, ...paper }));
  const definitionHash = sha256Hex(utf8.encode(text));
  await platform.done(openBox, { ballot: BALLOT, definition: text, definitionHash });
  const credential = (key: string, expiresAt = Math.floor(platform.world.nowMs() / 1_000) + 600) =>
    sealCredential({ definitionHash, key, expiresAt }, MAC_KEY);
  return {
    logKey,
    definitionHash,
    credential,
    vote(n, more = {}) {
      const key = more.key ?? keyOf(n);
      return {
        ballot: BALLOT,
        key,
        seq: 1,
        credential: credential(key),
        choice: { options: ["a"] },
        nonce: sha256Hex(utf8.encode(`nonce ${n}`)),
        ...more,
      };
    },
    amend: async (amendment, closesAt, withdrawn = []) => {
      const amendments = Array.from({ length: amendment }, () => ({
        kind: "extended" as const,
        at: "2026-11-23T10:00:00.000Z",
        reason: "Storm.",
        closesAt,
      }));
      await platform.done(amendBox, { ballot: BALLOT, amendments, closesAt, withdrawn });
    },
    seal: () => platform.done(sealBox, { ballot: BALLOT }),
    openings: () => allOpenings(platform),
  };
}

async function allOpenings(platform: Started): Promise<{ key: string; seq: number; choice: string }[]> {
  const all = [];
  for (let after: string | undefined; ; ) {
    const page = await platform.ask(listOpenings, { ballot: BALLOT, ...(after !== undefined && { after }) });
    if (isRefusal(page)) throw new Error(page.refused);
    all.push(...page.openings.map(({ key, seq, choice }) => ({ key, seq, choice })));
    after = page.next;
    if (after === undefined) return all;
  }
}

function definitionWith(logKey: string, paper: Paper): Definition {
  return {
    format: "teilhabe/definition/v1",
    ballot: BALLOT,
    title: "Was soll gebaut werden?",
    options: ["a", "b", "c"].map((id) => ({ id, title: id.toUpperCase() })),
    paper,
    method: { id: "plurality", version: "1", parameters: {} },
    ties: { rules: [], lot: "option-id" },
    secrecy: "confidential",
    eligibility: { minimumAssurance: 0, roll: "none" },
    opensAt: "2026-11-23T09:00:00.000Z",
    closesAt: "2026-11-23T12:00:00.000Z",
    graceSeconds: 30,
    objectionDays: 30,
    withdrawal: "votes-count-for-the-others",
    includeBy: "2026-11-23T13:00:00.000Z",
    logKey,
    authorityKey: logKey,
  };
}
