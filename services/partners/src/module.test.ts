import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { defineContract } from "@teilhabe/contracts/contract";
import { type CloudEvent, factOf } from "@teilhabe/contracts/event";
import { ConsultationOpened, IdeaPublished } from "@teilhabe/contracts/ideas/events";
import { defineOperation } from "@teilhabe/contracts/operation";
import { partnersContract } from "@teilhabe/contracts/partners/contract";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { defineModule } from "@teilhabe/platform/module";
import type { DocumentKind } from "@teilhabe/platform/rule";
import { put } from "@teilhabe/platform/rule";
import { citizen, nobody, partner } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { Webhook } from "standardwebhooks";
import { z } from "zod";
import { partners } from "./module.ts";

const { operations } = partnersContract;

/** Stands in for `ideas`: publishes so many ideas, each with its event. */
const publishIdeas = defineOperation({
  name: "ideas.publish-many",
  summary: "Test",
  access: "service",
  input: z.object({ count: z.int(), times: z.int() }),
  output: z.object({}),
  refusals: {},
});
const noted: DocumentKind<{ n: number }> = { name: "noted", schema: 1 };
const source = defineModule({
  name: "ideas",
  contract: defineContract({
    service: "ideas",
    description: "Test",
    operations: { publishIdeas },
    events: { IdeaPublished, ConsultationOpened },
  }),
  documents: [noted],
  start: ({ decide }) => ({
    operations: {
      publishIdeas: decide(async (_desk, { count, times }, asked) => {
        const ids = Array.from({ length: count }, () => asked.newId());
        return {
          writes: ids.map((id, n) => put(noted, id, { n })),
          facts: Array.from({ length: times }, () =>
            ids.map((idea) => factOf(IdeaPublished, { idea, consultation: asked.newId(), byCity: false })),
          ).flat(),
          answer: {},
        };
      }),
    },
  }),
});

type Received = { readonly headers: IncomingMessage["headers"]; readonly body: string };

type Answering = (n: number, body: string) => number | Promise<number>;

async function receiver(answer: Answering): Promise<{ url: string; received: Received[]; server: Server }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => {
      body += part;
    });
    request.on("end", async () => {
      received.push({ headers: request.headers, body });
      response.writeHead(await answer(received.length, body)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, server };
}

let platform: Started;
let servers: Server[] = [];

/** @param times so many events of each idea */
async function publish(count: number, times = 1): Promise<void> {
  await platform.done(publishIdeas, { count, times });
  await platform.settle();
}

async function hookTo(answer: Answering, name = "p") {
  const target = await receiver(answer);
  servers.push(target.server);
  const made = await platform.done(operations.createWebhook, { url: target.url }, partner(name));
  return { ...target, ...made };
}

beforeEach(async () => {
  platform = await started([source, partners], { settings: { WEBHOOKS_TO_PRIVATE_ADDRESSES: "yes" } });
});

afterEach(async () => {
  await platform.stop();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

describe("the public log", () => {
  test("has every public event once, in order, and can be read page by page by anyone", async () => {
    await publish(7);
    const first = await platform.done(operations.readEvents, { limit: 5 }, nobody);
    const second = await platform.done(operations.readEvents, { limit: 5, after: first.next }, nobody);
    const ids = [...first.items, ...second.items].map((item) => item.event.id);
    expect(ids).toEqual((await platform.events("ideas")).map((event) => event.id));
    expect(first.items).toHaveLength(5);
    expect(second.items).toHaveLength(2);
  });

  test("goes on from its end", async () => {
    await publish(2);
    const end = (await platform.done(operations.readEvents, { limit: 100 })).next;
    expect((await platform.done(operations.readEvents, { after: end })).items).toEqual([]);
    await publish(1);
    expect((await platform.done(operations.readEvents, { after: end })).items).toHaveLength(1);
  });

  test("gives only the types that are asked for, and skips the others for good", async () => {
    await publish(3);
    const page = await platform.done(operations.readEvents, { types: ["ideas.consultation-opened.v1"] });
    expect(page.items).toEqual([]);
    expect(page.next.endsWith("-3")).toBe(true);
  });

  test("refuses a cursor of another epoch with 410 and says where to begin", async () => {
    await publish(1);
    const refusal = await platform.ask(operations.readEvents, { after: "0123abcd-1" });
    expect(refusal).toMatchObject({ refused: "cursor-outdated" });
    const after = isRefusal(refusal) ? String(refusal.facts?.["after"]) : "not refused";
    expect((await platform.done(operations.readEvents, { after })).items).toHaveLength(1);
  });
});

describe("a webhook", () => {
  test("gets every event after its creation, signed", async () => {
    await publish(1);
    const hook = await hookTo(() => 204);
    await publish(3);
    const events = (await platform.events("ideas")).slice(1);
    expect(hook.received.map(({ body }) => (JSON.parse(body) as CloudEvent).id).sort()).toEqual(events.map((event) => event.id).sort());
    const [first] = hook.received;
    const timestamp = new Date(Number(first!.headers["webhook-timestamp"]) * 1_000);
    const wanted = new Webhook(hook.secret).sign(events[0]!.id, timestamp, first!.body);
    expect(first!.headers["webhook-signature"]).toBe(wanted);
    expect(first!.headers["webhook-id"]).toBe(events[0]!.id);
  });

  test("gets events of different subjects at the same time once it took the first, and those of a subject one after the other", async () => {
    const open: string[] = [];
    const seen: string[][] = [];
    const hook = await hookTo(async (_n, body) => {
      open.push((JSON.parse(body) as CloudEvent).subject);
      seen.push([...open]);
      await sleep(20);
      open.splice(open.indexOf((JSON.parse(body) as CloudEvent).subject), 1);
      return 204;
    });
    await publish(10, 2);
    expect([seen[0]?.length, Math.max(...seen.map(({ length }) => length))]).toEqual([1, 8]);
    expect(seen.every((subjects) => new Set(subjects).size === subjects.length)).toBe(true);
    const got = Map.groupBy(
      hook.received.map(({ body }) => JSON.parse(body) as CloudEvent),
      ({ subject }) => subject,
    );
    expect(got.size).toBe(10);
    for (const [subject, events] of got)
      expect(events.map(({ id }) => id.replace(/~.*/, ""))).toEqual([`noted/${subject}:1:0`, `noted/${subject}:1:1`]);
  });

  test("is tried again after the pauses of the standard, with the same id, and loses nothing", async () => {
    const hook = await hookTo((n) => (n <= 2 ? 500 : 200));
    await publish(2);
    expect(hook.received).toHaveLength(1);
    await platform.advance(6_000);
    expect(hook.received).toHaveLength(2);
    await platform.advance(60_000);
    expect(hook.received).toHaveLength(2);
    await platform.advance(5 * 60_000);
    const [first, second] = (await platform.events("ideas")).map((event) => event.id);
    expect(hook.received.map(({ headers }) => headers["webhook-id"])).toEqual([first, first, first, second]);
  });

  test("delays no other when its receiver is dead", async () => {
    const dead = await hookTo(() => 503, "dead");
    const alive = await hookTo(() => 200, "alive");
    await publish(20);
    expect(dead.received).toHaveLength(1);
    expect(alive.received).toHaveLength(20);
  });

  test("is disabled after days of failure, says so in an event, and goes on where it stopped when enabled", async () => {
    let healthy = false;
    const hook = await hookTo(() => (healthy ? 200 : 500));
    await publish(2);
    for (let day = 0; day < 7; day++) for (let hour = 0; hour < 24; hour++) await platform.advance(3_600_000);
    expect(await platform.done(operations.readWebhook, { webhook: hook.id }, partner("p"))).toMatchObject({
      status: "disabled",
      reason: "failed-for-days",
    });
    expect((await platform.events("partners")).map((event) => event.type)).toEqual(["partners.webhook-disabled.v1"]);
    healthy = true;
    const failed = hook.received.length;
    await platform.done(operations.changeWebhook, { webhook: hook.id, status: "enabled" }, partner("p"));
    await platform.settle();
    expect(hook.received.length - failed).toBe(2);
  });

  test("is disabled at once when its receiver says 410", async () => {
    const hook = await hookTo(() => 410);
    await publish(1);
    expect(await platform.done(operations.readWebhook, { webhook: hook.id }, partner("p"))).toMatchObject({ status: "disabled", reason: "gone" });
  });

  test("can be tested, and shows what was delivered", async () => {
    const hook = await hookTo(() => 200);
    await platform.done(operations.sendTestEvent, { webhook: hook.id }, partner("p"));
    await publish(1);
    const { items } = await platform.done(operations.listDeliveries, { webhook: hook.id }, partner("p"));
    expect(items.map(({ test, outcome, status }) => ({ test, outcome, status }))).toEqual(
      expect.arrayContaining([
        { test: true, outcome: "delivered", status: 200 },
        { test: false, outcome: "delivered", status: 200 },
      ]),
    );
  });

  test("can be sent everything once more from a cursor", async () => {
    await publish(2);
    const hook = await hookTo(() => 200);
    await platform.done(operations.replayWebhook, { webhook: hook.id }, partner("p"));
    await platform.settle();
    expect(hook.received).toHaveLength(2);
  });

  test("signs with the old secret too for a day after its rotation", async () => {
    const hook = await hookTo(() => 200);
    const { secret } = await platform.done(operations.rotateSecret, { webhook: hook.id }, partner("p"));
    await publish(1);
    await platform.advance(25 * 3_600_000);
    await publish(1);
    const signatures = hook.received.map(({ headers }) => String(headers["webhook-signature"]).split(" ").length);
    expect(secret).not.toBe(hook.secret);
    expect(signatures).toEqual([2, 1]);
  });

  test("of somebody else is not found", async () => {
    const hook = await hookTo(() => 200);
    expect(await platform.ask(operations.readWebhook, { webhook: hook.id }, partner("q"))).toMatchObject({ refused: "webhook-not-found" });
    expect(await platform.ask(operations.createWebhook, { url: hook.url }, citizen("anna"))).toMatchObject({ refused: "grant-needed" });
  });
});
