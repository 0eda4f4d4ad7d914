import type { World } from "@teilhabe/platform/clock";

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-0[01]$/;
const NO_TRACE = "0".repeat(32);
const NO_SPAN = "0".repeat(16);

/**
 * The W3C trace context of a request: the client's, or a fresh one.
 * Its trace id is also the request id, so that what a citizen reports leads to logs and traces.
 */
export function traceparentOf(given: string | string[] | undefined, world: World): string {
  const valid = typeof given === "string" ? TRACEPARENT.exec(given) : null;
  if (valid !== null && valid[1] !== NO_TRACE && valid[2] !== NO_SPAN) return valid[0];
  const random = Buffer.from(world.randomBytes(24)).toString("hex");
  return `00-${random.slice(0, 32)}-${random.slice(32)}-01`;
}

export function traceIdOf(traceparent: string): string {
  return traceparent.slice(3, 35);
}
