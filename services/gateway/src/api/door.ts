import type { IncomingMessage, ServerResponse } from "node:http";
import { isQuery } from "@teilhabe/contracts/operation";
import { refuse } from "@teilhabe/contracts/refusal";
import type { World } from "@teilhabe/platform/clock";
import type { Log } from "@teilhabe/platform/log";
import type { Metrics } from "@teilhabe/platform/telemetry/metrics";
import { inSpan } from "@teilhabe/platform/telemetry/tracing";
import type { Cors } from "./cors.ts";
import { type Exchange, send } from "./exchange.ts";
import { failureOf } from "./failure.ts";
import { problemReply, type Reply } from "./reply.ts";
import type { Route } from "./route.ts";
import type { Found, RouteTable } from "./route-table.ts";
import { traceIdOf, traceparentOf } from "./trace.ts";

/** Requests that are answered at the same time; more are refused with 503. Live streams are counted on their own. */
const IN_FLIGHT_MAX = 4_000;

/** One request that has found its route. */
export type Visit = {
  readonly exchange: Exchange;
  readonly route: Route;
  readonly parameters: readonly string[];
  /** Without the question mark. */
  readonly query: string;
  readonly traceparent: string;
};

/** Answers a visit; undefined when it answers by itself, as a stream does. */
export type Answering = (visit: Visit) => Promise<Reply | undefined>;

export type DoorNeeds = {
  readonly routes: RouteTable<Route>;
  /** Every request begins a new trace, also where there is no route. */
  readonly anonymous: boolean;
  readonly cors: Cors;
  readonly securityHeaders: readonly string[];
  readonly world: World;
  readonly log: Log;
  readonly metrics: Metrics;
};

export type Door = (request: IncomingMessage, response: ServerResponse) => void;

/** Takes in every request under `/v1`: finds its route, has it answered, counts it, and turns what is thrown into a problem. */
export function makeDoor(needs: DoorNeeds, answering: Answering): Door {
  let inFlight = 0;
  return (request, response) => {
    const [path, query] = splitUrl(request.url ?? "/");
    const found = needs.routes.find(path);
    const route = found?.methods.get(request.method === "HEAD" ? "GET" : (request.method ?? ""));
    const anonymous = needs.anonymous || route?.anonymous === true;
    const traceparent = traceparentOf(anonymous ? undefined : request.headers["traceparent"], needs.world);
    const common = [...needs.securityHeaders, ...needs.cors.headersFor(request)];
    const exchange: Exchange = { request, response, requestId: traceIdOf(traceparent), common };
    if (found === undefined || route === undefined) {
      const reply = withoutRoute(exchange, found, needs.cors);
      send(exchange, reply);
      needs.metrics.httpAnswered("none", reply.status, 0);
      return;
    }
    if (inFlight >= IN_FLIGHT_MAX) {
      send(exchange, problemReply(503, refuse("overloaded", "Too much is going on just now. Try again in a moment."), exchange.requestId));
      return;
    }
    inFlight += 1;
    void answer(needs, answering, { exchange, route, parameters: found.parameters, query, traceparent }).finally(() => {
      inFlight -= 1;
    });
  };
}

async function answer(needs: DoorNeeds, answering: Answering, visit: Visit): Promise<void> {
  const { exchange, route, traceparent } = visit;
  const beganMs = needs.world.nowMs();
  try {
    const reply = await inSpan(route.operation.name, traceparent, (inside) => answering({ ...visit, traceparent: inside ?? traceparent }));
    if (reply !== undefined) send(exchange, reply);
  } catch (error) {
    answerFailure(needs.log, visit, error);
  }
  needs.metrics.httpAnswered(route.operation.name, exchange.response.statusCode, needs.world.nowMs() - beganMs);
}

function answerFailure(log: Log, { exchange, route }: Visit, error: unknown): void {
  const { status, refusal, bug } = failureOf(error, !isQuery(route.operation));
  const facts = { operation: route.operation.name, requestId: exchange.requestId };
  if (bug) log.error("a request met a bug", { ...facts, error });
  else log.warn("a request could not be answered", { ...facts, reason: String(error) });
  if (exchange.response.headersSent) exchange.response.destroy();
  else send(exchange, problemReply(status, refusal, exchange.requestId));
}

function splitUrl(url: string): readonly [path: string, query: string] {
  const mark = url.indexOf("?");
  return mark < 0 ? [url, ""] : [url.slice(0, mark), url.slice(mark + 1)];
}

function withoutRoute({ request, requestId }: Exchange, found: Found<Route> | undefined, cors: Cors): Reply {
  if (found === undefined)
    return problemReply(404, refuse("path-not-found", "There is nothing at this path. /openapi.json names all paths."), requestId);
  const methods = [...found.methods.keys(), ...(found.methods.has("GET") ? ["HEAD"] : []), "OPTIONS"];
  const allow = ["allow", methods.join(", ")];
  if (request.method === "OPTIONS") return { status: 204, headers: [...allow, ...cors.preflight(request, methods)], body: "" };
  const { status, headers, body } = problemReply(405, refuse("method-not-allowed", `This path takes ${methods.join(", ")}.`), requestId);
  return { status, headers: [...headers, ...allow], body };
}
