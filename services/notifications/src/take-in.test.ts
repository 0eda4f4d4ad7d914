import { expect, test } from "@jest/globals";
import { AnswerPublished, IdeaAuthored, IdeaPublished } from "@teilhabe/contracts/ideas/events";
import type { Desk } from "@teilhabe/platform/decide";
import { reactHandler } from "@teilhabe/platform/tasks/intake";
import { subscriptionDocument } from "./domain/documents.ts";
import type { NotificationQueries } from "./queries/notification-queries.ts";
import { takingIn } from "./take-in.ts";

const consultation = "01a20000-0000-7000-8000-000000000001";
const followers = { person: "p", topic: { kind: "consultation", id: consultation }, sinceMs: 0, token: "t" } as const;
const asked = { atMs: 1, by: undefined, grants: [] } as never;
const world = { randomBytes: (size: number) => new Uint8Array(size) } as never;
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

function desk(documents: Readonly<Record<string, unknown>> = {}): Desk {
  const loaded = (id: string) => (id in documents ? { id, version: 1, state: documents[id] } : undefined) as never;
  return { load: async (_kind, id) => loaded(id), loadMany: async (_kind, ids) => ids.map(loaded) };
}

function event(type: { readonly type: string; readonly example: object }, data: object, id = `${JSON.stringify(data)}:${type.type}`) {
  return { id, type: type.type, subject: "s", time: "2026-11-27T10:00:00Z", traceparent, data: { ...type.example, ...data } } as never;
}
const published = (idea: string) => event(IdeaPublished, { idea, consultation });
const authored = (idea: string) => event(IdeaAuthored, { idea, person: "anna" });

function page(subscribed: readonly string[]) {
  const asks: string[] = [];
  const queries: Pick<NotificationQueries, "subscribersOf"> = {
    async subscribersOf(topic) {
      asks.push(topic);
      return subscribed.includes(topic) ? [{ id: "s", version: 1, state: followers }] : [];
    },
  };
  return { ...takingIn(queries, world), asks };
}

test("the news of a topic are told one after the other, so that hundreds do not meet at the inboxes of the same people", async () => {
  const { tasks, writes } = await page([`consultation/${consultation}`]).handle(desk(), [published("i1"), published("i2")], asked);
  const key = `spread-news/consultation/${consultation}`;
  expect(writes).toEqual([]);
  expect(tasks).toMatchObject([
    { key, traceparent, data: { news: { topic: { kind: "idea", id: "i1" } } } },
    { key, traceparent, data: { news: { topic: { kind: "idea", id: "i2" } } } },
  ]);
});

test("what nobody wants to hear of leaves no task, and is asked once for a topic", async () => {
  const { handle, asks } = page([]);
  expect(await handle(desk(), [published("i1"), published("i2")], asked)).toMatchObject({ tasks: [], writes: [] });
  expect(asks).toEqual([`consultation/${consultation}`]);
});

test("an author follows the idea once, and hears of what stands in the same page", async () => {
  const answered = event(AnswerPublished, { idea: "i1", consultation });
  const { tasks, writes } = await page([]).handle(desk(), [authored("i1"), authored("i1"), answered], asked);
  expect(writes).toMatchObject([{ put: subscriptionDocument, state: { person: "anna", topic: { kind: "idea", id: "i1" } } }]);
  expect(tasks).toMatchObject([{ data: { topics: ["idea/i1"] } }]);
});

test("whoever is erased follows nothing", async () => {
  expect(await page([]).handle(desk({ anna: { last: 3, forgotten: true } }), [authored("i1")], asked)).toMatchObject({ writes: [], tasks: [] });
});

test("a task that the release before made of an event is a page of one event", async () => {
  const taken = reactHandler([], page([]));
  expect(await taken(desk(), { reaction: "follow-own-idea", event: authored("i1") }, asked, { id: "t", attempts: 0 })).toMatchObject({
    writes: [{ put: subscriptionDocument }],
  });
  await expect(taken(desk(), { reaction: "other", event: event({ type: "x", example: {} }, {}) }, asked, { id: "t", attempts: 0 })).rejects.toThrow(
    "there is no reaction other any more",
  );
});
