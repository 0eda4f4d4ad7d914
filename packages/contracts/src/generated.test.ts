import { describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";
import { generatedFiles, textOf } from "../generate/documents.ts";
import { filesIn, GENERATED, RELEASED } from "../generate/folders.ts";
import { BrokenRelease, brokenReleases, releaseOf } from "../generate/release.ts";
import { allContracts } from "./all.ts";
import { eventSchemaOf } from "./documents/event-schema.ts";
import { CloudEvent, defineEvent, type EventDefinition } from "./event.ts";
import { Id } from "./shapes.ts";

const events = allContracts.flatMap((contract) => Object.values(contract.events));

describe("generated files", () => {
  test("are not stale (`npm run generate` writes them)", () => {
    const [written, wanted] = [filesIn(GENERATED), generatedFiles(allContracts)];
    expect([...written.keys()].sort()).toEqual([...wanted.keys()].sort());
    expect([...wanted].filter(([name, text]) => written.get(name) !== text).map(([name]) => name)).toEqual([]);
  });

  test("have schemas that a standard validator takes, and that take their example", () => {
    for (const event of events) {
      const ajv = addFormats.default(new Ajv2020({ strict: true, keywords: ["x-personal"] }));
      expect(ajv.validate(eventSchemaOf(event), event.example)).toBe(true);
    }
  });
});

describe("documents", () => {
  test.each([...filesIn(GENERATED)])("%s refers to nothing that it does not hold", (_, text) => {
    const document: unknown = JSON.parse(text);
    const references = [...text.matchAll(/"\$ref": "(#[^"]*)"/g)].map(([, reference = ""]) => reference);
    expect([...new Set(references)].filter((reference) => atPointer(document, reference) === undefined)).toEqual([]);
  });
});

/** @param reference a JSON Pointer as a fragment (RFC 6901, section 6) */
function atPointer(document: unknown, reference: string): unknown {
  const steps = reference.split("/").slice(1);
  return steps.reduce<unknown>((inside, step) => {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof inside === "object" && inside !== null ? Object.entries(inside).find(([name]) => name === key)?.[1] : undefined;
  }, document);
}

describe("released events", () => {
  const released = filesIn(RELEASED);

  test("are not changed in a way that breaks a consumer", () => {
    expect(brokenReleases(events, released)).toEqual([]);
  });

  test("of all times parse with today's code", () => {
    for (const [name, text] of released) {
      if (!name.endsWith(".golden.json")) continue;
      const event = events.find(({ type }) => type === name.slice(0, -".golden.json".length));
      for (const golden of JSON.parse(text) as unknown[]) event?.data.parse(CloudEvent.parse(golden).data);
      expect(event).toBeDefined();
    }
  });

  test("of today are taken by every released schema", () => {
    for (const event of events) {
      const schema = released.get(`${event.type}.schema.json`);
      if (schema === undefined) continue;
      const ajv = addFormats.default(new Ajv2020({ strict: true, keywords: ["x-personal"] }));
      expect(ajv.validate(JSON.parse(schema), event.example)).toBe(true);
    }
  });
});

describe("a release", () => {
  const example = { idea: "0198c5a0-0000-7000-8000-000000000001", supports: 3 };
  const supported = (data: z.ZodRawShape, given: Record<string, unknown> = example): EventDefinition =>
    defineEvent({
      type: "ideas.idea-supported.v1",
      audience: "public",
      description: "An idea has one support more.",
      data: z.object({ idea: Id, ...data }),
      subject: "idea",
      example: given as { idea: string },
    });
  const first = releaseOf([supported({ supports: z.int() })], new Map());

  test("keeps a snapshot and a golden event of each event", () => {
    expect([...first.keys()]).toEqual(["ideas.idea-supported.v1.schema.json", "ideas.idea-supported.v1.golden.json"]);
  });

  test("again changes nothing", () => {
    expect(releaseOf([supported({ supports: z.int() })], first)).toEqual(first);
  });

  test("takes an optional property and adds its golden event", () => {
    const second = releaseOf([supported({ supports: z.int(), against: z.int().optional() }, { ...example, against: 1 })], first);
    expect(second.get("ideas.idea-supported.v1.schema.json")).toContain("against");
    expect(JSON.parse(second.get("ideas.idea-supported.v1.golden.json") ?? "")).toHaveLength(2);
  });

  test("refuses to change an event incompatibly, and says which and how", () => {
    expect(() => releaseOf([supported({ supports: z.string() }, { ...example, supports: "3" })], first)).toThrow(BrokenRelease);
    expect(() => releaseOf([supported({ supports: z.string() }, { ...example, supports: "3" })], first)).toThrow(
      'ideas.idea-supported.v1/properties/supports/type: was "integer", is "string"',
    );
  });

  test("refuses to lose an event", () => {
    expect(() => releaseOf([], first)).toThrow("ideas.idea-supported.v1: was released and is gone");
  });

  test("writes text that is the same on every machine", () => {
    expect(textOf({ b: 1, a: [] })).toBe('{\n  "b": 1,\n  "a": []\n}\n');
  });
});
