import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { Code, Id, Instant, Money, PersonId, text } from "../shapes.ts";
import { privateParts } from "./free-text.ts";
import { jsonSchemaOf } from "./json-schema.ts";

const found = (shape: z.ZodType) => privateParts(jsonSchemaOf(shape, "input"));

describe("a public event", () => {
  test("may carry ids, codes, counts, times, money, choices and flags", () => {
    const shape = z.object({
      idea: Id,
      category: Code,
      supports: z.int(),
      at: Instant,
      cost: Money,
      stage: z.enum(["open", "closed"]),
      kind: z.literal("x"),
      free: z.boolean().nullable(),
      districts: z.array(Code),
      perOption: z.record(Code, z.int()),
      outcome: z.discriminatedUnion("how", [z.object({ how: z.literal("won"), votes: z.int() }), z.object({ how: z.literal("lost") })]),
    });
    expect(found(shape)).toEqual([]);
  });

  test.each([
    ["typed text", z.object({ title: text(20) }), ["/title: free text"]],
    ["a string without a pattern", z.object({ title: z.string().max(3) }), ["/title: free text"]],
    ["text that may be absent", z.object({ title: z.string().nullable().optional() }), ["/title: free text"]],
    ["an address", z.object({ mail: z.email() }), ["/mail: free text"]],
    ["a person's id", z.object({ by: PersonId.optional() }), ["/by: a person's id"]],
    ["a person's id in a list", z.object({ by: z.array(PersonId) }), ["/by/items: a person's id"]],
    ["text in an alternative", z.object({ a: z.union([z.int(), z.object({ b: z.string() })]) }), ["/a/b: free text"]],
    ["keys that are text", z.object({ a: z.record(z.string(), z.int()) }), ["/a/propertyNames: free text"]],
    ["anything", z.object({ a: z.unknown() }), ["/a: free text"]],
  ])("must not carry %s", (_, shape, faults) => {
    expect(found(shape)).toEqual(faults);
  });
});
