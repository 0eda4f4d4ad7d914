import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startCluster } from "../cluster/cluster.ts";
import { keptPorts } from "../servers/ports.ts";
import { describeWith } from "../servers/test-servers.ts";
import { type OtlpReceiver, otlpReceiver, type SeenSpan } from "./otlp-receiver.ts";
import { treeBelow } from "./span-tree.ts";
import { CLIENT_SPAN, TRACE, TYPED, tellTheStory } from "./story.ts";

const DOCUMENT = join(import.meta.dirname, "../../docs/tracing.md");
const START_MS = 180_000;

// It starts servers of its own, as `npm run cluster` does; where there are none, there is no Go to build them with either.
describeWith("nats", "a trace through every service as a process of its own", () => {
  let folder: string;
  let receiver: OtlpReceiver;
  let spans: readonly SeenSpan[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "teilhabe-tracing-"));
    receiver = await otlpReceiver();
    const { gateway: port } = await keptPorts(folder, ["gateway"]);
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint };
    const cluster = await startCluster({ folder, replicas: 1, nodes: 1, port, log: () => undefined, env });
    try {
      await tellTheStory(cluster.url, folder);
    } finally {
      await cluster.stop(); // what is under way is finished, and every process sends what it has traced
    }
    spans = receiver.spans.filter(({ traceId }) => traceId === TRACE);
  }, START_MS);
  afterAll(async () => {
    await receiver.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("leads from one citizen's request to another's notice, over NATS, with every parent known", () => {
    const known = new Set([CLIENT_SPAN, ...spans.map(({ spanId }) => spanId)]);
    expect(spans.filter(({ parentSpanId }) => !known.has(parentSpanId))).toEqual([]);
    expect(new Set(spans.map(({ process }) => process))).toEqual(
      new Set(["gateway", "people", "ideas", "notifications"].map((name) => `teilhabe-${name}`)),
    );
    expect(JSON.stringify(receiver.spans)).not.toMatch(TYPED);
  });

  test("docs/tracing.md shows this very trace, with the process of each step", () => {
    const tree = ["the client's request", ...treeBelow(spans, CLIENT_SPAN, 1, ({ name, process }) => `${name} (${process})`)].join("\n");
    expect(readFileSync(DOCUMENT, "utf8")).toContain(`\`\`\`\n${tree}\n\`\`\``);
  });
});
