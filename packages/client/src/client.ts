import type { Operation, OutputOf, SentTo } from "@teilhabe/contracts/operation";
import { type LiveEvent, liveEvents } from "./live.ts";
import { Problem, Unreachable } from "./problem.ts";
import { requestOf, type Sent } from "./request.ts";

/** One request waits so long for its answer. */
const REQUEST_TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 5_000;
/** A browser sends no cookie along, and takes another connection than for those who are signed in. */
const AS_NOBODY = { credentials: "omit", referrerPolicy: "no-referrer" } as const;

export type ClientOptions = {
  /** Of the gateway, such as `https://teilhabe.example`. */
  readonly url: string;
  /** A bearer token, or what gives a fresh one; without it the client asks as nobody. */
  readonly token?: string | (() => string | Promise<string>);
  /** How long a gateway that is away or overloaded is waited for; 0 unless given. Every request can be repeated safely. */
  readonly patienceMs?: number;
  readonly fetch?: typeof fetch;
};

export type AskOptions = {
  /** Only change what still has this version. */
  readonly ifMatch?: number;
  /** The client makes one for each POST by itself; give it to repeat a request of an earlier run. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
};

export interface Client {
  /** Has it no token? */
  readonly anonymous: boolean;
  /**
   * Asks an operation of the contracts.
   * @throws Problem when refused; Unreachable when patience ends
   */
  ask<O extends Operation>(operation: O, input: SentTo<O>, options?: AskOptions): Promise<OutputOf<O>>;
  /** All items of a paged list, page by page. */
  all<O extends Operation>(operation: O, input: SentTo<O>): AsyncGenerator<ItemOf<O>>;
  /**
   * A live stream, from after the cursor or from the beginning: resumes by itself where it broke off, so every event comes at least once.
   * A `reset` (the cursor is too old) goes on from where the gateway says, and is yielded so that the reader can rebuild.
   */
  live<O extends Operation>(
    operation: O,
    input: SentTo<O>,
    options: { readonly signal: AbortSignal; readonly after?: string },
  ): AsyncGenerator<LiveEvent>;
}

export type ItemOf<O extends Operation> = OutputOf<O> extends { items: (infer Item)[] } ? Item : never;

/** A caller in the contracts' own types, for browsers and Node. */
export function teilhabeClient(options: ClientOptions): Client {
  const send = sender(options);
  return {
    anonymous: options.token === undefined,
    async ask(operation, input, askOptions = {}) {
      const response = await send(operation, requestOf(operation, input as Record<string, unknown>), askOptions);
      return (await resultOf(operation, response)) as never;
    },
    async *all(operation, input) {
      let after: string | undefined;
      do {
        const page = (await this.ask(operation, { ...(input as object), ...(after !== undefined && { after }) } as never)) as {
          items: never[];
          next?: string;
        };
        yield* page.items;
        after = page.next;
      } while (after !== undefined);
    },
    live: (operation, input, live) =>
      liveEvents((after, signal) => {
        const request = requestOf(operation, { ...(input as object), ...(after !== undefined && { after }) });
        return openStream(options, request, signal);
      }, live),
  };
}

async function headersOf(options: ClientOptions, request: Sent): Promise<Record<string, string>> {
  const token = typeof options.token === "function" ? await options.token() : options.token;
  return { ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) };
}

async function openStream(options: ClientOptions, request: Sent, signal: AbortSignal): Promise<Response> {
  const headers = { ...(await headersOf(options, request)), accept: "text/event-stream" };
  const response = await (options.fetch ?? fetch)(`${options.url}${request.path}`, { headers, signal });
  if (!response.ok) throw await problemOf(response);
  return response;
}

function sender(options: ClientOptions) {
  const call = options.fetch ?? fetch;
  const url = options.url.replace(/\/$/, "");
  return async (operation: Operation, request: Sent, { ifMatch, idempotencyKey, signal }: AskOptions): Promise<Response> => {
    const headers = await headersOf(options, request);
    if (ifMatch !== undefined) headers["if-match"] = `"${ifMatch}"`;
    if (request.method === "POST" && operation.http?.idempotent !== true) headers["idempotency-key"] = idempotencyKey ?? crypto.randomUUID();
    const privacy = options.token === undefined ? AS_NOBODY : {};
    const untilMs = Date.now() + (options.patienceMs ?? 0);
    for (let attempt = 0; ; attempt++) {
      const answer = await attemptOnce(
        call,
        `${url}${request.path}`,
        { ...privacy, method: request.method, headers, body: request.body ?? null },
        signal,
      );
      if (answer instanceof Response && answer.status !== 429 && answer.status !== 503) return answer;
      const pauseMs = pauseAfter(answer, attempt);
      if (Date.now() + pauseMs > untilMs) {
        if (answer instanceof Response) return answer;
        throw new Unreachable(`${url} cannot be reached: ${describe(answer)}`, { cause: answer });
      }
      if (answer instanceof Response) await answer.body?.cancel();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
}

async function attemptOnce(call: typeof fetch, url: string, init: RequestInit, signal: AbortSignal | undefined): Promise<Response | Error> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  try {
    return await call(url, { ...init, signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}

function pauseAfter(answer: Response | Error, attempt: number): number {
  const told = answer instanceof Response ? Number(answer.headers.get("retry-after") ?? Number.NaN) * 1_000 : Number.NaN;
  const base = Number.isFinite(told) ? told : Math.min(LONGEST_PAUSE_MS, 50 * 2 ** Math.min(attempt, 10));
  return base * (1 + Math.random() / 4);
}

function describe(error: Error): string {
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function resultOf(operation: Operation, response: Response): Promise<unknown> {
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return {};
  if (operation.http?.gives === undefined) return response.json();
  const mediaType = response.headers.get("content-type") ?? "application/octet-stream";
  if (/^(text\/|application\/json)/.test(mediaType)) return { mediaType, text: await response.text() };
  const bytes = new Uint8Array(await response.arrayBuffer());
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return { mediaType, base64: btoa(binary) };
}

async function problemOf(response: Response): Promise<Problem> {
  const details = (await response.json().catch(() => ({ detail: response.statusText }))) as Record<string, unknown>;
  return new Problem(response.status, details);
}
