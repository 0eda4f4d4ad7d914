import { describe, expect, test } from "@jest/globals";
import { answeredBy, type Erasure, shownErasure } from "./erasure.ts";
import { noteForgotten } from "./note-forgotten.ts";
import { requestErasure } from "./request-erasure.ts";

const anna = "0198c5a0-0000-7000-8000-00000000000a";
const at = "2026-11-23T10:00:00.000Z";
const later = "2026-11-23T10:05:00.000Z";
const running: Erasure = {
  person: anna,
  stage: "running",
  requestedBy: "self",
  requestedAt: at,
  services: [{ service: "ideas" }, { service: "voting" }],
};

describe("an erasure", () => {
  test("is done when every service has answered, and shows when each did", () => {
    const one = answeredBy(running, "voting", later);
    expect(one).toMatchObject({ stage: "running", services: [{ service: "ideas" }, { service: "voting", forgottenAt: later }] });
    expect(answeredBy(one, "ideas", later)).toMatchObject({ stage: "done", doneAt: later });
  });

  test("is not changed by a second answer, nor by an answer that nobody waits for", () => {
    const one = answeredBy(running, "voting", at);
    expect(noteForgotten({ id: "e", version: 2, state: one }, "voting", later)).toBeUndefined();
    expect(noteForgotten({ id: "e", version: 2, state: one }, "capacity", later)).toBeUndefined();
    expect(noteForgotten(undefined, "voting", later)).toBeUndefined();
  });

  test("does not show whose it is", () => {
    expect(JSON.stringify(shownErasure("0198c5a0-0000-7000-8000-0000000000e1", running))).not.toContain(anna);
  });
});

describe("requesting an erasure", () => {
  const asked = { at, atMs: Date.parse(at), grants: [], by: anna, newId: () => "0198c5a0-0000-7000-8000-0000000000e1" };
  const state = { stage: "active", name: "Anna", since: at, logins: ["login-1"], grants: ["staff"] } as const;
  const person = { id: anna, version: 2, state };
  const other = "0198c5a0-0000-7000-8000-00000000000b";

  test("leaves nothing of the person but its id, and tells every service", () => {
    const outcome = requestErasure({ person, services: ["ideas"] }, {}, asked);
    expect(outcome).toMatchObject({
      writes: [
        { id: anna, state: { stage: "erased" } },
        { state: { stage: "running", services: [{ service: "ideas" }] } },
        { remove: { name: "login" }, id: "login-1" },
        { remove: { name: "given-grant" }, id: `${anna}/staff` },
      ],
      facts: [{ type: "people.person-erased.v1", data: { person: anna } }],
    });
    expect(JSON.stringify(outcome)).not.toContain('"Anna"');
  });

  test("of somebody else needs the grant and a reason, and is an act on record", () => {
    expect(requestErasure({ person, services: [] }, {}, { ...asked, by: other })).toMatchObject({ refused: "grant-needed" });
    const operator = { ...asked, by: other, grants: ["operator"] };
    expect(requestErasure({ person, services: [] }, {}, operator)).toMatchObject({ refused: "reason-needed" });
    expect(requestErasure({ person: undefined, services: [] }, { reason: "letter" }, operator)).toMatchObject({ refused: "person-not-found" });
    expect(requestErasure({ person, services: ["ideas"] }, { reason: "letter" }, operator)).toMatchObject({
      facts: [
        { type: "people.person-erased.v1" },
        { type: "people.act-recorded.v1", data: { person: other, object: { person: anna }, reason: "letter" } },
      ],
    });
  });

  test("again is the same erasure", () => {
    const erased = { id: anna, version: 3, state: { stage: "erased", erasure: "e1" } } as const;
    expect(requestErasure({ person: erased, services: ["ideas"] }, {}, asked)).toEqual({ answer: { erasure: "e1" } });
  });
});
