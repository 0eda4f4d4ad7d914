import { describe, expect, test } from "@jest/globals";
import type { CloudEvent } from "@teilhabe/contracts/event";
import { check, redelivered } from "./check.ts";
import type { Act, Entry } from "./ledger.ts";
import type { Observed } from "./observed.ts";

const entry = (act: Act, of: string, what: string, outcome: Entry["outcome"] = "acknowledged"): Entry => ({
  act,
  of,
  what,
  outcome,
  begunMs: 0,
  endedMs: 1,
});

const event = (service: string, type: string, subject: string, version: number, data: Record<string, unknown> = {}): CloudEvent => ({
  specversion: "1.0",
  id: `thing/${subject}:${version}:0`,
  source: `http://127.0.0.1/${service}`,
  type: `${service}.${type}.v1`,
  subject,
  time: "2026-11-27T10:00:00Z",
  datacontenttype: "application/json",
  dataschema: "x",
  data,
});

const published = event("ideas", "idea-published", "i1", 1);
const answered = event("ideas", "answer-published", "i1", 2);
const changed = event("capacity", "capacity-changed", "o1", 1, { free: 7 });
const all = [published, answered, changed];

const ledger: readonly Entry[] = [
  entry("idea", "i1", "Idea 1"),
  entry("support", "i1", "anna"),
  entry("support", "i1", "ben"),
  entry("answer", "i1", "accepted"),
  entry("observation", "o1", "7"),
  entry("vote", "k1", "park trees"),
  entry("vote", "k2", "park"),
];

const good: Observed = {
  streams: new Map([
    ["ideas", [published, answered]],
    ["capacity", [changed]],
  ]),
  outboxes: new Map([["ideas", [published, answered].map(({ id }) => ({ id, pending: false }))]]),
  readers: [{ name: "webhook", events: [published, published, changed, answered] }],
  ideas: [{ id: "i1", title: "Idea 1", supports: 2, answered: true }],
  notices: new Map([["carla", ["i1"]]]),
  observations: new Map([["o1", ["7"]]]),
  result: { votes: 2, tally: { park: 2, trees: 1 } },
  deadLetters: [],
};

const kindsOf = (observed: Partial<Observed>, entries = ledger) => [...new Set(check(entries, { ...good, ...observed }).map(({ kind }) => kind))];

describe("the check", () => {
  test("finds nothing where nothing is wrong, repeats at a reader included", () => {
    expect(check(ledger, good)).toEqual([]);
    expect(redelivered(good)).toEqual({ webhook: 1 });
  });

  test.each<[string, Partial<Observed>]>([
    ["an idea", { ideas: [] }],
    ["an idea's text", { ideas: [{ id: "i1", title: "Other", supports: 2, answered: true }] }],
    ["a support", { ideas: [{ id: "i1", title: "Idea 1", supports: 1, answered: true }] }],
    ["an answer", { ideas: [{ id: "i1", title: "Idea 1", supports: 2, answered: false }] }],
    ["an observation", { observations: new Map([["o1", []]]) }],
    ["a fact that never got into the stream", { outboxes: new Map([["ideas", [{ id: "thing/i9:1:0", pending: true }]]]) }],
  ])("finds that %s was lost", (_what, planted) => {
    expect(kindsOf(planted)).toEqual(["lost"]);
  });

  test("finds an event that was never written", () => {
    const streams = new Map([["capacity", [changed]]]);
    expect(kindsOf({ streams, outboxes: new Map() })).toEqual(["lost"]);
  });

  test.each<[string, Partial<Observed>]>([
    ["an idea", { ideas: [...good.ideas, { id: "i1", title: "Idea 1", supports: 2, answered: true }] }],
    ["a support", { ideas: [{ id: "i1", title: "Idea 1", supports: 3, answered: true }] }],
    ["an observation", { observations: new Map([["o1", ["7", "7"]]]) }],
    ["a notice", { notices: new Map([["carla", ["i1", "i1"]]]) }],
    ["an event", { streams: new Map([...good.streams, ["ideas", [published, answered, answered]]]) }],
  ])("finds that %s is there twice", (_what, planted) => {
    expect(kindsOf(planted)).toEqual(["twice"]);
  });

  test("finds a second answer in the stream", () => {
    const again = event("ideas", "answer-published", "i1", 3);
    const streams = new Map([...good.streams, ["ideas", [published, answered, again]]]);
    expect(kindsOf({ streams, readers: [] })).toEqual(["twice"]);
  });

  test("finds broken order in a stream and at a reader", () => {
    const streams = new Map([...good.streams, ["ideas", [answered, published]]]);
    expect(kindsOf({ streams, readers: [] })).toEqual(["order"]);
    expect(kindsOf({ readers: [{ name: "SSE", events: [answered, published, changed] }] })).toEqual(["order"]);
  });

  test("finds an event that a reader did not get, and a notice that nobody got", () => {
    expect(kindsOf({ readers: [{ name: "SSE", events: all.slice(1) }] })).toEqual(["missing"]);
    expect(kindsOf({ notices: new Map([["carla", []]]) })).toEqual(["missing"]);
  });

  test("finds votes that were not counted, counted too often, or counted for something else", () => {
    expect(kindsOf({ result: { votes: 1, tally: { park: 2, trees: 1 } } })).toEqual(["votes"]);
    expect(kindsOf({ result: { votes: 3, tally: { park: 2, trees: 1 } } })).toEqual(["votes"]);
    expect(kindsOf({ result: { votes: 2, tally: { park: 1, trees: 2 } } })).toEqual(["votes"]);
  });

  test("takes what nobody answered for either, and nothing more", () => {
    const unknown = [...ledger, entry("vote", "k3", "trees", "unknown"), entry("support", "i1", "dora", "unknown")];
    expect(kindsOf({}, unknown)).toEqual([]);
    expect(kindsOf({ result: { votes: 3, tally: { park: 2, trees: 2 } } }, unknown)).toEqual([]);
    expect(kindsOf({ result: { votes: 4, tally: { park: 2, trees: 2 } } }, unknown)).toEqual(["votes"]);
  });

  test("tells refusals of what is allowed, dead letters, and deliveries whose signature did not hold", () => {
    expect(kindsOf({}, [...ledger, entry("idea", "", "Idea 2", "refused")])).toEqual(["refused"]);
    expect(kindsOf({ deadLetters: ["x"] })).toEqual(["buried"]);
    expect(kindsOf({ readers: [{ name: "webhook", events: all, refused: ["x"] }] })).toEqual(["unsigned"]);
  });
});
