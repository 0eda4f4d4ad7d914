import { randomUUID } from "node:crypto";
import { mintToken } from "@teilhabe/platform/http/local-issuer";

/** Where a platform answers, and the folder with the key of its local issuer. */
export type Reached = { readonly url: string; readonly issuer: string };

/** One request with a token, once and without patience. @param key Idempotency-Key of a POST */
export async function askOverHttp(
  { url, issuer }: Reached,
  method: string,
  path: string,
  { as, body, key = randomUUID() }: { readonly as: "citizen" | "staff"; readonly body?: object | undefined; readonly key?: string | undefined },
) {
  const headers = {
    authorization: `Bearer ${mintToken(issuer, { as, name: as })}`,
    "content-type": "application/json",
    ...(method === "POST" && { "idempotency-key": key }),
  };
  const answer = await fetch(url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await answer.text();
  return { status: answer.status, retryAfter: answer.headers.get("retry-after"), body: text === "" ? {} : JSON.parse(text) };
}
