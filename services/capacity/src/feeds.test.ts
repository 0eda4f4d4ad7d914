import { describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { nobody, staff } from "@teilhabe/platform/testing/askers";
import { HOUR_MS, practice } from "./testing/practice.ts";

const { operations } = capacityContract;
const { here, search } = practice();

describe("a feed", () => {
  const line = operations.takeInProvider.examples![0]!;
  const [fedOffer] = line.offers!;
  const takeIn = (more: Partial<typeof line> = {}) => here.platform.done(operations.takeInProvider, { ...line, ...more }, staff());

  test("brings a provider with its offers, and brought again changes nothing", async () => {
    const offers = [{ ...fedOffer!, capacity: { free: 3, validAt: "2026-11-23T09:00:00Z" } }];
    const first = await takeIn({ offers });
    expect(first).toMatchObject({ changed: true, offers: [{ reference: "hausarzt", offerChanged: true, capacity: "changed" }], withdrawn: 0 });
    const events = await here.platform.events("capacity");
    await here.platform.advance(HOUR_MS);
    const again = await takeIn({ offers });
    expect(again).toMatchObject({ ...first, changed: false, offers: [{ offerChanged: false, capacity: "unchanged" }] });
    expect(await here.platform.events("capacity")).toEqual(events);
    const { id } = (await search({ language: "tr" }))[0]!;
    expect(await here.platform.done(operations.readOffer, { offer: id }, nobody)).toMatchObject({ capacity: { free: 3, source: "city-directory" } });
    expect(await here.platform.done(operations.readProvider, { provider: first.provider }, nobody)).toMatchObject({
      feed: { feed: "city-directory", reference: "praxis-4711" },
    });
  });

  test("changes what it says differently, withdraws what it no longer names, and leaves what was made by hand", async () => {
    const { provider: fed } = await takeIn({ offers: [fedOffer!, { ...fedOffer!, reference: "impfung", title: "Impfung" }] });
    const byHand = await here.platform.done(operations.publishOffer, { ...fedOffer!, provider: fed }, staff());
    const second = await takeIn({ name: "Umbenannt", offers: [{ ...fedOffer!, title: "Neu" }] });
    await here.platform.settle();
    expect(second).toMatchObject({ changed: true, withdrawn: 1, offers: [{ offerChanged: true }] });
    const found = await search({ provider: fed });
    expect(found.map(({ title, provider: { name } }) => [title, name]).sort()).toEqual([
      [byHand.title, "Umbenannt"],
      ["Neu", "Umbenannt"],
    ]);
    const third = await takeIn({ name: "Umbenannt", offers: [{ ...fedOffer!, reference: "impfung", title: "Impfung" }] });
    expect(third).toMatchObject({ withdrawn: 1, offers: [{ reference: "impfung", offerChanged: true }] });
    expect((await search({ provider: fed })).map(({ title }) => title).sort()).toEqual([byHand.title, "Impfung"].sort());
  });

  test("is taken in whole or not at all, and says what is wrong where", async () => {
    const wrong = { ...fedOffer!, reference: "b", capacity: { free: 3, total: 1, validAt: "2026-11-23T09:00:00Z" } };
    expect(await here.platform.ask(operations.takeInProvider, { ...line, offers: [fedOffer!, wrong] }, staff())).toMatchObject({
      refused: "free-exceeds-total",
      errors: [{ pointer: "/offers/1/capacity/free" }],
    });
    expect(await here.platform.ask(operations.takeInProvider, { ...line, offers: [fedOffer!, fedOffer!] }, staff())).toMatchObject({
      refused: "reference-twice",
    });
    expect(await search({ q: "Beispielplatz" })).toEqual([]);
  });
});
