import type { SeenSpan } from "./otlp-receiver.ts";

/** What a line says of a span. */
type LineOf = (span: SeenSpan) => string;

/**
 * The spans below one, a line each, two spaces deeper than what caused it. Causes that are alike stand in the order of their names,
 * so that the same story always gives the same text.
 */
export function treeBelow(spans: readonly SeenSpan[], parentSpanId: string, depth = 0, lineOf: LineOf = ({ name }) => name): readonly string[] {
  const children = spans.filter((span) => span.parentSpanId === parentSpanId);
  return children
    .map((span) => [`${"  ".repeat(depth)}${lineOf(span)}`, ...treeBelow(spans, span.spanId, depth + 1, lineOf)])
    .sort((one, other) => (one.join("\n") < other.join("\n") ? -1 : 1))
    .flat();
}
