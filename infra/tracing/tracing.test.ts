import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { allContracts } from "@teilhabe/contracts/all";
import { gatewayTo } from "@teilhabe/gateway/module";
import { type LocalToken, mintToken } from "@teilhabe/platform/http/local-issuer";
import { startTracing } from "@teilhabe/platform/telemetry/tracing";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { type OtlpReceiver, otlpReceiver } from "./otlp-receiver.ts";
import { treeBelow } from "./span-tree.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/tracing.md");
const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CLIENT_SPAN = "b7ad6b7169203331";
const NOTICED_WITHIN_MS = 20_000;

let folder: string;
let receiver: OtlpReceiver;
let platform: Started;
let url: string;

type Sent = { readonly as: LocalToken["as"]; readonly name: string; readonly method?: string; readonly body?: object; readonly traceparent?: string };

async function send(path: string, { as, name, method = "POST", body, traceparent }: Sent): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${mintToken(folder, { as, name })}`,
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(traceparent !== undefined && { traceparent }),
  };
  const response = await fetch(`${url}/v1${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === "" ? {} : JSON.parse(text);
}

/** Ben follows a consultation, Anna submits an idea to it under a trace of her own, and Ben's notice is there. */
async function tellTheStory(): Promise<void> {
  const staff = { as: "staff", name: "Maria" } as const;
  const { consultation } = await send("/consultations", { ...staff, body: { title: "Parks 2027", description: "What do our parks need?" } });
  await send(`/consultations/${consultation}/publication`, staff);
  await send(`/consultations/${consultation}/phase`, { ...staff, method: "PUT", body: { phase: "ideas" } });
  await send("/subscriptions", { as: "citizen", name: "Ben", body: { topic: { kind: "consultation", id: consultation } } });
  const idea = { consultation, title: "Benches by the pond", text: "There is no shade to sit in." };
  await send("/ideas", { as: "citizen", name: "Anna", body: idea, traceparent: `00-${TRACE}-${CLIENT_SPAN}-01` });
  const giveUpAtMs = Date.now() + NOTICED_WITHIN_MS;
  for (;;) {
    await platform.settle();
    const { items } = await send("/notices", { as: "citizen", name: "Ben", method: "GET" });
    if ((items as { about: string }[]).some(({ about }) => about === "ideas.idea-published.v1")) break;
    if (Date.now() > giveUpAtMs) throw new Error("Ben was not told");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await platform.settle();
}

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
  url = `http://127.0.0.1:${port}`;
  await tellTheStory();
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
  expect(path.map(({ name }) => name)).toEqual(["ideas.submit-idea", "answer ideas.submit-idea", "work off react", "work off mail-notice"]);
  expect(path[0]?.parentSpanId).toBe(CLIENT_SPAN);
});

test("no span of the trace hangs in the air, and nothing that a citizen typed is in one", () => {
  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const known = new Set([CLIENT_SPAN, ...spans.map(({ spanId }) => spanId)]);
  expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
  expect(JSON.stringify(receiver.spans)).not.toMatch(/Benches|shade/);
});

test("docs/tracing.md shows this very trace", () => {
  const spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  const tree = ["the client's request", ...treeBelow(spans, CLIENT_SPAN, 1)].join("\n");
  expect(readFileSync(DOCUMENT, "utf8")).toContain(`\`\`\`\n${tree}\n\`\`\``);
});
