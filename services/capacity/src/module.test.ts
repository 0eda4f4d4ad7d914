import { describe, expect, test } from "@jest/globals";
import { capacityContract } from "@teilhabe/contracts/capacity/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { citizen, nobody, staff } from "@teilhabe/platform/testing/askers";
import { HOUR_MS, MISSING, practice } from "./testing/practice.ts";

const { operations } = capacityContract;
const { here, own, publish, told, search } = practice();

describe("a provider", () => {
  test("is registered by staff only", async () => {
    expect(await here.platform.ask(operations.createProvider, { name: "Praxis", kind: "practice" }, own())).toMatchObject({
      refused: "grant-needed",
    });
    expect(await here.platform.done(operations.readProvider, { provider: here.provider.id }, nobody)).toEqual(here.provider);
    expect(await told("capacity.provider-registered.v1")).toEqual([{ provider: here.provider.id, kind: "practice" }]);
  });

  test("changes itself, and no other", async () => {
    const changed = await here.platform.done(operations.changeProvider, { provider: here.provider.id, phone: "+49 89 1234567" }, own());
    expect(changed).toEqual({ ...here.provider, phone: "+49 89 1234567", version: 2 });
    const other = await here.platform.done(operations.createProvider, { name: "Andere", kind: "lab" }, staff());
    expect(await here.platform.ask(operations.changeProvider, { provider: other.id, phone: null }, own())).toMatchObject({ refused: "grant-needed" });
    expect(await here.platform.ask(operations.changeProvider, { provider: MISSING, phone: null }, staff())).toMatchObject({
      refused: "provider-not-found",
    });
  });

  test("is not changed by whoever has read an older version", async () => {
    await here.platform.done(operations.changeProvider, { provider: here.provider.id, phone: "+49 89 1234567" }, own());
    const late = { ...own(), ifMatch: 1 };
    expect(await here.platform.ask(operations.changeProvider, { provider: here.provider.id, phone: null }, late)).toMatchObject({
      refused: "version-mismatch",
    });
  });

  test("shows its new name with every offer", async () => {
    for (let n = 0; n < 3; n++) await publish();
    await here.platform.done(operations.changeProvider, { provider: here.provider.id, name: "Neue Praxis" }, own());
    await here.platform.settle();
    expect((await search({ q: "neue" })).map((offer) => offer.provider.name)).toEqual(["Neue Praxis", "Neue Praxis", "Neue Praxis"]);
    expect(await search({ q: "platz" })).toEqual([]);
  });

  test("is listed by name, page by page", async () => {
    await here.platform.done(operations.createProvider, { name: "Ärzte", kind: "clinic" }, staff());
    const first = await here.platform.done(operations.listProviders, { limit: 1 }, nobody);
    const second = await here.platform.done(operations.listProviders, { limit: 1, after: first.next }, nobody);
    expect([first, second].map(({ items }) => items[0]?.name)).toEqual(["Ärzte", "Praxis am Platz"]);
    expect(second.next).toBeUndefined();
    expect(await here.platform.ask(operations.listProviders, { after: "bm9wZQ" }, nobody)).toMatchObject({ refused: "bad-cursor" });
  });
});

describe("an offer", () => {
  test("is published by its provider, with the position of its postal code, and nothing known of its capacity", async () => {
    const offer = await publish({ languages: ["tr", "de", "tr"] });
    expect(offer).toMatchObject({
      provider: { id: here.provider.id, name: "Praxis am Platz", kind: "practice" },
      languages: ["de", "tr"],
      positionFrom: "postal-code",
      capacity: { freshness: "unknown" },
      sources: [],
      version: 1,
    });
    expect(await here.platform.done(operations.readOffer, { offer: offer.id }, nobody)).toEqual(offer);
    expect(await told("capacity.offer-published.v1")).toEqual([{ offer: offer.id, provider: here.provider.id, kind: "medical", specialty: "kard" }]);
  });

  test("needs a specialty when it is medical, and has none otherwise", async () => {
    const base = { provider: here.provider.id, title: "Angebot", reportEveryMinutes: 60 };
    const ask = (more: object) => here.platform.ask(operations.publishOffer, { ...base, ...more } as never, staff());
    expect(await ask({ kind: "medical" })).toMatchObject({ refused: "specialty-not-fitting" });
    expect(await ask({ kind: "course", specialty: "kard" })).toMatchObject({ refused: "specialty-not-fitting" });
    expect(await ask({ kind: "medical", specialty: "nonsense" })).toMatchObject({ refused: "specialty-unknown" });
    expect(await ask({ kind: "course", provider: MISSING })).toMatchObject({ refused: "provider-not-found" });
  });

  test("is changed with what is given; null takes away", async () => {
    const offer = await publish({ address: "Platz 1", position: { latitude: 48.1, longitude: 11.5 } });
    const changed = await here.platform.done(operations.changeOffer, { offer: offer.id, address: null, position: null, title: "Neu" }, own());
    expect(changed).toMatchObject({ title: "Neu", specialty: "kard", positionFrom: "postal-code", version: 2 });
    expect(changed.address).toBeUndefined();
    expect(await here.platform.done(operations.changeOffer, { offer: offer.id, title: "Neu" }, own())).toEqual(changed);
    expect(await told("capacity.offer-changed.v1")).toHaveLength(1);
  });

  test("that is withdrawn is gone from every list, and keeps nothing", async () => {
    const offer = await publish();
    for (let n = 0; n < 2; n++) await here.platform.done(operations.withdrawOffer, { offer: offer.id }, own());
    for (const operation of [operations.readOffer, operations.listObservations])
      expect(await here.platform.ask(operation, { offer: offer.id } as never, nobody)).toMatchObject({ refused: "offer-withdrawn" });
    expect(await here.platform.ask(operations.reportCapacity, { offer: offer.id, free: 1 }, own())).toMatchObject({ refused: "offer-withdrawn" });
    expect(await search({})).toEqual([]);
    expect(await told("capacity.offer-withdrawn.v1")).toEqual([{ offer: offer.id, provider: here.provider.id, kind: "medical" }]);
  });

  test("of another provider is not touched", async () => {
    const offer = await publish();
    const stranger = citizen("stranger", { grants: [`provider:${MISSING}`] });
    for (const [operation, input] of [
      [operations.changeOffer, { title: "Meins" }],
      [operations.withdrawOffer, {}],
      [operations.reportCapacity, { free: 1 }],
    ] as const)
      expect(await here.platform.ask(operation as never, { offer: offer.id, ...input } as never, stranger)).toMatchObject({
        refused: "grant-needed",
      });
    expect(
      await here.platform.ask(operations.publishOffer, { ...operations.publishOffer.examples![0]!, provider: here.provider.id }, stranger),
    ).toMatchObject({
      refused: "grant-needed",
    });
  });
});

test("earlier observations go after two years, what is shown stays", async () => {
  const { id } = await publish({ reportEveryMinutes: 366 * 24 * 60 });
  await here.platform.done(operations.reportCapacity, { offer: id, free: 2 }, own());
  await here.platform.advance(731 * 24 * HOUR_MS);
  await here.platform.advance(24 * HOUR_MS);
  expect((await here.platform.done(operations.listObservations, { offer: id }, nobody)).items).toEqual([]);
  expect((await here.platform.done(operations.readOffer, { offer: id }, nobody)).sources).toHaveLength(1);
});

test("nothing that is kept or told in public names who reported", async () => {
  const { id } = await publish();
  await here.platform.done(operations.reportCapacity, { offer: id, free: 2 }, own());
  const publicEvents = (await here.platform.events("capacity")).filter(({ type }) => type !== "capacity.act-recorded.v1");
  expect(JSON.stringify(publicEvents)).not.toContain(own().by);
  const acts = await told("capacity.act-recorded.v1");
  expect(acts.at(-1)).toMatchObject({ operation: "capacity.report-capacity", object: { offer: id } });
  expect(isRefusal(await here.platform.ask(operations.readOffer, { offer: id }, nobody))).toBe(false);
});
