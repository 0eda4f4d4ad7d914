import { createHash, type Hash } from "node:crypto";
import { fromHex, toHex } from "../bytes.ts";
import { PAPER_KEY, type PaperBatch, type RollDistrict } from "./documents.ts";
import { notVerified } from "./problem.ts";

type Batch = PaperBatch & { readonly index: number };

/** Compares the papers in the openings with their batches in the log, and the batches with the roll. */
export interface PaperCheck {
  /** Papers come sorted by batch and number. @throws NotVerified */
  paper(key: string, index: number, commitment: string, where: string): void;
  /** @throws NotVerified @returns the number of papers that were counted */
  finish(roll: readonly RollDistrict[]): number;
}

const RECORDS = "log/records.jsonl";

export function paperCheck(batches: ReadonlyMap<string, Batch>): PaperCheck {
  let open: { batch: Batch; papers: number; hash: Hash } | undefined;
  const seen = new Set<string>();
  let counted = 0;

  function close(): void {
    if (open === undefined) return;
    const { batch, papers, hash } = open;
    if (papers !== batch.papers || toHex(hash.digest()) !== batch.commitments)
      notVerified("paper-batch-wrong", RECORDS, `The papers of the batch “${batch.batch}” are not those that were entered.`);
    open = undefined;
  }

  return {
    paper(key, index, commitment, where) {
      const [, name = "", digits = ""] = PAPER_KEY.exec(key) ?? [];
      if (open?.batch.batch !== name) {
        close();
        const batch = batches.get(name);
        if (batch === undefined) return notVerified("paper-batch-wrong", where, `The log has no batch “${name}”.`);
        open = { batch, papers: 0, hash: createHash("sha256") };
        seen.add(name);
      }
      open.papers += 1;
      counted += 1;
      if (Number(digits) !== open.papers || index !== open.batch.index + open.papers)
        notVerified("paper-batch-wrong", where, `A paper of the batch “${name}” is missing before this one, or stands elsewhere in the log.`);
      open.hash.update(fromHex(commitment));
    },
    finish(roll) {
      close();
      const missing = [...batches.values()].find(({ batch, papers }) => papers > 0 && !seen.has(batch));
      if (missing !== undefined) notVerified("paper-batch-wrong", RECORDS, `The papers of the batch “${missing.batch}” are missing.`);
      compareWithRoll([...batches.values()], roll);
      return counted;
    },
  };
}

function compareWithRoll(batches: readonly Batch[], roll: readonly RollDistrict[]): void {
  const sums = new Map<string, number>();
  for (const { origin, district, papers, invalid } of batches) {
    const name = `${origin} ${district}`;
    sums.set(name, (sums.get(name) ?? 0) + papers + invalid);
  }
  for (const row of roll)
    for (const origin of ["paper", "assisted"] as const) {
      const name = `${origin} ${row.district}`;
      const papers = sums.get(name) ?? 0;
      if (papers !== row[origin])
        notVerified(
          "paper-does-not-match-roll",
          RECORDS,
          `In the district “${row.district}” there are ${papers} papers (${origin}), but the roll has ${row[origin]} claims.`,
        );
      sums.delete(name);
    }
  const [foreign] = sums.keys();
  if (foreign !== undefined)
    notVerified("paper-does-not-match-roll", RECORDS, `There are papers (${foreign}) of a district that the roll does not have.`);
}
