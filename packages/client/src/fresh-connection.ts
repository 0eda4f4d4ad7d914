import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { Readable } from "node:stream";

const WITHOUT_BODY = [204, 205, 304];

/**
 * A `fetch` for Node that opens a connection for each request and closes it after the answer, without resuming a TLS session: nobody can tell from the connection
 * that a vote comes from where its credential was asked for. Node's own `fetch` keeps connections for whoever asks next. Browsers do not need it: they keep
 * requests without credentials on connections of their own (fetch.spec.whatwg.org, "obtain a connection").
 */
export const freshConnection: typeof fetch = (input, init = {}) =>
  new Promise((resolve, reject) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const send = url.protocol === "https:" ? requestHttps : requestHttp;
    const headers = Object.fromEntries(new Headers(init.headers));
    const options = { agent: false, method: init.method ?? "GET", headers, ...(init.signal != null && { signal: init.signal }) };
    const request = send(url, options, (answer) => resolve(responseOf(answer)));
    request.on("error", reject);
    request.end(init.body ?? undefined);
  });

function responseOf(answer: IncomingMessage): Response {
  const { statusCode: status = 0, rawHeaders } = answer;
  const headers = new Headers();
  for (let n = 0; n + 1 < rawHeaders.length; n += 2) headers.append(rawHeaders[n] ?? "", rawHeaders[n + 1] ?? "");
  if (!WITHOUT_BODY.includes(status)) return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers });
  answer.resume();
  return new Response(null, { status, headers });
}
