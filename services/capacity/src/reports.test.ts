import { describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { nobody, staff } from "@teilhabe/platform/testing/askers";
import { HOUR_MS, MISSING, practice } from "./testing/practice.ts";

const { operations } = capacityContract;
const { here, own, publish, told } = practice();

describe("a report", () => {
  test("is shown with its time until it is stale; then nothing is shown, not even 0", async () => {
    const { id } = await publish();
    const report = await here.platform.done(operations.reportCapacity, { offer: id, free: 0, total: 8 }, own());
    expect(report).toMatchObject({ taken: "changed", capacity: { free: 0, total: 8, freshness: "fresh", source: "provider" } });
    await here.platform.advance(30 * HOUR_MS);
    expect((await here.platform.done(operations.readOffer, { offer: id }, nobody)).capacity).toMatchObject({ free: 0, freshness: "ageing" });
    await here.platform.advance(20 * HOUR_MS);
    const { capacity: stale, sources } = await here.platform.done(operations.readOffer, { offer: id }, nobody);
    expect(stale).toEqual({ freshness: "stale", asOf: report.capacity.asOf, validUntil: report.capacity.validUntil, source: "provider" });
    expect(sources[0]).not.toHaveProperty("free");
  });

  test("that arrives late never overwrites a newer one", async () => {
    const { id } = await publish();
    const feed = { offer: id, source: "feed" };
    await here.platform.done(operations.reportCapacity, { ...feed, free: 2, validAt: "2026-11-23T09:00:00Z" }, staff());
    const late = await here.platform.done(operations.reportCapacity, { ...feed, free: 9, validAt: "2026-11-23T08:00:00Z" }, staff());
    expect(late).toMatchObject({ taken: "outdated", capacity: { free: 2, asOf: "2026-11-23T09:00:00.000Z" } });
  });

  test("of another source stands beside it, and the newer one is shown", async () => {
    const { id } = await publish();
    await here.platform.done(operations.reportCapacity, { offer: id, source: "feed", free: 2, validAt: "2026-11-23T09:00:00Z" }, staff());
    await here.platform.done(operations.reportCapacity, { offer: id, free: 1 }, own());
    const offer = await here.platform.done(operations.readOffer, { offer: id }, nobody);
    expect(offer.capacity).toMatchObject({ free: 1, source: "provider" });
    expect(offer.sources.map(({ source, free }) => [source, free])).toEqual([
      ["provider", 1],
      ["feed", 2],
    ]);
    expect(offer.version).toBe(1);
  });

  test("in another's name is for staff", async () => {
    const { id } = await publish();
    expect(await here.platform.ask(operations.reportCapacity, { offer: id, source: "feed", free: 2 }, own())).toMatchObject({
      refused: "source-not-yours",
    });
    expect(await here.platform.ask(operations.reportCapacity, { offer: id, free: 3, total: 2 }, own())).toMatchObject({
      refused: "free-exceeds-total",
    });
    expect(await here.platform.ask(operations.reportCapacity, { offer: MISSING, free: 3 }, staff())).toMatchObject({ refused: "offer-not-found" });
  });

  test("is kept in the history when it says something new, corrections in place", async () => {
    const { id } = await publish();
    const report = (free: number | null, minute: string) =>
      here.platform.done(operations.reportCapacity, { offer: id, free, validAt: `2026-11-23T09:${minute}:00Z` }, own());
    await report(1, "00");
    await report(1, "10");
    await report(null, "20");
    await report(4, "30");
    await report(3, "30");
    const first = await here.platform.done(operations.listObservations, { offer: id, limit: 2 }, nobody);
    const rest = await here.platform.done(operations.listObservations, { offer: id, after: first.next }, nobody);
    expect([...first.items, ...rest.items].map(({ free, validAt }) => [free, validAt.slice(11, 16)])).toEqual([
      [3, "09:30"],
      [null, "09:20"],
      [1, "09:00"],
    ]);
  });

  test("is told in public when something changed: numbers, or that they are fresh again", async () => {
    const { id } = await publish();
    const report = (free: number | null) => here.platform.done(operations.reportCapacity, { offer: id, free }, own());
    await report(2);
    await here.platform.advance(HOUR_MS);
    await report(2);
    await here.platform.advance(30 * HOUR_MS);
    await report(2);
    await report(null);
    expect((await told("capacity.capacity-changed.v1")).map(({ free, freshness }) => [free, freshness])).toEqual([
      [2, "fresh"],
      [2, "fresh"],
      [undefined, "unknown"],
    ]);
  });

  test("lets places appear on the edge only: from none, unknown or stale to some", async () => {
    const { id } = await publish();
    const report = async (free: number | null) => {
      await here.platform.advance(60_000);
      await here.platform.done(operations.reportCapacity, { offer: id, free }, own());
      return (await told("capacity.places-appeared.v1")).length;
    };
    expect(await report(0)).toBe(0);
    expect(await report(2)).toBe(1);
    expect(await report(5)).toBe(1);
    expect(await report(0)).toBe(1);
    expect(await report(1)).toBe(2);
    expect(await report(null)).toBe(2);
    expect(await report(1)).toBe(3);
    await here.platform.advance(72 * HOUR_MS);
    expect(await report(1)).toBe(4);
  });

  test("given twice with one Idempotency-Key counts once", async () => {
    const { id } = await publish();
    const asker = { ...own(), idempotency: { key: "k", fingerprint: "f" } };
    const first = await here.platform.done(operations.reportCapacity, { offer: id, free: 2 }, asker);
    await here.platform.advance(1_000);
    expect(await here.platform.done(operations.reportCapacity, { offer: id, free: 2 }, asker)).toEqual(first);
  });

  test("by fifty at once loses nothing", async () => {
    const { id } = await publish();
    const validAt = (n: number) => `2026-11-23T09:${String(n).padStart(2, "0")}:00Z`;
    await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        here.platform.done(operations.reportCapacity, { offer: id, source: "feed", free: n, validAt: validAt(n) }, staff()),
      ),
    );
    expect((await here.platform.done(operations.readOffer, { offer: id }, nobody)).capacity).toMatchObject({
      free: 49,
      asOf: "2026-11-23T09:49:00.000Z",
    });
  });
});
