import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { defineContract } from "@teilhabe/contracts/contract";
import { defineEvent, factOf } from "@teilhabe/contracts/event";
import { defineOperation } from "@teilhabe/contracts/operation";
import { Id } from "@teilhabe/contracts/shapes";
import { z } from "zod";
import { defineModule, on } from "./module.ts";
import { silentLog } from "./pino-log.ts";
import { type DocumentKind, put } from "./rule.ts";
import { started } from "./testing/started.ts";

const Rung = defineEvent({
  type: "bells.bell-rung.v1",
  audience: "public",
  description: "Test",
  data: z.object({ bell: Id }),
  subject: "bell",
  example: { bell: "0198c5a0-0000-7000-8000-000000000001" },
});
const ring = defineOperation({ name: "bells.ring-bell", summary: "Test", access: "anyone", input: z.object({}), output: z.object({}), refusals: {} });
const bell: DocumentKind<object> = { name: "bell", schema: 1 };
const bells = defineModule({
  name: "bells",
  contract: defineContract({ service: "bells", description: "Test", operations: { ring }, events: { Rung } }),
  documents: [bell],
  start: ({ decide }) => ({
    operations: {
      ring: decide(async (_desk, _input, asked) => {
        const id = asked.newId();
        return { writes: [put(bell, id, {})], facts: [factOf(Rung, { bell: id })], answer: {} };
      }),
    },
  }),
});

const heard: DocumentKind<{ rings: number }> = { name: "heard", schema: 1 };
const ears = defineModule({
  name: "ears",
  contract: defineContract({ service: "ears", description: "Test", operations: {}, events: {} }),
  hears: [Rung],
  documents: [heard],
  start: () => ({
    operations: {},
    reactions: [
      on(Rung, "count-rings", async (desk) => {
        const rings = (await desk.load(heard, "all"))?.state.rings ?? 0;
        return { writes: [put(heard, "all", { rings: rings + 1 })], answer: undefined };
      }),
    ],
  }),
});

test("a listener that starts before the module it listens to goes on where it stood, without a word of alarm", async () => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-restart-"));
  const alarms: string[] = [];
  const log = { ...silentLog, warn: (message: string) => void alarms.push(message), error: (message: string) => void alarms.push(message) };
  for (let life = 1; life <= 3; life++) {
    const platform = await started([ears, bells], { realTime: true, settings: { DATABASE_URL: `sqlite:${folder}` }, log });
    await platform.done(ring, {});
    await platform.settle();
    const [listener] = platform.modules;
    expect(listener?.waitsFor()).toBeUndefined();
    expect((await listener?.store?.load(heard, "all"))?.state).toEqual({ rings: life });
    await platform.stop();
  }
  rmSync(folder, { recursive: true, force: true });
  expect(alarms).toEqual([]);
});
