import { z } from "zod";

/** Longest text of one line that a person types: titles, names. */
export const LINE_MAX = 200;
/** Longest text of several lines that a person types. */
export const TEXT_MAX = 10_000;
/** A message between modules, a request's body and an event are at most this long. */
export const MESSAGE_BYTES_MAX = 512 * 1024;
export const PAGE_LIMIT_MAX = 100;
export const PAGE_LIMIT_DEFAULT = 20;

const UUID_EXAMPLE = "0198c5a0-0000-7000-8000-000000000001";
// Not blank; no control characters (but tab and line ends), no line separators, no byte order mark, no lone surrogates.
const TYPED = /^(?=[\s\S]*\S)[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u2028\u2029\ufeff\ud800-\udfff]*$/u;
// The same for documents, without what not every engine for regular expressions knows: look-ahead, surrogates.
const TYPED_PUBLISHED =
  "^[^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u2028\\u2029\\ufeff]*[^\\s\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u2028\\u2029\\ufeff][^\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\u2028\\u2029\\ufeff]*$";

/** A UUIDv7 (RFC 9562), lower case. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, "must be an id: a UUIDv7 in lower case")
  .meta({ description: "A UUIDv7 in lower case.", examples: [UUID_EXAMPLE] });
export type Id = z.infer<typeof Id>;

/** Whoever acts: random, stable, says nothing about the person; only `people` knows whose it is. Never in a public event: `x-personal` is how a test finds it. */
export const PersonId = Id.meta({ description: "A person, by an id that only the platform knows.", "x-personal": true });
export type PersonId = Id;

/** A time, RFC 3339 with offset. */
export const Instant = z.iso
  .datetime({ offset: true })
  .max(40)
  .meta({ examples: ["2026-11-23T10:00:00.000Z"] });
export type Instant = z.infer<typeof Instant>;

/** A day without a time, as `2026-11-23`. */
export const Day = z.iso.date().meta({ examples: ["2026-11-23"] });

/** Letters, digits, hyphens and dots: names of categories, districts, specialties. */
export const Code = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, "must be a code: lower-case letters, digits, hyphens and dots")
  .meta({ description: "A short code: lower-case letters, digits, hyphens, dots.", examples: ["mobility"] });

/** BCP 47, as far as cities use it: `de`, `en`, `de-x-leicht`. */
export const Language = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, "must be a language such as de, en or de-x-leicht")
  .meta({ examples: ["de"] });

/**
 * Text that a person types, without control characters and lone surrogates, not only white space.
 * @param max in UTF-16 code units
 */
export function text(max: number, example = "Mehr Bänke im Park") {
  return z
    .string()
    .min(1)
    .max(max)
    .regex(TYPED, "must not be blank or contain control characters")
    .meta({ pattern: TYPED_PUBLISHED, examples: [example] });
}

/** Integer minor units (cents) with their currency. */
export const Money = z
  .object({ amount: z.int().min(0).max(Number.MAX_SAFE_INTEGER), currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency such as EUR") })
  .meta({ examples: [{ amount: 1_250_000, currency: "EUR" }] });
export type Money = z.infer<typeof Money>;

/** WGS 84, degrees. */
export const Position = z
  .object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
  .meta({ examples: [{ latitude: 48.137, longitude: 11.575 }] });
export type Position = z.infer<typeof Position>;

/** The two fields that every list takes. `after` is the `next` of the page before; it means nothing to the reader. */
export const pageRequest = {
  limit: z.int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  after: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,400}$/, "must be the `next` of the page before")
    .optional()
    .meta({ description: "The `next` of the page before." }),
};

/** One page of a list; `next` is absent on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).max(PAGE_LIMIT_MAX), next: z.string().optional() });
}
export type Page<Item> = { items: Item[]; next?: string | undefined };
