import type { Stage } from "@teilhabe/contracts/voting/shapes";
import type { IssuedCredential } from "@teilhabe/proofs/folder/documents";
import type { ClaimSizes } from "../domain/roll-figures.ts";

export type BallotRow = {
  readonly id: string;
  readonly title: string;
  readonly consultation: string | null;
  readonly stage: Stage;
  readonly secrecy: string;
  readonly opensAtMs: number;
  readonly closesAtMs: number;
};

export type BallotList = {
  /** Of this stage; otherwise all but drafts. */
  readonly stage?: Stage | undefined;
  readonly consultation?: string | undefined;
  /** Only what comes after this one. */
  readonly after?: { readonly opensAtMs: number; readonly id: string } | undefined;
  readonly limit: number;
};

export interface VotingQueries {
  /** Those that open last first, at the same time the larger id first. */
  listBallots(list: BallotList): Promise<readonly BallotRow[]>;
  /** How many are on a roll by district, in the order of the districts; null: without one. @param roll `ballot:generation` */
  rollSizes(roll: string): Promise<readonly { readonly district: string | null; readonly size: number }[]>;
  /** Any so many ids of entries of a roll. */
  rollEntries(roll: string, limit: number): Promise<readonly string[]>;
  /** Any so many ids of claims of a ballot. */
  claims(ballot: string, limit: number): Promise<readonly string[]>;
  /** Persons claimed, by district and channel, in the order of both. */
  claimSizes(ballot: string): Promise<ClaimSizes>;
  /** Lines of the list of issued credentials in the order of their names, only those after this name. */
  issued(ballot: string, after: string, limit: number): Promise<readonly IssuedCredential[]>;
  /** Ids of ballots whose keys are not deleted, in their order. */
  keptAdmissions(after: string, limit: number): Promise<readonly string[]>;
}
