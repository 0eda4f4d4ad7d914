import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { defineContract } from "@teilhabe/contracts/contract";
import { defineEvent, factOf } from "@teilhabe/contracts/event";
import { defineOperation } from "@teilhabe/contracts/operation";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { actRecordedEvent } from "@teilhabe/contracts/personal-data";
import { refuse } from "@teilhabe/contracts/refusal";
import { Id } from "@teilhabe/contracts/shapes";
import { z } from "zod";
import { defineModule, on } from "./module.ts";
import { type DocumentKind, put } from "./rule.ts";
import { TASK_ATTEMPTS_MAX } from "./store/store.ts";
import { citizen, nobody, operator, staff } from "./testing/askers.ts";
import { type Started, started } from "./testing/started.ts";

/** A made-up service that counts, and one that hears of it. */
const Counted = defineEvent({
  type: "counters.counted.v1",
  audience: "public",
  description: "Test",
  data: z.object({ counter: Id, total: z.int() }),
  subject: "counter",
  example: { counter: "0198c5a0-0000-7000-8000-000000000001", total: 1 },
});
const ActRecorded = actRecordedEvent("counters");
const output = z.object({ counter: Id, total: z.int(), version: z.int() });
const refusals = { "counter-full": 409 } as const;
const create = defineOperation({
  name: "counters.create-counter",
  summary: "Test",
  access: "person",
  http: { method: "POST", path: "/counters", status: 201 },
  input: z.object({}),
  output,
  refusals,
});
const count = defineOperation({
  name: "counters.count-up",
  summary: "Test",
  access: "person",
  http: { method: "POST", path: "/counters/{counter}" },
  input: z.object({ counter: Id, by: z.int().min(1).max(100) }),
  output,
  refusals,
});
const reset = defineOperation({
  name: "counters.reset-counter",
  summary: "Test",
  access: { grants: ["staff"] },
  http: { method: "PUT", path: "/counters/{counter}/zero" },
  input: z.object({ counter: Id, reason: z.string() }),
  output,
  refusals,
});
const misbehave = defineOperation({ name: "counters.read-badly", summary: "Test", access: "anyone", input: z.object({}), output, refusals: {} });
const countersContract = defineContract({
  service: "counters",
  description: "Test",
  operations: { create, count, reset, misbehave },
  events: { Counted, ActRecorded },
});

type Counter = { readonly total: number };
const counterDocument: DocumentKind<Counter> = { name: "counter", schema: 1 };
const FULL = 1_000;

const counters = defineModule({
  name: "counters",
  contract: countersContract,
  documents: [counterDocument],
  start: ({ decide }) => ({
    operations: {
      create: decide(async (_desk, _input, asked) => {
        const counter = asked.newId();
        return { writes: [put(counterDocument, counter, { total: 0 })], answer: { counter, total: 0, version: 1 } };
      }),
      count: decide(async (desk, input) => {
        const counter = await desk.load(counterDocument, input.counter);
        const total = (counter?.state.total ?? 0) + input.by;
        if (total > FULL) return refuse("counter-full", "No more.");
        return {
          writes: [put(counterDocument, input.counter, { total })],
          facts: [factOf(Counted, { counter: input.counter, total })],
          answer: { counter: input.counter, total, version: (counter?.version ?? 0) + 1 },
        };
      }),
      reset: decide(async (desk, input) => {
        const counter = await desk.load(counterDocument, input.counter);
        const version = (counter?.version ?? 0) + 1;
        return { writes: [put(counterDocument, input.counter, { total: 0 })], answer: { counter: input.counter, total: 0, version } };
      }),
      misbehave: () => refuse("never-declared", "A refusal that the contract does not list."),
    },
  }),
});

type Heard = { readonly totals: readonly number[] };
const heardDocument: DocumentKind<Heard> = { name: "heard", schema: 1 };
let failures = 0;

const listeners = defineModule({
  name: "listeners",
  contract: defineContract({ service: "listeners", description: "Test", operations: {}, events: {} }),
  hears: [Counted],
  documents: [heardDocument],
  start: () => ({
    operations: {},
    reactions: [
      on(Counted, "note-total", async (desk, { counter, total }) => {
        if (failures > 0) {
          failures -= 1;
          throw new Error("not today");
        }
        const heard = await desk.load(heardDocument, counter);
        return { writes: [put(heardDocument, counter, { totals: [...(heard?.state.totals ?? []), total] })], answer: undefined };
      }),
    ],
  }),
});

let platform: Started;
beforeEach(async () => {
  failures = 0;
  platform = await started([counters, listeners]);
});
afterEach(() => platform.stop());

const anna = citizen("anna");
const newCounter = async () => (await platform.done(create, {}, anna)).counter;
const heardTotals = async (counter: string) => (await platform.modules[1]!.store!.load(heardDocument, counter))?.state.totals ?? [];

describe("a command", () => {
  test("of many at once on one document loses none", async () => {
    const counter = await newCounter();
    await Promise.all(Array.from({ length: 50 }, () => platform.done(count, { counter, by: 1 }, anna)));
    expect(await platform.done(count, { counter, by: 1 }, anna)).toMatchObject({ total: 51 });
    expect((await platform.events("counters")).map((event) => event.data["total"])).toEqual(Array.from({ length: 51 }, (_, n) => n + 1));
  });

  test("with an Idempotency-Key has one effect and one answer; another body under the key is refused", async () => {
    const counter = await newCounter();
    const keyed = { ...anna, idempotency: { key: "k", fingerprint: "same" } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.done(count, { counter, by: 5 }, keyed)));
    expect(new Set(answers.map((answer) => answer.total))).toEqual(new Set([5]));
    const other = { ...anna, idempotency: { key: "k", fingerprint: "other" } };
    expect(await platform.ask(count, { counter, by: 6 }, other)).toMatchObject({ refused: "idempotency-key-reused" });
    expect(await platform.done(count, { counter, by: 1 }, { ...citizen("ben"), idempotency: { key: "k", fingerprint: "other" } })).toMatchObject({
      total: 6,
    });
  });

  test("that is refused stores nothing, so the same key may succeed later", async () => {
    const counter = await newCounter();
    for (let n = 0; n < 10; n++) await platform.done(count, { counter, by: 100 }, anna);
    const keyed = { ...anna, idempotency: { key: "later", fingerprint: "f" } };
    expect(await platform.ask(count, { counter, by: 1 }, keyed)).toMatchObject({ refused: "counter-full" });
    await platform.done(reset, { counter, reason: "Full." }, staff());
    expect(await platform.done(count, { counter, by: 1 }, keyed)).toMatchObject({ total: 1 });
  });

  test("that names another version than the current one is refused and told which it is", async () => {
    const counter = await newCounter();
    await platform.done(count, { counter, by: 1 }, { ...anna, ifMatch: 1 });
    expect(await platform.ask(count, { counter, by: 1 }, { ...anna, ifMatch: 1 })).toMatchObject({
      refused: "version-mismatch",
      facts: { version: 2 },
    });
  });

  test("is refused to whoever may not ask, before its input is looked at", async () => {
    const counter = await newCounter();
    expect(await platform.ask(count, { counter, by: 1 }, nobody)).toMatchObject({ refused: "token-needed" });
    expect(await platform.ask(reset, { counter, reason: "Mine." }, anna)).toMatchObject({ refused: "grant-needed" });
  });

  test("that needs a grant leaves a record: who, what, which, why", async () => {
    const counter = await newCounter();
    await platform.done(reset, { counter, reason: "A new year." }, staff("maria"));
    const acts = (await platform.events("counters")).filter((event) => event.type === ActRecorded.type);
    expect(acts.map((event) => event.data)).toMatchObject([
      { person: staff("maria").by, operation: "counters.reset-counter", object: { counter }, reason: "A new year." },
    ]);
  });

  test("whose refusal the contract does not list is a bug, not an answer", async () => {
    await expect(platform.ask(misbehave, {})).rejects.toMatchObject({ name: "NoAnswer", reason: "failed" });
  });
});

describe("an event", () => {
  test("is handled once, in the order of its subject", async () => {
    const counter = await newCounter();
    for (let n = 0; n < 5; n++) await platform.done(count, { counter, by: 1 }, anna);
    await platform.settle();
    expect(await heardTotals(counter)).toEqual([1, 2, 3, 4, 5]);
  });

  test("whose handler fails is tried again with a growing delay, and holds back only what has its key", async () => {
    const [first, second] = [await newCounter(), await newCounter()];
    failures = 2;
    await platform.done(count, { counter: first, by: 1 }, anna);
    await platform.settle();
    await platform.done(count, { counter: first, by: 1 }, anna);
    failures = 1;
    await platform.done(count, { counter: second, by: 1 }, anna);
    failures = 0;
    await platform.settle();
    expect(await heardTotals(second)).toEqual([1]);
    expect(await heardTotals(first)).toEqual([]);
    await platform.advance(2_000);
    expect(await heardTotals(first)).toEqual([1, 2]);
  });

  test("whose handler never succeeds is a dead letter that an operator sees, replays, or gives up", async () => {
    const counter = await newCounter();
    failures = TASK_ATTEMPTS_MAX;
    await platform.done(count, { counter, by: 7 }, anna);
    for (let attempt = 0; attempt < TASK_ATTEMPTS_MAX; attempt++) await platform.advance(2 * 3_600_000);
    const { listDeadLetters, replayDeadLetter } = operatorsContract.operations;
    const listed = { ...listDeadLetters, name: "listeners.list-dead-letters" } as typeof listDeadLetters;
    const replayed = { ...replayDeadLetter, name: "listeners.replay-dead-letter" } as typeof replayDeadLetter;
    const { items } = await platform.done(listed, { module: "listeners" }, operator());
    expect(items).toMatchObject([{ module: "listeners", attempts: TASK_ATTEMPTS_MAX, error: "Error: not today" }]);
    expect(await platform.ask(listed, { module: "listeners" }, anna)).toMatchObject({ refused: "grant-needed" });
    await platform.done(replayed, { module: "listeners", id: items[0]!.id }, operator());
    await platform.settle();
    expect(await heardTotals(counter)).toEqual([7]);
  });
});
