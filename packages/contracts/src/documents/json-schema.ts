import { z } from "zod";

/** A JSON Schema 2020-12, the dialect of OpenAPI 3.1 and AsyncAPI 3 too. */
export type JsonSchema = { [keyword: string]: unknown };

/**
 * The schema of one side of a shape: `input` is what a reader must tolerate (open objects, defaults optional), `output` what a writer gives.
 * Objects stay open on both sides, so that a property can be added later; a pattern that only repeats a format is left out.
 */
export function jsonSchemaOf(shape: z.ZodType, side: "input" | "output"): JsonSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, {
    io: side,
    target: "draft-2020-12",
    override({ jsonSchema }) {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
    },
  });
  return schema;
}

/** Has an object this field, or each object of a union? */
export function hasField(shape: z.ZodType, field: string): boolean {
  if (shape instanceof z.ZodObject) return field in shape.shape;
  if (shape instanceof z.ZodUnion) return shape.options.every((option) => hasField(option as z.ZodType, field));
  return false;
}
