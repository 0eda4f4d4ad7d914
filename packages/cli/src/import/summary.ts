/** What became of a file. */
export type Summary = {
  readonly file: string;
  readonly format: "rki-csv" | "providers-ndjson";
  /** Rows of the table, or lines with a provider. */
  readonly rowsRead: number;
  /** Of days before the newest one; `--history` takes them too. */
  readonly rowsLeftOut: number;
  readonly imported: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Why, at most REFUSALS_SHOWN_MAX. */
  readonly refusals: readonly Refused[];
};
export type Refused = { readonly line: number; readonly reason: string };

export const REFUSALS_SHOWN_MAX = 20;

/** Counts while rows are sent. */
export type Tally = { imported: number; unchanged: number; refused: number; readonly refusals: Refused[] };

export function newTally(): Tally {
  return { imported: 0, unchanged: 0, refused: 0, refusals: [] };
}

export function noteRefused(tally: Tally, line: number, reason: string, rows = 1): void {
  tally.refused += rows;
  if (tally.refusals.length < REFUSALS_SHOWN_MAX) tally.refusals.push({ line, reason });
}

export function summaryText({ file, rowsRead, rowsLeftOut, imported, unchanged, refused, refusals }: Summary): string {
  const counts: [string, number][] = [
    ["rows read", rowsRead],
    ["left out (older days)", rowsLeftOut],
    ["imported", imported],
    ["unchanged", unchanged],
    ["refused", refused],
  ];
  const width = Math.max(...counts.map(([name]) => name.length));
  const table = counts.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(8)}`);
  return [...table, ...refusals.map(({ line, reason }) => `${file}:${line}: ${reason}`)].join("\n");
}
