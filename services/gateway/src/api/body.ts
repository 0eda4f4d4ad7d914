import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";

/** Of a body that is too long, so much is still read and thrown away, so that the client can read the refusal. */
const DISCARDED_BYTES_MAX = 8 * MESSAGE_BYTES_MAX;

const NOTHING = Buffer.alloc(0);

/** The request's body, at most MESSAGE_BYTES_MAX. */
export function readBody(request: IncomingMessage): Promise<Buffer | Refusal> {
  if (Number(request.headers["content-length"] ?? 0) > DISCARDED_BYTES_MAX) return Promise.resolve(tooLarge());
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MESSAGE_BYTES_MAX) chunks.push(chunk);
      else chunks = [];
      if (bytes > DISCARDED_BYTES_MAX) resolve(tooLarge());
    });
    request.on("end", () => {
      if (bytes > MESSAGE_BYTES_MAX) resolve(tooLarge());
      else resolve(joined(chunks));
    });
    // The client has gone: nobody will read the answer.
    request.on("error", () => resolve(refuse("invalid-input", "The body ended too early.")));
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first, ...others] = chunks;
  if (first === undefined) return NOTHING;
  return others.length === 0 ? first : Buffer.concat(chunks);
}

function tooLarge(): Refusal {
  return refuse("body-too-large", `A body has at most ${MESSAGE_BYTES_MAX} bytes.`);
}

/** Is the body, if there is one, of one of these media types? Parameters such as the charset are left aside. */
export function wrongMediaType(request: IncomingMessage, types: readonly string[]): Refusal | undefined {
  if (!hasBody(request)) return undefined;
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    return refuse("media-type-not-supported", "Send the body as it is, without a Content-Encoding.");
  }
  const given = request.headers["content-type"];
  if (given !== undefined && types.includes(given)) return undefined;
  const bare = given?.split(";", 1)[0]?.trim().toLowerCase();
  if (bare !== undefined && types.includes(bare)) return undefined;
  return refuse("media-type-not-supported", `Send the body as ${types.join(" or ")}, and say so in Content-Type.`);
}

function hasBody({ headers }: IncomingMessage): boolean {
  if (headers["transfer-encoding"] !== undefined) return true;
  return headers["content-length"] !== undefined && headers["content-length"] !== "0";
}

/** A JSON object; no body counts as an empty one. What a client sends is wrapped, so that nothing in it can pass for a refusal. */
export function parseJsonObject(body: Buffer): { readonly fields: Record<string, unknown> } | Refusal {
  if (body.length === 0) return { fields: {} };
  const text = textOf(body);
  if (typeof text !== "string") return text;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { fields: value as Record<string, unknown> };
    return refuse("invalid-input", "The body must be a JSON object.");
  } catch (error) {
    return refuse("invalid-input", `The body is not JSON: ${error instanceof Error ? shown(error.message) : ""}`);
  }
}

export function textOf(body: Buffer): string | Refusal {
  return isUtf8(body) ? body.toString("utf8") : refuse("invalid-input", "The body is not UTF-8.");
}

/** V8 quotes what it could not read; what a person typed is not repeated in an answer that may be logged elsewhere. */
function shown(message: string): string {
  return message.replace(/, ?(\.\.\.)?".*$/su, "").slice(0, 120);
}
