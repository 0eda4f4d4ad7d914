import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { Id, MESSAGE_BYTES_MAX, text } from "../shapes.ts";
import { acting, ideaMissing } from "./refusals.ts";
import { ideaExample, imageExample } from "./shapes.ts";

const IMAGE_TYPES = ["image/png", "image/jpeg", "image/webp"] as const;
/** More than an image may have, so that one that is too large hears so; much more does not fit into a message. */
const BASE64_MAX = MESSAGE_BYTES_MAX;
const one = z.object({ idea: Id, image: Id });
const changed = z.object({ idea: Id, version: z.int() });
const ofAuthor = { ...acting, ...ideaMissing, "not-the-author": 403, "not-in-this-stage": 409, "not-in-this-phase": 409 } as const;

export const addImage = defineOperation({
  name: "ideas.add-image",
  summary: "Add an image to one's idea",
  description:
    "PNG, JPEG or WebP of at most 360,000 bytes, told by its own first bytes; at most five. Places and other particulars that cameras write into a file are " +
    "removed. Describe it afterwards for those who cannot see it.",
  access: "person",
  http: {
    method: "POST",
    path: "/ideas/{idea}/images",
    status: 201,
    makes: "/ideas/{idea}/images/{image}",
    takes: { types: IMAGE_TYPES, field: "base64", encoding: "base64" },
  },
  input: z.object({
    idea: Id,
    base64: z
      .base64()
      .min(4)
      .max(BASE64_MAX)
      .meta({ examples: ["iVBORw0KGgo="] }),
  }),
  output: changed.extend({ image: Id }),
  refusals: { ...ofAuthor, "image-not-readable": 422, "image-too-large": 413, "too-many-images": 409 },
});

export const describeImage = defineOperation({
  name: "ideas.describe-image",
  summary: "Say what an image shows",
  access: "person",
  http: { method: "PATCH", path: "/ideas/{idea}/images/{image}" },
  input: one.extend({ alt: text(500, "Ein leerer Platz am Weiher").nullable() }),
  output: changed,
  refusals: { ...ofAuthor, "image-not-found": 404 },
  examples: [{ idea: ideaExample, image: imageExample, alt: "Ein leerer Platz am Weiher" }],
});

export const removeImage = defineOperation({
  name: "ideas.remove-image",
  summary: "Take an image away",
  access: "person",
  http: { method: "DELETE", path: "/ideas/{idea}/images/{image}" },
  input: one,
  output: changed,
  refusals: { ...ofAuthor, "image-not-found": 404 },
  examples: [{ idea: ideaExample, image: imageExample }],
});

export const readImage = defineOperation({
  name: "ideas.read-image",
  summary: "The image itself",
  access: "anyone",
  http: { method: "GET", path: "/ideas/{idea}/images/{image}", gives: IMAGE_TYPES },
  input: one,
  output: z.object({ mediaType: z.enum(IMAGE_TYPES), base64: z.string() }),
  refusals: { ...ideaMissing, "image-not-found": 404 },
  examples: [{ idea: ideaExample, image: imageExample }],
});
