import { expect } from "@jest/globals";
import type { Opened } from "./opened.ts";

/** A thing that is not there. */
export const ABSENT = "0198c5a0-0000-7000-8000-00000000ffff";
export const JSON_TYPE = { "content-type": "application/json" };

type More = Parameters<Opened["get"]>[1];
export type Made = { readonly thing: string; readonly version: number; readonly by: string };

/** Posts JSON as a citizen, unless `more` says otherwise. */
export function post(door: Opened, path: string, body: unknown, more: More = {}): Promise<Response> {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return door.get(path, { method: "POST", body: text, as: "citizen", ...more, headers: { ...JSON_TYPE, ...more.headers } });
}

export async function made(door: Opened): Promise<Made> {
  return (await (await post(door, "/v1/things", { title: "Bench" })).json()) as Made;
}

type Seen = { status: number; code: string; detail: string; requestId: string; type: string; errors?: { pointer: string }[] };

/** The problem that an answer holds; every problem of the gateway has this form. */
export async function problem(answer: Response): Promise<Seen> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  const body = (await answer.json()) as Seen;
  expect(body.status).toBe(answer.status);
  expect(body.requestId).toBe(answer.headers.get("x-request-id"));
  expect(body.type).toBe(`/docs/problems/${body.code}`);
  return body;
}

/** Status and code of a problem, as `404 path-not-found`. */
export async function code(answer: Response): Promise<string> {
  return `${answer.status} ${(await problem(answer)).code}`;
}
