import { type Context, context, propagation, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

let tracing = false;

/** Starts OpenTelemetry when the environment names a collector; its packages are loaded only then. */
export async function startTracing(endpoint: string | undefined, serviceName: string): Promise<() => Promise<void>> {
  if (endpoint === undefined) return async () => undefined;
  const [{ NodeSDK }, { OTLPTraceExporter }] = await Promise.all([
    import("@opentelemetry/sdk-node"),
    import("@opentelemetry/exporter-trace-otlp-http"),
  ]);
  const sdk = new NodeSDK({
    serviceName,
    instrumentations: [],
    traceExporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` }),
  });
  sdk.start();
  tracing = true;
  return async () => {
    tracing = false;
    await sdk.shutdown();
  };
}

/** For tests that bring their own tracer provider. */
export function tracingIsOn(on: boolean): void {
  tracing = on;
}

/** The W3C trace context of the span that this is done in; undefined outside of one, and without tracing. */
export function traceparentNow(): string | undefined {
  return tracing ? traceparentIn(context.active()) : undefined;
}

function traceparentIn(where: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(where, carrier);
  return carrier["traceparent"];
}

/**
 * Runs the work in a span that continues the given W3C trace context; without tracing it costs nothing and passes the
 * context through. The trace context is handed on as a string, explicitly, because it goes into outbox rows and tasks.
 */
export async function inSpan<Result>(
  name: string,
  traceparent: string | undefined,
  work: (traceparent: string | undefined, span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  if (!tracing) return work(traceparent, undefined);
  const parent = traceparent === undefined ? context.active() : propagation.extract(context.active(), { traceparent });
  const span = trace.getTracer("teilhabe").startSpan(name, {}, parent);
  const inside = trace.setSpan(parent, span);
  try {
    return await context.with(inside, () => work(traceparentIn(inside) ?? traceparent, span));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : "error" });
    throw error;
  } finally {
    span.end();
  }
}
