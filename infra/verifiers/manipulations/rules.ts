import type { Json } from "@teilhabe/proofs/canonical-json";
import { filesOf, settle } from "../made-up-ballot.ts";
import { insider, type Manipulation } from "./kind.ts";

/** The frozen rules. */
export const ruleManipulations: readonly Manipulation[] = [
  insider("a rule is altered after the ballot opened", "confidential", "definition-not-in-log", (ballot) => {
    ballot.definition = { ...ballot.definition, method: { id: "greedy", version: "1.0.0", parameters: { misfit: "stop", groups: "exclusive" } } };
    settle(ballot);
  }),
  insider("an option is altered after the ballot opened", "confidential", "definition-not-in-log", (ballot) => {
    const options = ballot.definition["options"] as readonly { readonly [key: string]: Json }[];
    ballot.definition = { ...ballot.definition, options: options.map((option) => (option["id"] === "park" ? { ...option, cost: 24_000 } : option)) };
    settle(ballot);
  }),
  {
    name: "the whole ballot is made up, with keys of its own",
    base: "confidential",
    reason: "definition-not-expected",
    tamper: async (ballot) => ({ files: await filesOf(ballot), expectedDefinition: "ab".repeat(32) }),
  },
  insider("the definition has no key of the box", "confidential", "definition-malformed", (ballot) => {
    const { logKey: _, ...rest } = ballot.definition;
    ballot.definition = rest;
  }),
];
