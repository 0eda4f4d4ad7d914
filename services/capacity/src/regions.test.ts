import { beforeEach, describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { nobody, staff } from "@teilhabe/platform/testing/askers";
import { practice } from "./testing/practice.ts";

const { operations } = capacityContract;
const { here, told } = practice();

describe("a region", () => {
  const region = "de-09";
  const day = (n: number, free: number | null, reporters: number | null = 12) => ({
    unit: "icu-adults",
    free,
    total: free === null ? null : 100,
    reporters,
    validAt: `2026-11-${n}T11:00:00Z`,
  });
  const report = (...observations: ReturnType<typeof day>[]) =>
    here.platform.done(operations.reportRegion, { region, source: "divi", observations }, staff());

  beforeEach(async () => {
    await here.platform.done(operations.putRegion, { region, name: "Bayern", level: "state", reportEveryMinutes: 1_440 }, staff());
  });

  test("shows the newest numbers with their reporters, and keeps all", async () => {
    expect(await report(day(21, 5), day(22, 7), day(20, null, null))).toEqual({ imported: 3, unchanged: 0 });
    expect(await report(day(21, 5), day(22, 8))).toEqual({ imported: 1, unchanged: 1 });
    expect((await here.platform.done(operations.readRegion, { region }, nobody)).capacities).toEqual([
      {
        unit: "icu-adults",
        source: "divi",
        free: 8,
        total: 100,
        freshness: "fresh",
        reporters: 12,
        validAt: "2026-11-22T11:00:00.000Z",
        validUntil: "2026-11-24T11:00:00.000Z",
      },
    ]);
    const { items } = await here.platform.done(operations.listRegionObservations, { region, unit: "icu-adults" }, nobody);
    expect(items.map(({ free, reporters }) => [free, reporters])).toEqual([
      [8, 12],
      [5, 12],
      [null, null],
    ]);
    expect((await told("capacity.region-capacity-changed.v1")).map(({ free }) => free)).toEqual([7, 8]);
  });

  test("that is old shows no numbers", async () => {
    await report(day(20, 5));
    const [shown] = (await here.platform.done(operations.listRegions, {}, nobody)).items;
    expect(shown!.capacities[0]).toMatchObject({ freshness: "stale" });
    expect(shown!.capacities[0]).not.toHaveProperty("free");
  });

  test("that nobody registered, or numbers that cannot be, are refused", async () => {
    const ask = (input: object) =>
      here.platform.ask(operations.reportRegion, { region, source: "divi", observations: [day(22, 5)], ...input } as never, staff());
    expect(await ask({ region: "de-10" })).toMatchObject({ refused: "region-not-found" });
    expect(await ask({ observations: [day(22, 101)] })).toMatchObject({ refused: "free-exceeds-total" });
    expect(await ask({ observations: [day(24, 1)] })).toMatchObject({ refused: "time-in-the-future" });
    expect(await here.platform.ask(operations.listRegionObservations, { region: "de-10" }, nobody)).toMatchObject({ refused: "region-not-found" });
  });
});
