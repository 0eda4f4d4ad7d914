import type { Contract } from "@teilhabe/contracts/contract";
import { asyncApiOf } from "@teilhabe/contracts/documents/asyncapi";
import { eventSchemaOf } from "@teilhabe/contracts/documents/event-schema";
import { openApiOf } from "@teilhabe/contracts/documents/openapi";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { World } from "@teilhabe/platform/clock";
import type { Settings } from "@teilhabe/platform/config";
import type { Health } from "@teilhabe/platform/health";
import { answerOps } from "@teilhabe/platform/http/ops-server";
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from "express";
import helmet from "helmet";
import swaggerFolder from "swagger-ui-dist/absolute-path.js";
import type { Cors } from "../api/cors.ts";
import { problemReply } from "../api/reply.ts";
import { traceIdOf, traceparentOf } from "../api/trace.ts";
import { DOCS_SCRIPT, docsPage, problemPage, startPage } from "./pages.ts";

export type SiteNeeds = {
  readonly contracts: readonly Contract[];
  readonly cors: Cors;
  readonly health: Health;
  readonly settings: Settings;
  readonly world: World;
  /** The local issuer's public keys; undefined with any other issuer. */
  readonly jwks: (() => object) | undefined;
};

const MINUTE = "public, max-age=60";

/** Everything outside the API: documents, their pages, the process's state. Adds its routes to the app. */
export function addSite(app: Express, needs: SiteNeeds): void {
  app.use(helmet({ contentSecurityPolicy: { directives: CSP }, strictTransportSecurity: needs.settings.publicUrl.startsWith("https:") }));
  addOps(app, needs);
  addDocuments(app, needs);
  addPages(app, needs);
  app.use(notFound(needs.world), failed(needs.world));
}

/** Swagger UI sets style attributes; scripts come from here only. */
const CSP = {
  "default-src": ["'none'"],
  "script-src": ["'self'"],
  "style-src": ["'self'", "'unsafe-inline'"],
  "img-src": ["'self'", "data:"],
  "font-src": ["'self'", "data:"],
  "connect-src": ["'self'"],
  "form-action": ["'self'"],
  "upgrade-insecure-requests": null,
};

function addOps(app: Express, { health, settings }: SiteNeeds): void {
  const open = settings.NODE_ENV === "production" ? ["/livez", "/readyz"] : ["/livez", "/readyz", "/metrics"];
  app.get(open, (request, response, next) => {
    answerOps(request.path, health, response).catch(next);
  });
}

function addDocuments(app: Express, { contracts, cors, jwks }: SiteNeeds): void {
  const json = (text: string) => jsonNow(() => text);
  const jsonNow = (text: () => string): RequestHandler => {
    return (request, response) => {
      const shared = cors.headersFor(request);
      for (let index = 0; index < shared.length; index += 2) response.setHeader(shared[index] ?? "", shared[index + 1] ?? "");
      response.set("cache-control", MINUTE).type("json").send(text());
    };
  };
  app.get("/openapi.json", json(JSON.stringify(openApiOf(contracts))));
  app.get("/asyncapi.json", json(JSON.stringify(asyncApiOf(contracts))));
  for (const event of contracts.flatMap((contract) => Object.values(contract.events))) {
    app.get(`/schemas/${event.type}.json`, json(JSON.stringify(eventSchemaOf(event))));
  }
  if (jwks !== undefined)
    app.get(
      "/.well-known/jwks.json",
      jsonNow(() => JSON.stringify(jwks())),
    );
}

function addPages(app: Express, { contracts }: SiteNeeds): void {
  const assets = swaggerFolder();
  const html = (response: Response, text: string) => response.set("cache-control", MINUTE).type("html").send(text);
  app.get("/", (_, response) => html(response, startPage()));
  app.get("/docs", (_, response) => html(response, docsPage()));
  app.get("/docs/assets/start.js", (_, response) => response.set("cache-control", MINUTE).type("js").send(DOCS_SCRIPT));
  for (const name of ["swagger-ui.css", "swagger-ui-bundle.js"]) {
    app.get(`/docs/assets/${name}`, (_, response) => response.sendFile(name, { root: assets, maxAge: "1h" }));
  }
  app.get("/docs/problems/:code", ({ params }, response, next) => {
    const page = problemPage(params.code, contracts);
    if (page === undefined) next();
    else html(response, page);
  });
}

function notFound(world: World): RequestHandler {
  return (request, response) => {
    answer(request, response, world, 404, refuse("path-not-found", "There is nothing at this path. / says what there is."));
  };
}

/** Express knows functions for errors by their four parameters; a path that cannot be decoded is the only error expected here. */
function failed(world: World): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (error instanceof URIError) answer(request, response, world, 400, refuse("invalid-input", "The path is not percent-encoded UTF-8."));
    else answer(request, response, world, 500, refuse("internal-error", "Something went wrong here. Tell us the request id."));
  };
}

function answer(request: Request, response: Response, world: World, status: number, refusal: Refusal): void {
  const requestId = traceIdOf(traceparentOf(request.headers["traceparent"], world));
  const { headers, body } = problemReply(status, refusal, requestId);
  response.set("x-request-id", requestId);
  for (let index = 0; index < headers.length; index += 2) response.setHeader(headers[index] ?? "", headers[index + 1] ?? "");
  response.status(status).end(body);
}
