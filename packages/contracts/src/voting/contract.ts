import { defineContract } from "../contract.ts";

export const votingContract = defineContract({
  service: "voting",
  description: "Ballots with frozen rules, rolls, credentials, results.",
  operations: {},
  events: {},
});
