import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { DoorRefusal } from "@teilhabe/contracts/door-refusals";
import { refuse } from "@teilhabe/contracts/refusal";
import type { World } from "@teilhabe/platform/clock";
import { BadSettings, type Settings } from "@teilhabe/platform/config";
import { problemReply, type Reply } from "./api/reply.ts";
import { traceIdOf, traceparentOf } from "./api/trace.ts";

const HEADERS_BYTES_MAX = 16 * 1024;
/** How long a request may take to arrive: its headers, and the whole with its body. */
const PATIENCE = { headersMs: 10_000, requestMs: 30_000, checkedEveryMs: 2_000 };
/** Longer than load balancers keep a connection idle, so that they close it and not we. */
const KEEP_ALIVE_MS = 65_000;
const CONNECTIONS_MAX = 20_000;
const CLOSING_CHECKED_MS = 25;

export type Listening = {
  readonly address: AddressInfo;
  /** Takes no new connection, lets requests that have begun finish, and cuts what is left after so many milliseconds. */
  stop(withinMs: number): Promise<void>;
};

/** @throws BadSettings when the address cannot be listened on */
export async function listen(listener: RequestListener, settings: Settings, world: World, patience = PATIENCE): Promise<Listening> {
  const server = createServer(
    {
      maxHeaderSize: HEADERS_BYTES_MAX,
      headersTimeout: patience.headersMs,
      requestTimeout: patience.requestMs,
      connectionsCheckingInterval: patience.checkedEveryMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      noDelay: true,
      requireHostHeader: false, // Node's own refusal says nothing: `hosted` refuses instead
    },
    hosted(listener, world),
  );
  server.on("checkExpectation", (_request, response: ServerResponse) => answerProblem(response, UNEXPECTED, world));
  server.maxConnections = CONNECTIONS_MAX;
  const responses = new WeakMap<Socket, ServerResponse>();
  server.on("request", ({ socket }, response) => responses.set(socket, response));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
    else answerWhenDue(responses.get(socket), socket, () => answerBrokenRequest(error, socket, world));
  });
  // Several processes may listen on one port where several machines make one platform.
  const reusePort = settings.BUS_URL !== "embedded:" && process.platform === "linux";
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explained(error, settings)));
    server.listen({ host: settings.HOST, port: settings.PORT, reusePort }, resolve);
  });
  return { address: server.address() as AddressInfo, stop: (withinMs) => close(server, world, withinMs) };
}

/** An HTTP/1.1 request must name its host (RFC 9112, section 3.2). */
function hosted(listener: RequestListener, world: World): RequestListener {
  return (request: IncomingMessage, response) => {
    if (request.headers.host === undefined && request.httpVersion === "1.1") answerProblem(response, NO_HOST, world);
    else listener(request, response);
  };
}

/** The fault may be in what came after a request that is still being answered, or amid an answer that has begun. */
function answerWhenDue(response: ServerResponse | undefined, socket: Socket, answer: () => void): void {
  if (response === undefined || response.writableFinished) answer();
  else if (response.req.complete) response.once("finish", answer);
  else if (response.headersSent) socket.destroy();
  else answer();
}

function explained(error: NodeJS.ErrnoException, { HOST, PORT }: Settings): Error {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: "something listens there already: end it, or set another PORT",
    EACCES: "this user may not listen there: set another PORT, above 1023",
    EADDRNOTAVAIL: "this machine has no such address: set another HOST",
    ENOTFOUND: "there is no such name: set another HOST",
  };
  const reason = reasons[error.code ?? ""];
  return reason === undefined ? error : new BadSettings(`HOST ${HOST}, PORT ${PORT}: ${reason}`);
}

async function close(server: Server, world: World, withinMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  // A connection that finishes its request now would otherwise be kept for the next one.
  const idle = setInterval(() => server.closeIdleConnections(), CLOSING_CHECKED_MS);
  const cancel = world.after(withinMs, () => server.closeAllConnections());
  await closed;
  clearInterval(idle);
  cancel();
}

type Broken = { readonly status: number; readonly code: DoorRefusal; readonly detail: string };

const BROKEN: Readonly<Record<string, Broken>> = {
  HPE_HEADER_OVERFLOW: { status: 431, code: "headers-too-large", detail: `The headers have at most ${HEADERS_BYTES_MAX} bytes together.` },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: "request-too-slow", detail: "The request did not arrive in time." },
};
const MALFORMED: Broken = { status: 400, code: "invalid-input", detail: "This is not HTTP/1.1." };
const NO_HOST: Broken = { status: 400, code: "invalid-input", detail: "An HTTP/1.1 request must have a Host header." };
const UNEXPECTED: Broken = { status: 417, code: "expectation-failed", detail: "Expect takes 100-continue only." };

/** What Node refuses before there is a request: the same kind of answer as everywhere else. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, world: World): void {
  const { status, headers, body } = replyTo(BROKEN[error.code ?? ""] ?? MALFORMED, world);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`];
  for (let index = 0; index < headers.length; index += 2) lines.push(`${headers[index]}: ${headers[index + 1]}`);
  socket.end(`${lines.join("\r\n")}\r\n\r\n${body}`);
}

function answerProblem(response: ServerResponse, broken: Broken, world: World): void {
  const { status, headers, body } = replyTo(broken, world);
  response.writeHead(status, [...headers]).end(body);
}

function replyTo({ status, code, detail }: Broken, world: World): Reply {
  const requestId = traceIdOf(traceparentOf(undefined, world));
  const reply = problemReply(status, refuse(code, detail), requestId);
  const about = ["x-request-id", requestId, "connection", "close", "content-length", String(Buffer.byteLength(reply.body))];
  return { ...reply, headers: [...about, ...reply.headers] };
}
