import { describe, expect, test } from "@jest/globals";
import { type Fact, factOf } from "@teilhabe/contracts/event";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { HistoryEntry } from "@teilhabe/contracts/ideas/views";
import { askedBy } from "./samples.ts";
import { tell } from "./telling.ts";

const asked = askedBy(undefined);
const events = Object.values(ideasContract.events);
const publicFacts: Fact[] = events.filter((event) => event.audience === "public").map((event) => factOf(event as never, event.example as never));

describe("telling", () => {
  test("in public says what happened", () => {
    expect(tell("public", publicFacts, asked).facts).toEqual(publicFacts);
  });

  test("among staff says nothing in public, and everything within the platform", () => {
    const { facts } = tell("staff", publicFacts, asked);
    expect(new Set(facts.map((fact) => fact.type))).toEqual(new Set(["ideas.happened-among-staff.v1"]));
    expect(facts.map((fact) => [fact.subject, fact.data["what"], fact.data["data"]])).toEqual(
      publicFacts.map(({ type, subject, data }) => [subject, type, data]),
    );
  });

  test("keeps the steps of an idea's history as the contract shows them, for both audiences", () => {
    const steps = tell("public", publicFacts, asked).writes.map((write) => ("state" in write ? write.state : undefined));
    expect(steps.map((step) => HistoryEntry.parse(step).what).toSorted()).toEqual(
      ["published", "edited", "withdrawn", "hidden", "erased", "threshold-reached", "answer-overdue", "answered"].toSorted(),
    );
    expect(tell("staff", publicFacts, asked).writes).toHaveLength(steps.length);
  });
});
