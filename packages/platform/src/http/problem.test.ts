import { expect, test } from "@jest/globals";
import { defineOperation } from "@teilhabe/contracts/operation";
import { refuse } from "@teilhabe/contracts/refusal";
import { z } from "zod";
import { problemOf, statusOf } from "./problem.ts";

const operation = defineOperation({
  name: "ideas.read-idea",
  summary: "One idea",
  access: "anyone",
  input: z.object({}),
  output: z.object({}),
  refusals: { "idea-not-found": 404 },
});

test("a refusal becomes a problem that says what, where and which request", () => {
  const refusal = refuse("idea-not-found", "There is no such idea.", { errors: [{ pointer: "/idea", message: "unknown" }], facts: { idea: "x" } });
  expect(problemOf(404, refusal, "abc")).toEqual({
    type: "/docs/problems/idea-not-found",
    title: "Idea not found",
    status: 404,
    detail: "There is no such idea.",
    code: "idea-not-found",
    requestId: "abc",
    errors: [{ pointer: "/idea", message: "unknown" }],
    facts: { idea: "x" },
  });
});

test.each([
  ["idea-not-found", 404],
  ["invalid-input", 400],
  ["token-needed", 401],
  ["toString", undefined],
  ["never-heard-of", undefined],
])("the status of %s is %s", (code, status) => {
  expect(statusOf(code, operation)).toBe(status);
});
