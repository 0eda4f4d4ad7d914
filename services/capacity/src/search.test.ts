import { describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { nobody } from "@teilhabe/platform/testing/askers";
import { HOUR_MS, practice } from "./testing/practice.ts";

const { operations } = capacityContract;
const { here, own, publish, search } = practice();

describe("a search", () => {
  const marienplatz = { latitude: 48.1372, longitude: 11.5756 };

  test("by position, postal code or neither finds what fits, with distances", async () => {
    const near = await publish({ position: { latitude: 48.14, longitude: 11.5756 }, languages: ["tr"] });
    const far = await publish({ position: { latitude: 48.3, longitude: 11.5756 } });
    expect((await search(marienplatz)).map(({ id, distanceMeters }) => [id, distanceMeters])).toEqual([[near.id, 311]]);
    expect((await search({ ...marienplatz, withinMeters: 50_000 })).map(({ id }) => id)).toEqual([near.id, far.id]);
    expect((await search({ postalCode: "80331", language: "tr" })).map(({ id }) => id)).toEqual([near.id]);
    expect((await search({ specialty: "inne" })).length).toBe(2);
    expect((await search({ specialty: "inne", kind: "course" })).length).toBe(0);
    expect((await search({ q: "Kardiologie" })).length).toBe(2);
  });

  test("in a postal code whose position is not known finds what has that postal code", async () => {
    const offer = await publish({ postalCode: "81475" });
    expect(offer.position).toBeUndefined();
    expect((await search({ postalCode: "81475" })).map(({ id }) => id)).toEqual([offer.id]);
  });

  test("for free places leaves out none, unknown and stale", async () => {
    const [free, none] = [await publish(), await publish()];
    await publish();
    await here.platform.done(operations.reportCapacity, { offer: free.id, free: 1 }, own());
    await here.platform.done(operations.reportCapacity, { offer: none.id, free: 0 }, own());
    expect((await search({ freeOnly: true })).map(({ id }) => id)).toEqual([free.id]);
    await here.platform.advance(48 * HOUR_MS);
    expect(await search({ freeOnly: true })).toEqual([]);
  });

  test("pages are whole and stable, near and by name", async () => {
    const ids = new Set<string>();
    for (let n = 0; n < 7; n++) ids.add((await publish({ position: { latitude: 48.14 + Math.floor(n / 3) / 100, longitude: 11.5756 } })).id);
    for (const input of [marienplatz, {}]) {
      const seen: string[] = [];
      for (let after: string | undefined, page = 0; page < 10; page++) {
        const found = await here.platform.done(operations.searchOffers, { ...input, limit: 3, ...(after !== undefined && { after }) }, nobody);
        seen.push(...found.items.map(({ id }) => id));
        if (found.next === undefined) break;
        after = found.next;
      }
      expect(seen).toHaveLength(7);
      expect(new Set(seen)).toEqual(ids);
    }
  });

  test.each([
    [{ latitude: 48 }],
    [{ latitude: 48, longitude: 11, postalCode: "80331" }],
    [{ withinMeters: 500 }],
    [{ sort: "distance" as const }],
    [{ latitude: 48, longitude: 11, sort: "name" as const }],
  ])("of %j says what is missing or too much", async (input) => {
    expect(await here.platform.ask(operations.searchOffers, input, nobody)).toMatchObject({
      refused: "invalid-input",
      errors: [{ pointer: expect.any(String) }],
    });
  });

  test("is matched for those who subscribed to it", async () => {
    const offer = await publish({ languages: ["tr"] });
    const criteria = [{ language: "tr" }, { kind: "course" as const }, { near: marienplatz, specialty: "inne" }];
    expect(await here.platform.done(operations.findMatching, { offer: offer.id, criteria })).toEqual({ matches: [0, 2] });
    await here.platform.done(operations.withdrawOffer, { offer: offer.id }, own());
    expect(await here.platform.done(operations.findMatching, { offer: offer.id, criteria })).toEqual({ matches: [] });
  });
});
