import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { z } from "zod";

/** Makes a value of the text in a path or query; what it cannot read it leaves as text, and the contract then says what is wrong. */
export type FromText = (texts: readonly string[]) => unknown;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** Chooses how the text of a field is read, by its shape in the contract. */
export function fromTextOf(shape: z.ZodType): FromText {
  const bare = unwrapped(shape);
  if (bare instanceof z.ZodArray) {
    const item = fromTextOf(bare.element as z.ZodType);
    return (texts) => texts.flatMap((text) => (text === "" ? [] : text.split(","))).map((text) => item([text]));
  }
  if (bare instanceof z.ZodNumber) return (texts) => single(texts, (text) => (NUMBER.test(text) ? Number(text) : text));
  if (bare instanceof z.ZodBoolean) return (texts) => single(texts, (text) => (text === "true" ? true : text === "false" ? false : text));
  return (texts) => single(texts, (text) => text);
}

/** A field that is given twice is no single value: it stays a list, which the contract refuses. */
function single(texts: readonly string[], read: (text: string) => unknown): unknown {
  return texts.length === 1 && texts[0] !== undefined ? read(texts[0]) : texts;
}

function unwrapped(shape: z.ZodType): z.ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodDefault || shape instanceof z.ZodNullable)
    return unwrapped(shape.unwrap() as z.ZodType);
  return shape;
}

/**
 * Reads the fields of a query into the input.
 * @returns a refusal that names every field that the operation does not know
 */
export function readQuery(query: string, known: ReadonlyMap<string, FromText>, input: Record<string, unknown>): Refusal | undefined {
  if (query === "") return undefined;
  const given = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) given.set(name, [...(given.get(name) ?? []), value]);
  const unknown = [...given.keys()].filter((name) => !known.has(name));
  if (unknown.length > 0) return unknownFields(unknown, [...known.keys()]);
  for (const [name, texts] of given) input[name] = known.get(name)?.(texts);
  return undefined;
}

const SHOWN_MAX = 10;

export function unknownFields(unknown: readonly string[], known: readonly string[]): Refusal {
  const takes = known.length === 0 ? "It takes none." : `It takes: ${known.join(", ")}.`;
  const errors = unknown.slice(0, SHOWN_MAX).map((name) => ({ pointer: `/${name.slice(0, 100)}`, message: "is no field of this operation" }));
  return refuse("invalid-input", `There are fields that this operation does not know. ${takes}`, { errors });
}
