import { describe, expect, test } from "@jest/globals";
import { openCase } from "./report.ts";
import { CONSULTATION, IDEA } from "./samples.ts";

const target = { target: IDEA, kind: "idea", idea: IDEA, consultation: CONSULTATION } as const;
const at = (minute: number) => `2026-11-23T10:0${minute}:00.000Z`;
const counted = { grounds: [{ ground: "spam", reports: 2 }], firstAt: at(1), lastAt: at(2) } as const;
const open = { ...target, stage: "open", reports: 2, ...counted } as const;

describe("opening a case", () => {
  test("tells moderators of what nobody had reported, once", () => {
    expect(openCase(undefined, target, counted)).toMatchObject({ writes: [{ state: open }], facts: [{ type: "ideas.content-reported.v1" }] });
    expect(openCase({ id: IDEA, version: 1, state: open }, target, counted)).toBeUndefined();
    const more = { ...counted, grounds: [{ ground: "spam", reports: 3 }] } as const;
    expect(openCase({ id: IDEA, version: 1, state: open }, target, more)).toMatchObject({ writes: [{ state: { reports: 3 } }], facts: [] });
  });

  test("notices that a report was changed though their number is the same", () => {
    const changed = { ...counted, grounds: [{ ground: "hate", reports: 2 }] } as const;
    expect(openCase({ id: IDEA, version: 1, state: open }, target, changed)).toMatchObject({ writes: [{ state: { grounds: changed.grounds } }] });
  });

  test("anew after a decision remembers it, so that decided reports do not count again", () => {
    const decided = { ...open, stage: "decided", decidedAt: at(5) } as const;
    expect(openCase({ id: IDEA, version: 1, state: decided }, target, undefined)).toBeUndefined();
    expect(openCase({ id: IDEA, version: 1, state: decided }, target, counted)).toMatchObject({
      writes: [{ state: { stage: "open", since: at(5) } }],
      facts: [{ type: "ideas.content-reported.v1" }],
    });
  });
});
