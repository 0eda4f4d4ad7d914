import { defineContract } from "../contract.ts";

export const partnersContract = defineContract({
  service: "partners",
  description: "The public event log for partner systems: polling, live streams, webhooks.",
  operations: {},
  events: {},
});
