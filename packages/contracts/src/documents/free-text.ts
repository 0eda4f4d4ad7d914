import type { JsonSchema } from "./json-schema.ts";

/** What a person might type or be called: a string shape that takes any of these could carry it. */
const TYPED = ["Mehr Bänke im Park", "Anna Müller", "anna@example.org", "Müllerstraße 3"];
const SAFE_FORMATS = new Set(["date-time", "date", "time", "duration", "uuid"]);

/**
 * Finds what a public event must not carry: typed text and persons' ids.
 * @returns a JSON Pointer and a reason for each fault
 */
export function privateParts(schema: JsonSchema, pointer = ""): readonly string[] {
  if (schema["x-personal"] === true) return [`${pointer}: a person's id`];
  const inside = [
    ...Object.entries(asObject(schema["properties"])).flatMap(([name, part]) => privateParts(asObject(part), `${pointer}/${name}`)),
    ...["items", "additionalProperties", "propertyNames"].flatMap((keyword) => privatePartsOf(schema[keyword], `${pointer}/${keyword}`)),
    ...["oneOf", "anyOf", "allOf", "prefixItems"].flatMap((keyword) => asList(schema[keyword]).flatMap((part) => privatePartsOf(part, pointer))),
  ];
  return takesText(schema) ? [`${pointer}: free text`, ...inside] : inside;
}

function privatePartsOf(part: unknown, pointer: string): readonly string[] {
  return typeof part === "object" && part !== null ? privateParts(part as JsonSchema, pointer) : [];
}

function takesText(schema: JsonSchema): boolean {
  const { type, enum: values, const: value, pattern, format } = schema;
  if (type === undefined) return isUnbounded(schema);
  if (type !== "string" && !asList(type).includes("string")) return false;
  if (values !== undefined || value !== undefined || SAFE_FORMATS.has(String(format))) return false;
  if (typeof pattern !== "string") return true;
  const expression = new RegExp(pattern, "u");
  return TYPED.some((text) => expression.test(text));
}

/** A schema without a type takes anything, unless it is only a choice between others or a constant. */
function isUnbounded(schema: JsonSchema): boolean {
  return ["oneOf", "anyOf", "allOf", "enum", "const", "$ref", "properties"].every((keyword) => schema[keyword] === undefined);
}

function asObject(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonSchema) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
