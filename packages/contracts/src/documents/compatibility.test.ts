import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { breaksBetween } from "./compatibility.ts";
import { jsonSchemaOf } from "./json-schema.ts";

const released = {
  idea: z.string().regex(/^[a-z]+$/),
  count: z.int().min(0).max(10),
  stage: z.enum(["open", "closed"]),
  place: z.object({ district: z.string() }).optional(),
  tags: z.array(z.string()).max(5),
  outcome: z.union([z.object({ won: z.literal(true) }), z.object({ lost: z.literal(true) })]),
};
const breaks = (changed: Record<string, z.ZodType>) =>
  breaksBetween(jsonSchemaOf(z.object(released), "input"), jsonSchemaOf(z.object(changed), "input")).map(({ pointer, what }) => `${pointer} ${what}`);

describe("a released schema", () => {
  test("stays as it is", () => {
    expect(breaks(released)).toEqual([]);
  });

  test.each([
    ["an optional property", { ...released, district: z.string().optional() }],
    ["an optional property inside another", { ...released, place: z.object({ district: z.string(), street: z.string().optional() }).optional() }],
    ["a property with a default", { ...released, weight: z.int().default(1) }],
    ["a better description", { ...released, count: released.count.meta({ description: "How many", examples: [3] }) }],
    ["a property named as a keyword", { ...released, title: z.string().optional(), required: z.int().optional() }],
  ])("may gain %s", (_, changed) => {
    expect(breaks(changed)).toEqual([]);
  });

  test.each([
    ["removing a property", { ...released, count: undefined }, "/properties/count was removed"],
    ["removing an optional one", { ...released, place: undefined }, "/properties/place was removed"],
    ["retyping one", { ...released, count: z.string() }, '/properties/count/type was "integer", is "string"'],
    ["adding a required one", { ...released, district: z.string() }, '/required "district" is required now'],
    ["requiring an optional one", { ...released, place: z.object({ district: z.string() }) }, '/required "place" is required now'],
    ["no longer requiring one", { ...released, count: released.count.optional() }, '/required "count" is no longer required'],
    ["narrowing an enum", { ...released, stage: z.enum(["open"]) }, "/properties/stage/"],
    ["narrowing a larger enum", { ...released, stage: z.enum(["open", "done"]) }, '/properties/stage/enum "closed" was taken out'],
    ["widening an enum", { ...released, stage: z.enum(["open", "closed", "done"]) }, '/properties/stage/enum "done" is unknown to older readers'],
    ["narrowing a bound", { ...released, count: z.int().min(0).max(9) }, "/properties/count/maximum was 10, is 9"],
    ["widening a bound", { ...released, count: z.int().min(-1).max(10) }, "/properties/count/minimum was 0, is -1"],
    ["narrowing a list", { ...released, tags: z.array(z.string()).max(4) }, "/properties/tags/maxItems was 5, is 4"],
    ["retyping a list's items", { ...released, tags: z.array(z.int()).max(5) }, "/properties/tags/items/type"],
    ["another pattern", { ...released, idea: z.string().regex(/^[a-y]+$/) }, "/properties/idea/pattern"],
    ["dropping a bound", { ...released, tags: z.array(z.string()) }, "/properties/tags/maxItems maxItems 5 was dropped"],
    ["a change inside an object", { ...released, place: z.object({ district: z.int() }).optional() }, "/properties/place/properties/district/type"],
    ["a further alternative", { ...released, outcome: z.union([...released.outcome.options, z.int()]) }, "had 2 alternatives, has 3"],
  ])("is broken by %s", (_, changed, fault) => {
    const given = Object.fromEntries(Object.entries(changed).filter(([, shape]) => shape !== undefined)) as Record<string, z.ZodType>;
    expect(breaks(given).some((line) => line.includes(fault))).toBe(true);
  });
});
