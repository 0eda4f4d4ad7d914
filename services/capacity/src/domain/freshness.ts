import type { Capacity, Freshness, SourceCapacity } from "@teilhabe/contracts/capacity/shapes";

/** What one source said last. Null is explicitly unknown. */
export type SourceState = {
  readonly source: string;
  readonly free: number | null;
  readonly total: number | null;
  readonly checkedAtMs: number;
  readonly validAtMs: number;
  /** Since when it has been saying so. */
  readonly changedAtMs: number;
  /** The end that the source itself gave. */
  readonly validUntilMs?: number;
};

type Said = Pick<SourceState, "free" | "total" | "validAtMs" | "validUntilMs">;

/** Stale from then on: after two expected intervals, or when the source's own validity ends. */
export function staleAtMs({ validAtMs, validUntilMs }: Said, everyMs: number): number {
  return Math.min(validAtMs + 2 * everyMs, validUntilMs ?? Number.POSITIVE_INFINITY);
}

export function freshnessOf(said: Said, everyMs: number, atMs: number): Freshness {
  if (atMs >= staleAtMs(said, everyMs)) return "stale";
  if (said.free === null) return "unknown";
  return atMs <= said.validAtMs + everyMs ? "fresh" : "ageing";
}

/** What of a report is shown now: numbers only while they hold. */
export function numbersShown(said: Said, everyMs: number, atMs: number): { free?: number; total?: number; freshness: Freshness } {
  const freshness = freshnessOf(said, everyMs, atMs);
  if (freshness === "stale") return { freshness };
  return { ...(said.free !== null && { free: said.free }), ...(said.total !== null && { total: said.total }), freshness };
}

export function sourceShown(said: SourceState, everyMs: number, atMs: number): SourceCapacity {
  return {
    source: said.source,
    ...numbersShown(said, everyMs, atMs),
    checkedAt: instant(said.checkedAtMs),
    validAt: instant(said.validAtMs),
    changedAt: instant(said.changedAtMs),
    validUntil: instant(staleAtMs(said, everyMs)),
  };
}

/**
 * The word of whoever knew a number last. A later "unknown" of another source does not undo it, and an older number does not come back when a
 * newer one is stale: it was superseded.
 */
export function newestWord(sources: readonly SourceState[]): SourceState | undefined {
  const byAge = sources.toSorted((a, b) => b.validAtMs - a.validAtMs || (a.source < b.source ? -1 : 1));
  return byAge.find(({ free }) => free !== null) ?? byAge[0];
}

/** What holds now, of all that the sources say. */
export function capacityAt(sources: readonly SourceState[], everyMs: number, atMs: number): Capacity {
  const word = newestWord(sources);
  if (word === undefined) return { freshness: "unknown" };
  return {
    ...numbersShown(word, everyMs, atMs),
    asOf: instant(word.validAtMs),
    validUntil: instant(staleAtMs(word, everyMs)),
    source: word.source,
  };
}

/** Until when a free place is shown; null: none is. */
export function freeUntilMs(sources: readonly SourceState[], everyMs: number): number | null {
  const word = newestWord(sources);
  return word?.free === undefined || word.free === null || word.free === 0 ? null : staleAtMs(word, everyMs);
}

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
