import { defineContract } from "@teilhabe/contracts/contract";
import { defineEvent } from "@teilhabe/contracts/event";
import { defineOperation } from "@teilhabe/contracts/operation";
import { refuse } from "@teilhabe/contracts/refusal";
import { Code, Id, pageRequest, text } from "@teilhabe/contracts/shapes";
import { defineModule } from "@teilhabe/platform/module";
import { type DocumentKind, put } from "@teilhabe/platform/rule";
import { z } from "zod";

const Thing = z.object({ thing: Id, version: z.int(), title: z.string(), by: z.string().optional() });

/** A made-up service with one operation for each thing that the gateway must know how to do. */
export const thingsContract = defineContract({
  service: "things",
  description: "Things, for tests of the gateway.",
  operations: {
    listThings: defineOperation({
      name: "things.list-things",
      summary: "Things",
      access: "anyone",
      http: { method: "GET", path: "/things", cacheSeconds: 30 },
      input: z.object({
        tags: z.array(Code).max(5).optional(),
        free: z.boolean().optional(),
        within: z.number().min(0).max(10).optional(),
        ...pageRequest,
      }),
      output: z.object({ items: z.array(z.unknown()), echo: z.record(z.string(), z.unknown()), next: z.string().optional() }),
      refusals: {},
    }),
    readThing: defineOperation({
      name: "things.read-thing",
      summary: "One thing",
      access: "anyone",
      http: { method: "GET", path: "/things/{thing}" },
      input: z.object({ thing: Id }),
      output: Thing,
      refusals: { "thing-not-found": 404, "thing-erased": 410 },
    }),
    makeThing: defineOperation({
      name: "things.make-thing",
      summary: "Make a thing",
      access: "person",
      http: { method: "POST", path: "/things", status: 201, makes: "/things/{thing}" },
      input: z.object({ title: text(200), size: z.int().min(1).optional() }),
      output: Thing,
      refusals: { "thing-refused": 409 },
      examples: [{ title: "A thing" }],
    }),
    renameThing: defineOperation({
      name: "things.rename-thing",
      summary: "Rename a thing",
      access: "person",
      http: { method: "PUT", path: "/things/{thing}" },
      input: z.object({ thing: Id, title: text(200) }),
      output: Thing,
      refusals: { "thing-not-found": 404 },
    }),
    dropThing: defineOperation({
      name: "things.drop-thing",
      summary: "Drop a thing",
      access: { grants: ["staff"] },
      http: { method: "DELETE", path: "/things/{thing}", status: 204 },
      input: z.object({ thing: Id }),
      output: z.object({}),
      refusals: {},
    }),
    importThings: defineOperation({
      name: "things.import-things",
      summary: "Import things from text",
      access: "person",
      http: { method: "POST", path: "/things/imports", takes: { types: ["text/csv"], field: "csv", encoding: "text" } },
      input: z.object({ csv: z.string().max(100_000) }),
      output: z.object({ lines: z.int() }),
      refusals: {},
    }),
    drawThing: defineOperation({
      name: "things.draw-thing",
      summary: "A picture",
      access: "anyone",
      http: { method: "GET", path: "/things/{thing}/picture", gives: ["image/png"] },
      input: z.object({ thing: Id }),
      output: z.object({ mediaType: z.string(), base64: z.string() }),
      refusals: {},
    }),
    showThing: defineOperation({
      name: "things.show-thing",
      summary: "A page",
      access: "anyone",
      http: { method: "GET", path: "/things/{thing}/page", gives: ["text/html"] },
      input: z.object({ thing: Id }),
      output: z.object({ mediaType: z.string(), text: z.string() }),
      refusals: {},
    }),
    breakThing: defineOperation({
      name: "things.break-thing",
      summary: "Has a bug",
      access: "anyone",
      http: { method: "POST", path: "/things/{thing}/break" },
      input: z.object({ thing: Id }),
      output: z.object({}),
      refusals: {},
    }),
    watchThings: defineOperation({
      name: "things.watch-things",
      summary: "What is said of things, live",
      access: "anyone",
      http: { method: "GET", path: "/things/stream", streams: { hint: "things", data: "said", shared: true } },
      input: z.object({ ...pageRequest }),
      output: z.object({
        items: z.array(z.object({ cursor: z.string(), said: z.object({ n: z.int(), padding: z.string().optional() }) })),
        next: z.string(),
      }),
      refusals: { "cursor-too-old": 410 },
    }),
    watchMine: defineOperation({
      name: "things.watch-mine",
      summary: "What is said to me, live",
      access: "person",
      http: { method: "GET", path: "/things/mine/stream", streams: { hint: "things" } },
      input: z.object({ ...pageRequest }),
      output: z.object({ items: z.array(z.object({ cursor: z.string(), n: z.int(), to: z.string() })), next: z.string() }),
      refusals: {},
    }),
  },
  events: {
    ThingMade: defineEvent({
      type: "things.thing-made.v1",
      audience: "public",
      description: "There is a thing more.",
      data: z.object({ thing: Id }),
      subject: "thing",
      example: { thing: "0198c5a0-0000-7000-8000-000000000001" },
    }),
  },
});

type ThingState = { readonly title: string; readonly by: string };
const thingDocument: DocumentKind<ThingState> = { name: "thing", schema: 1 };

/** What the stream says: grows by hand. */
export type Saying = { count: number; oldest: number; padding: string; announce: () => void; asked: number };

const at = (n: number) => `c${n}`;

/** The stream's page as any service answers one. */
function sayings(saying: Saying, after: string | undefined, limit: number) {
  saying.asked += 1;
  const from = after === undefined ? saying.oldest : Number(after.slice(1));
  const until = Math.min(saying.count, from + limit);
  const items = Array.from({ length: Math.max(0, until - from) }, (_, index) => ({ cursor: at(from + index + 1), n: from + index + 1 }));
  return { items, next: at(until), tooOld: from < saying.oldest };
}

export function thingsModule(saying: Saying) {
  return defineModule({
    name: "things",
    contract: thingsContract,
    documents: [thingDocument as DocumentKind<never>],
    start({ decide, store, announce }) {
      saying.announce = announce;
      return {
        operations: {
          listThings: ({ limit, after, ...echo }) => ({ items: [limit, after ?? null], echo, ...(after === undefined && { next: "bmV4dA" }) }),
          async readThing({ thing }) {
            const loaded = await store.load(thingDocument, thing);
            return loaded === undefined
              ? refuse("thing-not-found", "There is no such thing.", { facts: { thing } })
              : { thing, version: loaded.version, title: loaded.state.title };
          },
          makeThing: decide(async (_desk, { title }, asked) => {
            if (title === "refused") return refuse("thing-refused", "This is not taken.");
            const thing = asked.newId();
            const by = asked.by ?? "";
            return { writes: [put(thingDocument, thing, { title, by })], answer: { thing, version: 1, title, by } };
          }),
          renameThing: decide(async (desk, { thing, title }) => {
            const loaded = await desk.load(thingDocument, thing);
            if (loaded === undefined) return refuse("thing-not-found", "There is no such thing.");
            return { writes: [put(thingDocument, thing, { ...loaded.state, title })], answer: { thing, version: loaded.version + 1, title } };
          }),
          dropThing: () => ({}),
          importThings: ({ csv }) => ({ lines: csv.split("\n").length }),
          drawThing: () => ({ mediaType: "image/png", base64: Buffer.from([1, 2, 255]).toString("base64") }),
          showThing: () => ({ mediaType: "text/html", text: "<p>Bänke</p>" }),
          breakThing: () => {
            throw new Error("a bug with a secret in its message");
          },
          watchThings({ after, limit }) {
            const { items, next, tooOld } = sayings(saying, after, limit);
            if (tooOld) return refuse("cursor-too-old", "That is gone.", { facts: { after: at(saying.oldest) } });
            return {
              items: items.map(({ cursor, n }) => ({ cursor, said: { n, ...(saying.padding !== "" && { padding: saying.padding }) } })),
              next,
            };
          },
          watchMine({ after, limit }, { by = "" }) {
            const { items, next } = sayings(saying, after, limit);
            return { items: items.map((item) => ({ ...item, to: by })), next };
          },
        },
      };
    },
  });
}
