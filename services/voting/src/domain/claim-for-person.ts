import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { type Asked, type Loaded, type Outcome, put, unchanged } from "@teilhabe/platform/rule";
import type { Claim, OpenAdmission, RollEntry } from "./admission.ts";
import { admissionKind, claimKind, rollKind } from "./documents.ts";
import { WHOLE_CITY } from "./roll-figures.ts";

export type PaperChannel = Exclude<Claim["channel"], "online">;

/** What is known of the one who stands before the officer; ids are keyed hashes. */
export type ClaimState = {
  readonly ballot: string;
  readonly admission: OpenAdmission;
  readonly claimId: string;
  readonly claim: Claim | undefined;
  readonly entry: Loaded<RollEntry> | undefined;
};
export type ClaimRequest = { readonly channel: PaperChannel; readonly district?: string | undefined };
export type Claimed = { readonly ballot: string; readonly channel: PaperChannel; readonly district: string };

/** Claims a person for paper or assisted voting, once and durably. The officer has seen who it is; the roll decides all the same. */
export function claimForPerson(state: ClaimState, { channel, district: told }: ClaimRequest, asked: Asked): Refusal | Outcome<Claimed> {
  const { ballot, claim, claimId, entry, admission } = state;
  if (claim?.channel === channel) return { answer: { ballot, channel, district: claim.district } };
  if (claim !== undefined) return refuse("claimed-on-another-channel", `This person takes part ${HOW[claim.channel]} already; one way is possible.`);
  const { roll, districts } = admission.terms.eligibility;
  if (roll !== "none" && entry === undefined) return refuse("not-on-the-roll", "This person is not on the roll of this ballot.");
  if (entry?.state.claim !== undefined) return refuse("already-claimed", "Somebody has taken part with this entry of the roll already.");
  const district = entry?.state.district ?? (districts && told);
  if (districts !== undefined && (district === undefined || !districts.includes(district)))
    return refuse("district-not-included", `Name the person's district; this ballot is for ${districts.join(", ")}.`);

  const counted = district ?? WHOLE_CITY;
  const next: Claim = { ballot, channel, district: counted, firstAtMs: asked.atMs, lastIssuedAtMs: asked.atMs, times: 1 };
  return {
    writes: [
      // Nobody is claimed once closing has begun: from then on papers are compared with claims.
      unchanged(admissionKind, ballot),
      put(claimKind, claimId, next),
      ...(entry === undefined ? [] : [put(rollKind, entry.id, { ...entry.state, claim: claimId })]),
    ],
    answer: { ballot, channel, district: counted },
  };
}

const HOW = { online: "online", paper: "on paper", assisted: "with an officer's help" } as const;
