import { describe, expect, test } from "@jest/globals";
import { z } from "zod";
import { allContracts } from "./all.ts";
import type { Contract } from "./contract.ts";
import { privateParts } from "./documents/free-text.ts";
import { jsonSchemaOf } from "./documents/json-schema.ts";
import { fieldsOf, placesOf } from "./documents/places.ts";
import type { EventDefinition } from "./event.ts";
import type { Operation } from "./operation.ts";
import { commonRefusals } from "./refusal.ts";

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const operations: readonly Operation[] = allContracts.flatMap((contract) => Object.values(contract.operations));
const events: readonly EventDefinition[] = allContracts.flatMap((contract: Contract) => Object.values(contract.events));
const routed = operations.filter((operation) => operation.http !== undefined);

const repeated = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);

describe("every operation", () => {
  test("belongs to its service and has a name of its own", () => {
    for (const { service, operations: own } of allContracts)
      for (const { name } of Object.values(own)) expect(name).toMatch(new RegExp(`^${service}\\.[a-z][a-z0-9]*(-[a-z0-9]+)*$`));
    expect(repeated(operations.map(({ name }) => name))).toEqual([]);
  });

  test("has a flat object as its input", () => {
    expect(operations.filter(({ input }) => !(input instanceof z.ZodObject)).map(({ name }) => name)).toEqual([]);
  });

  test("has examples that it accepts", () => {
    const wrong = operations.flatMap(({ name, input, examples = [] }) =>
      examples.flatMap((example) => {
        const parsed = input.safeParse(example);
        return parsed.success ? [] : [`${name}: ${z.prettifyError(parsed.error)}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  test("refuses with codes in kebab-case and leaves the common ones to the platform", () => {
    const codes = operations.flatMap(({ name, refusals }) => Object.keys(refusals).map((code) => ({ name, code })));
    expect(codes.filter(({ code }) => !KEBAB.test(code))).toEqual([]);
    expect(codes.filter(({ code }) => code in commonRefusals)).toEqual([]);
  });
});

describe("every route", () => {
  test("is open to somebody", () => {
    expect(routed.filter(({ access }) => access === "service").map(({ name }) => name)).toEqual([]);
  });

  test("clashes with no other", () => {
    const shapes = routed.map(({ http }) => `${http?.method} ${http?.path.replaceAll(/\{[^}]+\}/g, "{}")}`);
    expect(repeated(shapes)).toEqual([]);
  });

  test("names fields that the input has", () => {
    const missing = routed.flatMap((operation) => {
      const known = Object.keys(fieldsOf(operation));
      const takes = operation.http?.takes === undefined ? [] : [operation.http.takes.field];
      return [...placesOf(operation).path, ...takes].filter((field) => !known.includes(field)).map((field) => `${operation.name}: ${field}`);
    });
    expect(missing).toEqual([]);
  });

  test("says where what it makes is read: the path of a GET, with fields of the answer or the input", () => {
    const shapeOf = (path = "") => path.replaceAll(/\{\w+\}/g, "{}");
    const read = new Set(routed.filter(({ http }) => http?.method === "GET").map(({ http }) => shapeOf(http?.path)));
    const making = routed.filter(({ http }) => http?.makes !== undefined);
    expect(making.length).toBeGreaterThan(5);
    for (const operation of making) {
      const { makes = "", status } = operation.http ?? {};
      expect([operation.name, status, read.has(shapeOf(makes))]).toEqual([operation.name, 201, true]);
      const known = [...Object.keys((operation.output as z.ZodObject).shape), ...Object.keys(fieldsOf(operation))];
      for (const [, field] of makes.matchAll(/\{(\w+)\}/g)) expect(known).toContain(field);
    }
  });

  test("has only plain values and lists of them in path and query", () => {
    const plain = (schema: Record<string, unknown>): boolean =>
      schema["type"] === "array" ? plain(schema["items"] as Record<string, unknown>) : schema["type"] !== "object" && schema["type"] !== undefined;
    const wrong = routed.flatMap((operation) => {
      const { path, query } = placesOf(operation);
      const fields = fieldsOf(operation);
      return [...path, ...query].filter((field) => !plain(jsonSchemaOf(fields[field]!, "input"))).map((field) => `${operation.name}: ${field}`);
    });
    expect(wrong).toEqual([]);
  });

  test("that streams takes `after` and `limit` and gives items with cursors", () => {
    const wrong = routed.filter((operation) => {
      if (operation.http?.streams === undefined) return false;
      const fields = Object.keys(fieldsOf(operation));
      const output = JSON.stringify(jsonSchemaOf(operation.output, "output"));
      return operation.http.method !== "GET" || !fields.includes("after") || !fields.includes("limit") || !output.includes('"cursor"');
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe("every event", () => {
  test("belongs to its service and has a type of its own", () => {
    for (const { service, events: own } of allContracts)
      for (const { type } of Object.values(own)) expect(type).toMatch(new RegExp(`^${service}\\.[a-z][a-z0-9]*(-[a-z0-9]+)*\\.v[1-9][0-9]*$`));
    expect(repeated(events.map(({ type }) => type))).toEqual([]);
  });

  test("has an example that it accepts and a subject in its data", () => {
    const wrong = events.filter(({ data, example, subject }) => !data.safeParse(example).success || !(subject in data.shape));
    expect(wrong.map(({ type }) => type)).toEqual([]);
  });

  test("that is public carries ids, codes, counts and times only", () => {
    const faults = events
      .filter(({ audience }) => audience === "public")
      .flatMap(({ type, data }) => privateParts(jsonSchemaOf(data, "input")).map((fault) => `${type}${fault}`));
    expect(faults).toEqual([]);
  });
});
