import { describe, expect, test } from "@jest/globals";
import { budgetDraft, questionDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import { parseCanonical } from "@teilhabe/proofs/canonical-json";
import { readDefinition } from "@teilhabe/proofs/folder/definition";
import { newNoteKeys } from "@teilhabe/proofs/note-keys";
import { freeze, thawedMethod } from "./freeze.ts";

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const key = newNoteKeys("city.example/log").verifierKey;
const at = { opensAt: "2026-11-23T10:00:00.000Z", logKey: key, authorityKey: key };

describe("freezing", () => {
  test("gives the same bytes for the same draft, and others for any change of the rules", () => {
    const draft = Draft.parse(budgetDraft);
    const { hash, text } = freeze(ballot, draft, at);
    expect(freeze(ballot, Draft.parse(structuredClone(budgetDraft)), at)).toMatchObject({ hash, text });
    expect(freeze(ballot, { ...draft, title: `${draft.title} ` }, at).hash).not.toBe(hash);
    expect(freeze(ballot, { ...draft, method: { id: "greedy", parameters: { misfit: "stop" } } }, at).hash).not.toBe(hash);
  });

  test("writes every parameter down, shares as text, times in UTC, amounts in minor units", () => {
    const draft = Draft.parse({
      ...questionDraft,
      method: { id: "plurality", parameters: { minShare: 0.25 } },
      closesAt: "2036-12-07T19:00:00+01:00",
    });
    const { text, definition } = freeze(ballot, draft, at);
    expect(parseCanonical(new TextEncoder().encode(text))).toMatchObject({
      method: { id: "plurality", parameters: { minShare: "0.25", majority: "none", abstentions: "ignored", seats: 1 } },
      closesAt: "2036-12-07T18:00:00.000Z",
      includeBy: "2036-12-07T19:00:00.000Z",
    });
    expect(thawedMethod(definition).parameters).toEqual({ minShare: 0.25 });
    expect(freeze(ballot, Draft.parse(budgetDraft), at).definition).toMatchObject({ budget: 5_000_000, currency: "EUR", decimals: 2 });
  });

  test("gives what verifiers read", () => {
    const { text } = freeze(ballot, Draft.parse(budgetDraft), at);
    expect(readDefinition(parseCanonical(new TextEncoder().encode(text)))).toMatchObject({
      ballotId: ballot,
      secrecy: "confidential",
      budget: 5_000_000,
    });
  });

  test("what was frozen with another version of the method is not counted", () => {
    const { definition } = freeze(ballot, Draft.parse(budgetDraft), at);
    const older = { ...definition, method: { ...definition.method, version: "0.0.1" } };
    expect(() => thawedMethod(older)).toThrow(/version 0\.0\.1/);
  });
});
