import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What a trace shows of one piece of work. */
export type SeenSpan = {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  /** `service.name` of the process. */
  readonly process: string;
};

export type OtlpReceiver = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string;
  readonly spans: readonly SeenSpan[];
  stop(): Promise<void>;
};

type Exported = {
  readonly resourceSpans?: readonly {
    readonly resource?: { readonly attributes?: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[] };
    readonly scopeSpans?: readonly { readonly spans?: readonly (Omit<SeenSpan, "parentSpanId"> & { readonly parentSpanId?: string })[] }[];
  }[];
};

const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** A collector that remembers: OTLP over HTTP as JSON (opentelemetry.io/docs/specs/otlp, "OTLP/HTTP"), on a loopback port. */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const spans: SeenSpan[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    request.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > BODY_BYTES_MAX) request.destroy();
      else parts.push(part);
    });
    request.on("end", () => {
      spans.push(...spansIn(JSON.parse(Buffer.concat(parts).toString("utf8"))));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function spansIn({ resourceSpans = [] }: Exported): readonly SeenSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const process = resource?.attributes?.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    return scopeSpans.flatMap(({ spans = [] }) =>
      spans.map(({ traceId, spanId, parentSpanId = "", name }) => ({ traceId, spanId, parentSpanId, name, process })),
    );
  });
}
