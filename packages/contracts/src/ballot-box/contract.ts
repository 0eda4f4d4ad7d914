import { defineContract } from "../contract.ts";

export const ballotBoxContract = defineContract({
  service: "ballot-box",
  description: "Accepts votes, keeps them, seals the box.",
  operations: {},
  events: {},
});
