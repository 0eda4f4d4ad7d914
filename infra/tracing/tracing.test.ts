import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { allContracts } from "@teilhabe/contracts/all";
import { gatewayTo } from "@teilhabe/gateway/module";
import { startTracing } from "@teilhabe/platform/telemetry/tracing";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { type OtlpReceiver, otlpReceiver } from "./otlp-receiver.ts";
import { treeBelow } from "./span-tree.ts";
import { CLIENT_SPAN, TRACE, TYPED, tellTheStory } from "./story.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/tracing.md");

let folder: string;
let receiver: OtlpReceiver;
let platform: Started;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "teilhabe-tracing-"));
  receiver = await otlpReceiver();
  const stopTracing = await startTracing(receiver.endpoint, "teilhabe");
  let port = 0;
  const listening = (address: { readonly port: number }) => {
    port = address.port;
  };
  const gateway = gatewayTo({ contracts: allContracts, listening });
  const others = standaloneModules.filter(({ name }) => name !== "gateway");
  platform = await started([...others, gateway], { realTime: true, settings: { DATABASE_URL: `sqlite:${folder}` } });
  await tellTheStory(`http://127.0.0.1:${port}`, folder);
  await platform.settle();
  await platform.stop();
  await stopTracing();
}, 60_000);

afterAll(async () => {
  await receiver.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("one trace leads from a citizen's request to another citizen's notice", () => {
  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const path = [];
  for (let span = spans.find(({ name }) => name === "work off mail-notice"); span !== undefined; span = byId.get(span.parentSpanId))
    path.unshift(span);
  const tasks = ["work off spread-news", "work off mail-notice"];
  expect(path.map(({ name }) => name)).toEqual(["ideas.submit-idea", "answer ideas.submit-idea", ...tasks]);
  expect(path[0]?.parentSpanId).toBe(CLIENT_SPAN);
});

test("no span of the trace hangs in the air, and nothing that a citizen typed is in one", () => {
  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const known = new Set([CLIENT_SPAN, ...spans.map(({ spanId }) => spanId)]);
  expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
  expect(JSON.stringify(receiver.spans)).not.toMatch(TYPED);
});

test("docs/tracing.md shows this very trace", () => {
  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const tree = ["the client's request", ...treeBelow(spans, CLIENT_SPAN, 1)].join("\n");
  expect(readFileSync(DOCUMENT, "utf8")).toContain(`\`\`\`\n${tree}\n\`\`\``);
});
