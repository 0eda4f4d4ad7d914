import type { Operation } from "@teilhabe/contracts/operation";

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array<ArrayBuffer> | undefined;
};

/** An operation's input as an HTTP request: fields in braces go into the path, the others into the query or a JSON body. */
export function requestOf(operation: Operation, input: Readonly<Record<string, unknown>>): Sent {
  const { http } = operation;
  if (http === undefined) throw new TypeError(`${operation.name} has no route: only modules ask it`);
  const rest = { ...input };
  const path = http.path.replace(/\{(\+?)(\w+)\}/g, (_, plus: string, field: string) => {
    const value = String(rest[field]);
    delete rest[field];
    return plus === "" ? encodeURIComponent(value) : value.split("/").map(encodeURIComponent).join("/");
  });
  if (http.takes !== undefined)
    return { method: http.method, path: `/v1${path}${queryOf(without(rest, http.takes.field))}`, ...rawBody(http.takes, rest) };
  if (http.method === "GET" || http.method === "DELETE")
    return { method: http.method, path: `/v1${path}${queryOf(rest)}`, headers: {}, body: undefined };
  return { method: http.method, path: `/v1${path}`, headers: { "content-type": "application/json" }, body: JSON.stringify(rest) };
}

type Takes = NonNullable<NonNullable<Operation["http"]>["takes"]>;

/** @param input names the media type in `mediaType` where the operation takes several */
function rawBody(takes: Takes, input: Readonly<Record<string, unknown>>): Pick<Sent, "headers" | "body"> {
  const value = String(input[takes.field] ?? "");
  const type = typeof input["mediaType"] === "string" ? input["mediaType"] : (takes.types[0] ?? "application/octet-stream");
  return { headers: { "content-type": type }, body: takes.encoding === "text" ? value : bytesOf(value) };
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function without(fields: Readonly<Record<string, unknown>>, field: string): Record<string, unknown> {
  const { [field]: _, mediaType: __, ...rest } = fields;
  return rest;
}

function queryOf(fields: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
