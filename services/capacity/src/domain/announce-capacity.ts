import { CapacityChanged, PlacesAppeared } from "@teilhabe/contracts/capacity/events";
import type { Capacity } from "@teilhabe/contracts/capacity/shapes";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { capacityAt, newestWord, type SourceState } from "./freshness.ts";
import { everyMs, type OfferDetails } from "./offer.ts";

type About = { readonly offer: string; readonly provider: string; readonly details: Pick<OfferDetails, "kind" | "reportEveryMinutes"> };

/**
 * What is said in public when reports changed what is shown: other numbers, or numbers that had begun to age. Places appear on the edge from none
 * or unknown, which stale is, to some.
 */
export function announcements({ offer, provider, details }: About, from: readonly SourceState[], to: readonly SourceState[], atMs: number): Fact[] {
  const [before, after] = [capacityAt(from, everyMs(details), atMs), capacityAt(to, everyMs(details), atMs)];
  if (!isNews(before, after) && newestWord(from)?.validUntilMs === newestWord(to)?.validUntilMs) return [];
  const { asOf, ...shown } = after;
  const ids = { offer, provider, kind: details.kind };
  const facts = [factOf(CapacityChanged, { ...ids, ...shown, ...(asOf !== undefined && { validAt: asOf }) })];
  const { free, total, validUntil } = after;
  if (free === undefined || free === 0 || asOf === undefined || validUntil === undefined || (before.free ?? 0) > 0) return facts;
  return [...facts, factOf(PlacesAppeared, { ...ids, free, ...(total !== undefined && { total }), validAt: asOf, validUntil })];
}

function isNews(before: Capacity, after: Capacity): boolean {
  return before.free !== after.free || before.total !== after.total || before.freshness !== after.freshness;
}
