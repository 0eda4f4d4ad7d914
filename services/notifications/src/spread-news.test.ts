import { expect, test } from "@jest/globals";
import { IdeaPublished } from "@teilhabe/contracts/ideas/events";
import type { Desk } from "@teilhabe/platform/decide";
import type { NotificationQueries } from "./queries/notification-queries.ts";
import { spreadingReactions } from "./spread-news.ts";

const consultation = "01a20000-0000-7000-8000-000000000001";
const state = { person: "p", topic: { kind: "consultation", id: consultation }, sinceMs: 0, token: "t" } as const;
const asked = { atMs: 1, by: undefined, grants: [] } as never;
const nothing: Desk = { load: async () => undefined, loadMany: async (_kind, ids) => ids.map(() => undefined) };

function spreadOf(idea: string, subscribed: readonly string[]) {
  const queries: Pick<NotificationQueries, "subscribersOf"> = {
    subscribersOf: async (topic) => (subscribed.includes(topic) ? [{ id: "s", version: 1, state }] : []),
  };
  const reaction = spreadingReactions(queries).find(({ event }) => event.type === IdeaPublished.type);
  const data = { ...IdeaPublished.example, idea, consultation };
  const event = { id: `idea/${idea}:1:0`, type: IdeaPublished.type, subject: idea, time: "2026-11-27T10:00:00Z", data };
  return reaction?.handle(nothing, event as never, asked);
}

test("the news of a topic are told one after the other, so that hundreds do not meet at the inboxes of the same people", async () => {
  const spreads = await Promise.all(["i1", "i2"].map((idea) => spreadOf(idea, [`consultation/${consultation}`])));
  expect(spreads.map((outcome) => outcome?.writes ?? [])).toEqual([[], []]);
  expect(spreads.map((outcome) => outcome?.tasks?.map(({ key }) => key))).toEqual([
    [`spread-news/consultation/${consultation}`],
    [`spread-news/consultation/${consultation}`],
  ]);
});

test("what nobody wants to hear of leaves no task", async () => {
  expect(await spreadOf("i1", [])).toBeUndefined();
});
