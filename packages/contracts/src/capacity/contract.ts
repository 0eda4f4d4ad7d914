import { defineContract } from "../contract.ts";

export const capacityContract = defineContract({
  service: "capacity",
  description: "Providers, offers, observations, freshness, search, alerts.",
  operations: {},
  events: {},
});
