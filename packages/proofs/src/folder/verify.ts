import { checkDocuments, type Documents } from "./check-documents.ts";
import { checkFiles } from "./check-files.ts";
import { checkLog } from "./check-log.ts";
import { checkOpenings, type Openings } from "./check-openings.ts";
import { checkReceipts, type ReceiptFile, readReceipts } from "./check-receipts.ts";
import { checkRecords, type Records } from "./check-records.ts";
import type { ReadChoice } from "./choice.ts";
import type { BallotDefinition } from "./definition.ts";
import type { ResultFile } from "./documents.ts";
import { checkEveryEntryOnce } from "./locate-difference.ts";
import { comparison } from "./multiset.ts";
import { notVerified } from "./problem.ts";
import type { PublishedFolder } from "./published-folder.ts";

/** Counts the votes again. The package cannot count; whoever verifies brings this (`teilhabe verify` brings `packages/counting`). */
export interface Recount {
  /** The last vote of one voter. */
  add(choice: ReadChoice): void;
  /**
   * @param withdrawn options that may no longer win
   * @throws NotVerified with `tally-wrong`, `winners-wrong`, `lots-wrong` or `result-wrong`
   * @returns the winners, for the report
   */
  compare(result: ResultFile, withdrawn: readonly string[]): readonly string[];
}

/** What was checked, step by step, with the figures that a reader wants to see. */
export type Step =
  | { readonly check: "files"; readonly files: number; readonly definitionHash: string; readonly title: string }
  | {
      readonly check: "log";
      readonly entries: number;
      readonly checkpoints: number;
      readonly amendments: number;
      readonly incidents: readonly string[];
    }
  | { readonly check: "votes"; readonly votes: number; readonly counted: number; readonly secrecy: BallotDefinition["secrecy"] }
  | { readonly check: "people"; readonly eligible: number | null; readonly issued: number; readonly online: number; readonly papers: number }
  | { readonly check: "result"; readonly method: string; readonly winners: readonly string[]; readonly aborted: boolean }
  | { readonly check: "receipts"; readonly receipts: number };

export type VerifyRequest = {
  readonly folder: PublishedFolder;
  readonly recount: (definition: BallotDefinition) => Recount;
  readonly receipts?: readonly ReceiptFile[];
  /** The definition's SHA-256, as the caller knows it from elsewhere (a newspaper, a receipt, a photo). */
  readonly expectedDefinition?: string;
  /** Is told each step that holds, in order. */
  readonly report: (step: Step) => void;
};

/**
 * Checks a published ballot from its files alone, from the first byte to the winners. Reads every file twice at most, and keeps nothing that grows
 * with the number of votes but the distinct choices that the recount needs.
 * @throws NotVerified with the first thing that is wrong
 */
export async function verifyBallot({ folder, recount, receipts = [], expectedDefinition, report }: VerifyRequest): Promise<void> {
  const brought = readReceipts(receipts);
  const ballot = await checkFiles(folder, expectedDefinition);
  const { definition, manifest } = ballot;
  const documents = await checkDocuments(ballot);
  report({ check: "files", files: manifest.files.length, definitionHash: manifest.definitionHash, title: definition.title });

  const compared = comparison();
  const records = await checkRecords(ballot, compared);
  const log = await checkLog(ballot, documents.result, compared, new Set(brought.map(({ leafHash }) => leafHash)));
  report({
    check: "log",
    entries: log.size,
    checkpoints: log.checkpoints.sizes.length,
    amendments: records.amendments,
    incidents: records.incidents.map(({ at, text }) => `${at}: ${text}`),
  });

  const recounted = recount(definition);
  const openings = await checkOpenings(ballot, { log, records, compared, count: (choice) => recounted.add(choice) });
  const silent = isSilentAbort(documents, records, openings);
  if (!silent) {
    await checkEveryEntryOnce(ballot, log.size, compared);
    openings.voters.compare(log.checkpoints.voters);
  }
  report({ check: "votes", votes: openings.votes, counted: openings.counted, secrecy: definition.secrecy });
  report(await checkPeople(openings, documents, silent));
  report(checkResult(recounted, { documents, records, openings, definition }));

  if (brought.length === 0) return;
  checkReceipts(ballot, brought, log.found);
  report({ check: "receipts", receipts: brought.length });
}

/** An aborted ballot is published without its votes: they were never counted, and stay hidden. */
function isSilentAbort({ result }: Documents, { aborted }: Records, { votes }: Openings): boolean {
  return result.status === "aborted" && aborted && votes === 0;
}

async function checkPeople({ issued, papers, online }: Openings, { roll }: Documents, silent: boolean): Promise<Step> {
  const credentials = await issued.finish(roll);
  if (online > credentials)
    notVerified("more-keys-than-issued", "openings", `${online} keys voted, but only ${credentials} credentials were issued.`);
  const eligible = roll.some((row) => row.eligible === null) ? null : roll.reduce((sum, row) => sum + (row.eligible ?? 0), 0);

  return { check: "people", eligible, issued: credentials, online, papers: silent ? 0 : papers.finish(roll) };
}

type Counted = { readonly documents: Documents; readonly records: Records; readonly openings: Openings; readonly definition: BallotDefinition };

function checkResult(recounted: Recount, { documents: { result }, records, openings, definition }: Counted): Step {
  const aborted = result.status === "aborted";
  if (aborted !== records.aborted) notVerified("result-wrong", "result.json", "The log and the result disagree on whether the ballot was aborted.");
  if (aborted) return { check: "result", method: definition.method.id, winners: [], aborted };
  if (result.counted !== openings.counted)
    notVerified("counted-wrong", "result.json", `${openings.counted} voters' votes are published, but the result says ${result.counted}.`);

  return { check: "result", method: definition.method.id, winners: recounted.compare(result, records.withdrawn), aborted };
}
