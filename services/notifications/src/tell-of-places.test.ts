import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { OfferWithdrawn, PlacesAppeared } from "@teilhabe/contracts/capacity/events";
import { findMatching } from "@teilhabe/contracts/capacity/offer-operations";
import { defineContract } from "@teilhabe/contracts/contract";
import { factOf } from "@teilhabe/contracts/event";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import type { SearchCriteria } from "@teilhabe/contracts/notifications/shapes";
import { defineOperation } from "@teilhabe/contracts/operation";
import { defineModule } from "@teilhabe/platform/module";
import { put } from "@teilhabe/platform/rule";
import { citizen } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { z } from "zod";
import { notifications } from "./module.ts";
import { localTime } from "./texts/local-time.ts";

const { operations } = notificationsContract;
const { offer } = PlacesAppeared.example;
const other = "0198c5a0-0000-7000-8000-0000000000ff";
const HOUR_MS = 3_600_000;

const announce = defineOperation({
  name: "capacity.announce-any",
  summary: "Test",
  access: "service",
  input: z.object({ what: z.enum(["places", "withdrawn"]), offer: z.string() }),
  output: z.object({}),
  refusals: {},
});
const noted = { name: "noted", schema: 1 };
let questions: SearchCriteria[][] = [];

/** Stands for capacity: announces what it is told to, and every offer fits searches for Turkish and none else. */
const capacity = defineModule({
  name: "capacity",
  contract: defineContract({
    service: "capacity",
    description: "Test",
    operations: { announce, findMatching },
    events: { PlacesAppeared, OfferWithdrawn },
  }),
  documents: [noted],
  start: ({ decide }) => ({
    operations: {
      announce: decide(async (_desk, { what, offer: id }, asked) => {
        const fact =
          what === "places"
            ? factOf(PlacesAppeared, { ...PlacesAppeared.example, offer: id })
            : factOf(OfferWithdrawn, { ...OfferWithdrawn.example, offer: id });
        return { writes: [put(noted, asked.newId(), {})], facts: [fact], answer: {} };
      }),
      findMatching: ({ criteria }) => {
        questions.push(criteria);
        return { matches: criteria.flatMap(({ language }, index) => (language === "tr" ? [index] : [])) };
      },
    },
  }),
});

let platform: Started;
beforeEach(async () => {
  questions = [];
  platform = await started([capacity, notifications]);
});
afterEach(() => platform.stop());

const follow = (name: string, id = offer) => platform.done(operations.subscribe, { topic: { kind: "offer", id } }, citizen(name));
const seek = (name: string, criteria: SearchCriteria) => platform.done(operations.subscribe, { topic: { kind: "search", criteria } }, citizen(name));
const inbox = async (name: string) => (await platform.done(operations.listNotices, { limit: 100 }, citizen(name))).items;

async function happen(what: "places" | "withdrawn" = "places", id = offer): Promise<void> {
  await platform.done(announce, { what, offer: id });
  await platform.settle();
}

describe("free places", () => {
  test("are told to those who follow the offer and those whose search it fits, and to nobody else", async () => {
    await follow("anna");
    await follow("ben", other);
    await seek("carl", { language: "tr" });
    await seek("dora", { language: "uk" });
    await happen();
    const counts = await Promise.all(["anna", "ben", "carl", "dora"].map(async (name) => (await inbox(name)).length));
    expect(counts).toEqual([1, 0, 1, 0]);
    expect((await inbox("anna"))[0]).toMatchObject({
      about: "capacity.places-appeared.v1",
      topic: { kind: "offer", id: offer },
      link: `/v1/offers/${offer}`,
    });
  });

  test("are told once to somebody with several subscriptions", async () => {
    await follow("anna");
    await seek("anna", { language: "tr" });
    await seek("anna", { language: "tr", kind: "medical" });
    await happen();
    expect(await inbox("anna")).toHaveLength(1);
  });

  test("at the same offer are told again after a day, at another offer at once", async () => {
    await follow("anna");
    await seek("carl", { language: "tr" });
    await happen();
    await platform.advance(23 * HOUR_MS);
    await happen();
    expect([(await inbox("anna")).length, (await inbox("carl")).length]).toEqual([1, 1]);
    await happen("places", other);
    expect([(await inbox("anna")).length, (await inbox("carl")).length]).toEqual([1, 2]);
    await platform.advance(2 * HOUR_MS);
    await happen();
    expect([(await inbox("anna")).length, (await inbox("carl")).length]).toEqual([2, 3]);
  });

  test("reach every one of many searches, and capacity is asked for a hundred at a time", async () => {
    const names = Array.from({ length: 230 }, (_, n) => `citizen-${n}`);
    for (const [n, name] of names.entries()) await seek(name, { language: n % 2 === 0 ? "tr" : "uk" });
    await happen();
    const counts = await Promise.all(names.map(async (name) => (await inbox(name)).length));
    expect(counts).toEqual(names.map((_, n) => (n % 2 === 0 ? 1 : 0)));
    expect(questions.map((criteria) => criteria.length)).toEqual([100, 100, 30]);
  });

  test("are not told to a search that has ended", async () => {
    await seek("carl", { language: "tr" });
    await platform.advance(91 * 24 * HOUR_MS);
    await happen();
    expect(await inbox("carl")).toEqual([]);
  });

  test("are told with the time that they are of, and that nothing is reserved, in each language", async () => {
    await follow("anna");
    await happen();
    expect((await inbox("anna"))[0]!.text).toContain("Stand: 11:00 Uhr am 23.11.2026. Es ist nichts reserviert.");
    await platform.done(operations.changePreferences, { language: "en" }, citizen("anna"));
    expect((await inbox("anna"))[0]!.text).toContain("as of 11:00 on 23.11.2026. This is no reservation.");
    await platform.done(operations.changePreferences, { language: "de-x-leicht" }, citizen("anna"));
    expect((await inbox("anna"))[0]!.text).toContain("So war es um 11:00 Uhr am 23.11.2026. Der Platz ist nicht reserviert.");
  });
});

test("that an offer is withdrawn is told to those who follow it", async () => {
  await follow("anna");
  await happen("withdrawn");
  expect((await inbox("anna")).map(({ about, title }) => [about, title])).toEqual([["capacity.offer-withdrawn.v1", "Angebot beendet"]]);
});

test.each([
  ["2026-11-23T10:00:00.000Z", { day: "23.11.2026", time: "11:00" }],
  ["2027-03-28T01:30:00Z", { day: "28.03.2027", time: "03:30" }],
  ["2026-12-31T23:30:00Z", { day: "01.01.2027", time: "00:30" }],
])("%s is told as %j on the city's clocks", (instant, local) => {
  expect(localTime(instant)).toEqual(local);
});
