import { canonicalBytes } from "../canonical-json.ts";
import { leafHash } from "../merkle/hash.ts";
import { allLines, type BallotUnderCheck } from "./ballot-under-check.ts";
import { type LogRecord, type PaperBatch, readRecord } from "./documents.ts";
import { reading } from "./lines.ts";
import type { Comparison } from "./multiset.ts";
import { notVerified } from "./problem.ts";
import { textIn } from "./shape.ts";

export type Records = {
  /** By batch id, with the index of the batch's own entry. */
  readonly batches: ReadonlyMap<string, PaperBatch & { readonly index: number }>;
  readonly withdrawn: readonly string[];
  readonly aborted: boolean;
  readonly amendments: number;
  readonly incidents: readonly (LogRecord & { readonly kind: "incident" })[];
  readonly count: number;
};

export const RECORDS_MAX = 1_000_000;

/** Reads what the log holds besides votes, and adds it to the comparison with the tree. @throws NotVerified */
export async function checkRecords(ballot: BallotUnderCheck, compared: Comparison): Promise<Records> {
  const batches = new Map<string, PaperBatch & { readonly index: number }>();
  const found: LogRecord[] = [];
  let last = -1;
  for await (const { json, where } of allLines(ballot, ["log/records.jsonl"])) {
    const { index, record, leaf } = reading("record-wrong", where, () => readRecord(json, ballot.definition.ballotId));
    if (index <= last || found.length === RECORDS_MAX) notVerified("record-wrong", where, "Records are not in the order of the log, or too many.");
    if (record.kind === "paper-batch") {
      if (batches.has(record.batch)) notVerified("record-wrong", where, `The batch “${record.batch}” is there twice.`);
      batches.set(record.batch, { ...record, index });
    }
    checkDefinitionRecord(ballot, index, record, where);
    compared.published(index, leafHash(canonicalBytes(leaf)));
    found.push(record);
    last = index;
  }
  if (found.length === 0) notVerified("definition-not-in-log", "log/records.jsonl", "The log does not begin with the ballot's definition.");

  return { batches, ...summary(found) };
}

function checkDefinitionRecord(ballot: BallotUnderCheck, index: number, record: LogRecord, where: string): void {
  const isDefinition = record.kind === "definition" && record.definitionHash === ballot.manifest.definitionHash;
  if ((index === 0) !== isDefinition)
    notVerified("definition-not-in-log", where, "The log does not begin with the definition in the folder, or has it elsewhere.");
}

function summary(records: readonly LogRecord[]): Omit<Records, "batches"> {
  const amendments = records.filter((record) => record.kind === "amendment").map(({ amendment }) => amendment);
  const withdrawn = amendments
    .filter(({ kind }) => kind === "option-withdrawn")
    .map((amendment) => reading("record-wrong", "log/records.jsonl", () => textIn(amendment, "option")));
  return {
    withdrawn,
    aborted: amendments.some(({ kind }) => kind === "aborted"),
    amendments: amendments.length,
    incidents: records.filter((record) => record.kind === "incident"),
    count: records.length,
  };
}
