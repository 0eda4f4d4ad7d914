import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { allContracts } from "@teilhabe/contracts/all";
import { CloudEvent } from "@teilhabe/contracts/event";
import { readEvents } from "@teilhabe/contracts/partners/operations";
import { TASK_ATTEMPTS_MAX } from "@teilhabe/platform/store/store";
import { partner } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { filesIn, RELEASED } from "../packages/contracts/generate/folders.ts";
import { standaloneModules } from "../services/standalone/modules.ts";

const DAY_MS = 86_400_000;

let platform: Started;
beforeEach(async () => {
  platform = await started(standaloneModules.filter(({ name }) => name !== "gateway" && name !== "secret-door"));
});
afterEach(() => platform.stop());

/** Every event that any release kept as an example of what it wrote, in the order of their types. */
function goldenEvents(): readonly CloudEvent[] {
  return [...filesIn(RELEASED)].flatMap(([name, text]) =>
    name.endsWith(".golden.json") ? (JSON.parse(text) as unknown[]).map((event) => CloudEvent.parse(event)) : [],
  );
}

/** Puts it into its service's outbox, as the release that wrote it did. */
async function announce(event: CloudEvent, n: number): Promise<void> {
  const service = event.type.slice(0, event.type.indexOf("."));
  const store = platform.modules.find(({ name }) => name === service)?.store;
  if (store === undefined) throw new Error(`${service} has no outbox`);
  const row = { aggregate: `golden/${n}`, version: 1, n: 0, event: { ...event, id: `golden/${n}:1:0` } };
  expect(await store.commit({ id: `golden-${n}`, facts: [row] })).toEqual({ committed: true });
}

test("what earlier releases announced is taken in by today's code, every event of every module, and nothing of it fails", async () => {
  const golden = goldenEvents();
  expect(golden.length).toBeGreaterThan(40);
  for (const [n, event] of golden.entries()) await announce(event, n);
  await platform.settle();
  // Whatever fails is tried again until it is a dead letter.
  for (let attempt = 0; attempt < TASK_ATTEMPTS_MAX; attempt++) await platform.advance(DAY_MS);

  for (const { name, store, intake } of platform.modules) {
    expect({ name, letters: await store?.deadLetters({ limit: 100 }), broken: intake?.broken() }).toEqual({ name, letters: [], broken: undefined });
  }
  const isPublic = new Set<string>(
    allContracts.flatMap(({ events }) => Object.values(events)).flatMap(({ type, audience }) => (audience === "public" ? [type] : [])),
  );
  const { items } = await platform.done(readEvents, { limit: 100 }, partner());
  const read = items.map(({ event }) => event.type).filter((type) => golden.some((one) => one.type === type));
  expect(new Set(read)).toEqual(new Set(golden.map(({ type }) => type as string).filter((type) => isPublic.has(type))));
});
