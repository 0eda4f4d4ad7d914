import { defineContract } from "../contract.ts";

export const notificationsContract = defineContract({
  service: "notifications",
  description: "Subscriptions, channels and notices.",
  operations: {},
  events: {},
});
