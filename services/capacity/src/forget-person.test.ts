import { expect, test } from "@jest/globals";
import { defineContract } from "@teilhabe/contracts/contract";
import { factOf } from "@teilhabe/contracts/event";
import { defineOperation } from "@teilhabe/contracts/operation";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { defineModule } from "@teilhabe/platform/module";
import { personNamed } from "@teilhabe/platform/testing/askers";
import { started } from "@teilhabe/platform/testing/started";
import { capacity } from "./module.ts";

const erase = defineOperation({
  name: "people.erase-any",
  summary: "Test",
  access: "service",
  input: PersonErased.data,
  output: PersonErased.data.partial(),
  refusals: {},
});

/** Stands for people: announces an erasure when it is told to. */
const people = defineModule({
  name: "people",
  contract: defineContract({ service: "people", description: "Test", operations: { erase }, events: { PersonErased } }),
  documents: [],
  start: ({ decide }) => ({
    operations: { erase: decide(async (_desk, { person }) => ({ facts: [factOf(PersonErased, { person })], answer: {} })) },
  }),
});

test("an erased person is forgotten at once, and that is said", async () => {
  const platform = await started([people, capacity]);
  const person = personNamed("anna");
  await platform.done(erase, { person });
  await platform.settle();
  const events = await platform.events("capacity");
  expect(events.map(({ type, data }) => [type, data])).toEqual([["capacity.person-forgotten.v1", { person }]]);
  await platform.stop();
});
