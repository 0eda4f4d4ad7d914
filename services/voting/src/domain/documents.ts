import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Admission, Authority, Claim, Issue, RollEntry } from "./admission.ts";
import { type Ballot, closesAtMsOf } from "./ballot.ts";
import type { Explanation } from "./explain-result.ts";
import type { PaperBatch, Papers } from "./papers.ts";
import type { Result } from "./result.ts";

/** `shown` tells drafts, which are listed for officers only, from all others. All that a list shows is beside the state. */
export const ballotKind: DocumentKind<Ballot> = {
  name: "ballot",
  schema: 1,
  fields: {
    scalars: ["shown", "consultation", "stage", "opensAtMs", "closesAtMs", "title", "secrecy"],
    of: (ballot) => ({
      shown: ballot.stage === "draft" ? "officers" : "all",
      consultation: ballot.draft.consultation ?? null,
      stage: ballot.stage,
      opensAtMs: Date.parse(ballot.draft.opensAt),
      closesAtMs: closesAtMsOf(ballot),
      title: ballot.draft.title,
      secrecy: ballot.draft.secrecy,
    }),
  },
  indexes: [
    ["shown", "opensAtMs", "id"],
    ["stage", "opensAtMs", "id"],
    ["consultation", "shown", "opensAtMs", "id"],
    ["consultation", "stage", "opensAtMs", "id"],
  ],
};

/** Keyed by the ballot. The ballot's secrets: nothing else holds them. */
export const admissionKind: DocumentKind<Admission> = {
  name: "admission",
  schema: 1,
  fields: { scalars: ["kept"], of: ({ stage }) => ({ kept: stage === "forgotten" ? null : "yes" }) },
  indexes: [["kept", "id"]],
};

/** Keyed by the ballot. */
export const authorityKind: DocumentKind<Authority> = { name: "authority", schema: 1 };

/** Keyed by the ballot: the frozen definition as it was hashed. */
export const definitionKind: DocumentKind<{ readonly text: string }> = { name: "definition", schema: 1 };

/** Keyed by `ballot:HMAC(person)`. */
export const claimKind: DocumentKind<Claim> = {
  name: "claim",
  schema: 1,
  fields: { scalars: ["ballot", "district", "channel"], of: ({ ballot, district, channel }) => ({ ballot, district, channel }) },
  indexes: [
    ["ballot", "id"],
    ["ballot", "district", "channel"],
  ],
};

/** Keyed by `ballot:name`. */
export const issueKind: DocumentKind<Issue> = { name: "issue", schema: 1 };

/** Keyed by the ballot. */
export const papersKind: DocumentKind<Papers> = { name: "papers", schema: 1 };
/** Keyed by `ballot:batch`. */
export const paperBatchKind: DocumentKind<PaperBatch> = { name: "paper-batch", schema: 1 };

/** Keyed by `ballot:generation:HMAC(identification)`. */
export const rollKind: DocumentKind<RollEntry> = {
  name: "roll-entry",
  schema: 1,
  fields: { scalars: ["roll", "district"], of: ({ roll, district }) => ({ roll, district: district ?? null }) },
  indexes: [["roll", "district", "id"]],
};

/** Keyed by the ballot. */
export const resultKind: DocumentKind<Result> = { name: "result", schema: 1 };

/** Keyed by `ballot:n`: rounds of the count in pages that fit into a message. */
export const roundsKind: DocumentKind<RoundsPage> = { name: "result-rounds", schema: 1 };
export type RoundsPage = { readonly rounds: readonly Readonly<Record<string, unknown>>[] };

/** Keyed by `ballot:language`: the rounds in words. */
export const explanationKind: DocumentKind<Explanation> = { name: "result-explanation", schema: 1 };

/** Keyed by `ballot:path`: a document of the published ballot, once it is complete. */
export const publishedKind: DocumentKind<Published> = { name: "published", schema: 1 };
export type Published = { readonly size: number; readonly sha256: string; readonly parts: number };

/** Keyed by `ballot:path:n`. */
export const publishedPartKind: DocumentKind<{ readonly text: string }> = { name: "published-part", schema: 1 };

/** Keyed by the ballot: receipts that were shown and are not in the log, the oldest first. */
export const brokenPromisesKind: DocumentKind<BrokenPromises> = { name: "broken-promises", schema: 1 };
export type BrokenPromises = { readonly items: readonly { readonly at: string; readonly leafHash: string }[] };

export const votingDocuments: readonly DocumentKind<unknown>[] = [
  ballotKind,
  admissionKind,
  authorityKind,
  definitionKind,
  claimKind,
  issueKind,
  papersKind,
  paperBatchKind,
  rollKind,
  resultKind,
  roundsKind,
  explanationKind,
  publishedKind,
  publishedPartKind,
  brokenPromisesKind,
];
