import { describe, expect, test } from "@jest/globals";
import { updateMe } from "./update-me.ts";

const id = "0198c5a0-0000-7000-8000-00000000000a";
const state = { stage: "active", name: "Anna", language: "de", since: "2026-11-23T10:00:00.000Z", logins: ["l"], grants: [] } as const;
const anna = { id, version: 3, state };

describe("updating oneself", () => {
  test("changes what is given and keeps the rest", () => {
    expect(updateMe(anna, { name: "Anna B." })).toMatchObject({
      writes: [{ id, state: { ...state, name: "Anna B." } }],
      facts: [{ type: "people.person-renamed.v1", data: { person: id } }],
      answer: { person: id, version: 4 },
    });
  });

  test("takes away what is null", () => {
    const { name: _name, language: _language, ...rest } = state;
    expect(updateMe(anna, { name: null, language: null })).toMatchObject({ writes: [{ state: rest }] });
    expect(JSON.stringify(updateMe(anna, { name: null, language: null }))).not.toContain("Anna");
  });

  test("tells nobody when nothing changes", () => {
    expect(updateMe(anna, { name: "Anna" })).toEqual({ answer: { person: id, version: 3 } });
  });

  test("is refused once one is erased", () => {
    expect(updateMe({ id, version: 4, state: { stage: "erased", erasure: id } }, { name: "x" })).toMatchObject({ refused: "person-erased" });
    expect(updateMe(undefined, { name: "x" })).toMatchObject({ refused: "person-erased" });
  });
});
