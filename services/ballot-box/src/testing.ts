import { constants, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { amendBox, type castVote, listOpenings, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";
import { defineContract } from "@teilhabe/contracts/contract";
import type { SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Paper } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { defineModule } from "@teilhabe/platform/module";
import type { Started } from "@teilhabe/platform/testing/started";
import { fromHex, toBase64Url, toHex } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json } from "@teilhabe/proofs/canonical-json";
import { sealCredential } from "@teilhabe/proofs/credential";
import { ed25519PrivateKey, rawPublicKey } from "@teilhabe/proofs/ed25519";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { issuedMessage } from "@teilhabe/proofs/issuer-key";
import { voteMessage } from "@teilhabe/proofs/vote";

export const BALLOT = "0198c5a0-0000-7000-8000-0000000000b1";
const MAC_KEY = Buffer.alloc(32, 7);
/** Made once: it takes a while. */
const ISSUER = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 65_537 }).privateKey;
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
  /** All openings, page by page. */
  openings(): Promise<Opening[]>;
  /** Of each key the last one. */
  counted(): Promise<{ key: string; seq: number; choice: string }[]>;
};

export function keyOf(n: number): string {
  return sha256Hex(utf8.encode(`voter ${n}`));
}

export type BoxPaper = Partial<Paper> & Pick<Paper, "kind">;

/** Prepares and opens a box as `voting` would. @param more of the definition that differs */
export async function openedBox(platform: Started, paper: BoxPaper = { kind: "approval" }, more: Record<string, Json> = {}): Promise<TestBox> {
  const { logKey } = await platform.done(prepareBox, { ballot: BALLOT });
  const text = canonicalText({ ...definitionWith(logKey, { minLength: 1, ...paper }), ...more });
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
    async seal() {
      const { votes, voters } = await platform.done(sealBox, { ballot: BALLOT });
      return { votes, voters };
    },
    openings: () => allOpenings(platform),
    async counted() {
      const last = new Map((await allOpenings(platform)).map((opening) => [opening.key, opening]));
      return [...last.values()].map(({ key, seq, choice }) => ({ key, seq, choice }));
    },
  };
}

/** A secret ballot's issuer and its voters; credentials are what unblinding gives. */
export function secretVoters(issuerKey: KeyObject = ISSUER) {
  const { n = "", e = "" } = createPublicKey(issuerKey).export({ format: "jwk" });
  const credentialFor = (definitionHash: string, key: string) =>
    sign("sha384", issuedMessage(definitionHash, key), { key: issuerKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 }).toString(
      "base64url",
    );
  return {
    issuerKey: { n, e },
    credentialFor,
    /** A vote of voter n, ready to be sent. @param more is signed, too */
    vote(definitionHash: string, n: number, more: Partial<SentTo<typeof castVote>> = {}): SentTo<typeof castVote> {
      const seed = fromHex(sha256Hex(utf8.encode(`secret voter ${n}`)));
      const voter = ed25519PrivateKey(seed);
      const key = toHex(rawPublicKey(voter));
      const nonce = sha256Hex(utf8.encode(`secret nonce ${n}`));
      const content = { ballot: BALLOT, key, seq: 1, choice: { options: ["a"] }, nonce, ...more };
      const { ballot: ballotId, ...signed } = content;
      const message = voteMessage({ ballotId, key: signed.key, seq: signed.seq, choice: signed.choice, nonce: signed.nonce });
      return { credential: credentialFor(definitionHash, key), signature: toHex(sign(null, message, voter)), ...content };
    },
  };
}

async function allOpenings(platform: Started): Promise<Opening[]> {
  const all: Opening[] = [];
  for (let after: string | undefined; ; ) {
    const page = await platform.ask(listOpenings, { ballot: BALLOT, ...(after !== undefined && { after }) });
    if (isRefusal(page)) throw new Error(page.refused);
    all.push(...page.openings);
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
