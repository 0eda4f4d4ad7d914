import type { IncomingMessage } from "node:http";
import { API_PREFIX } from "@teilhabe/contracts/documents/openapi";
import type { Answer } from "@teilhabe/platform/bus/bus";
import { PAGE_POLICY } from "./headers.ts";
import { etagOf, NOT_STORED, namesEtag, type Reply } from "./reply.ts";
import type { Route } from "./route.ts";

type Input = Readonly<Record<string, unknown>>;
type Accepted = Extract<Answer, { readonly body: string }>;

/** `next` at the very end of a page, as JSON: what is inside a string has its quotes escaped and cannot look like it. */
const NEXT_AT_END = /,"next":"([A-Za-z0-9_-]+)"\}$/;
const NEXT_CHARACTERS_MAX = 420;

/** The reply for an accepted answer: its text as it came, or the bytes that it holds. */
export function deliver(request: IncomingMessage, route: Route, input: Input, answer: Accepted, signedIn: boolean): Reply {
  if (route.status === 204) return { status: 204, headers: NOT_STORED, body: "" };
  const { body, type } = route.http.gives === undefined ? { body: answer.body, type: "application/json" } : bytesOf(answer.body);
  if (route.http.method !== "GET")
    return { status: route.status, headers: ["content-type", type, ...NOT_STORED, ...versionTag(answer), ...locationOf(route, input, answer)], body };
  const etag = etagOf(body, answer.version);
  const headers = ["etag", etag, "cache-control", cachingOf(route, signedIn), "vary", "Authorization"];
  if (type.startsWith("text/html")) headers.push("content-security-policy", PAGE_POLICY);
  if (namesEtag(request.headers["if-none-match"], etag)) return { status: 304, headers, body: "" };
  if (route.givesPages && typeof body === "string") headers.push(...linkOf(request, body));
  return { status: route.status, headers: ["content-type", type, ...headers], body };
}

function bytesOf(body: string): { readonly body: string | Buffer; readonly type: string } {
  const { mediaType, base64, text = "" } = JSON.parse(body) as { mediaType: string; base64?: string; text?: string };
  if (base64 !== undefined) return { body: Buffer.from(base64, "base64"), type: mediaType };
  const untold = mediaType.startsWith("text/") && !mediaType.includes("charset=");
  return { body: text, type: untold ? `${mediaType}; charset=utf-8` : mediaType };
}

function versionTag({ version }: Accepted): readonly string[] {
  return version === undefined ? [] : ["etag", `"${version}"`];
}

/** The path of what was made. */
function locationOf({ http }: Route, input: Input, { body }: Accepted): readonly string[] {
  if (http.makes === undefined) return [];
  const named: Input = { ...input, ...JSON.parse(body) };
  return ["location", API_PREFIX + http.makes.replaceAll(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(named[field])))];
}

/** Without a stated time a copy may be kept, but is asked for again each time; a signed-in person's is their own. */
function cachingOf(route: Route, signedIn: boolean): string {
  if (signedIn) return "private, no-cache";
  return route.http.cacheSeconds === undefined ? "no-cache" : `public, max-age=${route.http.cacheSeconds}`;
}

function linkOf(request: IncomingMessage, body: string): readonly string[] {
  const next = nextIn(body);
  if (next === undefined) return [];
  const [path = "", query = ""] = (request.url ?? "").split("?", 2);
  const parameters = new URLSearchParams(query);
  parameters.set("after", next);
  return ["link", `<${path}?${parameters}>; rel="next"`];
}

/** The page's `next` without reading the page, if it stands at the end, where contracts put it. */
function nextIn(body: string): string | undefined {
  const found = NEXT_AT_END.exec(body.slice(-NEXT_CHARACTERS_MAX))?.[1];
  if (found !== undefined) return found;
  if (!body.includes('"next":"')) return undefined;
  const { next } = JSON.parse(body) as { next?: unknown };
  return typeof next === "string" ? next : undefined;
}
