import { appendFileSync } from "node:fs";

/** What citizens and offices do while parts die. */
export const ACTS = ["idea", "support", "answer", "vote", "observation"] as const;
export type Act = (typeof ACTS)[number];

/** One command and what became of it. */
export type Entry = {
  readonly act: Act;
  /** The idea, the offer, or the voter's key. */
  readonly of: string;
  /** Who supported; which options were chosen; what was observed; the title. */
  readonly what: string;
  readonly begunMs: number;
  readonly endedMs: number;
  /** `unknown`: nobody answered for as long as the client was patient, so it may have happened or not. */
  readonly outcome: "acknowledged" | "refused" | "unknown";
  readonly because?: string;
};

export type Ledger = {
  note(entry: Entry): void;
  readonly entries: readonly Entry[];
};

/** Kept beside the platform: every outcome is in the file before anything else is done with it. */
export function openLedger(file: string): Ledger {
  const entries: Entry[] = [];
  return {
    entries,
    note(entry) {
      appendFileSync(file, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
    },
  };
}

export function acknowledged(entries: readonly Entry[], act: Act): readonly Entry[] {
  return entries.filter((entry) => entry.act === act && entry.outcome === "acknowledged");
}
