import type { DocumentKind } from "../rule.ts";
import { layoutOf } from "./mongo-declared.ts";

export type Fields = Readonly<Record<string, string | number | null | readonly string[]>>;

/** What every row of the kind has at its top; a kind's fields cannot be called so. */
const ENVELOPE = new Set(["_id", "version", "schema", "layout", "state", "touched"]);

/** @throws Error when a name cannot be used: a bug of the module */
export function checkFieldNames(kind: DocumentKind<unknown>): void {
  for (const name of [...(kind.fields?.scalars ?? []), ...(kind.fields?.lists ?? [])]) {
    if (ENVELOPE.has(name) || !/^[A-Za-z][A-Za-z0-9]*$/.test(name)) throw new Error(`${kind.name} cannot have a field called ${name}`);
  }
  if (!/^[a-z][a-z0-9-]*$/.test(kind.name)) throw new Error(`a kind of document cannot be called ${kind.name}`);
}

/** The values beside the state, under the names that the kind declares; lists without repetitions. */
export function fieldsOf(kind: DocumentKind<unknown>, state: unknown, id: string): Fields {
  const values = kind.fields?.of(state, id) ?? {};
  const fields: Record<string, string | number | null | readonly string[]> = {};
  for (const name of kind.fields?.scalars ?? []) fields[name] = values[name] ?? null;
  for (const name of kind.fields?.lists ?? []) fields[name] = [...new Set((values[name] as readonly string[] | null | undefined) ?? [])];
  return fields;
}

/** The whole row but its `_id`. @param state a copy of its own */
export function rowOf(kind: DocumentKind<unknown>, id: string, version: number, state: unknown): Record<string, unknown> {
  return { version, schema: kind.schema, layout: layoutOf(kind), state, ...fieldsOf(kind, state, id) };
}
